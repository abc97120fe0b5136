"""Makes questions the caller's own before they are changed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from database.engine import Database, Transaction
from database.statements.questions import COPY_ENTRY, LOCK_QUESTION, READ_QUESTION
from interviewapis.conditional import require_match
from interviewapis.errors import NotFound

NOT_FOUND = "Question not found"


@dataclass(frozen=True, slots=True)
class Held:
    """A question of the caller's own, which nobody else changes until the transaction ends."""

    transaction: Transaction
    question_id: int


def one(owner_id: UUID, question_id: int) -> dict[str, Any]:
    """Parameters of statements for one question."""
    return {"owner_id": owner_id, "question_id": question_id}


@asynccontextmanager
async def held(
    database: Database, owner_id: UUID, question_id: int, if_match: str | None = None
) -> AsyncIterator[Held]:
    """Hold a question of the caller's own; of a library entry, a private copy is made.

    Args:
        if_match: Compared with what the caller saw, the library entry if there was no copy.

    Raises:
        NotFound: the caller sees no question of that id.
        PreconditionFailed: it is not what the caller has seen; no copy is made.
        ConstraintViolated: what is written contradicts what is there; no copy is made.
        DatabaseUnavailable: try again; nobody can tell whether anything was changed.
    """
    values = one(owner_id, question_id)
    async with database.transaction() as transaction:
        seen = held = await transaction.rows(LOCK_QUESTION, values)
        if not held:
            # Before its counters move to the copy.
            seen = await transaction.rows(READ_QUESTION, values)
            held = await transaction.rows(COPY_ENTRY, values)
        if not held:
            # There is none, or another request was faster with the copy.
            seen = held = await transaction.rows(LOCK_QUESTION, values)
        if not held:
            raise NotFound(NOT_FOUND)
        if if_match is not None:
            require_match(if_match, seen[0]["body"])
        yield Held(transaction, held[0]["question_id"])


async def own_version(database: Database, owner_id: UUID, question_id: int) -> int:
    """Id of the caller's own version of a question, which is made of a library entry.

    Raises:
        NotFound: the caller sees no question of that id.
        DatabaseUnavailable: try again; the outcome is the same.
    """
    async with held(database, owner_id, question_id) as question:
        return question.question_id
