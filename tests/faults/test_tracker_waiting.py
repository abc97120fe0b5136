"""The tracker while PostgreSQL is busy, locked, full, read-only, or refuses a commit (A1)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from typing import Any
from uuid import uuid4

import httpx2
import psycopg2
import pytest
import pytest_asyncio

from database import engine
from interviewapis.settings import Settings
from tests.conftest import RunningServer, _serving, named
from tests.database.embedded.support import query
from tests.faults.support import is_healthy, until
from tests.interviewapis.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

POOL = 2
COMPANIES, INTERVIEWS, SKILLS = "/api/companies", "/api/interviews", "/api/skills"
KEY = "Idempotency-Key"
OURS = (
    "SELECT pid FROM pg_stat_activity"
    " WHERE application_name = 'interviewapis' AND datname = current_database()"
)


class Tracker:
    """A server with a small pool, and its database."""

    def __init__(self, server: RunningServer) -> None:
        self.client = server.client
        self.dsn = str(server.services.settings.database_url)

    def fetch(self, statement: str) -> list[tuple[Any, ...]]:
        """Look into the database."""
        return query(self.dsn, statement)

    async def add(self, path: str, **body: Any) -> dict[str, Any]:
        """Add something."""
        response = await self.client.post(path, json=body)
        assert response.status_code == 201, response.text
        return dict(response.json())

    async def company(self) -> tuple[str, str]:
        """Add a company; its path and its name."""
        shown = await self.add(COMPANIES, company_name=uuid4().hex)
        return f"{COMPANIES}/{shown['company_id']}", shown["company_name"]

    def waiting(self) -> int:
        """How many connections of the pool wait for a lock."""
        return len(self.fetch(f"{OURS} AND wait_event_type = 'Lock'"))

    def renew_connections(self) -> None:
        """Have the pool connect again, with what the database has for new sessions."""
        self.fetch(f"SELECT pg_terminate_backend(pid, 10000) FROM ({OURS}) AS ours")

    @contextmanager
    def locked(self, statement: str) -> Iterator[Any]:
        """A transaction of somebody else's that has run a statement and goes on."""
        with closing(psycopg2.connect(self.dsn)) as other:
            other.cursor().execute(statement)
            yield other


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def serving(
    cluster: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningServer]:
    """A server whose statements may take 2 s, and which has two connections for them."""
    name = f"test_{uuid4().hex[:12]}"
    query(cluster, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    with pytest.MonkeyPatch.context() as patch:
        for field in Settings.model_fields:
            patch.delenv(field.upper(), raising=False)
        patch.setattr(engine, "STATEMENT_SECONDS", 2.0)
        settings = Settings(
            _env_file=None,
            database_url=named(cluster, name),
            database_pool_size=POOL,
            data_folder=tmp_path_factory.mktemp("waiting"),
        )
        async with _serving(settings) as server:
            yield server
    query(cluster, f"DROP DATABASE {name} WITH (FORCE)")


@pytest_asyncio.fixture(loop_scope="module")
async def tracker(serving: RunningServer) -> AsyncIterator[Tracker]:
    """The tracker of that server, which works again after each test."""
    yield Tracker(serving)
    await until(lambda: is_healthy(serving.client), "recovery")


def assert_told(response: httpx2.Response, words: str) -> None:
    """Check a 503 that says what is the matter and when to come back."""
    problem = assert_problem(response, 503, "database_unavailable")
    assert words in problem["detail"]
    assert problem["retryable"]
    assert int(response.headers["retry-after"]) > 0


async def test_an_exhausted_pool_is_told_at_once_by_every_method(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A1: Pool exhausted: fast 503; /health answers."""
    path, _ = await tracker.company()
    with tracker.locked("SELECT FROM companies FOR UPDATE"):
        patient = [
            asyncio.create_task(tracker.client.patch(path, json={"industry": "Games"}))
            for _ in range(POOL)
        ]
        await until(lambda: tracker.waiting() == POOL, "the use of both connections")
        monkeypatch.setattr(engine, "ACQUIRE_SECONDS", 0.1)
        told = await asyncio.gather(
            tracker.client.get(COMPANIES),
            tracker.client.get(path),
            tracker.client.post(COMPANIES, json={"company_name": "Late"}),
            tracker.client.post(COMPANIES, json={"company_name": "Late"}, headers={KEY: "late"}),
            tracker.client.put(path, json={"industry": "Late"}),
            tracker.client.put(path, json={"industry": "Late"}, headers={"If-Match": "*"}),
            tracker.client.delete(path),
        )
        health, info = await asyncio.gather(
            tracker.client.get("/api/health"), tracker.client.get("/api/info")
        )
    for response in told:
        assert_told(response, "The database is busy.")
    assert health.json()["status"] == "degraded"
    assert info.status_code == 200
    assert [each.status_code for each in await asyncio.gather(*patient)] == [200] * POOL
    assert (await tracker.client.get(path)).json()["industry"] == "Games"
    assert tracker.fetch("SELECT FROM companies WHERE company_name = 'Late'") == []


async def test_what_waits_too_long_for_a_lock_is_told_and_nothing_is_written(
    tracker: Tracker,
) -> None:
    """A1: statement_timeout, for a row and for a name that somebody else is about to take."""
    (path, name), (other, _) = await tracker.company(), await tracker.company()
    with tracker.locked("SELECT FROM companies FOR UPDATE") as others:
        taking = "INSERT INTO companies (company_name) VALUES ('Taken')"
        others.cursor().execute(taking)
        changed, added = await asyncio.gather(
            tracker.client.put(path, json={"company_name": "Changed"}),
            tracker.client.post(COMPANIES, json={"company_name": "taken"}),
        )
        deleted, matched = await asyncio.gather(
            tracker.client.delete(other),
            tracker.client.put(path, json={"industry": "Changed"}, headers={"If-Match": "*"}),
        )
    for response in (changed, added, deleted, matched):
        assert_told(response, "The database took too long.")
    shown = (await tracker.client.get(path)).json()
    assert (shown["company_name"], shown["industry"]) == (name, None)
    assert (await tracker.client.get(other)).status_code == 200
    assert tracker.fetch("SELECT FROM companies WHERE lower(company_name) = 'taken'") == []
    assert (await tracker.client.delete(other)).status_code == 204


async def test_two_that_block_each_other_are_no_error_of_ours(tracker: Tracker) -> None:
    """A1: never a 500. PostgreSQL ends one of two that wait for each other."""
    first, second = [
        (await tracker.add(SKILLS, skill_name=uuid4().hex))["skill_id"] for _ in range(2)
    ]
    lock = "SELECT FROM skills WHERE skill_id = {} FOR UPDATE"
    # The checks of the skills lock them in this order.
    body = {"seniority_level": "lead", "skills": [{"skill_id": first}, {"skill_id": second}]}
    with tracker.locked(lock.format(second)) as other:
        adding = asyncio.create_task(tracker.client.post(INTERVIEWS, json=body))
        await until(lambda: tracker.waiting() == 1, "the wait for the other skill")
        await asyncio.to_thread(other.cursor().execute, lock.format(first))
        assert_told(await adding, "Others were changing the same.")
    assert tracker.fetch("SELECT FROM interviews WHERE seniority_level = 'lead'") == []
    await tracker.add(INTERVIEWS, **body)


@contextmanager
def refusing(tracker: Tracker, table: str, state: str) -> Iterator[None]:
    """Have commits fail that insert or change rows of a table, with an error of the server's."""
    tracker.fetch(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" 'BEGIN RAISE EXCEPTION ''canary'' USING ERRCODE = ''{state}''; END'"
    )
    tracker.fetch(
        f"CREATE CONSTRAINT TRIGGER refuse AFTER INSERT OR UPDATE ON {table} DEFERRABLE"
        " INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    try:
        yield
    finally:
        tracker.fetch("DROP FUNCTION refuse CASCADE")


@pytest.mark.parametrize(
    ("state", "status", "code"),
    [
        ("23514", 409, "conflict"),
        ("53100", 503, "database_unavailable"),
        ("40001", 503, "database_unavailable"),
        ("P0001", 500, "internal"),
    ],
    ids=["check", "disk full", "serialization failure", "unforeseen"],
)
async def test_a_commit_that_fails_is_never_told_as_success(
    tracker: Tracker, state: str, status: int, code: str
) -> None:
    """Everything that the statement did has succeeded by then."""
    path, name = await tracker.company()
    body, once = {"company_name": uuid4().hex}, {KEY: uuid4().hex}
    matching = {"If-Match": "*"}
    with refusing(tracker, "companies", state):
        for response in (
            await tracker.client.post(COMPANIES, json=body),
            await tracker.client.post(COMPANIES, json=body, headers=once),
            await tracker.client.put(path, json=body),
            await tracker.client.put(path, json=body, headers=matching),
        ):
            assert_problem(response, status, code)
            assert "canary" not in response.text
    assert (await tracker.client.get(path)).json()["company_name"] == name
    assert (
        tracker.fetch(f"SELECT FROM companies WHERE company_name = '{body['company_name']}'") == []
    )
    # Nor does the key remember any of it.
    response = await tracker.client.post(COMPANIES, json=body, headers=once)
    assert response.status_code == 201
    assert "idempotency-replayed" not in response.headers


async def test_a_read_only_database_is_read_and_told_to_take_no_changes(tracker: Tracker) -> None:
    """A1: never a 500. So is one whose disk is full, or that stands by for another."""
    (path, _), (other, _) = await tracker.company(), await tracker.company()
    ((name,),) = tracker.fetch("SELECT current_database()")
    tracker.fetch(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    tracker.renew_connections()
    try:
        for response in (
            await tracker.client.post(COMPANIES, json={"company_name": "Refused"}),
            await tracker.client.put(path, json={"industry": "Refused"}),
            await tracker.client.put(path, json={"industry": "R"}, headers={"If-Match": "*"}),
            await tracker.client.delete(other),
        ):
            assert_told(response, "The database takes no changes right now.")
        assert (await tracker.client.get(path)).json()["industry"] is None
        assert (await tracker.client.get("/api/health")).status_code == 200
    finally:
        with closing(psycopg2.connect(tracker.dsn)) as writable:
            writable.autocommit = True
            cursor = writable.cursor()
            cursor.execute("SET default_transaction_read_only = off")
            cursor.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
        tracker.renew_connections()
    assert (await tracker.client.delete(other)).status_code == 204
