"""Begins, shows, renames and deletes conversations.

Every function raises ``DatabaseUnavailable`` when it can't, and ``NotFound`` where the owner has
no conversation of that id.
"""

from typing import Any
from uuid import UUID, uuid4

from database.engine import Database
from database.statements.conversations import (
    ADD_CONVERSATION,
    DELETE_CONVERSATION,
    FIND_RUN_TO_CONTINUE,
    LIST_CONVERSATIONS,
    LOCK_CONVERSATION,
    READ_CONVERSATION,
    RENAME_CONVERSATION,
    RUNNING_IN_CONVERSATION,
    TAKE_RUN_IN,
)
from interviewapis.conversations.schemas import ConversationRequest
from interviewapis.errors import Conflict, NotFound
from interviewapis.pagination import PageQuery
from interviewapis.runs.request import title_of
from interviewapis.runs.runner import Runner
from interviewapis.runs.runs import Runs


async def begin(
    database: Database, runner: Runner, owner_id: UUID, request: ConversationRequest
) -> UUID:
    """Make a conversation; its id.

    Raises:
        NotFound: the owner has no run of the id that it is to begin with.
        Conflict: that run belongs to a conversation already.
    """
    values: dict[str, Any] = {
        "conversation_id": (made := uuid4()),
        "owner_id": owner_id,
        "title": request.title,
        "run_id": request.run_id,
    }
    if request.run_id is not None:
        await runner.write_down(owner_id, request.run_id)
    async with database.transaction() as transaction:
        if request.run_id is not None:
            runs = await transaction.rows(FIND_RUN_TO_CONTINUE, values)
            if not runs:
                raise NotFound("No answer of yours has this run_id. See GET /api/agents/runs.")
            if runs[0]["conversation_id"] is not None:
                raise Conflict(
                    "This answer belongs to the conversation "
                    f"{runs[0]['conversation_id']} already. Continue that one."
                )
            values["title"] = request.title or title_of(runs[0]["question"])
        await transaction.rows(ADD_CONVERSATION, values)
        if request.run_id is not None:
            await transaction.rows(TAKE_RUN_IN, values)
    return made


async def read(database: Database, owner_id: UUID, conversation_id: UUID) -> bytes:
    """A conversation with its newest runs, as JSON."""
    values = {"owner_id": owner_id, "conversation_id": conversation_id}
    return _body(await database.rows(READ_CONVERSATION, values))


async def page(database: Database, owner_id: UUID, query: PageQuery) -> tuple[int, str]:
    """How many conversations there are, and one page of them as a JSON array."""
    values = {"owner_id": owner_id, "skip": query.skip, "limit": query.limit}
    rows = await database.rows(LIST_CONVERSATIONS, values)
    return rows[0]["total"], rows[0]["data"]


async def rename(database: Database, owner_id: UUID, conversation_id: UUID, title: str) -> bytes:
    """Give a conversation another name; what it is now, as JSON."""
    values = {"owner_id": owner_id, "conversation_id": conversation_id, "title": title}
    return _body(await database.rows(RENAME_CONVERSATION, values))


async def delete(database: Database, runs: Runs, owner_id: UUID, conversation_id: UUID) -> None:
    """Delete a conversation with its runs; one that goes on is stopped first."""
    values = {"owner_id": owner_id, "conversation_id": conversation_id}
    for run in await database.rows(RUNNING_IN_CONVERSATION, values):
        await runs.cancel(owner_id, run["run_id"])
    async with database.transaction() as transaction:
        # What begins now waits, and finds no conversation any more.
        await transaction.rows(LOCK_CONVERSATION, values)
        running = await transaction.rows(RUNNING_IN_CONVERSATION, values)
        deleted = await transaction.rows(DELETE_CONVERSATION, values)
    if not deleted:
        raise _unknown()
    for run in running:  # began after the look above
        await runs.stop_anywhere(run["run_id"])


def _body(rows: list[Any]) -> bytes:
    if not rows:
        raise _unknown()
    return str(rows[0]["body"]).encode()


def _unknown() -> NotFound:
    return NotFound("No conversation of yours has this id. See GET /api/agents/conversations.")
