"""Requests and responses of single skills of an interview."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from interviewapis.fields import Flag, Prose, RequestModel, Word
from interviewapis.interviews.schemas import SkillAskedResponse


class InterviewSkillSet(RequestModel):
    """What an interview has to do with a skill; what is left out is as it is at first."""

    is_required: Annotated[Flag, Field(description="Nobody gets the job without it.")] = True
    is_nice_to_have: Annotated[Flag, Field(description="It helps.")] = False
    required_proficiency: Annotated[Word | None, Field(description="How well, at least.")] = None
    priority_level: Annotated[Word | None, Field(description="high, medium, low, ...")] = None
    was_assessed: Annotated[Flag, Field(description="They tested it.")] = False
    assessed_proficiency: Annotated[Word | None, Field(description="What they found.")] = None
    assessment_notes: Annotated[Prose | None, Field(description="What to remember of it.")] = None
    passed_assessment: Annotated[Flag | None, Field(description="Null while nobody knows.")] = None


class InterviewSkillResponse(SkillAskedResponse):
    """A skill of an interview."""

    interview_id: int
    """The interview."""
    created_at: datetime
    """When it was set first; ISO 8601 in UTC."""
    updated_at: datetime
    """When it was set last."""
