"""Requests and responses of keys for scripts."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from interviewapis.fields import ONE_LINE, Moment, RequestModel, ResponseModel, characters
from interviewapis.security.api_keys import Scope

MOST_SCOPES = 10
"""In one request; each counts once."""


def _some(scopes: tuple[Scope, ...]) -> tuple[Scope, ...]:
    if not scopes:
        raise ValueError("must have at least one of 'read', 'write' and 'ask'")
    return scopes


def _to_come(end: datetime) -> datetime:
    if end <= datetime.now(UTC):
        raise ValueError("must be in the future: a key that has ended opens nothing")
    return end


class ApiKeyCreate(RequestModel):
    """A new key for a script."""

    key_name: Annotated[
        str, characters(1, 100), ONE_LINE, Field(description="What it is for, to find it again.")
    ]
    scopes: Annotated[
        tuple[Scope, ...],
        Field(
            max_length=MOST_SCOPES,
            description="`read` your rows, `write` them, `ask` the specialists and practise.",
            json_schema_extra={"minItems": 1},
        ),
        AfterValidator(_some),
    ] = ("read",)
    expires_at: Annotated[
        Annotated[Moment, AfterValidator(_to_come)] | None,
        Field(description="When it ends, in the future; never, if left out."),
    ] = None


class ApiKeyResponse(ResponseModel):
    """A key, without its secret."""

    api_key_id: UUID
    """Id of the key, to revoke it."""
    key_name: str
    """What it is for."""
    key_start: str
    """Its first characters."""
    scopes: list[Scope]
    """What it may do."""
    created_at: datetime
    """When it was made."""
    expires_at: datetime | None
    """When it ends by itself."""
    last_used_at: datetime | None
    """When a request came with it last, to the minute; null for never."""


class NewApiKeyResponse(ApiKeyResponse):
    """A key that was just made."""

    api_key: str
    """The key. Keep it now: it is not shown again."""
