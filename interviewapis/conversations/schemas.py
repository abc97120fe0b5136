"""Requests and responses of the conversations slice."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from interviewapis.fields import NO_NUL, RequestModel, ResponseModel, characters
from interviewapis.runs.schemas import RunResponse

Title = Annotated[str, characters(1, 200), NO_NUL]


class ConversationRequest(RequestModel):
    """A conversation to begin."""

    title: Annotated[
        Title | None, Field(description="Its name; left out, its first question is.")
    ] = None
    run_id: Annotated[
        UUID | None,
        Field(description="Begin with this question of yours and its answer."),
    ] = None


class RenameRequest(RequestModel):
    """A new name."""

    title: Annotated[Title, Field(description="The new name.")]


class ConversationSummary(ResponseModel):
    """A conversation without its questions."""

    conversation_id: UUID
    """Id of the conversation."""
    title: str | None
    """Its name; null until the first question."""
    created_at: datetime
    """When it began; ISO 8601 in UTC."""
    updated_at: datetime
    """When something was asked last."""
    total_runs: int
    """How many questions it has, those that were asked again included."""


class ConversationResponse(ConversationSummary):
    """A conversation."""

    runs: list[RunResponse]
    """Questions and answers, the oldest first; the newest 100."""


class ConversationsResponse(ResponseModel):
    """One page of conversations, those asked in last first."""

    total: int
    """How many there are on all pages."""
    skip: int
    """How many were left out."""
    limit: int
    """How many are shown at most."""
    data: list[ConversationSummary]
    """The conversations."""
