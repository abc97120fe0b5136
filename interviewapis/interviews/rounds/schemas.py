"""Requests and responses of the rounds of an interview."""

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from database.models.vocabulary import InterviewResult, InterviewStatus, RoundType
from interviewapis.fields import (
    EMPTY_IS_NULL,
    NO_CONTROLS,
    NO_NUL,
    ONE_LINE,
    Day,
    Flag,
    Line,
    Lines,
    Prose,
    RequestModel,
    ResponseModel,
    WebAddress,
    characters,
    unchanged,
)

ROUNDS_MOST = 1000
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def _time(text: str) -> str:
    if not _TIME.fullmatch(text):
        raise ValueError("must be a time of day like 14:30 or 14:30:00")
    return text


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise ValueError("must be an e-mail address like ada@example.com")
    return text


Number = Annotated[int, Field(strict=True, ge=1, le=ROUNDS_MOST)]
Minutes = Annotated[int, Field(strict=True, ge=1, le=1440)]
Rating = Annotated[int, Field(strict=True, ge=1, le=10)]
TimeOfDay = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True),
    AfterValidator(_time),
    WithJsonSchema({"type": "string", "pattern": f"^{_TIME.pattern}$"}),
]
Email = Annotated[
    Annotated[str, characters(0, 254), ONE_LINE, AfterValidator(_email)] | None, EMPTY_IS_NULL
]
TimeZone = Annotated[str, characters(1, 100), NO_NUL]
Place = Annotated[Annotated[str, characters(0, 500), NO_CONTROLS] | None, EMPTY_IS_NULL]


class _RoundFields(RequestModel):
    round_name: Annotated[Line, Field(description="As they call it.")] = None
    scheduled_date: Annotated[Day | None, Field(description="On which day it is.")] = None
    scheduled_time: Annotated[
        TimeOfDay | None, Field(description="When it begins, in `timezone`: HH:MM or HH:MM:SS.")
    ] = None
    duration_minutes: Annotated[Minutes | None, Field(description="How long it takes.")] = None
    meeting_platform: Annotated[Line, Field(description="Zoom, Meet, Teams, ...")] = None
    meeting_link: Annotated[WebAddress, Field(description="Where to join it.")] = None
    physical_location: Annotated[Place, Field(description="Where to go.")] = None
    interviewer_name: Annotated[Line, Field(description="Who asks.")] = None
    interviewer_title: Annotated[Line, Field(description="What they are.")] = None
    interviewer_linkedin_url: Annotated[
        WebAddress, Field(description="Where to read about them.")
    ] = None
    interviewer_email: Annotated[Email, Field(description="Where to write to them.")] = None
    interviewer_notes: Annotated[Prose, Field(description="What to know of them.")] = None
    feedback: Annotated[Prose, Field(description="What they said.")] = None
    rating: Annotated[Rating | None, Field(description="How it went, 1 to 10.")] = None
    preparation_notes: Annotated[Prose, Field(description="For yourself.")] = None
    questions_asked_summary: Annotated[Prose, Field(description="What they asked, in short.")] = (
        None
    )
    follow_up_actions: Annotated[Prose, Field(description="What to do next.")] = None


class RoundCreate(_RoundFields):
    """A round to add."""

    round_number: Annotated[
        Number | None,
        Field(description="Which one it is, from 1; without it, the one after the last."),
    ] = None
    round_type: Annotated[RoundType, Field(description="What it is about.")]
    timezone: Annotated[
        TimeZone, Field(description="Of the time: IANA name like Europe/Lisbon.")
    ] = "UTC"
    is_virtual: Annotated[Flag, Field(description="By video or telephone.")] = True
    round_status: Annotated[InterviewStatus, Field(description="How far it is.")] = "scheduled"
    round_result: Annotated[InterviewResult, Field(description="How it ended.")] = "pending"
    key_topics_covered: Annotated[Lines, Field(description="What it was about.")] = ()


class RoundUpdate(_RoundFields):
    """What to change of a round; what is left out stays."""

    round_number: Number = Field(
        default_factory=unchanged, description="Which one it is, from 1; no other may have it."
    )
    round_type: RoundType = Field(default_factory=unchanged, description="What it is about.")
    timezone: TimeZone = Field(
        default_factory=unchanged, description="Of the time: IANA name like Europe/Lisbon."
    )
    is_virtual: Flag = Field(default_factory=unchanged, description="By video or telephone.")
    round_status: InterviewStatus = Field(default_factory=unchanged, description="How far it is.")
    round_result: InterviewResult = Field(default_factory=unchanged, description="How it ended.")
    key_topics_covered: Lines = Field(
        default_factory=unchanged, description="What it was about; replaces the list."
    )


class RoundResponse(ResponseModel):
    """A round of an interview."""

    round_id: int
    """Id of the round."""
    interview_id: int
    """The interview that it belongs to."""
    round_number: int
    """Which one of the interview it is, from 1."""
    round_name: str | None
    """As they call it."""
    round_type: RoundType
    """What it is about."""
    scheduled_date: date | None
    """On which day it is."""
    scheduled_time: str | None
    """When it begins, in `timezone`: HH:MM:SS."""
    duration_minutes: int | None
    """How long it takes."""
    timezone: str
    """Of the time: IANA name."""
    is_virtual: bool
    """By video or telephone."""
    meeting_platform: str | None
    """Zoom, Meet, Teams, ..."""
    meeting_link: str | None
    """Where to join it."""
    physical_location: str | None
    """Where to go."""
    interviewer_name: str | None
    """Who asks."""
    interviewer_title: str | None
    """What they are."""
    interviewer_linkedin_url: str | None
    """Where to read about them."""
    interviewer_email: str | None
    """Where to write to them."""
    interviewer_notes: str | None
    """What to know of them."""
    round_status: InterviewStatus
    """How far it is."""
    round_result: InterviewResult
    """How it ended."""
    feedback: str | None
    """What they said."""
    rating: int | None
    """How it went, 1 to 10."""
    preparation_notes: str | None
    """For yourself."""
    questions_asked_summary: str | None
    """What they asked, in short."""
    key_topics_covered: list[str]
    """What it was about."""
    follow_up_actions: str | None
    """What to do next."""
    created_at: datetime
    """When it was added; ISO 8601 in UTC."""
    updated_at: datetime
    """When it was changed last."""
