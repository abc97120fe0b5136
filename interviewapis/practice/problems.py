"""What can go wrong when somebody practises, and with a model that takes part."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from agents.contracts import AnswerFailed
from agents.practice.contracts import PracticeFailed
from interviewapis.errors import NotFound, Problem, RunFailed

INTERRUPTED = {
    "code": "interrupted",
    "message": "The judging was interrupted. Your answer is kept: send it again.",
    "retryable": True,
}
"""What is kept with an answer whose judging ended in no way that was foreseen."""


def no_interview() -> NotFound:
    """The refusal of an id that none of the caller's interviews has, in the documented words."""
    return NotFound("Interview not found")


def no_question() -> NotFound:
    """The refusal of an id that no question of the interview has, in the documented words."""
    return NotFound("Question not found in interview")


class GenerationFailed(Problem):
    """The model made no questions or follow-up that can be used."""

    status = 502
    code = "generation_failed"

    def __init__(self, failure: PracticeFailed) -> None:
        super().__init__(
            failure.message, retryable=failure.retryable, retry_after=failure.retry_after
        )


class EvaluationFailed(Problem):
    """The model gave no judgement that can be used. The answer is kept, nothing is scored."""

    status = 502
    code = "evaluation_failed"

    def __init__(self, failure: PracticeFailed) -> None:
        then = "send it again" if failure.retryable else "once that is put right, send it again"
        super().__init__(
            f"{failure.message} Your answer is kept: {then} to have it judged.",
            retryable=failure.retryable,
            retry_after=failure.retry_after,
        )
        self.cause = failure.code

    @property
    def kept(self) -> dict[str, Any]:
        """What is kept of it with the answer."""
        return {
            "code": self.code,
            "cause": self.cause,
            "message": self.detail,
            "retryable": self.retryable,
        }


@contextmanager
def failures_told() -> Iterator[None]:
    """Tell what the agents could not make as problems.

    Raises:
        GenerationFailed: a model gave nothing that can be used.
        RunFailed: the library can't be read.
    """
    try:
        yield
    except PracticeFailed as failure:
        raise GenerationFailed(failure) from failure
    except AnswerFailed as failure:
        raise RunFailed(failure) from failure
