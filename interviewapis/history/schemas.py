"""Requests and responses of the history slice."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from interviewapis.fields import NO_NUL, Moment, RequestModel, ResponseModel, characters
from interviewapis.pagination import PageQuery
from interviewapis.runs.schemas import AgentId, RunStatus, Ticket


class RunsQuery(PageQuery):
    """Which runs to show."""

    agent: Annotated[AgentId | None, Field(description="Answered by this specialist.")] = None
    status: Annotated[RunStatus | None, Field(description="With this outcome.")] = None
    since: Annotated[
        Moment | None, Field(description="Asked then or later; ISO 8601 with offset.")
    ] = None
    until: Annotated[
        Moment | None, Field(description="Asked before then; ISO 8601 with offset.")
    ] = None
    conversation_id: Annotated[UUID | None, Field(description="Of this conversation.")] = None
    q: Annotated[
        Annotated[str, characters(3, 200), NO_NUL] | None,
        Field(description="With this text in the question or the answer, in any case."),
    ] = None


class EventsQuery(RequestModel):
    """Where to begin."""

    after: Annotated[
        int | None,
        Field(
            ge=0,
            le=999_999_999,
            description="Number of the last event that you have seen. `Last-Event-ID` counts "
            "instead where both are sent: it is newer.",
        ),
    ] = None
    ticket: Ticket = None


class RunSummary(ResponseModel):
    """A run in a list."""

    run_id: UUID
    """Id of the run."""
    status: RunStatus
    """What came of it."""
    question: str
    """What was asked."""
    agent: AgentId | None
    """Who answers; null until that is decided."""
    excerpt: str
    """The first 300 characters of the answer."""
    provider: str | None
    """Who answers: `openai`, `local` or `library`."""
    model: str | None
    """The model's name."""
    duration_ms: int | None
    """From the question to the end."""
    conversation_id: UUID | None
    """The conversation it belongs to."""
    replaces_run_id: UUID | None
    """The run that was asked again."""
    created_at: datetime
    """When it was asked; ISO 8601 in UTC."""
    finished_at: datetime | None
    """When it ended."""


class RunsResponse(ResponseModel):
    """One page of runs, the newest first."""

    total: int
    """How many there are on all pages."""
    skip: int
    """How many were left out."""
    limit: int
    """How many are shown at most."""
    data: list[RunSummary]
    """The runs."""


class TicketResponse(ResponseModel):
    """What opens one stream."""

    ticket: str
    """For `?ticket=` in the address of a stream."""
    expires_at: datetime
    """Until when; 60 seconds from now."""
