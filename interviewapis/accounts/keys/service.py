"""Keys for scripts."""

from uuid import UUID

import orjson

from database.engine import Database
from database.statements.api_keys import (
    CREATE_API_KEY,
    DELETE_API_KEY,
    LIST_API_KEYS,
    LOCK_OWNER,
    MOST_KEYS,
)
from interviewapis.accounts.keys.schemas import ApiKeyCreate
from interviewapis.errors import Conflict, NotFound
from interviewapis.security.api_keys import SHOWN, digest, new_key


async def create(database: Database, owner_id: UUID, body: ApiKeyCreate) -> str:
    """Make a key; with its secret, as JSON, for this once.

    Raises:
        Conflict: there are as many as one may have.
    """
    key = new_key()
    values = {
        "owner_id": owner_id,
        "key_name": body.key_name,
        "key_digest": digest(key),
        "key_start": key[:SHOWN],
        "scopes": sorted(set(body.scopes)),
        "expires_at": body.expires_at,
    }
    async with database.transaction() as transaction:
        # In a statement of its own: a single one would count what was there before it waited.
        await transaction.rows(LOCK_OWNER, values)
        rows = await transaction.rows(CREATE_API_KEY, values)
    if not rows:
        raise Conflict(f"You have {MOST_KEYS} keys. Revoke those that you no longer need.")
    return orjson.dumps(orjson.loads(rows[0]["body"]) | {"api_key": key}).decode()


async def all_of(database: Database, owner_id: UUID) -> str:
    """One's keys, the latest first, as a JSON array."""
    (row,) = await database.rows(LIST_API_KEYS, {"owner_id": owner_id})
    data: str = row["data"]
    return data


async def revoke(database: Database, owner_id: UUID, api_key_id: UUID) -> None:
    """End a key at once.

    Raises:
        NotFound: the owner has none of that id.
    """
    own = {"owner_id": owner_id, "api_key_id": api_key_id}
    if not await database.write(DELETE_API_KEY, own):
        raise NotFound("API key not found")
