"""What the statements of runs read and write, on a real database."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from database.compiled import Compiled
from database.engine import Database
from database.errors import ConstraintViolated
from database.models import LOCAL_USER_ID
from database.statements.runs import (
    BEGIN_RUN,
    CHECKPOINT_RUN,
    DELETE_RUN,
    FIND_ASKED,
    FIND_BEGUN,
    FIND_RUN,
    READ_RUN,
    RELEASE_KEY,
    SAVE_RUN,
    TURNS,
    list_runs,
)
from tests.database.run_rows import (
    AWKWARD,
    ERROR,
    NOW,
    add,
    asked,
    begin_conversation,
    other_user,
    saved,
)

# Beginning


async def test_what_was_asked_is_kept_as_it_was(
    database: Database, admin: asyncpg.Connection
) -> None:
    run = asked(idempotency_key="k", request_digest=b"\0\xff")
    assert [row["run_id"] for row in await database.rows(BEGIN_RUN, run)] == [run["run_id"]]
    row = dict(await admin.fetchrow("SELECT * FROM agent_runs"))
    row["history"] = json.loads(row["history"])
    assert {name: row[name] for name in run if name != "title"} == {
        name: value for name, value in run.items() if name != "title"
    }
    assert (row["answer"], row["piece_lengths"], row["finished_at"]) == ("", [], None)


async def test_beginning_twice_changes_nothing(
    database: Database, admin: asyncpg.Connection
) -> None:
    """A connection lost in the middle makes the engine repeat it."""
    run = asked()
    assert await database.rows(BEGIN_RUN, run)
    assert await database.rows(BEGIN_RUN, run | {"question": "Another?"}) == []
    assert await admin.fetchval("SELECT question FROM agent_runs") == AWKWARD
    (found,) = await database.rows(FIND_BEGUN, run)
    assert found["run_id"] == run["run_id"]


async def test_a_key_is_taken_once_for_each_owner(
    database: Database, admin: asyncpg.Connection
) -> None:
    first = asked(idempotency_key="k", request_digest=b"1")
    assert await database.rows(BEGIN_RUN, first)
    second = asked(idempotency_key="k", request_digest=b"2")
    assert await database.rows(BEGIN_RUN, second) == []
    (found,) = await database.rows(FIND_BEGUN, second)
    assert tuple(found) == (first["run_id"], b"1")
    theirs = asked(idempotency_key="k", owner_id=await other_user(admin))
    assert await database.rows(FIND_BEGUN, theirs) == []
    assert await database.rows(BEGIN_RUN, theirs)
    await database.rows(RELEASE_KEY, {"owner_id": theirs["owner_id"], "run_id": first["run_id"]})
    assert await database.rows(BEGIN_RUN, second) == []
    await database.rows(RELEASE_KEY, first)
    assert await database.rows(BEGIN_RUN, second)
    assert await database.rows(BEGIN_RUN, asked())
    assert await database.rows(BEGIN_RUN, asked())


async def test_of_twenty_with_one_key_one_begins(
    database: Database, admin: asyncpg.Connection
) -> None:
    """A1, "Same-key POST x20 at once": one row."""
    runs = [asked(idempotency_key="k") for _ in range(20)]
    begun = await asyncio.gather(*(database.rows(BEGIN_RUN, run) for run in runs))
    assert sorted(map(len, begun)) == [0] * 19 + [1]
    assert await admin.fetchval("SELECT count(*) FROM agent_runs") == 1


async def test_beginning_names_a_conversation_and_moves_it_up(
    database: Database, admin: asyncpg.Connection
) -> None:
    conversation_id = await begin_conversation(database)
    before = await admin.fetchval("SELECT updated_at FROM conversations")
    await add(database, conversation_id=conversation_id)
    row = await admin.fetchrow("SELECT * FROM conversations")
    assert (row["title"], row["updated_at"] > before) == ("A title", True)
    await add(database, conversation_id=conversation_id, title="Another")
    assert await admin.fetchval("SELECT title FROM conversations") == "A title"


async def test_a_run_that_does_not_begin_leaves_its_conversation_as_it_is(
    database: Database, admin: asyncpg.Connection
) -> None:
    conversation_id = await begin_conversation(database)
    run = asked(conversation_id=conversation_id, idempotency_key="k")
    assert await database.rows(BEGIN_RUN, run)
    before = await admin.fetchrow("SELECT * FROM conversations")
    for other in (
        run,
        asked(conversation_id=conversation_id),
        asked(conversation_id=conversation_id, idempotency_key="k"),
    ):
        assert await database.rows(BEGIN_RUN, other) == []
    assert await admin.fetchrow("SELECT * FROM conversations") == before
    assert await admin.fetchval("SELECT count(*) FROM agent_runs") == 1


async def test_a_conversation_has_one_run_under_way(
    database: Database, admin: asyncpg.Connection
) -> None:
    first, second = await begin_conversation(database), await begin_conversation(database)
    runs = [asked(conversation_id=first) for _ in range(10)]
    begun = await asyncio.gather(*(database.rows(BEGIN_RUN, run) for run in runs))
    assert sorted(map(len, begun)) == [0] * 9 + [1]
    assert await database.rows(BEGIN_RUN, asked(conversation_id=second))
    await admin.execute("UPDATE agent_runs SET status = 'failed', finished_at = now()")
    assert await database.rows(BEGIN_RUN, asked(conversation_id=first))


async def test_a_run_begins_in_no_conversation_of_somebody_else(
    database: Database, admin: asyncpg.Connection
) -> None:
    theirs = await begin_conversation(database, await other_user(admin))
    for conversation_id in (theirs, uuid4()):
        assert await database.rows(BEGIN_RUN, asked(conversation_id=conversation_id)) == []
    assert await admin.fetchval("SELECT title FROM conversations") is None


# Saving


async def test_what_a_run_came_to_is_read_as_it_was_saved(database: Database) -> None:
    run_id = await add(database)
    own = {"run_id": run_id, "owner_id": LOCAL_USER_ID}
    (row,) = await database.rows(READ_RUN, own)
    shown = json.loads(row["body"])
    expected = saved(run_id)
    for name in (
        "status",
        "routing",
        "answer",
        "follow_up_questions",
        "provider",
        "model",
        "usage",
        "time_to_first_token_ms",
        "duration_ms",
        "metadata",
        "error",
    ):
        assert shown[name] == expected[name], name
    assert (shown["question"], shown["context"]) == (AWKWARD, AWKWARD)
    assert datetime.fromisoformat(shown["created_at"]) == NOW
    assert datetime.fromisoformat(shown["finished_at"]) == NOW
    assert not {"owner_id", "server_id", "idempotency_key", "request_digest"} & set(shown)
    (found,) = await database.rows(FIND_RUN, own)
    assert json.loads(found["body"]) == shown
    assert found["piece_lengths"] == expected["piece_lengths"]
    assert found["follow_ups_generic"] is True
    (again,) = await database.rows(FIND_ASKED, own)
    assert json.loads(again["history"]) == asked()["history"]
    assert (again["requested_agent"], again["hint"]) == ("coding", "architect")
    assert (again["status"], again["has_later"]) == ("completed", False)


async def test_saving_twice_changes_nothing(database: Database, admin: asyncpg.Connection) -> None:
    run_id = await add(database, error=ERROR, status="cancelled")
    query = "SELECT to_jsonb(r) - 'updated_at' FROM agent_runs AS r"
    before = await admin.fetchval(query)
    assert await database.rows(SAVE_RUN, saved(run_id, error=ERROR, status="cancelled"))
    assert await admin.fetchval(query) == before


async def test_what_was_deleted_is_not_saved(database: Database, admin: asyncpg.Connection) -> None:
    run_id = await add(database)
    own = {"run_id": run_id, "owner_id": LOCAL_USER_ID}
    assert await database.rows(DELETE_RUN, own | {"owner_id": uuid4()}) == []
    assert await database.rows(DELETE_RUN, own)
    assert await database.rows(DELETE_RUN, own) == []
    assert await database.rows(SAVE_RUN, saved(run_id)) == []
    assert await admin.fetchval("SELECT count(*) FROM agent_runs") == 0


async def checkpoint(database: Database, *rows: dict[str, Any]) -> None:
    """Write how far runs have come."""
    async with database.transaction() as transaction:
        await transaction.many(CHECKPOINT_RUN, rows)


async def test_a_checkpoint_writes_what_there_is(
    database: Database, admin: asyncpg.Connection
) -> None:
    runs = [asked() for _ in range(3)]
    for run in runs:
        await database.rows(BEGIN_RUN, run)
    await checkpoint(
        database,
        *(
            saved(run["run_id"], answer=f"Answer {number}", finished_at=None, server_id=7)
            for number, run in enumerate(runs)
        ),
    )
    rows = await admin.fetch("SELECT run_id, answer, status, xmin::text AS writer FROM agent_runs")
    assert {row["run_id"]: (row["answer"], row["status"]) for row in rows} == {
        run["run_id"]: (f"Answer {number}", "running") for number, run in enumerate(runs)
    }
    assert len({row["writer"] for row in rows}) == 1


@pytest.mark.parametrize("status", ["completed", "failed", "cancelled", "interrupted"])
async def test_a_checkpoint_never_overwrites_an_end(
    database: Database, admin: asyncpg.Connection, status: str
) -> None:
    run_id = await add(database, status=status, answer="The end.")
    before = await admin.fetchrow("SELECT * FROM agent_runs")
    await checkpoint(database, saved(run_id, answer="The", finished_at=None, status="running"))
    assert await admin.fetchrow("SELECT * FROM agent_runs") == before


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "odd"},
        {"status": None},
        {"answer": None},
        {"finished_at": None},
        {"status": "running"},
        {"piece_lengths": None},
    ],
)
async def test_what_breaks_the_rules_is_refused(
    database: Database, admin: asyncpg.Connection, changed: dict[str, Any]
) -> None:
    run_id = await add(database)
    before = await admin.fetchrow("SELECT * FROM agent_runs")
    with pytest.raises(ConstraintViolated):
        await database.rows(SAVE_RUN, saved(run_id, **changed))
    assert await admin.fetchrow("SELECT * FROM agent_runs") == before


# Reading


async def test_somebody_elses_run_is_not_read(
    database: Database, admin: asyncpg.Connection
) -> None:
    run_id = await add(database, owner_id=await other_user(admin))
    for statement in (READ_RUN, FIND_RUN, FIND_ASKED, DELETE_RUN):
        assert await database.rows(statement, {"run_id": run_id, "owner_id": LOCAL_USER_ID}) == []
    (row,) = await database.rows(
        list_runs(frozenset()), {"owner_id": LOCAL_USER_ID, "skip": 0, "limit": 10}
    )
    assert tuple(row) == (0, "[]")


async def test_whether_a_conversation_went_on_is_told(database: Database) -> None:
    conversation_id = await begin_conversation(database)
    later = {"conversation_id": conversation_id}
    runs = [
        await add(database, created_at=NOW + timedelta(seconds=number), **later)
        for number in range(3)
    ]
    # Those outside are no later questions.
    await add(database, created_at=NOW + timedelta(hours=1))
    lonely = await add(database)
    told = []
    for run_id in (*runs, lonely):
        (row,) = await database.rows(FIND_ASKED, {"run_id": run_id, "owner_id": LOCAL_USER_ID})
        told.append(row["has_later"])
    assert told == [True, True, False, False]


async def test_turns_leave_out_what_is_empty_replaced_or_excepted(
    database: Database, admin: asyncpg.Connection
) -> None:
    conversation_id = await begin_conversation(database)
    moment = iter(range(100))

    async def turn(question: str, answer: str, **columns: Any) -> UUID:
        return await add(
            database,
            conversation_id=conversation_id,
            question=question,
            answer=answer,
            piece_lengths=[],
            created_at=NOW + timedelta(seconds=next(moment)),
            **columns,
        )

    await turn("1", "one")
    bad = await turn("2", "bad")
    await turn("empty", "", status="failed", error=ERROR)
    await turn("2", "good", replaces_run_id=bad)
    last = await turn("3", "partial", status="cancelled", error=ERROR)
    await add(database, question="outside", answer="outside")
    values = {"owner_id": LOCAL_USER_ID, "conversation_id": conversation_id}
    rows = await database.rows(TURNS, values | {"except_run_id": None})
    told = [(row["question"], row["answer"]) for row in rows]
    assert told == [("3", "partial"), ("2", "good"), ("1", "one")]
    rows = await database.rows(TURNS, values | {"except_run_id": last})
    assert [row["question"] for row in rows] == ["2", "1"]
    theirs = values | {"owner_id": await other_user(admin), "except_run_id": None}
    assert await database.rows(TURNS, theirs) == []


# The mechanism


def test_a_list_statement_is_compiled_once_for_its_filters() -> None:
    first = list_runs(frozenset({"q", "agent"}))
    assert isinstance(first, Compiled)
    assert list_runs(frozenset({"agent", "q"})) is first
    assert list_runs(frozenset({"agent"})) is not first
