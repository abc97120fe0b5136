"""Questions that were asked, their answers, and conversations of several of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from database.models.base import Base, Timestamps, owner_key


class Conversation(Timestamps, Base):
    """Questions that build on each other. ``updated_at`` moves with every new question."""

    __tablename__ = "conversations"
    __table_args__ = (
        CheckConstraint("char_length(title) BETWEEN 1 AND 200", name="title_length"),
        Index(
            "conversations_owner_id_updated_at_conversation_id_idx",
            "owner_id",
            "updated_at",
            "conversation_id",
        ),
        {"comment": "Questions that build on each other; their runs name the conversation."},
    )

    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = owner_key()
    title: Mapped[str | None] = mapped_column(
        Text, comment="Null until the first question gives it one."
    )


class AgentRun(Timestamps, Base):
    """One question, who was chosen to answer it, and what came of it."""

    __tablename__ = "agent_runs"
    __table_args__ = (
        CheckConstraint(
            "status IN ('running', 'completed', 'failed', 'cancelled', 'interrupted')",
            name="status_known",
        ),
        CheckConstraint(
            "char_length(idempotency_key) BETWEEN 1 AND 255", name="idempotency_key_length"
        ),
        CheckConstraint(
            "(status = 'running') = (finished_at IS NULL)", name="finished_unless_running"
        ),
        Index("agent_runs_owner_id_created_at_run_id_idx", "owner_id", "created_at", "run_id"),
        Index(
            "agent_runs_conversation_id_created_at_run_id_idx",
            "conversation_id",
            "created_at",
            "run_id",
            postgresql_where=text("conversation_id IS NOT NULL"),
        ),
        Index(
            "agent_runs_running_conversation_id_key",
            "conversation_id",
            unique=True,
            postgresql_where=text("status = 'running'"),
        ),
        Index(
            "agent_runs_owner_id_idempotency_key_key",
            "owner_id",
            "idempotency_key",
            unique=True,
            postgresql_where=text("idempotency_key IS NOT NULL"),
        ),
        Index(
            "agent_runs_replaces_run_id_idx",
            "replaces_run_id",
            postgresql_where=text("replaces_run_id IS NOT NULL"),
        ),
        Index(
            "agent_runs_question_id_idx",
            "question_id",
            postgresql_where=text("question_id IS NOT NULL"),
        ),
        {"comment": "Questions that were asked, with routing, answer and what it took."},
    )

    run_id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = owner_key()
    conversation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("conversations.conversation_id", ondelete="CASCADE")
    )
    replaces_run_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("agent_runs.run_id", ondelete="SET NULL"),
        comment="The run that this one was asked again for.",
    )
    status: Mapped[str] = mapped_column(Text)
    server_id: Mapped[int | None] = mapped_column(
        Integer, comment="Who answers; holds an advisory lock of that number while it lives."
    )
    idempotency_key: Mapped[str | None] = mapped_column(Text)
    request_digest: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="SHA-256 of what was asked under the idempotency key."
    )
    question: Mapped[str] = mapped_column(Text)
    context: Mapped[str] = mapped_column(Text, server_default="")
    history: Mapped[list[dict[str, str]]] = mapped_column(
        JSONB,
        server_default=text("'[]'"),
        comment="The turns that the request brought along: role, content.",
    )
    requested_agent: Mapped[str | None] = mapped_column(
        Text, comment="The specialist that the request named."
    )
    hint: Mapped[str | None] = mapped_column(
        Text, comment="The specialist that the kind of interview suggested."
    )
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("questions.question_id", ondelete="SET NULL"),
        comment="The question of the bank that this answers.",
    )
    keeps_answer: Mapped[bool] = mapped_column(
        Boolean,
        server_default=text("false"),
        comment="A whole answer becomes the one of the question of the bank.",
    )
    routing: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    answer: Mapped[str] = mapped_column(Text, server_default="")
    piece_lengths: Mapped[list[int]] = mapped_column(
        ARRAY(Integer),
        server_default=text("'{}'"),
        comment="Characters of each piece that was streamed, so that events keep their numbers.",
    )
    follow_up_questions: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
    follow_ups_generic: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    provider: Mapped[str | None] = mapped_column(Text)
    model: Mapped[str | None] = mapped_column(Text)
    usage: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    time_to_first_token_ms: Mapped[int | None] = mapped_column(Integer)
    duration_ms: Mapped[int | None] = mapped_column(Integer)
    run_metadata: Mapped[dict[str, Any]] = mapped_column(
        "metadata", JSONB, server_default=text("'{}'")
    )
    error: Mapped[dict[str, Any] | None] = mapped_column(
        JSONB, comment="Why the run failed: code, message, retryable."
    )
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class StreamTicket(Base):
    """Lets its owner open one stream; for clients that can't send headers."""

    __tablename__ = "stream_tickets"
    __table_args__ = (
        Index("stream_tickets_expires_at_idx", "expires_at"),
        {"comment": "Unused tickets, as SHA-256: they open one stream each."},
    )

    ticket_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    owner_id: Mapped[UUID] = owner_key()
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
