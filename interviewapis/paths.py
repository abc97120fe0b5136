"""Ids in paths, described once."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from database.models import LARGEST_INTEGER
from interviewapis.fields import PLAIN_DIGITS

RunId = Annotated[UUID, Path(description="Id of the run, as its events and responses tell it.")]

ConversationId = Annotated[
    UUID, Path(description="Id of the conversation, as it was told when it began.")
]

CompanyId = Annotated[
    int, Path(ge=1, le=LARGEST_INTEGER, description="Id of the company."), PLAIN_DIGITS
]

RoleId = Annotated[int, Path(ge=1, le=LARGEST_INTEGER, description="Id of the role."), PLAIN_DIGITS]

SkillId = Annotated[
    int, Path(ge=1, le=LARGEST_INTEGER, description="Id of the skill."), PLAIN_DIGITS
]

InterviewId = Annotated[
    int, Path(ge=1, le=LARGEST_INTEGER, description="Id of the interview."), PLAIN_DIGITS
]

RoundId = Annotated[
    int, Path(ge=1, le=LARGEST_INTEGER, description="Id of the round."), PLAIN_DIGITS
]

QuestionId = Annotated[
    int, Path(ge=1, le=LARGEST_INTEGER, description="Id of the question."), PLAIN_DIGITS
]

PracticeId = Annotated[UUID, Path(description="Id of the practice interview.")]

PracticeQuestionId = Annotated[UUID, Path(description="Id of the question in the interview.")]
