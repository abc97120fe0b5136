"""Requests of practice."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from agents.practice.contracts import MOST_QUESTIONS, Difficulty, RequestedType
from database.models import LARGEST_INTEGER
from interviewapis.fields import NO_NUL, Flag, Id, RequestModel, characters
from interviewapis.pagination import PageQuery
from interviewapis.practice.words import Status

LONGEST_ANSWER = 5000
"""Characters, as documented."""

MOST_SAMPLES = 5

JobRole = Annotated[str, characters(2, 100), NO_NUL]
AnswerText = Annotated[str, characters(1, LONGEST_ANSWER), NO_NUL]
# As it is: somebody may be in the middle of a line.
DraftText = Annotated[str, StringConstraints(strict=True, max_length=LONGEST_ANSWER), NO_NUL]


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


class SubmitAnswerRequest(RequestModel):
    """An answer to be judged."""

    user_answer: Annotated[AnswerText, Field(description="Your answer, in your own words.")]
    time_taken_seconds: Annotated[
        int | None,
        Field(
            strict=True,
            ge=0,
            le=LARGEST_INTEGER,
            description="How long you took, by your own clock.",
        ),
    ] = None
    samples: Annotated[
        int,
        Field(
            strict=True,
            ge=1,
            le=MOST_SAMPLES,
            description="How often a model judges; the median counts, and `sample_scores` shows "
            "how far the judgements lie apart. Without a model there is one.",
        ),
    ] = 1


class DraftRequest(RequestModel):
    """An answer in the making."""

    draft: Annotated[
        DraftText | None, Field(description="What you have so far; null throws it away.")
    ]


class AnalyzeRequest(RequestModel):
    """How to look for skill gaps."""

    force_reanalyze: Annotated[
        Flag, Field(description="Look anew, even if nothing was answered since the last time.")
    ] = False


class InterviewsQuery(PageQuery):
    """Which practice interviews to show."""

    status: Annotated[
        Status | None,
        Field(description="Only those; all, if left out."),
    ] = None


class ScoreQuery(RequestModel):
    """Whether to sum up."""

    generate_summary: Annotated[
        bool, Field(description="False: only arithmetic, no summary; costs no model call.")
    ] = True
