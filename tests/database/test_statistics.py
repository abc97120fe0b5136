"""Counts equal what counting would find, whatever is written and folded meanwhile."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from random import Random
from typing import Any, get_args
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.compiled import Compiled
from database.engine import Database
from database.models import LOCAL_USER_ID
from database.models.vocabulary import (
    InterviewResult,
    InterviewStatus,
    QuestionCategory,
    QuestionDifficulty,
)
from database.statements.statistics import BREAKDOWNS, DROP_EMPTY, FOLD_CHANGES, OVERVIEW

OWNERS = tuple(UUID(int=number) for number in range(1, 4))
COMPANIES = ("Ash", "Birch", "Cedar", "Dogwood", "Elm")
Counts = dict[str, Any]


@pytest.fixture(autouse=True)
async def _owners(admin: asyncpg.Connection) -> None:
    await admin.execute(
        "INSERT INTO users (user_id, username) SELECT id, id::text FROM unnest($1::uuid[]) AS id",
        OWNERS,
    )


async def told(database: Database | asyncpg.Connection, owner_id: UUID) -> Counts:
    """What the statement says."""
    values = {"owner_id": owner_id}
    if isinstance(database, Database):
        (row,) = await database.rows(OVERVIEW, values)
    else:
        row = await database.fetchrow(OVERVIEW.sql, *OVERVIEW.arguments(values))
    return dict(json.loads(row["body"]))


async def counted(admin: asyncpg.Connection) -> dict[UUID, Counts]:
    """The same by looking at every row."""
    interviews = await admin.fetch(
        "SELECT owner_id, interview_status, interview_result FROM interviews"
        " WHERE deleted_at IS NULL"
    )
    questions = await admin.fetch(
        "SELECT owner_id, question_category, question_difficulty FROM questions WHERE is_active"
    )
    companies = await admin.fetch("SELECT company_id FROM companies")
    expected = {}
    for owner_id in OWNERS:
        own = {
            "interview": [row for row in interviews if row["owner_id"] == owner_id],
            "question": [row for row in questions if row["owner_id"] == owner_id],
        }
        expected[owner_id] = {
            "total_interviews": len(own["interview"]),
            "total_questions": len(own["question"]),
            "total_companies": len(companies),
            "library_questions": sum(row["owner_id"] is None for row in questions),
        }
        for name, (kind, values) in BREAKDOWNS.items():
            found = Counter(row[kind] for row in own[kind.partition("_")[0]])
            expected[owner_id][name] = {each: found[each] for each in values}
    return expected


async def assert_right(database: Database, admin: asyncpg.Connection) -> None:
    """Check the counts of every owner."""
    assert {owner: await told(database, owner) for owner in OWNERS} == await counted(admin)


async def fold(database: Database, most: int = 1000) -> int:
    """Fold as a server does; how many changes."""
    (row,) = await database.rows(FOLD_CHANGES, {"most": most})
    await database.rows(DROP_EMPTY, {"owners": row["emptied"]})
    return int(row["folded"])


# Whatever statements do

STATUS, RESULT, CATEGORY, DIFFICULTY = (
    st.sampled_from(get_args(values))
    for values in (InterviewStatus, InterviewResult, QuestionCategory, QuestionDifficulty)
)
OWNER = st.sampled_from(OWNERS)
PICK = st.sampled_from([(1, 0), (2, 0), (2, 1), (3, 0), (3, 1)])
"""Which rows a statement is about: those whose place has this remainder by that divisor."""

_PLACED = (
    "{0}_id IN (SELECT {0}_id FROM (SELECT {0}_id, row_number() OVER (ORDER BY {0}_id) AS place"
    " FROM {0}s{1}) AS placed WHERE place % $1 = $2)"
)
INTERVIEWS = _PLACED.format("interview", "")
QUESTIONS = _PLACED.format("question", " WHERE owner_id IS NOT NULL OR library_slug LIKE 'test/%'")


@dataclass(frozen=True)
class Written:
    """Statements that are carried out together.

    Args:
        kept: False where the transaction is rolled back.
    """

    statements: tuple[tuple[str, tuple[Any, ...]], ...]
    kept: bool

    async def run(self, _: Database, admin: asyncpg.Connection) -> None:
        """Carry them out."""
        transaction = admin.transaction()
        await transaction.start()
        for sql, arguments in self.statements:
            await admin.execute(sql, *arguments)
        await (transaction.commit() if self.kept else transaction.rollback())


@dataclass(frozen=True)
class Folded:
    """A fold of a few changes."""

    most: int

    async def run(self, database: Database, _: asyncpg.Connection) -> None:
        """Fold them."""
        await fold(database, self.most)


def one(sql: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A statement with arguments to choose."""
    return st.tuples(st.just(sql), st.tuples(*arguments))


def several(sql: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A statement that takes columns with a value for each of several rows."""
    rows = st.lists(st.tuples(*arguments), min_size=1, max_size=4)
    return st.tuples(st.just(sql), rows.map(lambda rows: tuple(zip(*rows, strict=True))))


def of_picked(sql: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A statement about some of the rows that are there."""
    chosen = st.tuples(PICK, st.tuples(*arguments))
    return st.tuples(st.just(sql), chosen.map(lambda each: (*each[0], *each[1])))


STATEMENT = st.one_of(
    several(
        "INSERT INTO interviews (owner_id, seniority_level, interview_status, interview_result,"
        " deleted_at) SELECT owner, 'mid', status, result, CASE WHEN deleted THEN now() END"
        " FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bool[])"
        " AS each (owner, status, result, deleted)",
        OWNER,
        STATUS,
        RESULT,
        st.booleans(),
    ),
    of_picked(
        "UPDATE interviews SET interview_status = coalesce($3, interview_status),"
        " interview_result = coalesce($4, interview_result),"
        f" owner_id = coalesce($5, owner_id) WHERE {INTERVIEWS}",
        st.none() | STATUS,
        st.none() | RESULT,
        st.none() | OWNER,
    ),
    of_picked(
        f"UPDATE interviews SET deleted_at = CASE WHEN $3 THEN now() END WHERE {INTERVIEWS}",
        st.booleans(),
    ),
    of_picked(f"DELETE FROM interviews WHERE {INTERVIEWS}"),
    several(
        "INSERT INTO questions (owner_id, library_slug, specialist, question_text,"
        " question_category, question_difficulty, is_active) SELECT owner,"
        " CASE WHEN owner IS NULL THEN 'test/' || gen_random_uuid() END, 'coding',"
        " 'Which questions count?', category, difficulty, active"
        " FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bool[])"
        " AS each (owner, category, difficulty, active)",
        st.none() | OWNER,
        CATEGORY,
        DIFFICULTY,
        st.booleans(),
    ),
    of_picked(
        "UPDATE questions SET question_category = coalesce($3, question_category),"
        f" question_difficulty = coalesce($4, question_difficulty) WHERE {QUESTIONS}",
        st.none() | CATEGORY,
        st.none() | DIFFICULTY,
    ),
    of_picked(f"UPDATE questions SET is_active = $3 WHERE {QUESTIONS}", st.booleans()),
    of_picked(f"DELETE FROM questions WHERE {QUESTIONS}"),
    one(
        "INSERT INTO companies (company_name) SELECT unnest($1::text[])"
        " ON CONFLICT (lower(company_name)) DO UPDATE SET industry = 'Again'",
        st.sets(st.sampled_from(COMPANIES), min_size=1),
    ),
    one(
        "DELETE FROM companies WHERE company_name = ANY($1)",
        st.sets(st.sampled_from(COMPANIES), min_size=1),
    ),
    one("DELETE FROM interviews WHERE owner_id = $1", OWNER),
)


def _left_and_come_back(owner_id: UUID) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    return (
        ("DELETE FROM users WHERE user_id = $1", (owner_id,)),
        ("INSERT INTO users (user_id, username) VALUES ($1, $1::uuid::text)", (owner_id,)),
    )


STEP = st.one_of(
    st.builds(
        Written,
        st.lists(STATEMENT, min_size=1, max_size=3).map(tuple) | OWNER.map(_left_and_come_back),
        # Mostly kept.
        st.sampled_from([True, True, True, False]),
    ),
    st.builds(Folded, st.integers(1, 12)),
)

_NOTHING_THERE = (
    "DELETE FROM interviews; DELETE FROM companies;"
    " DELETE FROM questions WHERE owner_id IS NOT NULL OR library_slug LIKE 'test/%';"
    " TRUNCATE tallies, tally_changes"
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=1, max_size=12))
async def test_counts_equal_what_counting_finds_after_any_statements_and_folds(
    database: Database, admin: asyncpg.Connection, steps: list[Written | Folded]
) -> None:
    await admin.execute(_NOTHING_THERE)
    for step in steps:
        await step.run(database, admin)
        await assert_right(database, admin)
    await fold(database)
    await assert_right(database, admin)
    assert await admin.fetchval("SELECT count(*) FROM tally_changes") == 0
    assert await admin.fetchval("SELECT count(*) FROM tallies WHERE count <= 0") == 0


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
