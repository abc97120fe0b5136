"""Finds out whose the credentials of a request are."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import HTTPConnection

from database.engine import Database
from database.statements.accounts import FIND_SIGN_IN
from database.statements.api_keys import FIND_API_KEY, MARK_USED
from interviewapis.errors import Forbidden, Unauthorized
from interviewapis.security.api_keys import BEGINNING, digest, needed_scopes
from interviewapis.security.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose credentials they are.

    Args:
        sign_in_id: Of the token; None when a script came with a key.
        scopes: Of the key; None for people, who may do everything.
    """

    user_id: UUID
    user_type: str
    sign_in_id: UUID | None
    scopes: tuple[str, ...] | None = None


def presented(connection: HTTPConnection) -> str | None:
    """The token or key that a request came with; None when it came without.

    Raises:
        Unauthorized: the header is there, but says nothing that is understood here.
    """
    if (key := connection.headers.get("x-api-key")) is not None:
        if not key.strip():
            raise Unauthorized.with_bad_credentials()
        return key.strip()
    header = connection.headers.get("authorization")
    if header is None:
        return None
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise Unauthorized.with_bad_credentials()
    return text.strip()


async def holder_of(
    text: str, connection: HTTPConnection, database: Database, tokens: Tokens
) -> Holder:
    """Whose a token or key is, and that it suffices for this request.

    Raises:
        Unauthorized: it is unknown, has ended, or has expired.
        Forbidden: the account is inactive, or the key does not allow this.
        DatabaseUnavailable: nobody can tell right now.
    """
    if text.startswith(BEGINNING):
        return await _holder_of_key(text, connection, database)
    if (sign_in_id := tokens.read(text)) is None:
        raise Unauthorized.with_bad_credentials()
    rows = await database.rows(FIND_SIGN_IN, {"sign_in_id": sign_in_id})
    if not rows:
        raise Unauthorized.with_bad_credentials()
    (row,) = rows
    _require_active(row["is_active"])
    return Holder(row["user_id"], row["user_type"], sign_in_id)


async def _holder_of_key(key: str, connection: HTTPConnection, database: Database) -> Holder:
    rows = await database.rows(FIND_API_KEY, {"key_digest": digest(key)})
    if not rows:
        raise Unauthorized.with_bad_credentials()
    (row,) = rows
    _require_active(row["is_active"])
    require_scope(connection, row["scopes"])
    if row["is_use_news"]:
        await database.rows(MARK_USED, {"api_key_id": row["api_key_id"]})
    # Whatever its owner may do, a key is no administrator.
    return Holder(row["user_id"], "candidate", None, tuple(row["scopes"]))


def require_scope(connection: HTTPConnection, scopes: Collection[str]) -> None:
    """Check that a key with these scopes, or a ticket that was made with one, may do this.

    Raises:
        Forbidden: another scope is needed, or a person.
    """
    needed = needed_scopes(
        connection.scope["method"],
        # Of the route that was chosen: an address may be written in many ways.
        connection.scope["route"].path,
        resuming="last-event-id" in connection.headers,
    )
    if not needed:
        raise Forbidden("A key can't do this. Sign in, and send the token that you get.")
    if not any(each in scopes for each in needed):
        raise Forbidden(f"This key lacks the scope {' or '.join(needed)}. Make one that has it.")


def _require_active(is_active: bool) -> None:
    if not is_active:
        raise Forbidden("Account is inactive")
