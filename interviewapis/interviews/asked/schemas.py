"""Requests and responses of the questions that were asked in an interview."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from database.models.vocabulary import QuestionCategory, QuestionDifficulty
from interviewapis.fields import (
    NO_CONTROLS,
    Flag,
    Id,
    Prose,
    RequestModel,
    ResponseModel,
    characters,
    unchanged,
)

LAST_PLACE = 1000
OrderAsked = Annotated[int, Field(strict=True, ge=1, le=LAST_PLACE)]
Minutes = Annotated[int, Field(strict=True, ge=0, le=1440)]
OneToTen = Annotated[int, Field(strict=True, ge=1, le=10)]
FollowUps = Annotated[
    tuple[Annotated[str, characters(1, 2000), NO_CONTROLS], ...], Field(max_length=100)
]
# One may be empty, so that answers and questions stay side by side.
Answers = Annotated[
    tuple[Annotated[str, characters(0, 5000), NO_CONTROLS], ...], Field(max_length=100)
]


class _AskedFields(RequestModel):
    round_id: Annotated[
        Id | None, Field(description="The round in which it was asked; of the same interview.")
    ] = None
    candidate_answer: Annotated[Prose, Field(description="What you said.")] = None
    answer_quality_rating: Annotated[
        OneToTen | None, Field(description="How good your answer was, 1 to 10.")
    ] = None
    time_taken_minutes: Annotated[Minutes | None, Field(description="How long you took.")] = None
    interviewer_feedback: Annotated[Prose, Field(description="What they said.")] = None
    what_went_well: Annotated[Prose, Field(description="To keep.")] = None
    what_could_improve: Annotated[Prose, Field(description="To do better.")] = None
    preparation_notes: Annotated[Prose, Field(description="For yourself.")] = None
    confidence_level: Annotated[
        OneToTen | None, Field(description="How sure you were, 1 to 10.")
    ] = None


class AskedCreate(_AskedFields):
    """A question of the bank to link to an interview."""

    question_id: Annotated[
        Id,
        Field(
            description="A question of yours, or of the library; your changed version of a "
            "library entry stands for the entry."
        ),
    ]
    was_asked: Annotated[Flag, Field(description="False for one that you only prepared for.")] = (
        True
    )
    order_asked: Annotated[
        OrderAsked | None,
        Field(description="When in the interview, from 1; without it, after the last."),
    ] = None
    was_prepared: Annotated[Flag, Field(description="You had prepared for it.")] = False
    follow_up_questions_asked: Annotated[
        FollowUps, Field(description="What they asked after it.")
    ] = ()
    follow_up_answers: Annotated[
        Answers, Field(description="What you said to that, in the same order.")
    ] = ()


class AskedUpdate(_AskedFields):
    """What to change of a question asked; what is left out stays."""

    was_asked: Flag = Field(
        default_factory=unchanged, description="False for one that you only prepared for."
    )
    order_asked: Annotated[
        OrderAsked | None, Field(description="When in the interview, from 1; null comes last.")
    ] = None
    was_prepared: Flag = Field(default_factory=unchanged, description="You had prepared for it.")
    follow_up_questions_asked: FollowUps = Field(
        default_factory=unchanged, description="What they asked after it; replaces the list."
    )
    follow_up_answers: Answers = Field(
        default_factory=unchanged, description="What you said to that; replaces the list."
    )


class AskedResponse(ResponseModel):
    """A question that was asked in an interview, and how it went."""

    interview_question_id: int
    """Id of the link between the two."""
    interview_id: int
    """The interview."""
    round_id: int | None
    """The round in which it was asked."""
    question_id: int
    """Id of the question in the bank."""
    was_asked: bool
    """False for one that you only prepared for."""
    order_asked: int | None
    """When in the interview, from 1."""
    candidate_answer: str | None
    """What you said."""
    answer_quality_rating: int | None
    """How good your answer was, 1 to 10."""
    time_taken_minutes: int | None
    """How long you took."""
    interviewer_feedback: str | None
    """What they said."""
    what_went_well: str | None
    """To keep."""
    what_could_improve: str | None
    """To do better."""
    was_prepared: bool
    """You had prepared for it."""
    preparation_notes: str | None
    """For yourself."""
    confidence_level: int | None
    """How sure you were, 1 to 10."""
    follow_up_questions_asked: list[str]
    """What they asked after it."""
    follow_up_answers: list[str]
    """What you said to that, in the same order."""
    created_at: datetime
    """When it was linked; ISO 8601 in UTC."""
    updated_at: datetime
    """When this was changed last."""
    question_text: str
    """The question."""
    question_category: QuestionCategory
    """What kind of question it is."""
    question_difficulty: QuestionDifficulty
    """How hard it is."""
