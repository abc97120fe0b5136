"""What the statements of conversations read and write, on a real database."""

import json
from datetime import datetime

import asyncpg

from database.engine import Database
from database.models import LOCAL_USER_ID
from database.statements.conversations import (
    DELETE_CONVERSATION,
    LIST_CONVERSATIONS,
    READ_CONVERSATION,
    RENAME_CONVERSATION,
    TAKE_RUN_IN,
)
from tests.database.run_rows import AWKWARD, add, begin_conversation, other_user


async def test_a_conversation_is_read_listed_renamed_and_deleted_by_its_owner(
    database: Database, admin: asyncpg.Connection
) -> None:
    theirs = await begin_conversation(database, await other_user(admin))
    mine = await begin_conversation(database)
    run_id = await add(database, conversation_id=mine)
    for statement in (READ_CONVERSATION, RENAME_CONVERSATION, DELETE_CONVERSATION):
        values = {"owner_id": LOCAL_USER_ID, "conversation_id": theirs, "title": "x"}
        assert await database.rows(statement, values) == []
    own = {"owner_id": LOCAL_USER_ID, "conversation_id": mine, "title": AWKWARD}
    before = await admin.fetchval(
        "SELECT updated_at FROM conversations WHERE conversation_id = $1", mine
    )
    (renamed,) = await database.rows(RENAME_CONVERSATION, own)
    (shown,) = await database.rows(READ_CONVERSATION, own)
    (listed,) = await database.rows(LIST_CONVERSATIONS, own | {"skip": 0, "limit": 10})
    body = json.loads(shown["body"])
    assert [run["run_id"] for run in body.pop("runs")] == [str(run_id)]
    assert (body["title"], body["total_runs"]) == (AWKWARD, 1)
    assert datetime.fromisoformat(body["updated_at"]) == before
    assert json.loads(renamed["body"]) == body
    assert (listed["total"], json.loads(listed["data"])) == (1, [body])
    assert await database.rows(DELETE_CONVERSATION, own)
    assert await admin.fetchval("SELECT count(*) FROM agent_runs") == 0
    assert await admin.fetchval("SELECT count(*) FROM conversations") == 1


async def test_a_run_that_is_taken_into_a_conversation_belongs_to_it(
    database: Database, admin: asyncpg.Connection
) -> None:
    run_id, conversation_id = await add(database), await begin_conversation(database)
    await database.rows(TAKE_RUN_IN, {"run_id": run_id, "conversation_id": conversation_id})
    assert await admin.fetchval("SELECT conversation_id FROM agent_runs") == conversation_id
