"""Folding counts: what is folded when, and what readers see meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from random import Random
from typing import Any, get_args
from uuid import UUID, uuid4

import asyncpg
import pytest

from database.compiled import Compiled
from database.engine import Database
from database.models import LOCAL_USER_ID
from database.models.vocabulary import (
    InterviewResult,
    InterviewStatus,
)
from database.statements.statistics import DROP_EMPTY, FOLD_CHANGES, OVERVIEW
from tests.database.tallying import (
    OWNERS,
    add_owners,
    assert_right,
    counted,
    fold,
    told,
)


@pytest.fixture(autouse=True)
async def _owners(admin: asyncpg.Connection) -> None:
    await add_owners(admin)


# Folding


async def add_interviews(
    admin: asyncpg.Connection, owner_id: UUID, *statuses: str, together: bool = False
) -> None:
    """Write interviews, each in a statement of its own unless ``together``."""
    for each in [statuses] if together else [(status,) for status in statuses]:
        await admin.execute(
            "INSERT INTO interviews (owner_id, seniority_level, interview_status)"
            " SELECT $1, 'mid', unnest($2::text[])",
            owner_id,
            each,
        )


async def changes(admin: asyncpg.Connection) -> list[int]:
    """Ids of the changes that wait to be folded."""
    rows = await admin.fetch("SELECT change_id FROM tally_changes ORDER BY change_id")
    return [row["change_id"] for row in rows]


async def tallies(admin: asyncpg.Connection, owner_id: UUID) -> dict[str, int]:
    """The tallies of an owner, by value."""
    rows = await admin.fetch("SELECT value, count FROM tallies WHERE owner_id = $1", owner_id)
    return {row["value"]: row["count"] for row in rows}


async def test_a_fold_takes_the_oldest_and_no_more_than_it_may(
    database: Database, admin: asyncpg.Connection
) -> None:
    await add_interviews(admin, OWNERS[0], "scheduled", "completed", "completed")
    waiting = await changes(admin)
    assert len(waiting) == 6
    assert await fold(database, 4) == 4
    assert await changes(admin) == waiting[4:]
    assert await fold(database, 4) == 2
    assert await fold(database, 4) == 0
    assert await tallies(admin, OWNERS[0]) == {"scheduled": 1, "completed": 2, "pending": 3}
    await assert_right(database, admin)


async def test_a_statement_leaves_one_change_for_each_count_that_it_changes(
    admin: asyncpg.Connection,
) -> None:
    """However many rows it writes, so that bulk loads do not swell."""
    await add_interviews(admin, OWNERS[0], *["scheduled"] * 500, "completed", together=True)
    assert len(await changes(admin)) == 3
    await admin.execute("UPDATE interviews SET overall_feedback = 'Fine.'")
    assert len(await changes(admin)) == 3


async def test_what_reached_zero_is_dropped(database: Database, admin: asyncpg.Connection) -> None:
    await add_interviews(admin, OWNERS[0], "scheduled", "completed")
    await add_interviews(admin, OWNERS[1], "scheduled")
    await fold(database)
    await admin.execute("DELETE FROM interviews WHERE interview_status = 'completed'")
    await fold(database)
    assert await tallies(admin, OWNERS[0]) == {"scheduled": 1, "pending": 1}
    await admin.execute("DELETE FROM users WHERE user_id = $1", OWNERS[0])
    await fold(database)
    assert await tallies(admin, OWNERS[0]) == {}
    assert await tallies(admin, OWNERS[1]) == {"scheduled": 1, "pending": 1}


async def test_what_is_not_zero_any_more_is_not_dropped(
    database: Database, admin: asyncpg.Connection
) -> None:
    await add_interviews(admin, OWNERS[0], "scheduled")
    await fold(database)
    await database.rows(DROP_EMPTY, {"owners": [OWNERS[0]]})
    await assert_right(database, admin)
    assert await tallies(admin, OWNERS[0]) == {"scheduled": 1, "pending": 1}


async def run(connection: asyncpg.Connection, statement: Compiled, **values: Any) -> Any:
    """Run a statement within a transaction of the test's own."""
    return await connection.fetch(statement.sql, *statement.arguments(values))


async def test_who_comes_second_to_fold_does_not_wait_and_nothing_is_lost(
    database: Database, database_url: str, admin: asyncpg.Connection
) -> None:
    await add_interviews(admin, OWNERS[0], "scheduled", "completed")
    other = await asyncpg.connect(database_url)
    try:
        transaction = other.transaction()
        await transaction.start()
        (row,) = await run(other, FOLD_CHANGES, most=10)
        assert row["folded"] == 4
        assert await fold(database) == 0
        # Readers and writers do not notice.
        await assert_right(database, admin)
        await add_interviews(admin, OWNERS[0], "cancelled")
        await assert_right(database, admin)
        await transaction.rollback()
    finally:
        await other.close()
    await assert_right(database, admin)
    assert await fold(database) == 6
    await assert_right(database, admin)


async def test_dropping_does_not_wait_for_who_folds(
    database: Database, database_url: str, admin: asyncpg.Connection
) -> None:
    """Nor do they for each other, as they would in a deadlock."""
    await add_interviews(admin, OWNERS[0], "scheduled")
    await fold(database)
    await admin.execute("DELETE FROM interviews")
    (row,) = await database.rows(FOLD_CHANGES, {"most": 10})
    assert row["emptied"] == [OWNERS[0]]
    await add_interviews(admin, OWNERS[0], "scheduled")
    other = await asyncpg.connect(database_url)
    try:
        async with other.transaction():
            await run(other, FOLD_CHANGES, most=10)
            await database.rows(DROP_EMPTY, {"owners": row["emptied"]})
    finally:
        await other.close()
    assert await tallies(admin, OWNERS[0]) == {"scheduled": 1, "pending": 1}


async def test_a_change_that_is_committed_late_is_folded_late(
    database: Database, database_url: str, admin: asyncpg.Connection
) -> None:
    """Its id is lower than those of changes that are folded before it."""
    slow = await asyncpg.connect(database_url)
    try:
        transaction = slow.transaction()
        await transaction.start()
        await add_interviews(slow, OWNERS[0], "scheduled")
        await add_interviews(admin, OWNERS[0], "scheduled", "scheduled")
        assert await fold(database) == 4
        await assert_right(database, admin)
        await transaction.commit()
    finally:
        await slow.close()
    await assert_right(database, admin)
    assert await fold(database) == 2
    await assert_right(database, admin)


# At the same time


@pytest.fixture
async def servers(database_url: str) -> AsyncIterator[list[Database]]:
    """Pools of several server processes."""
    async with AsyncExitStack() as stack:
        opened = []
        for _ in range(3):
            opened.append(await Database.connect(database_url, size=2))
            stack.push_async_callback(opened[-1].close)
        yield opened


async def write(database_url: str, owner_id: UUID, times: int) -> None:
    """Write this and that for one owner, by far not always committed."""
    random = Random(owner_id.int)
    connection = await asyncpg.connect(database_url)
    try:
        for _ in range(times):
            transaction = connection.transaction()
            await transaction.start()
            statuses = random.choices(get_args(InterviewStatus), k=random.randint(1, 4))
            await add_interviews(connection, owner_id, *statuses, together=random.random() < 0.5)
            await connection.execute(
                "UPDATE interviews SET interview_result = $3, deleted_at = $4"
                " WHERE owner_id = $1 AND interview_id % 3 = $2",
                owner_id,
                random.randrange(3),
                random.choice(get_args(InterviewResult)),
                None,
            )
            await connection.execute(
                "UPDATE interviews SET deleted_at = now()"
                " WHERE owner_id = $1 AND interview_id % 3 = $2",
                owner_id,
                random.randrange(3),
            )
            await connection.execute(
                "DELETE FROM interviews WHERE owner_id = $1 AND interview_id % 5 = $2",
                owner_id,
                random.randrange(5),
            )
            await connection.execute(
                "INSERT INTO companies (company_name) VALUES ($1)", str(uuid4())
            )
            await (transaction.rollback() if random.random() < 0.3 else transaction.commit())
    finally:
        await connection.close()


async def test_readers_see_every_change_once_while_many_write_and_fold(
    database: Database, database_url: str, admin: asyncpg.Connection, servers: list[Database]
) -> None:
    written = asyncio.Event()
    folds = list[int]()

    async def keep_folding(server: Database) -> None:
        while not written.is_set():
            folds.append(await fold(server, 5))

    async def keep_reading() -> int:
        reads = 0
        while not written.is_set() or reads < 3:
            # All statements of such a transaction see one moment.
            async with admin.transaction(isolation="repeatable_read", readonly=True):
                assert {owner: await told(admin, owner) for owner in OWNERS} == await counted(admin)
            reads += 1
        return reads

    async with asyncio.TaskGroup() as group:
        for server in servers * 2:
            group.create_task(keep_folding(server))
        group.create_task(keep_reading())
        writers = [group.create_task(write(database_url, owner, 40)) for owner in OWNERS]
        await asyncio.wait(writers)
        written.set()
    assert sum(map(bool, folds)) > 10
    while await fold(database):
        pass
    assert await changes(admin) == []
    await assert_right(database, admin)


# Speed


@pytest.mark.parametrize("statement", [OVERVIEW, FOLD_CHANGES], ids=["overview", "fold"])
async def test_no_large_table_is_read_whole(admin: asyncpg.Connection, statement: Compiled) -> None:
    for table, column in (("tally_changes", "change"), ("tallies", "count")):
        await admin.execute(
            f"INSERT INTO {table} (owner_id, kind, value, {column})"
            " SELECT gen_random_uuid(), 'interview_status', 'scheduled', 1"
            " FROM generate_series(1, 20000)"
        )
    await admin.execute(
        "INSERT INTO questions (owner_id, question_text, question_category)"
        " SELECT $1, 'Which questions count?', 'other' FROM generate_series(1, 5000)",
        LOCAL_USER_ID,
    )
    await admin.execute("ANALYZE tallies, tally_changes, questions")
    values = statement.arguments({"owner_id": OWNERS[0], "most": 100})
    rows = await admin.fetch(f"EXPLAIN {statement.sql}", *values)
    plan = "\n".join(row[0] for row in rows)
    assert "Index" in plan
    assert "Seq Scan" not in plan
