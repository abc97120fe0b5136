"""What can go wrong with a request. Raised where it is noticed, rendered in one place.

Problem
├── BadRequest          400
├── MalformedBody       400
├── Unauthorized        401
├── Forbidden           403
├── NotFound            404
├── Conflict            409
├── PreconditionFailed  412
├── KeyReused           422
├── InvalidField        422, with the field
├── TooManyRequests     429, with Retry-After
├── Unavailable         503, with Retry-After
└── RunFailed           an answer that failed; status by its code
"""

import math
import time
from dataclasses import dataclass
from typing import Self

from agents.contracts import AnswerFailed, FailureCode

_SIGN_IN = (
    "Send Authorization: Bearer with a token from POST /api/auth/login, or with a key from "
    "POST /api/user/api-keys."
)


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing that is wrong with one field. ``field`` is a path like ``body.question``."""

    field: str
    message: str


class Problem(Exception):  # noqa: N818 - the term of RFC 9457
    """A problem that the response tells.

    Args:
        detail: What is wrong and what to do next.
        hint: What to do next, where documents prescribe the words of ``detail``.
    """

    status = 500
    code = "internal"

    def __init__(
        self,
        detail: str,
        *,
        retry_after: float | None = None,
        retryable: bool | None = None,
        fields: tuple[FieldError, ...] = (),
        hint: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.hint = hint
        self.fields = fields
        self.detail = detail
        self.retry_after = retry_after
        self.retryable = retryable


class BadRequest(Problem):
    """What the documents answer with 400, where HTTP has a closer word."""

    status = 400
    code = "bad_request"


class MalformedBody(Problem):
    """A body that can't be read."""

    status = 400
    code = "malformed_request"


class Unauthorized(Problem):
    """Nobody is known to be asking."""

    status = 401
    code = "unauthorized"

    @classmethod
    def without_credentials(cls) -> Self:
        """The refusal of a request that came without, where it needs some."""
        return cls("Not authenticated", hint=_SIGN_IN)

    @classmethod
    def with_bad_credentials(cls) -> Self:
        """The refusal of a token or key that is not, or no longer, good."""
        return cls("Could not validate credentials", hint=_SIGN_IN)


class Forbidden(Problem):
    """The caller may see it, but not do this with it."""

    status = 403
    code = "forbidden"


class NotFound(Problem):
    """There is no such thing, or it is somebody else's."""

    status = 404
    code = "not_found"


class Conflict(Problem):
    """What is asked for does not go together with what is there."""

    status = 409
    code = "conflict"


class PreconditionFailed(Problem):
    """What is there is not what the caller has seen."""

    status = 412
    code = "precondition_failed"


class KeyReused(Problem):
    """An idempotency key that belongs to another request."""

    status = 422
    code = "idempotency_key_reused"


class InvalidField(Problem):
    """A field whose value is not allowed, as no schema could tell.

    Args:
        field: A path like ``header.Last-Event-ID``.
    """

    status = 422
    code = "invalid_request"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}", fields=(FieldError(field, message),))


class TooManyRequests(Problem):
    """Somebody has tried too often."""

    status = 429
    code = "too_many_requests"

    @classmethod
    def until(cls, moment: float) -> Self:
        """The refusal of another attempt before a moment, in seconds since 1970."""
        seconds = max(1, math.ceil(moment - time.time()))
        wait = f"{seconds} seconds" if seconds < 120 else f"{math.ceil(seconds / 60)} minutes"
        return cls(f"Too many attempts. Try again in {wait}.", retry_after=seconds, retryable=True)


class Unavailable(Problem):
    """Not now; the same request may succeed later."""

    status = 503
    code = "unavailable"


_STATUS: dict[FailureCode, int] = {
    "upstream_timeout": 504,
    "upstream_rate_limit": 503,
    "upstream_auth": 502,
    "upstream_refusal": 422,
    "upstream_unavailable": 503,
    "upstream_malformed": 502,
    "upstream_rejected": 502,
    "context_length": 422,
    "cut_mid_answer": 502,
    "library_unavailable": 503,
    "cancelled": 409,
    "abandoned": 409,
    "shutting_down": 503,
    "interrupted": 503,
    "internal": 500,
}


class RunFailed(Problem):
    """A run ended without a whole answer."""

    def __init__(self, failure: AnswerFailed) -> None:
        super().__init__(
            failure.message, retry_after=failure.retry_after, retryable=failure.retryable
        )
        self.status = _STATUS[failure.code]
        self.code = failure.code
