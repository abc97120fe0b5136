"""Responses about single skills of an interview."""

from datetime import datetime

from interviewapis.interviews.schemas import SkillAskedResponse


class InterviewSkillResponse(SkillAskedResponse):
    """A skill of an interview."""

    interview_id: int
    """The interview."""
    created_at: datetime
    """When it was set first; ISO 8601 in UTC."""
    updated_at: datetime
    """When it was set last."""
