"""Responses that show skill gaps."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from interviewapis.fields import ResponseModel


class SkillGapResponse(ResponseModel):
    """How well a skill is mastered."""

    gap_id: UUID
    """Id of the finding."""
    interview_id: UUID
    """The practice interview that showed it."""
    skill_name: str
    """The skill."""
    proficiency_level: Literal["weak", "moderate", "strong"]
    """Below 50, below 75, from 75."""
    gap_score: float
    """Mean score, 0 to 100: low is a big gap."""
    recommendation: str
    """What to do next."""
    identified_at: datetime
    """When."""
    provider: str
    """Who wrote the recommendation."""
    model: str
    """With which model."""


class SkillGapsResponse(ResponseModel):
    """Skills, the biggest gap first."""

    total: int
    """How many skills."""
    weak: int
    """How many below 50."""
    moderate: int
    """How many from 50 to below 75."""
    strong: int
    """How many from 75."""
    skill_gaps: list[SkillGapResponse]
    """The lowest score first."""
