"""Requests for practice interviews."""

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from agents.practice.contracts import MOST_QUESTIONS, Difficulty, RequestedType
from interviewapis.fields import ONE_LINE, Flag, Id, RequestModel, characters
from interviewapis.pagination import PageQuery
from interviewapis.practice.words import Status

JobRole = Annotated[str, characters(2, 100), ONE_LINE]


def _different(ids: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(ids)) < len(ids):
        raise ValueError("must not name a question twice")
    return ids


class InterviewCreateRequest(RequestModel):
    """A practice interview to begin."""

    job_role: Annotated[JobRole, Field(description="What you want to be interviewed for.")]
    difficulty: Annotated[Difficulty, Field(description="Of the questions.")] = "intermediate"
    num_questions: Annotated[
        int, Field(strict=True, ge=1, le=MOST_QUESTIONS, description="How many questions.")
    ] = 5
    question_type: Annotated[
        RequestedType, Field(description="`mixed` has technical and behavioral ones.")
    ] = "mixed"
    question_ids: Annotated[
        Annotated[tuple[Id, ...], AfterValidator(_different)] | None,
        Field(
            min_length=1,
            max_length=MOST_QUESTIONS,
            description="Rehearse these questions of the bank, in this order; their number counts, "
            "and `num_questions`, `difficulty` and `question_type` choose nothing.",
        ),
    ] = None
    adaptive: Annotated[
        Flag,
        Field(
            description="Questions come one by one with `POST .../next`, harder after good "
            "answers and easier after poor ones, up to `num_questions`."
        ),
    ] = False

    @model_validator(mode="after")
    def _one_way_to_choose(self) -> "InterviewCreateRequest":
        if self.question_ids and self.adaptive:
            raise ValueError("send either question_ids or adaptive, not both")
        return self


class InterviewsQuery(PageQuery):
    """Which practice interviews to show."""

    status: Annotated[
        Status | None,
        Field(description="Only those; all, if left out."),
    ] = None
