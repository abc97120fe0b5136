"""The question bank: the curated library, and later people's own questions."""

from typing import Any
from uuid import UUID

from pgvector.sqlalchemy import Vector
from sqlalchemy import (
    ARRAY,
    REAL,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from database.models.base import Base, Timestamps

EMBEDDING_SIZE = 384
"""Length of a MiniLM-L6-v2 sentence embedding."""

_EMPTY = text("'{}'")


class Question(Timestamps, Base):
    """A question with its model answer. ``owner_id`` is null for entries of the library."""

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint("char_length(question_text) >= 10", name="question_text_length"),
        CheckConstraint(
            "question_difficulty IN ('easy', 'medium', 'hard', 'expert')",
            name="question_difficulty_known",
        ),
        CheckConstraint("(owner_id IS NULL) = (library_slug IS NOT NULL)", name="library_or_owned"),
        Index(
            "questions_library_slug_key",
            "library_slug",
            unique=True,
            postgresql_where=text("library_slug IS NOT NULL"),
        ),
        Index("questions_owner_id_idx", "owner_id"),
        {"comment": "Interview questions: library entries (no owner) and people's own."},
    )

    question_id: Mapped[int] = mapped_column(Integer, Identity(always=True), primary_key=True)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"))
    library_slug: Mapped[str | None] = mapped_column(
        Text, comment="Stable name of a library entry: <specialist>/<file name>."
    )
    specialist: Mapped[str] = mapped_column(Text)
    question_text: Mapped[str] = mapped_column(Text)
    phrasings: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default=_EMPTY, comment="Other ways to ask the question."
    )
    question_difficulty: Mapped[str] = mapped_column(Text, server_default="medium")
    seniority_levels: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_EMPTY)
    answer_markdown_content: Mapped[str | None] = mapped_column(Text)
    key_points: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, server_default=text("'[]'"), comment='[{"point": text, "weight": 1..3}]'
    )
    common_mistakes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_EMPTY)
    tips_and_tricks: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_EMPTY)
    follow_up_questions: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_EMPTY)
    suggested_frameworks: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_EMPTY)
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_EMPTY)
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_EMPTY)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, server_default=text("'[]'"), comment='[{"title": text, "url": text or null}]'
    )
    time_to_answer_minutes: Mapped[int | None] = mapped_column(SmallInteger)
    embedding: Mapped[Any | None] = mapped_column(
        Vector(EMBEDDING_SIZE),
        comment="Unit vector of what the question is about; null until it is embedded.",
    )
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))


class LibraryTerm(Base):
    """What a word is worth as evidence for a library entry: one cell of an inverted index."""

    __tablename__ = "library_terms"
    __table_args__ = (
        Index("library_terms_question_id_idx", "question_id"),
        {"comment": "Which words occur in which library entries, and what each is worth."},
    )

    term: Mapped[str] = mapped_column(
        Text, primary_key=True, comment="Lexeme of the English dictionary."
    )
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.question_id", ondelete="CASCADE"), primary_key=True
    )
    weight: Mapped[float] = mapped_column(REAL, comment="BM25 weight, above 0.")


class LibraryState(Base):
    """Which content the library rows were loaded from; one row at most."""

    __tablename__ = "library_state"
    __table_args__ = (
        CheckConstraint("only_row", name="only_row"),
        {"comment": "Digest of the library files that were loaded last."},
    )

    only_row: Mapped[bool] = mapped_column(Boolean, primary_key=True, server_default=text("true"))
    digest: Mapped[str] = mapped_column(Text)
