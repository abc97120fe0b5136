"""Attempts to answer the questions of practice interviews, and which of them count."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from database.models.base import Base, known, long, texts, within
from database.models.practice import LONGEST_ANSWER, SCORE, new_id, now

AttemptState = Literal["judging", "judged", "failed"]
JudgementBasis = Literal["model", "coverage"]


class PracticeAttempt(Base):
    """One try at a question. Stored before it is judged, and kept whatever comes of that."""

    __tablename__ = "practice_attempts"
    __table_args__ = (
        CheckConstraint("attempt_number >= 1", name="attempt_number_range"),
        long("answer", 1, LONGEST_ANSWER),
        CheckConstraint("time_taken_seconds >= 0", name="time_taken_seconds_range"),
        CheckConstraint("measured_seconds >= 0", name="measured_seconds_range"),
        known("state", get_args(AttemptState)),
        known("basis", get_args(JudgementBasis)),
        within("score", 0, 100),
        CheckConstraint(
            "(state = 'judging') = (judging_until IS NOT NULL)", name="judging_until_known"
        ),
        CheckConstraint(
            "(state = 'judged') = (judged_at IS NOT NULL)"
            " AND (state = 'judged') = (basis IS NOT NULL)"
            " AND (state = 'judged') = (num_nonnulls(score, unscored_reason) = 1)",
            name="judgement_known",
        ),
        CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name="failure_known"),
        CheckConstraint(
            "NOT is_official OR state = 'judging' OR score IS NOT NULL", name="official_scored"
        ),
        UniqueConstraint("practice_question_id", "attempt_number"),
        Index(
            "practice_attempts_judging_key",
            "practice_question_id",
            unique=True,
            postgresql_where=text("state = 'judging'"),
        ),
        Index(
            "practice_attempts_official_key",
            "practice_question_id",
            unique=True,
            postgresql_where=text("is_official"),
        ),
        Index(
            "practice_attempts_judging_until_idx",
            "judging_until",
            postgresql_where=text("state = 'judging'"),
        ),
        {"comment": "Every try at a question, with its judgement."},
    )

    attempt_id: Mapped[UUID] = new_id()
    practice_question_id: Mapped[UUID] = mapped_column(
        ForeignKey("practice_questions.practice_question_id", ondelete="CASCADE")
    )
    attempt_number: Mapped[int] = mapped_column(Integer)
    is_official: Mapped[bool] = mapped_column(
        Boolean,
        comment="Is the official answer, or becomes it with a score; else it is a try to compare.",
    )
    answer: Mapped[str] = mapped_column(Text)
    time_taken_seconds: Mapped[int | None] = mapped_column(Integer, comment="As the client says.")
    measured_seconds: Mapped[int | None] = mapped_column(
        Integer,
        comment="Since the question was shown, or another was answered; null for a retry.",
    )
    state: Mapped[str] = mapped_column(Text, server_default="judging")
    judging_until: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="Later, whoever judged it is taken for dead."
    )
    score: Mapped[Decimal | None] = mapped_column(SCORE, comment="0 to 100; null: not to be told.")
    unscored_reason: Mapped[str | None] = mapped_column(Text)
    feedback: Mapped[str | None] = mapped_column(Text)
    strengths: Mapped[list[str]] = texts()
    improvements: Mapped[list[str]] = texts()
    keywords: Mapped[list[str]] = texts()
    judgement: Mapped[dict[str, Any] | None] = mapped_column(
        JSONB, comment="criteria, points, sample_scores: what the score was computed from."
    )
    basis: Mapped[str | None] = mapped_column(
        Text, comment="A model by the rubric, or the key points that the answer covers."
    )
    provider: Mapped[str | None] = mapped_column(Text)
    model: Mapped[str | None] = mapped_column(Text)
    rubric_version: Mapped[str | None] = mapped_column(Text)
    prompt_version: Mapped[str | None] = mapped_column(Text)
    failure: Mapped[dict[str, Any] | None] = mapped_column(
        JSONB, comment="Why it could not be judged: code, message, retryable."
    )
    created_at: Mapped[datetime] = now()
    judged_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class PracticeResponse(Base):
    """Which attempt is the official answer to a question; never changed."""

    __tablename__ = "practice_responses"
    __table_args__ = (
        {"comment": "The official answer to each question: its first try with a score."},
    )

    response_id: Mapped[UUID] = new_id()
    practice_question_id: Mapped[UUID] = mapped_column(
        ForeignKey("practice_questions.practice_question_id", ondelete="CASCADE"), unique=True
    )
    attempt_id: Mapped[UUID] = mapped_column(
        ForeignKey("practice_attempts.attempt_id", ondelete="CASCADE"), unique=True
    )
    answered_at: Mapped[datetime] = now()
