"""The question bank: the curated library, and people's own questions."""

from collections.abc import Sequence
from typing import Any, get_args
from uuid import UUID

from pgvector.sqlalchemy import Vector
from sqlalchemy import (
    ARRAY,
    REAL,
    Boolean,
    CheckConstraint,
    Computed,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Text,
    TextClause,
    func,
    text,
)
from sqlalchemy import Sequence as IdSequence
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from database.models.base import Base, Timestamps, known, texts
from database.models.vocabulary import QuestionCategory, QuestionDifficulty

EMBEDDING_SIZE = 384
"""Length of a MiniLM-L6-v2 sentence embedding."""

LIBRARY_IDS = IdSequence(
    "library_question_ids", 1_000_000_001, data_type=Integer, metadata=Base.metadata
)
"""Ids of library entries. Those of people's own questions begin at 1, however many these are."""

_EMPTY = text("'{}'")
_ACTIVE_OWN = text("is_active AND owner_id IS NOT NULL")


def _of_own(
    name: str,
    *columns: Any,
    where: TextClause = _ACTIVE_OWN,
    include: Sequence[str] = (),
) -> Index:
    """An index for lists of one's own questions: the owner first, the id last."""
    return Index(
        name,
        "owner_id",
        *columns,
        "question_id",
        postgresql_where=where,
        postgresql_include=include,
    )


class Question(Timestamps, Base):
    """A question with its model answer. ``owner_id`` is null for entries of the library."""

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint("char_length(question_text) >= 10", name="question_text_length"),
        known("question_category", get_args(QuestionCategory)),
        known("question_difficulty", get_args(QuestionDifficulty)),
        CheckConstraint("(owner_id IS NULL) = (library_slug IS NOT NULL)", name="library_or_owned"),
        CheckConstraint("owner_id IS NOT NULL OR specialist IS NOT NULL", name="specialist_known"),
        Index(
            "questions_library_slug_key",
            "library_slug",
            unique=True,
            postgresql_where=text("library_slug IS NOT NULL"),
        ),
        Index(
            "questions_owner_id_copied_from_key",
            "owner_id",
            "copied_from",
            unique=True,
            postgresql_where=text("copied_from IS NOT NULL"),
        ),
        Index(
            "questions_copied_from_idx",
            "copied_from",
            postgresql_where=text("copied_from IS NOT NULL"),
        ),
        Index("questions_owner_id_idx", "owner_id"),
        _of_own("questions_owner_id_created_at_idx", "created_at"),
        _of_own(
            "questions_owner_id_filters_idx", "question_category", "difficulty_rank", "created_at"
        ),
        _of_own("questions_owner_id_difficulty_idx", "difficulty_rank"),
        _of_own("questions_owner_id_times_asked_idx", "times_asked"),
        _of_own("questions_owner_id_times_practiced_idx", "times_practiced"),
        _of_own(
            "questions_owner_id_average_rating_idx",
            func.coalesce(text("average_rating"), 0),
            # An index on an expression alone never spares the rows.
            include=["average_rating"],
        ),
        _of_own(
            "questions_owner_id_put_aside_idx",
            "created_at",
            where=text("NOT is_active AND owner_id IS NOT NULL"),
        ),
        Index(
            "questions_search_idx",
            "owner_id",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
        Index(
            "questions_library_search_idx",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
            postgresql_where=text("library_slug IS NOT NULL"),
        ),
        Index("questions_tags_idx", "owner_id", "tags", postgresql_using="gin"),
        Index(
            "questions_embedded_idx",
            "owner_id",
            postgresql_where=text("embedding IS NOT NULL AND owner_id IS NOT NULL"),
        ),
        {"comment": "Interview questions: library entries (no owner) and people's own."},
    )

    # Not always: library entries have ids from ``LIBRARY_IDS``.
    question_id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"))
    library_slug: Mapped[str | None] = mapped_column(
        Text, comment="Stable name of a library entry: <specialist>/<file name>."
    )
    copied_from: Mapped[int | None] = mapped_column(
        ForeignKey("questions.question_id", ondelete="SET NULL"),
        comment="The library entry that this is somebody's changed version of.",
    )
    specialist: Mapped[str | None] = mapped_column(
        Text, comment="Who answers it; null where the question decides."
    )
    question_text: Mapped[str] = mapped_column(Text)
    question_category: Mapped[str] = mapped_column(Text)
    phrasings: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default=_EMPTY, comment="Other ways to ask the question."
    )
    question_difficulty: Mapped[str] = mapped_column(Text, server_default="medium")
    difficulty_rank: Mapped[int] = mapped_column(
        SmallInteger,
        Computed(
            "array_position("
            "ARRAY['easy', 'medium', 'hard', 'expert'], question_difficulty)::smallint",
            persisted=True,
        ),
        comment="1 for easy to 4 for expert, to sort by.",
    )
    question_context: Mapped[str | None] = mapped_column(Text)
    assumptions: Mapped[str | None] = mapped_column(Text)
    seniority_levels: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_EMPTY)
    answer_markdown_link: Mapped[str | None] = mapped_column(Text)
    answer_summary: Mapped[str | None] = mapped_column(Text)
    answer_markdown_content: Mapped[str | None] = mapped_column(Text)
    reference_image_urls: Mapped[list[str]] = texts()
    diagram_url: Mapped[str | None] = mapped_column(Text)
    video_explanation_url: Mapped[str | None] = mapped_column(Text)
    key_points: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, server_default=text("'[]'"), comment='[{"point": text, "weight": 1..3}]'
    )
    common_mistakes: Mapped[list[str]] = texts()
    tips_and_tricks: Mapped[list[str]] = texts()
    follow_up_questions: Mapped[list[str]] = texts()
    related_questions: Mapped[list[int]] = mapped_column(
        ARRAY(Integer), server_default=_EMPTY, comment="Ids of other questions."
    )
    prerequisites: Mapped[list[str]] = texts()
    additional_information: Mapped[str | None] = mapped_column(Text)
    key_concepts: Mapped[list[str]] = texts()
    suggested_frameworks: Mapped[list[str]] = texts()
    approach_steps: Mapped[list[str]] = texts()
    skill_names: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default=_EMPTY, comment="What a library entry asks for, in words."
    )
    tags: Mapped[list[str]] = texts()
    source: Mapped[str | None] = mapped_column(Text)
    source_url: Mapped[str | None] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(Text)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, server_default=text("'[]'"), comment='[{"title": text, "url": text or null}]'
    )
    time_to_answer_minutes: Mapped[int | None] = mapped_column(SmallInteger)
    times_asked: Mapped[int] = mapped_column(
        Integer, server_default=text("0"), comment="In the owner's interviews."
    )
    times_practiced: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    average_rating: Mapped[float | None] = mapped_column(Float)
    search_text: Mapped[str] = mapped_column(
        Text,
        Computed("question_text || chr(10) || coalesce(question_context, '')", persisted=True),
        comment="What a search for words looks at.",
    )
    embedding: Mapped[Any | None] = mapped_column(
        Vector(EMBEDDING_SIZE),
        comment="Unit vector of what the question is about; null until it is embedded.",
    )
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))


class LibraryUse(Base):
    """What somebody did with a library entry; one's own questions count for themselves.

    When somebody makes a version of the entry, a trigger moves this into it.
    """

    __tablename__ = "library_uses"
    __table_args__ = (
        Index("library_uses_question_id_idx", "question_id"),
        {"comment": "How often people met library entries; their own questions count themselves."},
    )

    owner_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.question_id", ondelete="CASCADE"), primary_key=True
    )
    times_asked: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    times_practiced: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    average_rating: Mapped[float | None] = mapped_column(Float)


class QuestionSkill(Timestamps, Base):
    """A skill that a question tests."""

    __tablename__ = "question_skills"
    __table_args__ = (
        Index("question_skills_skill_id_idx", "skill_id"),
        {"comment": "Skills that people's own questions test."},
    )

    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.question_id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[int] = mapped_column(ForeignKey("skills.skill_id"), primary_key=True)
    is_primary_skill: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    skill_importance: Mapped[str | None] = mapped_column(Text)
    required_proficiency: Mapped[str | None] = mapped_column(Text)


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
