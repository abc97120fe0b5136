"""Servers on one database know who of them lives, and hear each other."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest
from sqlalchemy import text

from database import presence
from database.compiled import Compiled
from database.engine import Database
from database.errors import DatabaseUnavailable
from database.models import LOCAL_USER_ID
from database.presence import LIVING_SERVERS, NOTIFY, Presence
from database.statements.runs import MISSING_SERVERS, SETTLE_ORPHANS
from tests.conftest import named

LIVING = Compiled(LIVING_SERVERS)
OURS = """
    SELECT pid FROM pg_stat_activity
    WHERE application_name = 'interviewapis presence' AND datname = current_database()
"""
LOCK = "SELECT pg_advisory_lock($1::int4, $2::int4)"
TERMINATE = Compiled(text("SELECT pg_terminate_backend(CAST(:pid AS int4))"))
Begin = Callable[..., Awaitable[Presence]]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost connection is tried again soon."""
    monkeypatch.setattr(presence, "_AGAIN_SECONDS", 0.05)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A pool beside the presences."""
    opened = await Database.connect(database_url, size=2)
    yield opened
    await opened.close()


@pytest.fixture
async def admin(cluster: str, database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A plain connection to the same database."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def begin(database_url: str) -> AsyncIterator[Begin]:
    """Have servers show up."""
    begun = []

    async def show_up(
        hear: Callable[[str], None] = lambda _: None, dsn: str = database_url
    ) -> Presence:
        shown = Presence(dsn)
        await shown.begin(hear)
        begun.append(shown)
        return shown

    yield show_up
    for each in begun:
        await each.end()


async def living(database: Database) -> set[int]:
    """Numbers of the servers that live."""
    return {row[0] for row in await database.rows(LIVING)}


async def eventually(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a condition holds."""
    for _ in range(500):
        if await condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come about")


async def test_the_living_are_known_by_their_numbers(database: Database, begin: Begin) -> None:
    assert await living(database) == set()
    servers = [await begin() for _ in range(5)]
    assert await living(database) == {server.number for server in servers}
    assert all(0 <= server.number < 2**31 for server in servers)


async def test_the_largest_number_is_told_right(
    database: Database, admin: asyncpg.Connection
) -> None:
    for number in (0, 1, 2**31 - 1):
        await admin.execute(f"SELECT pg_advisory_lock({presence._KIND}, {number})")
    assert await living(database) == {0, 1, 2**31 - 1}


async def test_who_ends_is_not_there_any_more(database: Database, begin: Begin) -> None:
    first, second = await begin(), await begin()
    await first.end()
    await eventually(lambda: _is(database, {second.number}))


async def _is(database: Database, numbers: set[int]) -> bool:
    return await living(database) == numbers


async def test_who_dies_is_not_there_any_more(
    database: Database, begin: Begin, admin: asyncpg.Connection
) -> None:
    """However a process ends, its connection ends with it (A1, "kill -9 app")."""
    server = await begin()
    assert await living(database) == {server.number}
    assert server._keeping is not None
    server._keeping.cancel()  # dead: nobody takes the connection up again
    server._connection.terminate()
    await eventually(lambda: _is(database, set()))


async def test_a_lost_connection_is_taken_up_again(
    database: Database, begin: Begin, admin: asyncpg.Connection
) -> None:
    heard: list[str] = []
    server = await begin(heard.append)
    for round_ in range(3):
        (before,) = await admin.fetch(OURS)
        await admin.execute("SELECT pg_terminate_backend($1::int)", before["pid"])

        async def is_back(before: int = before["pid"]) -> bool:
            rows = await admin.fetch(OURS)
            return bool(rows) and rows[0]["pid"] != before and await _is(database, {server.number})

        await eventually(is_back)
        await _say(database, f"round {round_}", heard)
    assert heard == ["round 0", "round 1", "round 2"]


async def _say(database: Database, word: str, *ears: list[str]) -> None:
    await database.rows(NOTIFY, {"word": word})
    await eventually(lambda: _all_heard(word, *ears))


async def _all_heard(word: str, *ears: list[str]) -> bool:
    return all(word in heard for heard in ears)


async def test_a_lock_that_is_still_held_is_waited_for(
    database: Database, begin: Begin, admin: asyncpg.Connection
) -> None:
    """PostgreSQL may notice late that the connection before is gone."""
    server = await begin()
    (before,) = await admin.fetch(OURS)
    late = asyncio.create_task(admin.execute(LOCK, presence._KIND, server.number))
    await eventually(lambda: _some(database, "NOT granted"))
    await database.rows(TERMINATE, {"pid": before["pid"]})
    await late

    async def is_waiting() -> bool:
        return await _some(database, "NOT granted") and bool(await admin.fetch(OURS))

    await eventually(is_waiting)
    await admin.execute("SELECT pg_advisory_unlock_all()")

    async def is_back() -> bool:
        (holder,) = await admin.fetch(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = $1", server.number
        )
        return [holder] == await admin.fetch(OURS)

    await eventually(is_back)
    assert await living(database) == {server.number}


async def _some(database: Database, condition: str) -> bool:
    locks = f"SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND {condition}"
    return bool(await database.rows(Compiled(text(locks))))


async def test_every_server_hears_every_word(database: Database, begin: Begin) -> None:
    ears: list[list[str]] = [[], [], []]
    for heard in ears:
        await begin(heard.append)
    for word in ("one", "two \U0001f600", "x" * 7999):
        await _say(database, word, *ears)
    assert ears == [["one", "two \U0001f600", "x" * 7999]] * 3


async def test_servers_of_another_database_are_strangers(
    cluster: str, database: Database, begin: Begin
) -> None:
    here: list[str] = []
    there: list[str] = []
    server = await begin(here.append)
    await begin(there.append, cluster)
    assert await living(database) == {server.number}
    await _say(database, "word", here)
    assert there == []


async def test_a_database_that_is_not_there_is_told(cluster: str) -> None:
    with pytest.raises(DatabaseUnavailable):
        await Presence(named(cluster, "nowhere")).begin(lambda _: None)


async def test_only_runs_of_dead_servers_are_settled(
    database: Database, begin: Begin, admin: asyncpg.Connection
) -> None:
    """A1, "kill -9 app mid-stream": the turn is interrupted."""
    alive, dying = await begin(), await begin()
    for server_id in (alive.number, dying.number, 7, None):
        await admin.execute(
            "INSERT INTO agent_runs (run_id, owner_id, status, question, server_id)"
            " VALUES (gen_random_uuid(), $1, 'running', 'What?', $2)",
            LOCAL_USER_ID,
            server_id,
        )
    await admin.execute(
        "INSERT INTO agent_runs (run_id, owner_id, status, question, server_id, finished_at)"
        " VALUES (gen_random_uuid(), $1, 'completed', 'What?', 7, now())",
        LOCAL_USER_ID,
    )
    assert await _settle(database) == 2
    assert await _running(admin) == {alive.number, dying.number}
    await dying.end()
    await eventually(lambda: _is(database, {alive.number}))
    assert await _settle(database) == 1
    assert await _running(admin) == {alive.number}
    rows = await admin.fetch(
        "SELECT server_id, error ->> 'code' AS code, finished_at FROM agent_runs"
        " WHERE status = 'interrupted'"
    )
    assert [(row["server_id"], row["code"]) for row in rows] == [(None, "interrupted")] * 3
    assert all(row["finished_at"] is not None for row in rows)
    assert await _settle(database) == 0


async def _settle(database: Database) -> int:
    missing = [row["server_id"] for row in await database.rows(MISSING_SERVERS)]
    values = {"servers": missing, "error": {"code": "interrupted"}}
    return len(await database.rows(SETTLE_ORPHANS, values))


async def _running(admin: asyncpg.Connection) -> set[int]:
    rows = await admin.fetch("SELECT server_id FROM agent_runs WHERE status = 'running'")
    return {row["server_id"] for row in rows}
