"""Translates what a chat model raises into an ``AnswerFailed`` that says what to do next.

The text of upstream errors is never passed on: it may echo keys or prompts.
"""

from email.utils import parsedate_to_datetime
from time import time

from langchain_core import exceptions as lc

from agents.contracts import AnswerFailed, FailureCode

_AUTH = "The model server did not accept the API key. Check OPENAI_API_KEY and OPENAI_BASE_URL."
_MALFORMED = "The model server sent something that is not a chat completion. Try again."

# Order matters: the first class that fits wins. (class, code, message, retryable)
_KNOWN: tuple[tuple[type[Exception] | tuple[type[Exception], ...], FailureCode, str, bool], ...] = (
    (
        lc.ContextOverflowError,
        "context_length",
        "The question with its context and history is too long for the model. "
        "Start a new conversation or shorten the context.",
        False,
    ),
    (lc.ModelAuthenticationError, "upstream_auth", _AUTH, False),
    (lc.ModelPermissionDeniedError, "upstream_auth", _AUTH, False),
    (
        lc.ModelNotFoundError,
        "upstream_rejected",
        "The model server does not know this model. Check OPENAI_MODEL and OPENAI_BASE_URL.",
        False,
    ),
    (
        lc.ModelRateLimitError,
        "upstream_rate_limit",
        "The model server is at its rate limit. Wait a moment, then ask again.",
        True,
    ),
    (
        lc.ModelInvalidRequestError,
        "upstream_rejected",
        "The model server rejected the request. Check OPENAI_MODEL and the other OPENAI_ settings.",
        False,
    ),
    (
        lc.ModelTimeoutError,
        "upstream_timeout",
        "The model server took too long. Try again.",
        True,
    ),
    (
        TimeoutError,
        "upstream_timeout",
        "The model server took too long. Try again.",
        True,
    ),
    (
        lc.ModelAPIError,
        "upstream_unavailable",
        "The model server has a problem of its own. Try again in a moment.",
        True,
    ),
    (
        lc.ModelConnectionError,
        "upstream_unavailable",
        "The model server can't be reached. Check that it runs and that OPENAI_BASE_URL is right.",
        True,
    ),
    # What the SDK and LangChain raise when a chunk has not the form they read.
    ((ValueError, KeyError, TypeError, AttributeError), "upstream_malformed", _MALFORMED, True),
)

CUT = (
    "The model server broke off in the middle of the answer. What arrived is kept; "
    "ask again for the whole answer."
)


def failure_from(error: BaseException, *, mid_answer: bool) -> AnswerFailed:
    """Map an exception of a chat model to a failure.

    Args:
        error: What the model raised.
        mid_answer: Whether part of the answer had arrived; then a broken connection, a
            malformed piece or a server error is ``cut_mid_answer``.
    """
    if isinstance(error, AnswerFailed):
        return error
    for kind, code, message, retryable in _KNOWN:
        if isinstance(error, kind):
            if mid_answer and code in ("upstream_unavailable", "upstream_malformed"):
                break
            return AnswerFailed(code, message, retryable, retry_after=retry_after(error))
    if mid_answer:
        return AnswerFailed("cut_mid_answer", CUT, retryable=True)
    return AnswerFailed(
        "upstream_unavailable",
        "The model server did not answer as expected. Try again in a moment.",
        retryable=True,
    )


def retry_after(error: BaseException) -> float | None:
    """Seconds that the server asked to wait (``Retry-After``, RFC 9110 section 10.2.3), if it did.

    Both forms are read: a number of seconds, and an HTTP date. Never negative.
    """
    headers = getattr(getattr(error, "response", None), "headers", None)
    value = headers.get("retry-after") if headers is not None else None
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time())
    except ValueError:
        return None
