"""Translates what a chat model raises into an ``AnswerFailed`` that says what to do next.

The text of upstream errors is never passed on: it may echo keys or prompts.
"""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from time import time

from langchain_core import exceptions as lc

from agents.contracts import AnswerFailed, FailureCode

_Verdict = tuple[FailureCode, str, bool]
"""Code, message and whether the same request may succeed later."""

_TOO_LONG: _Verdict = (
    "context_length",
    "The question with its context and history is too long for the model. "
    "Start a new conversation or shorten the context.",
    False,
)
_AUTH: _Verdict = (
    "upstream_auth",
    "The model server did not accept the API key. Check OPENAI_API_KEY and OPENAI_BASE_URL.",
    False,
)
_UNKNOWN_MODEL: _Verdict = (
    "upstream_rejected",
    "The model server does not know this model. Check OPENAI_MODEL and OPENAI_BASE_URL.",
    False,
)
_REJECTED: _Verdict = (
    "upstream_rejected",
    "The model server rejected the request. Check OPENAI_MODEL and the other OPENAI_ settings.",
    False,
)
_RATE_LIMIT: _Verdict = (
    "upstream_rate_limit",
    "The model server is at its rate limit. Wait a moment, then ask again.",
    True,
)
_NO_QUOTA: _Verdict = (
    "upstream_rate_limit",
    "The quota of the model server's account is used up. Check its plan and billing.",
    False,
)
_TIMEOUT: _Verdict = ("upstream_timeout", "The model server took too long. Try again.", True)
_SILENT: _Verdict = (
    "upstream_timeout",
    "The model server fell silent in the middle of the answer. What arrived is kept; "
    "ask again for the whole answer.",
    True,
)
_OUT_OF_ORDER: _Verdict = (
    "upstream_unavailable",
    "The model server has a problem of its own. Try again in a moment.",
    True,
)
_UNREACHABLE: _Verdict = (
    "upstream_unavailable",
    "The model server can't be reached. Check that it runs and that OPENAI_BASE_URL is right; "
    "with MODEL=local, restart this server.",
    True,
)
_MALFORMED: _Verdict = (
    "upstream_malformed",
    "The model server sent something that is not a chat completion. Try again.",
    True,
)

CUT = (
    "The model server broke off in the middle of the answer. What arrived is kept; "
    "ask again for the whole answer."
)

# Order matters: the first class that fits wins.
_BY_CLASS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], _Verdict], ...] = (
    (lc.ContextOverflowError, _TOO_LONG),
    (lc.ModelAuthenticationError, _AUTH),
    (lc.ModelPermissionDeniedError, _AUTH),
    (lc.ModelNotFoundError, _UNKNOWN_MODEL),
    (lc.ModelRateLimitError, _RATE_LIMIT),
    (lc.ModelInvalidRequestError, _REJECTED),
    (lc.ModelTimeoutError, _TIMEOUT),
    (TimeoutError, _TIMEOUT),
    (lc.ModelAPIError, _OUT_OF_ORDER),
    (lc.ModelConnectionError, _UNREACHABLE),
    # What the SDK and LangChain raise when a chunk has not the form they read.
    ((ValueError, KeyError, TypeError, AttributeError, RecursionError), _MALFORMED),
)

_BY_STATUS: Mapping[int, _Verdict] = {
    401: _AUTH,
    403: _AUTH,
    404: _UNKNOWN_MODEL,
    408: _TIMEOUT,
    409: _OUT_OF_ORDER,
    413: _TOO_LONG,
    425: _OUT_OF_ORDER,
    429: _RATE_LIMIT,
}
"""Statuses below 500 that are no plain rejection."""

# OpenAI says it with a code and in words, vLLM and llama.cpp only in words.
_SAYS_TOO_LONG = re.compile(r"context[ _](length|size|window)", re.IGNORECASE)


def failure_from(error: BaseException, *, mid_answer: bool) -> AnswerFailed:
    """Map an exception of a chat model to a failure.

    Args:
        error: What the model raised.
        mid_answer: Whether part of the answer had arrived; then it is ``cut_mid_answer``,
            whatever broke it off, or ``upstream_timeout`` when the server fell silent.
    """
    if isinstance(error, AnswerFailed):
        return error
    code, message, retryable = _verdict(error)
    if not mid_answer:
        return AnswerFailed(code, message, retryable, retry_after=retry_after(error))
    if code == "upstream_timeout":
        return AnswerFailed(*_SILENT)
    return AnswerFailed("cut_mid_answer", CUT, retryable=True)


def _verdict(error: BaseException) -> _Verdict:
    by_class = next((verdict for kind, verdict in _BY_CLASS if isinstance(error, kind)), None)
    if by_class is _RATE_LIMIT and getattr(error, "code", None) == "insufficient_quota":
        return _NO_QUOTA
    if by_class not in (None, _REJECTED):
        return by_class
    # A rejection may have a reason that its class does not tell.
    status = _status(error)
    reason = f"{getattr(error, 'code', '')} {error}"
    if (status is None or status < 500) and _SAYS_TOO_LONG.search(reason):
        return _TOO_LONG
    if status is None or status >= 500:
        return by_class or _OUT_OF_ORDER
    return _BY_STATUS.get(status, _REJECTED)


def _status(error: BaseException) -> int | None:
    """The HTTP status, or the one in the body of an error that came inside a stream."""
    status = getattr(error, "status_code", None)
    if status is None:
        body = getattr(error, "body", None)
        status = body.get("code") if isinstance(body, Mapping) else None
    return status if isinstance(status, int) else None


def retry_after(error: BaseException) -> float | None:
    """Seconds that the server asked to wait (``Retry-After``, RFC 9110 section 10.2.3), if it did.

    Both forms are read: a number of seconds, and an HTTP date. Never negative, always finite.
    """
    headers = getattr(getattr(error, "response", None), "headers", None)
    value = str(headers.get("retry-after") or "") if headers is not None else ""
    # Some servers send fractions. float() alone would read "inf" and "nan" too.
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time())
    except (ValueError, OverflowError):
        return None
