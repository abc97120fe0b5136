"""Responses that show practice interviews."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from agents.practice.contracts import Difficulty, RequestedType
from interviewapis.fields import ResponseModel
from interviewapis.practice.responses import PracticeQuestionResponse
from interviewapis.practice.words import Status


class PracticeInterviewResponse(ResponseModel):
    """A practice interview with its questions."""

    interview_id: UUID
    """Id of the practice interview."""
    job_role: str
    """What it is for."""
    difficulty: Difficulty
    """As asked for."""
    question_type: RequestedType
    """As asked for."""
    total_questions: int
    """Without follow-ups; in an adaptive interview, how many there will be."""
    questions: list[PracticeQuestionResponse]
    """In order."""
    status: Status
    """`abandoned` after 24 hours without a sign of life; an answer or a draft goes on with it."""
    created_at: datetime
    """When it began."""
    adaptive: bool
    """Whether questions come one by one, by how the answers went."""
    overall_score: float | None
    """Mean score, 0 to 100, of the judged answers; null while there is none."""
    started_at: datetime
    """When it began."""
    last_activity_at: datetime
    """When something was last done in it."""
    completed_at: datetime | None
    """When it was completed."""
    duration_minutes: int | None
    """From beginning to completion."""
    provider: str
    """Who made the questions: `library`, `bank` for chosen ones, or the kind of model server."""
    model: str
    """The model, or what stood in for it."""
    prompt_version: str | None
    """Of the instructions that a model got."""
    note: str | None
    """What is other than asked for, if anything."""


class InterviewSummary(ResponseModel):
    """A practice interview in a list."""

    interview_id: UUID
    """Id of the practice interview."""
    job_role: str
    """What it is for."""
    difficulty: Difficulty
    """As asked for."""
    question_type: RequestedType
    """As asked for."""
    total_questions: int
    """Without follow-ups."""
    answered: int
    """How many of them have an answer."""
    status: Status
    """How far it got."""
    overall_score: float | None
    """Mean score, 0 to 100; null while there is none."""
    adaptive: bool
    """Whether questions come one by one."""
    created_at: datetime
    """When it began."""
    last_activity_at: datetime
    """When something was last done in it."""
    completed_at: datetime | None
    """When it was completed."""


class InterviewListResponse(ResponseModel):
    """One page of practice interviews."""

    total: int
    """How many there are on all pages."""
    skip: int
    """How many were left out before these."""
    limit: int
    """How many are shown at most."""
    interviews: list[InterviewSummary]
    """The latest first."""


class InterviewCompleteResponse(ResponseModel):
    """A completed practice interview."""

    interview_id: UUID
    """Id of the practice interview."""
    status: Literal["completed"]
    """What it is now."""
    message: str
    """In a sentence."""
    completed_at: datetime
    """When it was completed."""
    overall_score: float | None
    """Mean score, 0 to 100."""
    duration_minutes: int | None
    """From beginning to completion."""
