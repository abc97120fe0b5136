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
    int, PLAIN_DIGITS, Path(ge=1, le=LARGEST_INTEGER, description="Id of the company.")
]

RoleId = Annotated[int, PLAIN_DIGITS, Path(ge=1, le=LARGEST_INTEGER, description="Id of the role.")]

SkillId = Annotated[
    int, PLAIN_DIGITS, Path(ge=1, le=LARGEST_INTEGER, description="Id of the skill.")
]

InterviewId = Annotated[
    int, PLAIN_DIGITS, Path(ge=1, le=LARGEST_INTEGER, description="Id of the interview.")
]

RoundId = Annotated[
    int, PLAIN_DIGITS, Path(ge=1, le=LARGEST_INTEGER, description="Id of the round.")
]

QuestionId = Annotated[
    int, PLAIN_DIGITS, Path(ge=1, le=LARGEST_INTEGER, description="Id of the question.")
]
