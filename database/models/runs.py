"""Answers that were given."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from database.models.base import Base, Timestamps, owner_key


class AgentRun(Timestamps, Base):
    """One question, who was chosen to answer it, and what came of it."""

    __tablename__ = "agent_runs"
    __table_args__ = (
        CheckConstraint(
            "status IN ('running', 'completed', 'failed', 'cancelled', 'interrupted')",
            name="status_known",
        ),
        Index("agent_runs_owner_id_created_at_run_id_idx", "owner_id", "created_at", "run_id"),
        {"comment": "Questions that were asked, with routing, answer and what it took."},
    )

    run_id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = owner_key()
    status: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    context: Mapped[str] = mapped_column(Text, server_default="")
    routing: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    answer: Mapped[str] = mapped_column(Text, server_default="")
    follow_up_questions: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
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
