"""What servers tidy up by themselves."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import asyncpg
import pytest

from database.engine import Database
from database.models import LOCAL_USER_ID
from interviewapis import housekeeping
from interviewapis.housekeeping import BUSY_SECONDS, IDLE_SECONDS, keep_tidy, tidy
from tests.conftest import RunningServer, Serve
from tests.interviewapis.runs.asking import away, until

OLD = timedelta(hours=48, minutes=1)
YOUNG = timedelta(hours=47, minutes=59)


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers tidy up more often than otherwise."""
    monkeypatch.setattr(housekeeping, "BUSY_SECONDS", 0.02)
    monkeypatch.setattr(housekeeping, "IDLE_SECONDS", 0.02)


@asynccontextmanager
async def tidying(database: Database) -> AsyncIterator[None]:
    """Tidy up as a server does for the length of a block."""
    task = asyncio.create_task(keep_tidy(database))
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def add_keys(admin: asyncpg.Connection, **ages: timedelta) -> None:
    """Write idempotency keys."""
    await admin.executemany(
        "INSERT INTO request_keys"
        " (owner_id, idempotency_key, request_digest, response_body, created_at)"
        " VALUES ($1, $2, '', '{}', now() - $3::interval)",
        [(LOCAL_USER_ID, name, age) for name, age in ages.items()],
    )


async def keys(admin: asyncpg.Connection) -> set[str]:
    """The idempotency keys that are there."""
    rows = await admin.fetch("SELECT idempotency_key FROM request_keys")
    return {row["idempotency_key"] for row in rows}


async def add_company(admin: asyncpg.Connection, name: str) -> None:
    """Write a company; one change of one count."""
    await admin.execute("INSERT INTO companies (company_name) VALUES ($1)", name)


async def waiting(admin: asyncpg.Connection) -> int:
    """How many changes wait to be folded."""
    return int(await admin.fetchval("SELECT count(*) FROM tally_changes"))


# What is tidied up


async def test_keys_older_than_48_hours_are_deleted_and_younger_ones_stay(
    database: Database, admin: asyncpg.Connection
) -> None:
    await add_keys(admin, new=timedelta(0), young=YOUNG, old=OLD, older=timedelta(days=9))
    await tidy(database)
    assert await keys(admin) == {"new", "young"}


async def test_the_oldest_keys_go_first_and_only_so_many_at_once(
    database: Database, admin: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "MOST_KEYS", 2)
    await add_keys(admin, **{str(days): timedelta(days=days) for days in (3, 7, 5)}, young=YOUNG)
    assert await tidy(database) == 0
    assert await keys(admin) == {"3", "young"}
    assert await tidy(database) == IDLE_SECONDS
    assert await keys(admin) == {"young"}


async def test_keys_that_somebody_else_deletes_are_not_waited_for(
    database: Database, database_url: str, admin: asyncpg.Connection
) -> None:
    await add_keys(admin, held=OLD, free=OLD)
    other = await asyncpg.connect(database_url)
    try:
        async with other.transaction():
            await other.execute("DELETE FROM request_keys WHERE idempotency_key = 'held'")
            await tidy(database)
            assert await keys(admin) == {"held"}
    finally:
        await other.close()
    assert await keys(admin) == set()


async def test_there_is_more_to_do_sooner_where_there_was_something(
    database: Database, admin: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tidy(database)
    assert await tidy(database) == IDLE_SECONDS
    await add_company(admin, "Ash")
    assert await tidy(database) == BUSY_SECONDS
    monkeypatch.setattr(housekeeping, "MOST_CHANGES", 2)
    for name in ("Birch", "Cedar", "Dogwood"):
        await add_company(admin, name)
    assert await tidy(database) == 0
    assert await waiting(admin) == 1
    assert await tidy(database) == BUSY_SECONDS
    assert await admin.fetchval("SELECT count FROM tallies WHERE kind = 'companies'") == 4


async def test_many_servers_tidy_up_at_once(
    database: Database, admin: asyncpg.Connection, often: None, caplog: pytest.LogCaptureFixture
) -> None:
    await add_keys(admin, **{f"old {number}": OLD for number in range(50)}, young=YOUNG)
    async with tidying(database), tidying(database), tidying(database):
        for number in range(30):
            await add_company(admin, f"Company {number}")

        async def is_tidy() -> bool:
            return await waiting(admin) == 0 and await keys(admin) == {"young"}

        await until(is_tidy)
    assert await admin.fetchval("SELECT count FROM tallies WHERE kind = 'companies'") == 30
    assert _warnings(caplog) == []


# While a server runs


async def test_a_server_tidies_up_by_itself(
    often: None, serve: Serve, admin: asyncpg.Connection
) -> None:
    server = await serve()
    key = {"Idempotency-Key": "key-1"}
    for _ in range(2):
        first = await server.client.post(
            "/api/companies", json={"company_name": "Ash"}, headers=key
        )
        assert first.status_code == 201
    assert first.headers["idempotency-replayed"] == "true"

    async def is_tidy() -> bool:
        return await waiting(admin) == 0 and await keys(admin) == set()

    await admin.execute("UPDATE request_keys SET created_at = created_at - $1::interval", OLD)
    await until(is_tidy)
    # The key is new again.
    second = await server.client.post("/api/companies", json={"company_name": "Elm"}, headers=key)
    assert second.status_code == 201
    assert "idempotency-replayed" not in second.headers
    overview = await server.client.get("/api/stats/overview")
    assert overview.json()["total_companies"] == 2


def _warnings(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [
        record
        for record in caplog.records
        if record.name == housekeeping.__name__ and record.levelno >= logging.WARNING
    ]


async def _tried(caplog: pytest.LogCaptureFixture, times: int) -> None:
    """Wait until the database was looked for so many times more."""

    def tries() -> int:
        return sum(record.name == "database.engine" for record in caplog.records)

    before = tries()
    await until(lambda: tries() >= before + times)


async def test_an_outage_is_survived_and_told_once(
    often: None, serve: Serve, cluster: str, caplog: pytest.LogCaptureFixture
) -> None:
    server = await serve()
    caplog.set_level(logging.INFO)
    for outage in (1, 2):
        async with away(server, cluster):  # type: ignore[arg-type]
            await _tried(caplog, 5)
        await server.fetch("INSERT INTO companies (company_name) VALUES ($1)", f"Ash {outage}")
        await until(lambda: _all_folded(server))
        told = _warnings(caplog)
        assert len(told) == outage
        assert "The database does not answer." in told[-1].getMessage()
        assert not told[-1].exc_info


async def _all_folded(server: RunningServer) -> bool:
    return not await server.fetch("SELECT FROM tally_changes")


async def test_what_nobody_foresaw_is_survived_and_told_once_with_its_place(
    often: None, database: Database, admin: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    await admin.execute("ALTER TABLE tallies RENAME TO elsewhere")
    async with tidying(database):
        await until(lambda: _warnings(caplog))
        await asyncio.sleep(0.2)
        await admin.execute("ALTER TABLE elsewhere RENAME TO tallies")
        await add_company(admin, "Ash")

        async def is_folded() -> bool:
            return await waiting(admin) == 0

        await until(is_folded)
    (told,) = _warnings(caplog)
    assert told.exc_info
