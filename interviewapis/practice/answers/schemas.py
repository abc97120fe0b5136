"""Requests with answers."""

from typing import Annotated

from pydantic import Field, StringConstraints

from database.models import LARGEST_INTEGER
from interviewapis.fields import NO_NUL, RequestModel, characters

LONGEST_ANSWER = 5000
"""Characters, as documented."""

MOST_SAMPLES = 5

AnswerText = Annotated[str, characters(1, LONGEST_ANSWER), NO_NUL]
# As it is: somebody may be in the middle of a line.
DraftText = Annotated[str, StringConstraints(strict=True, max_length=LONGEST_ANSWER), NO_NUL]


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
