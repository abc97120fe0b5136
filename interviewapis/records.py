"""Makes, changes and deletes the rows of a resource; what several slices do alike."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

import orjson
from starlette.responses import Response

from database.compiled import Compiled
from database.engine import Database, Transaction
from database.errors import ConstraintViolated
from database.statements.records import FIND_KEY
from interviewapis.conditional import entity_tag, require_match
from interviewapis.errors import Conflict, KeyReused, Problem

Problems = Mapping[str, Callable[[], Problem]]
"""Makes what to tell when a constraint of that name is violated.

Anew each time: an exception that is raised twice keeps the frames of both requests.
"""


@dataclass(frozen=True, slots=True)
class OnceKey:
    """An idempotency key, and what is asked under it.

    Args:
        asked: Method, path and body.
    """

    owner_id: UUID
    key: str
    asked: str

    @classmethod
    def of(cls, owner_id: UUID, key: str | None, *asked: str) -> Self | None:
        """A key for what is asked; None where the caller sent none."""
        return None if key is None else cls(owner_id, key, "\n".join(asked))

    @property
    def digest(self) -> bytes:
        """SHA-256 of what is asked."""
        return hashlib.sha256(self.asked.encode()).digest()


@dataclass(frozen=True, slots=True)
class Made:
    """A row that was made.

    Args:
        body: As JSON.
        replayed: Whether an earlier request under the same key made it.
    """

    body: str
    replayed: bool = False


async def make(
    database: Database,
    create: Compiled,
    create_once: Compiled,
    values: Mapping[str, Any],
    once: OnceKey | None,
    problems: Problems,
) -> Made | None:
    """Insert a row, under an idempotency key only once.

    Returns:
        None when the statement's own condition did not hold.

    Raises:
        KeyReused: the key was used for another request.
        Problem: what ``problems`` has for a constraint.
        DatabaseUnavailable: try again, best under a key: nobody can tell.
    """
    try:
        if once is None:
            rows = await database.write(create, values)
        else:
            rows = await database.write(create_once, {**values, **_key_values(once)})
    except ConstraintViolated as violated:
        # A second request under the key may fail at its own row's constraints first.
        if once is not None and (found := await earlier(database, once)):
            return found
        raise told(violated, problems) from violated
    return Made(rows[0]["body"]) if rows else None


async def earlier(database: Database, once: OnceKey) -> Made | None:
    """What an earlier request under a key made; None when there was none.

    Raises:
        KeyReused: it was another request.
    """
    rows = await database.rows(FIND_KEY, _key_values(once))
    if not rows:
        return None
    if rows[0]["request_digest"] != once.digest:
        raise KeyReused("This Idempotency-Key was used for another request. Take a new one.")
    return Made(rows[0]["response_body"], replayed=True)


async def change(
    database: Database,
    lock: Compiled,
    change: Compiled,
    values: Mapping[str, Any],
    if_match: str | None,
    problems: Problems,
) -> str | None:
    """Change a row, and show it as it is then; None when there is none to change.

    Raises:
        PreconditionFailed: it is not what the caller has seen.
        Problem: what ``problems`` has for a constraint.
        DatabaseUnavailable: try again; nobody can tell whether it is made.
    """
    try:
        if if_match is None:
            rows = await database.write(change, values)
        else:
            async with database.transaction() as transaction:
                if not await _matches(transaction, lock, values, if_match):
                    return None
                rows = await transaction.rows(change, values)
    except ConstraintViolated as violated:
        raise told(violated, problems) from violated
    return rows[0]["body"] if rows else None


async def remove(
    database: Database,
    lock: Compiled,
    delete: Compiled,
    values: Mapping[str, Any],
    if_match: str | None,
) -> bool:
    """Delete a row; False when there is none.

    Raises:
        PreconditionFailed: it is not what the caller has seen.
        ConstraintViolated: something uses it.
        DatabaseUnavailable: try again.
    """
    if if_match is None:
        return bool(await database.write(delete, values))
    async with database.transaction() as transaction:
        if not await _matches(transaction, lock, values, if_match):
            return False
        return bool(await transaction.rows(delete, values))


async def _matches(
    transaction: Transaction, lock: Compiled, values: Mapping[str, Any], if_match: str
) -> bool:
    """Lock a row and compare it with what the caller has seen; False when there is none.

    Raises:
        PreconditionFailed: it is something else.
    """
    if not await transaction.rows(lock, values):
        return False
    # Again: what the first showed of other tables is as old as the moment it began to wait.
    found = await transaction.rows(lock, values)
    require_match(if_match, found[0]["body"])
    return True


def told(violated: ConstraintViolated, problems: Problems) -> Problem:
    """The problem that a constraint stands for."""
    return problems.get(violated.constraint, _contradiction)()


def _contradiction() -> Problem:
    return Conflict("It contradicts what is there. Read it again, and send what fits.")


def made_response(made: Made, location: str) -> Response:
    """201 with the row, its tag and its address; ``{id}``-like places are filled from the row."""
    headers = {
        "Location": location.format_map(orjson.loads(made.body)),
        "ETag": entity_tag(made.body),
    }
    if made.replayed:
        headers["Idempotency-Replayed"] = "true"
    return Response(made.body, 201, headers, media_type="application/json")


def changed_response(body: str) -> Response:
    """200 with the row as it is now, and its tag."""
    return Response(body, headers={"ETag": entity_tag(body)}, media_type="application/json")


def _key_values(once: OnceKey) -> dict[str, Any]:
    return {
        "key_owner_id": once.owner_id,
        "key_idempotency_key": once.key,
        "key_request_digest": once.digest,
    }
