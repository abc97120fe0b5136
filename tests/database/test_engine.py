"""The pool: what is lost is replaced or told, and never told wrongly (A1 Load and faults)."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from database import engine
from database.compiled import Compiled
from database.engine import Database
from database.errors import ConstraintViolated, DatabaseUnavailable

ONE = Compiled(text("SELECT 1 AS one"))
SLEEP = Compiled(text("SELECT pg_sleep(CAST(:seconds AS float8))"))
ADD = Compiled(text("INSERT INTO numbers VALUES (CAST(:number AS int4))"))
NUMBERS = Compiled(text("SELECT number FROM numbers ORDER BY number"))
MAKE_NUMBERS = Compiled(
    text("CREATE TABLE numbers (number int4 PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)")
)
OWN_PID = Compiled(text("SELECT pg_backend_pid() AS pid"))
OURS = """
    SELECT pid, state, query FROM pg_stat_activity
    WHERE application_name = 'interviewapis' AND datname = current_database()
"""

Connect = Callable[[int], Awaitable[Database]]


@pytest.fixture
async def admin(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection beside the pool."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def connect(
    database_url: str, admin: asyncpg.Connection
) -> AsyncIterator[Callable[[int], Awaitable[Database]]]:
    """Open pools of a given size; a table of numbers is there."""
    opened = []
    await admin.execute(MAKE_NUMBERS.sql)

    async def open_pool(size: int) -> Database:
        opened.append(await Database.connect(database_url, size=size))
        return opened[-1]

    yield open_pool
    for database in opened:
        await database.close()


async def eventually(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a condition holds."""
    for _ in range(500):
        if await condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come about")


async def all_connections(database: Database, size: int) -> list[Any]:
    """Have the pool open all its connections; their rows."""
    return await asyncio.gather(*(database.rows(SLEEP, {"seconds": 0.1}) for _ in range(size)))


# Lost connections


async def test_connections_killed_while_idle_are_replaced_unseen(
    connect: Connect, admin: asyncpg.Connection
) -> None:
    """A1: pooled connections killed: invisible."""
    database = await connect(4)
    await all_connections(database, 4)
    killed = await admin.fetch(f"SELECT pg_terminate_backend(pid) FROM ({OURS}) AS ours")
    assert len(killed) == 4
    for _ in range(8):
        assert [row["one"] for row in await database.rows(ONE)] == [1]
    await admin.execute(f"SELECT pg_terminate_backend(pid) FROM ({OURS}) AS ours")
    async with database.transaction() as transaction:
        assert len(await transaction.rows(ONE)) == 1


async def test_a_statement_whose_connection_dies_is_run_again(
    connect: Connect, admin: asyncpg.Connection
) -> None:
    """A1: a connection lost in the middle of a statement."""
    database = await connect(2)
    running = asyncio.create_task(database.rows(SLEEP, {"seconds": 0.4}))

    async def killed() -> bool:
        return bool(
            await admin.fetch(
                f"SELECT pg_terminate_backend(pid) FROM ({OURS}) AS ours WHERE state = 'active'"
            )
        )

    await eventually(killed)
    assert len(await running) == 1


async def test_a_database_that_is_gone_is_told_as_unavailable(
    connect: Connect, cluster: str, admin: asyncpg.Connection
) -> None:
    database = await connect(2)
    name = await admin.fetchval("SELECT current_database()")
    await admin.close()
    other = await asyncpg.connect(cluster)
    await other.execute(f"DROP DATABASE {name} WITH (FORCE)")
    try:
        with pytest.raises(DatabaseUnavailable):
            await database.rows(ONE)
        with pytest.raises(DatabaseUnavailable):
            async with database.transaction():
                pass
        assert await database.answers() is False
    finally:
        await other.execute(f"CREATE DATABASE {name}")
        await other.close()
    assert await database.answers() is True


@pytest.mark.parametrize(
    "address", ["postgresql://127.0.0.1:1/x", "postgresql:///x?host=/nowhere&user=nobody"]
)
async def test_a_server_that_does_not_listen_is_told_as_unavailable(address: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        await Database.connect(address, size=1)


# Waiting


async def test_an_exhausted_pool_is_told_fast(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A1: pool exhausted: fast 503."""
    assert engine.ACQUIRE_SECONDS <= 2
    monkeypatch.setattr(engine, "ACQUIRE_SECONDS", 0.1)
    database = await connect(1)
    async with database.transaction() as transaction:
        with pytest.raises(DatabaseUnavailable, match="busy"):
            await database.rows(ONE)
        with pytest.raises(DatabaseUnavailable, match="busy"):
            async with database.transaction():
                pass
        assert await database.answers() is False
        assert len(await transaction.rows(ONE)) == 1
    assert await database.answers() is True


async def test_a_busy_pool_is_waited_for(connect: Connect) -> None:
    database = await connect(2)
    rows = await asyncio.gather(*(database.rows(ONE) for _ in range(50)))
    assert len(rows) == 50


@pytest.mark.parametrize("in_transaction", [False, True])
async def test_a_statement_that_takes_too_long_is_stopped_on_the_server(
    database_url: str,
    admin: asyncpg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    in_transaction: bool,
) -> None:
    """A1: statement_timeout; the connection stays usable."""
    monkeypatch.setattr(engine, "STATEMENT_SECONDS", 0.2)
    database = await Database.connect(database_url, size=1)

    async def wait() -> None:
        if in_transaction:
            async with database.transaction() as transaction:
                await transaction.rows(SLEEP, {"seconds": 30})
        else:
            await database.rows(SLEEP, {"seconds": 30})

    with pytest.raises(DatabaseUnavailable, match="too long"):
        await wait()
    assert {row["state"] for row in await admin.fetch(OURS)} == {"idle"}
    assert await database.answers() is True
    await database.close()


async def test_a_server_that_ignores_the_timeout_is_not_waited_for_and_not_asked_again(
    database_url: str, admin: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client has a clock of its own, in case that the server hangs."""
    monkeypatch.setattr(engine, "STATEMENT_SECONDS", 0)  # no limit on the server, 1 s here
    await admin.execute("CREATE SEQUENCE tries")
    database = await Database.connect(database_url, size=1)
    with pytest.raises(DatabaseUnavailable, match="too long"):
        await database.rows(Compiled(text("SELECT nextval('tries'), pg_sleep(30)")))
    assert await admin.fetchval("SELECT last_value FROM tries") == 1
    await database.close()


async def test_a_cancelled_statement_is_cancelled_on_the_server(
    connect: Connect, admin: asyncpg.Connection
) -> None:
    """A1: client leaves mid-query: cancelled."""
    database = await connect(1)
    running = asyncio.create_task(database.rows(SLEEP, {"seconds": 30}))

    async def is_running() -> bool:
        return any(row["state"] == "active" for row in await admin.fetch(OURS))

    await eventually(is_running)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    async def is_stopped() -> bool:
        return not await is_running()

    await eventually(is_stopped)
    assert await database.answers() is True


# Transactions


async def test_a_transaction_is_all_or_nothing(connect: Connect) -> None:
    database = await connect(1)
    async with database.transaction() as transaction:
        await transaction.many(ADD, [{"number": 1}, {"number": 2}])

    async def fail() -> None:
        async with database.transaction() as transaction:
            await transaction.rows(ADD, {"number": 3})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert [row["number"] for row in await database.rows(NUMBERS)] == [1, 2]


async def test_a_commit_that_fails_is_not_reported_as_success(connect: Connect) -> None:
    """The constraint is checked at the commit, when all statements have succeeded."""
    database = await connect(1)

    async def add_twice() -> None:
        async with database.transaction() as transaction:
            await transaction.rows(ADD, {"number": 1})
            await transaction.rows(ADD, {"number": 1})

    with pytest.raises(ConstraintViolated):
        await add_twice()
    assert await database.rows(NUMBERS) == []
    with pytest.raises(ConstraintViolated):
        await database.rows(
            Compiled(text("INSERT INTO numbers SELECT 1 FROM generate_series(1, 2)"))
        )
    assert await database.rows(NUMBERS) == []


async def test_a_connection_lost_before_the_commit_is_not_reported_as_success(
    connect: Connect, admin: asyncpg.Connection
) -> None:
    database = await connect(2)

    async def lose() -> None:
        async with database.transaction() as transaction:
            await transaction.rows(ADD, {"number": 1})
            (own,) = await transaction.rows(OWN_PID)
            await admin.execute("SELECT pg_terminate_backend($1)", own["pid"])

    with pytest.raises(DatabaseUnavailable):
        await lose()
    assert await database.rows(NUMBERS) == []


async def test_a_cancelled_transaction_is_rolled_back_and_its_connection_free(
    connect: Connect,
) -> None:
    database = await connect(1)
    written = asyncio.Event()

    async def write() -> None:
        async with database.transaction() as transaction:
            await transaction.rows(ADD, {"number": 1})
            written.set()
            await asyncio.Event().wait()

    writing = asyncio.create_task(write())
    await written.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert await database.rows(NUMBERS) == []


# Mistakes of ours


@pytest.mark.parametrize("number", ["five", 2**31, -(2**31) - 1, 2**70])
async def test_a_value_of_the_wrong_type_is_no_outage(connect: Connect, number: Any) -> None:
    """A3: int >int4. Told as an outage, a mistake would be tried again for ever."""
    database = await connect(1)

    async def add() -> None:
        async with database.transaction() as transaction:
            await transaction.rows(ADD, {"number": number})

    for attempt in (database.rows(ADD, {"number": number}), add()):
        with pytest.raises(asyncpg.DataError, match="invalid input"):
            await attempt
    assert await database.rows(NUMBERS) == []


async def test_a_statement_that_is_wrong_is_no_outage(connect: Connect) -> None:
    database = await connect(1)
    with pytest.raises(asyncpg.UndefinedTableError):
        await database.rows(Compiled(text("SELECT FROM nowhere")))


# Closing


async def test_closing_lets_a_statement_finish(connect: Connect) -> None:
    database = await connect(1)
    running = asyncio.create_task(database.rows(SLEEP, {"seconds": 0.3}))
    await asyncio.sleep(0.1)
    await database.close()
    assert len(await running) == 1
    with pytest.raises(DatabaseUnavailable):
        await database.rows(ONE)


async def test_sessions_speak_utc_and_say_who_they_are(connect: Connect) -> None:
    database = await connect(1)
    (row,) = await database.rows(
        Compiled(
            text(
                "SELECT current_setting('timezone') AS zone, "
                "current_setting('application_name') AS name, "
                "current_setting('statement_timeout') AS timeout"
            )
        )
    )
    assert tuple(row) == ("UTC", "interviewapis", "10s")


async def test_connections_that_were_lost_are_closed_without_a_word(database_url: str) -> None:
    """A1, "Pooled connections killed": nothing in the log either."""
    told: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    database = await Database.connect(database_url, size=2)
    assert await database.answers()
    admin = await asyncpg.connect(database_url)
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'interviewapis' AND datname = current_database()"
    )
    await admin.close()
    time.sleep(0.3)  # noqa: ASYNC251 - the loop must not see the connection's end before
    await database._pool.expire_connections()
    assert await database.answers()
    await asyncio.sleep(0.3)
    gc.collect()
    await database.close()
    assert told == []
