"""Requests and responses of the skills of a question."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from interviewapis.fields import Flag, RequestModel, ResponseModel, Word


class QuestionSkillSet(RequestModel):
    """What a question has to do with a skill; what is left out is as it is at first."""

    is_primary_skill: Annotated[Flag, Field(description="The question is mainly about it.")] = False
    skill_importance: Annotated[Word, Field(description="high, medium, low, ...")] = None
    required_proficiency: Annotated[Word, Field(description="How well, at least.")] = None


class SkillTestedResponse(ResponseModel):
    """A skill that a question tests."""

    skill_id: int
    """Id of the skill."""
    skill_name: str
    """Its name."""
    is_primary_skill: bool
    """The question is mainly about it."""
    skill_importance: str | None
    """high, medium, low, ..."""
    required_proficiency: str | None
    """How well, at least."""


class QuestionSkillResponse(SkillTestedResponse):
    """A skill of a question."""

    question_id: int
    """The question."""
    created_at: datetime
    """When it was linked; ISO 8601 in UTC."""
    updated_at: datetime
    """When the link was changed last."""
