"""What can go wrong with a request. Raised where it is noticed, rendered in one place.

Problem
├── BadRequest          400
├── Unauthorized        401
├── Forbidden           403
├── NotFound            404
├── Conflict            409
├── PreconditionFailed  412
├── KeyReused           422
├── InvalidField        422, with the field
├── Unavailable         503, with Retry-After
└── RunFailed           an answer that failed; status by its code
"""

from dataclasses import dataclass

from agents.contracts import AnswerFailed, FailureCode


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing that is wrong with one field. ``field`` is a path like ``body.question``."""

    field: str
    message: str


class Problem(Exception):  # noqa: N818 - the term of RFC 9457
    """A problem that the response tells.

    Args:
        detail: What is wrong and what to do next.
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
    ) -> None:
        super().__init__(detail)
        self.fields = fields
        self.detail = detail
        self.retry_after = retry_after
        self.retryable = retryable


class BadRequest(Problem):
    """What the documents answer with 400, where HTTP has a closer word."""

    status = 400
    code = "bad_request"


class Unauthorized(Problem):
    """Nobody is known to be asking."""

    status = 401
    code = "unauthorized"


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
