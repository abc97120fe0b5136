"""Single writes: what is lost is written once or told, and never written twice (A1)."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import asyncpg
import psycopg2
import pytest
from sqlalchemy import text

from database import engine
from database.compiled import Compiled
from database.engine import Database
from database.errors import ConstraintViolated, DatabaseUnavailable
from tests.conftest import named
from tests.database.cutting import Cutting, cutting_server
from tests.database.embedded.support import query

ADD = Compiled(text("INSERT INTO numbers VALUES (CAST(:number AS int4)) RETURNING number"))
ADD_SLOWLY = Compiled(
    text("INSERT INTO numbers SELECT CAST(:number AS int4) FROM try_for(CAST(:seconds AS float8))")
)
CHANGE = Compiled(text("UPDATE numbers SET number = CAST(:number AS int4) RETURNING number"))
OURS = (
    "SELECT pid FROM pg_stat_activity"
    " WHERE application_name = 'interviewapis' AND datname = current_database()"
)

Connect = Callable[..., Awaitable[Database]]


@pytest.fixture(scope="module")
def bare(cluster: str) -> Iterator[str]:
    """Address of a database with nothing in it."""
    name = f"test_{uuid4().hex[:12]}"
    query(cluster, f"CREATE DATABASE {name}")
    yield named(cluster, name)
    query(cluster, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def admin(bare: str) -> AsyncIterator[asyncpg.Connection]:
    """A plain connection to it; an empty table of numbers, which may repeat, is there."""
    connection = await asyncpg.connect(bare)
    await connection.execute(
        "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
        "CREATE TABLE numbers (number int4); CREATE SEQUENCE tries;"
        "CREATE FUNCTION try_for(seconds float8) RETURNS void LANGUAGE plpgsql AS"
        " 'BEGIN PERFORM nextval(''tries''); PERFORM pg_sleep(seconds); END'"
    )
    yield connection
    await connection.close()


@pytest.fixture
async def connect(bare: str, admin: asyncpg.Connection) -> AsyncIterator[Connect]:
    """Open pools of a given size."""
    opened = []

    async def open_pool(size: int, dsn: str = bare) -> Database:
        opened.append(await Database.connect(dsn, size=size))
        return opened[-1]

    yield open_pool
    for database in opened:
        await database.close()


async def numbers(admin: asyncpg.Connection) -> list[int]:
    """What was written."""
    rows = await admin.fetch("SELECT number FROM numbers ORDER BY number")
    return [row["number"] for row in rows]


async def tries(admin: asyncpg.Connection) -> int:
    """How often a slow statement was run."""
    last = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM tries"
    return int(await admin.fetchval(last))


async def eventually(condition: Callable[[], Awaitable[Any]]) -> None:
    """Wait until a condition holds."""
    for _ in range(500):
        if await condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come about")


async def fill(database: Database, size: int) -> None:
    """Have the pool open all its connections, which know the statement already."""
    await asyncio.gather(*(_sleep_and_add(database) for _ in range(size)))


async def _sleep_and_add(database: Database) -> None:
    async with database.transaction() as transaction:
        await transaction.rows(ADD, {"number": 0})
        await asyncio.sleep(0.1)


# Connections that were ended while they were idle


@pytest.mark.parametrize("known", [True, False], ids=["known", "new"])
@pytest.mark.parametrize("gone", [True, False], ids=["gone", "going"])
async def test_an_end_that_was_not_heard_of_is_invisible(
    connect: Connect, admin: asyncpg.Connection, bare: str, known: bool, gone: bool
) -> None:
    """A1: pooled connections killed, and the next request comes at once."""
    database = await connect(4)
    await fill(database, 4)
    again = ADD if known else Compiled(text(f"{ADD.sql.replace('$1', ':number')}, now()"))
    # Both block the event loop, so that it learns nothing before the statement is sent.
    query(
        bare,
        f"SELECT pg_terminate_backend(pid{', 10000' if gone else ''}) FROM ({OURS}) AS ours",
    )
    if not gone:
        time.sleep(0.002)  # noqa: ASYNC251 - the loop must not hear of it
    rows = await asyncio.gather(*(database.write(again, {"number": n}) for n in range(1, 9)))
    assert [row["number"] for (row,) in rows] == list(range(1, 9))
    assert await numbers(admin) == [0] * 4 + list(range(1, 9))


async def test_an_end_that_was_half_heard_of_is_invisible(
    connect: Connect, admin: asyncpg.Connection
) -> None:
    """A1: pooled connections killed. For a moment the server has said so, and not yet hung up."""
    database = await connect(4)
    for attempt in range(12):
        await fill(database, 4)
        await admin.execute(f"SELECT pg_terminate_backend(pid) FROM ({OURS}) AS ours")
        await asyncio.sleep((attempt % 4) * 0.0005)
        for number in (1, 2):
            await database.write(ADD, {"number": number})
    assert Counter(await numbers(admin)) == {0: 48, 1: 12, 2: 12}


async def test_a_session_that_idled_too_long_is_replaced_unseen(
    connect: Connect, admin: asyncpg.Connection
) -> None:
    """Some installations end idle sessions after a while."""
    name = await admin.fetchval("SELECT current_database()")
    await admin.execute(f"ALTER DATABASE {name} SET idle_session_timeout = 100")
    try:
        database = await connect(1)
        await database.write(ADD, {"number": 1})
        time.sleep(0.3)  # noqa: ASYNC251 - the loop must not hear of it
        await database.write(ADD, {"number": 2})
    finally:
        await admin.execute(f"ALTER DATABASE {name} RESET idle_session_timeout")
    assert await numbers(admin) == [1, 2]


async def test_writes_that_are_ended_all_the_time_are_done_once_or_told(
    connect: Connect, admin: asyncpg.Connection
) -> None:
    """Also in the commit itself, which a deferred trigger makes long."""
    await admin.execute(
        "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN PERFORM pg_sleep(random() * 0.002); RETURN NULL; END';"
        "CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON numbers DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION dawdle()"
    )
    database = await connect(3)
    done = list[int]()

    async def write_on(first: int) -> None:
        for number in range(first, first + 40):
            with suppress(DatabaseUnavailable):
                await database.write(ADD, {"number": number})
                done.append(number)

    async def end_some() -> None:
        while True:
            await admin.execute(
                f"SELECT pg_terminate_backend(pid) FROM ({OURS}) AS ours WHERE random() < 0.3"
            )
            await asyncio.sleep(0.003)

    ending = asyncio.create_task(end_some())
    await asyncio.gather(*(write_on(first) for first in (0, 100, 200)))
    ending.cancel()
    with suppress(asyncio.CancelledError):
        await ending
    assert done
    assert await numbers(admin) == sorted(done)


# Connections that are lost while a statement runs


async def test_a_write_that_is_ended_is_rolled_back_and_run_again(
    connect: Connect, admin: asyncpg.Connection
) -> None:
    database = await connect(2)
    writing = asyncio.create_task(database.write(ADD_SLOWLY, {"number": 1, "seconds": 0.3}))

    async def ended() -> bool:
        return bool(
            await admin.fetch(
                f"SELECT pg_terminate_backend(pid) FROM ({OURS} AND state = 'active') AS ours"
                " WHERE (SELECT is_called FROM tries)"
            )
        )

    await eventually(ended)
    await writing
    assert await numbers(admin) == [1]
    assert await tries(admin) == 2


@pytest.mark.parametrize("cut", ["request", "reply"])
@pytest.mark.parametrize("known", [True, False], ids=["known", "new"])
async def test_a_write_whose_connection_breaks_is_not_run_again(
    connect: Connect,
    admin: asyncpg.Connection,
    bare: str,
    cut: str,
    known: bool,
) -> None:
    """What nobody can tell is told as such; what was committed is not committed twice."""
    async with cutting_server(bare) as between:
        database = await connect(1, between.dsn)
        if known:
            await database.write(ADD, {"number": 0})
        between.cut = Cutting(cut)
        with pytest.raises(DatabaseUnavailable, match="does not answer"):
            await database.write(ADD, {"number": 1})
        assert between.cut is Cutting.NOTHING
        assert await numbers(admin) == [0] * known + [1] * (cut == "reply")
        await database.write(ADD, {"number": 2})
        assert await numbers(admin) == [0] * known + [1] * (cut == "reply") + [2]


# Writes that the server refuses


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("40001", "changing the same"),
        ("40P01", "changing the same"),
        ("25006", "no changes right now"),
        ("53100", "no changes right now"),
        ("58030", "no changes right now"),
        ("53200", "does not answer"),
        ("55P03", "does not answer"),
        ("57014", "too long"),
    ],
    ids=[
        "serialization failure",
        "deadlock",
        "read only",
        "disk full",
        "disk broken",
        "out of memory",
        "lock not available",
        "cancelled",
    ],
)
@pytest.mark.parametrize("when", ["in the statement", "at the commit", "in a transaction"])
async def test_what_the_server_can_not_do_now_is_told_and_tried_once(
    connect: Connect, admin: asyncpg.Connection, state: str, told: str, when: str
) -> None:
    """A1: never a 500, and a commit that fails is never reported as success."""
    await _refuse(admin, state, deferred=when != "in the statement")
    database = await connect(1)

    async def write() -> None:
        if when == "in a transaction":
            async with database.transaction() as transaction:
                await transaction.rows(ADD, {"number": 1})
        else:
            await database.write(ADD, {"number": 1})

    with pytest.raises(DatabaseUnavailable, match=told):
        await write()
    assert await tries(admin) == 1
    assert await numbers(admin) == []
    await admin.execute("DROP TRIGGER refuse ON numbers")
    await database.write(ADD, {"number": 2})
    assert await numbers(admin) == [2]


async def _refuse(admin: asyncpg.Connection, state: str, *, deferred: bool) -> None:
    """Have inserts fail with an error of the server's, at once or at the commit."""
    await admin.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" 'BEGIN PERFORM nextval(''tries''); RAISE EXCEPTION USING ERRCODE = ''{state}''; END';"
        "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON numbers DEFERRABLE"
        f" INITIALLY {'DEFERRED' if deferred else 'IMMEDIATE'}"
        " FOR EACH ROW EXECUTE FUNCTION refuse()"
    )


@pytest.mark.parametrize("in_transaction", [False, True])
async def test_a_constraint_that_is_violated_at_the_commit_is_told_by_its_name(
    connect: Connect, admin: asyncpg.Connection, in_transaction: bool
) -> None:
    await admin.execute("ALTER TABLE numbers ADD UNIQUE (number) DEFERRABLE INITIALLY DEFERRED")
    database = await connect(1)
    await database.write(ADD, {"number": 1})

    async def add_again() -> None:
        if in_transaction:
            async with database.transaction() as transaction:
                await transaction.rows(ADD, {"number": 1})
        else:
            await database.write(ADD, {"number": 1})

    with pytest.raises(ConstraintViolated) as violated:
        await add_again()
    assert violated.value.constraint == "numbers_number_key"
    assert await numbers(admin) == [1]


async def test_a_write_that_waits_too_long_for_a_lock_is_told_and_undone(
    connect: Connect,
    admin: asyncpg.Connection,
    bare: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A1: statement_timeout."""
    monkeypatch.setattr(engine, "STATEMENT_SECONDS", 0.5)
    database = await connect(1)
    await admin.execute("INSERT INTO numbers VALUES (1)")
    holder = psycopg2.connect(bare)
    holder.cursor().execute("SELECT FROM numbers FOR UPDATE")
    with pytest.raises(DatabaseUnavailable, match="too long"):
        await database.write(CHANGE, {"number": 2})
    holder.close()
    assert await numbers(admin) == [1]
    await database.write(CHANGE, {"number": 3})
    assert await numbers(admin) == [3]


async def test_a_write_that_is_given_up_is_undone_and_its_connection_free(
    connect: Connect, admin: asyncpg.Connection
) -> None:
    """A1: client leaves mid-query: cancelled."""
    database = await connect(1)
    writing = asyncio.create_task(database.write(ADD_SLOWLY, {"number": 1, "seconds": 30}))
    await eventually(lambda: tries(admin))
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await database.write(ADD, {"number": 2})
    assert await numbers(admin) == [2]


@pytest.mark.parametrize("number", ["five", 2**31, "\ud800"])
async def test_a_value_that_can_not_be_sent_is_no_outage(
    connect: Connect, admin: asyncpg.Connection, number: Any
) -> None:
    """A3: a mistake of ours; told as an outage, it would be tried again for ever."""
    database = await connect(1)
    with pytest.raises(asyncpg.DataError):
        await database.write(ADD, {"number": number})
    assert await numbers(admin) == []
