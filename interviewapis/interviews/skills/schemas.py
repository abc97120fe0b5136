"""Requests and responses of the skills of an interview."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from interviewapis.fields import Flag, Prose, RequestModel, ResponseModel, Word


class InterviewSkillSet(RequestModel):
    """What an interview has to do with a skill; what is left out is as it is at first."""

    is_required: Annotated[Flag, Field(description="Nobody gets the job without it.")] = True
    is_nice_to_have: Annotated[Flag, Field(description="It helps.")] = False
    required_proficiency: Annotated[Word, Field(description="How well, at least.")] = None
    priority_level: Annotated[Word, Field(description="high, medium, low, ...")] = None
    was_assessed: Annotated[Flag, Field(description="They tested it.")] = False
    assessed_proficiency: Annotated[Word, Field(description="What they found.")] = None
    assessment_notes: Annotated[Prose, Field(description="What to remember of it.")] = None
    passed_assessment: Annotated[Flag | None, Field(description="Null while nobody knows.")] = None


class SkillAskedResponse(ResponseModel):
    """A skill that an interview is about."""

    skill_id: int
    """Id of the skill."""
    skill_name: str
    """Its name."""
    is_required: bool
    """Nobody gets the job without it."""
    is_nice_to_have: bool
    """It helps."""
    required_proficiency: str | None
    """How well, at least."""
    priority_level: str | None
    """high, medium, low, ..."""
    was_assessed: bool
    """They tested it."""
    assessed_proficiency: str | None
    """What they found."""
    assessment_notes: str | None
    """What to remember of it."""
    passed_assessment: bool | None
    """Null while nobody knows."""


class InterviewSkillResponse(SkillAskedResponse):
    """A skill of an interview."""

    interview_id: int
    """The interview."""
    created_at: datetime
    """When it was set first; ISO 8601 in UTC."""
    updated_at: datetime
    """When it was set last."""
