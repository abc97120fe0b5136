"""Practice interviews: their questions, and the skills that they show."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, get_args
from uuid import UUID

from pgvector.sqlalchemy import Vector
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from database.models.base import Base, Timestamps, known, long, owner_key, within
from database.models.questions import EMBEDDING_SIZE

PracticeStatus = Literal["in_progress", "completed", "abandoned"]
PracticeDifficulty = Literal["beginner", "intermediate", "advanced"]
PracticeType = Literal["technical", "behavioral", "mixed"]
PracticeQuestionType = Literal["technical", "behavioral", "coding", "system_design"]
PracticeQuestionKind = Literal["main", "follow_up"]
ProficiencyLevel = Literal["weak", "moderate", "strong"]

MOST_MAIN_QUESTIONS = 10
LONGEST_ANSWER = 5000

_NEW_ID = text("gen_random_uuid()")
SCORE = Numeric(5, 2)
"""0 to 100, with two decimals."""


def new_id() -> Mapped[UUID]:
    """The column of an id that nobody can guess."""
    return mapped_column(primary_key=True, server_default=_NEW_ID)


def now() -> Mapped[datetime]:
    """The column of when a row was made."""
    return mapped_column(DateTime(timezone=True), server_default=func.now())


class PracticeSession(Timestamps, Base):
    """An interview to practise with: its plan, who made its questions, and how it went."""

    __tablename__ = "practice_sessions"
    __table_args__ = (
        long("job_role", 2, 100),
        known("difficulty", get_args(PracticeDifficulty)),
        known("question_type", get_args(PracticeType)),
        known("status", get_args(PracticeStatus)),
        within("total_questions", 1, MOST_MAIN_QUESTIONS),
        within("overall_score", 0, 100),
        CheckConstraint(
            "(status = 'completed') = (completed_at IS NOT NULL)", name="completed_at_known"
        ),
        CheckConstraint("(summary IS NULL) = (summary_of IS NULL)", name="summary_of_known"),
        UniqueConstraint("owner_id", "session_id"),
        Index("practice_sessions_owner_id_created_at_idx", "owner_id", "created_at", "session_id"),
        Index(
            "practice_sessions_owner_id_status_idx",
            "owner_id",
            "status",
            "created_at",
            "session_id",
        ),
        Index(
            "practice_sessions_last_activity_at_idx",
            "last_activity_at",
            postgresql_where=text("status = 'in_progress'"),
        ),
        {"comment": "Interviews that people practise with."},
    )

    session_id: Mapped[UUID] = new_id()
    owner_id: Mapped[UUID] = owner_key()
    job_role: Mapped[str] = mapped_column(Text)
    difficulty: Mapped[str] = mapped_column(Text)
    question_type: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, server_default="in_progress")
    is_adaptive: Mapped[bool] = mapped_column(
        Boolean,
        server_default=text("false"),
        comment="Questions come one by one, as hard as the answers so far suggest.",
    )
    total_questions: Mapped[int] = mapped_column(
        SmallInteger, comment="Main questions, with those that are still to come."
    )
    provider: Mapped[str] = mapped_column(Text, comment="Who made the questions.")
    model: Mapped[str] = mapped_column(Text)
    prompt_version: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(
        Text, comment="What is other than asked, in a sentence for the person."
    )
    overall_score: Mapped[Decimal | None] = mapped_column(
        SCORE, comment="Mean of the official scores of main questions; kept by a trigger."
    )
    started_at: Mapped[datetime] = now()
    last_activity_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True),
        server_default=func.now(),
        comment="Last answer or draft; long ago means abandoned.",
    )
    completed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    duration_minutes: Mapped[int | None] = mapped_column(
        Integer, comment="From start to completion, pauses included."
    )
    summary: Mapped[dict[str, Any] | None] = mapped_column(
        JSONB, comment="Summed up: text, strengths, improvements, and by whom."
    )
    summary_of: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="Digest of what the summary sums up."
    )


class PracticeQuestion(Base):
    """A question of a practice interview."""

    __tablename__ = "practice_questions"
    __table_args__ = (
        known("kind", get_args(PracticeQuestionKind)),
        long("question_text", 1, 20_000),
        known("question_type", get_args(PracticeQuestionType)),
        known("difficulty", get_args(PracticeDifficulty)),
        long("skill_category", 1, 100),
        long("draft", 1, LONGEST_ANSWER),
        CheckConstraint("order_number >= 1", name="order_number_range"),
        CheckConstraint("jsonb_typeof(expected_points) = 'array'", name="expected_points_listed"),
        CheckConstraint(
            "(kind = 'follow_up') = (parent_question_id IS NOT NULL)", name="parent_of_follow_up"
        ),
        CheckConstraint("(draft IS NULL) = (drafted_at IS NULL)", name="drafted_at_known"),
        ForeignKeyConstraint(
            ["owner_id", "session_id"],
            ["practice_sessions.owner_id", "practice_sessions.session_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["session_id", "parent_question_id"],
            ["practice_questions.session_id", "practice_questions.practice_question_id"],
            ondelete="CASCADE",
        ),
        UniqueConstraint("session_id", "practice_question_id"),
        UniqueConstraint("session_id", "kind", "order_number"),
        Index("practice_questions_owner_id_created_at_idx", "owner_id", "created_at"),
        Index(
            "practice_questions_owner_id_bank_question_id_idx",
            "owner_id",
            "bank_question_id",
            postgresql_where=text("bank_question_id IS NOT NULL"),
        ),
        Index(
            "practice_questions_bank_question_id_idx",
            "bank_question_id",
            postgresql_where=text("bank_question_id IS NOT NULL"),
        ),
        {"comment": "Questions of practice interviews."},
    )

    practice_question_id: Mapped[UUID] = new_id()
    owner_id: Mapped[UUID] = mapped_column(comment="The owner of the session.")
    session_id: Mapped[UUID] = mapped_column()
    kind: Mapped[str] = mapped_column(Text)
    parent_question_id: Mapped[UUID | None] = mapped_column(
        comment="The main question to whose answer this one is put."
    )
    bank_question_id: Mapped[int | None] = mapped_column(
        ForeignKey("questions.question_id", ondelete="SET NULL"),
        comment="The question of the bank that it was taken from.",
    )
    question_text: Mapped[str] = mapped_column(Text)
    question_type: Mapped[str] = mapped_column(Text)
    difficulty: Mapped[str] = mapped_column(Text)
    skill_category: Mapped[str] = mapped_column(Text, comment="What it trains.")
    expected_points: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, server_default=text("'[]'"), comment='[{"point": text, "weight": 1..3}]'
    )
    embedding: Mapped[Any | None] = mapped_column(
        Vector(EMBEDDING_SIZE), comment="Unit vector, so that later questions are not the same."
    )
    order_number: Mapped[int] = mapped_column(
        SmallInteger, comment="From 1; a follow-up has that of its parent."
    )
    draft: Mapped[str | None] = mapped_column(
        Text, comment="An answer under way, or what was sent last; shown until it is judged."
    )
    drafted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    shown_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When it was read first; null while only made."
    )
    created_at: Mapped[datetime] = now()


class SkillGap(Base):
    """How well a skill was mastered in an interview."""

    __tablename__ = "skill_gaps"
    __table_args__ = (
        long("skill_name", 1, 100),
        known("proficiency_level", get_args(ProficiencyLevel)),
        within("gap_score", 0, 100),
        ForeignKeyConstraint(
            ["owner_id", "session_id"],
            ["practice_sessions.owner_id", "practice_sessions.session_id"],
            ondelete="CASCADE",
        ),
        UniqueConstraint("session_id", "skill_name"),
        Index(
            "skill_gaps_owner_id_skill_name_idx",
            "owner_id",
            func.lower(text("skill_name")),
            "identified_at",
        ),
        {"comment": "Skills that interviews showed, and what to do about each."},
    )

    gap_id: Mapped[UUID] = new_id()
    owner_id: Mapped[UUID] = mapped_column(comment="The owner of the session.")
    session_id: Mapped[UUID] = mapped_column()
    skill_name: Mapped[str] = mapped_column(Text)
    proficiency_level: Mapped[str] = mapped_column(Text)
    gap_score: Mapped[Decimal] = mapped_column(
        SCORE, comment="Mean of the judged answers, 0 to 100: low is a big gap."
    )
    recommendation: Mapped[str] = mapped_column(Text)
    provider: Mapped[str] = mapped_column(Text, comment="Who recommends.")
    model: Mapped[str] = mapped_column(Text)
    identified_at: Mapped[datetime] = now()
