"""The tracker while its connections to PostgreSQL are killed, or PostgreSQL itself (A1)."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import psutil
import psycopg2
import pytest
import pytest_asyncio

from tests.database.embedded.support import Site, Sites, query
from tests.faults.conftest import wait_for_start
from tests.faults.support import Installation, Program, is_healthy, outage, tells_outage, until
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.raw_http import connect, request

POOL = 10
COMPANIES, INTERVIEWS = "/api/companies", "/api/interviews"
KEY = "Idempotency-Key"
_POOLED = (
    "SELECT pid FROM pg_stat_activity"
    " WHERE application_name = 'interviewapis' AND datname = current_database()"
)


@dataclass
class Tracker:
    """A server, its PostgreSQL, and a client."""

    installation: Installation
    program: Program
    client: httpx2.AsyncClient

    def fetch(self, statement: str) -> list[tuple[Any, ...]]:
        """Look into its database."""
        return query(self.installation.dsn, statement)

    async def company(self) -> dict[str, Any]:
        """Add a company."""
        return await self._added(COMPANIES, company_name=f"Company {uuid4().hex}")

    async def interview(self) -> dict[str, Any]:
        """Add an interview."""
        return await self._added(INTERVIEWS, seniority_level="senior")

    async def _added(self, path: str, **body: str) -> dict[str, Any]:
        response = await self.client.post(path, json=body)
        assert response.status_code == 201, response.text
        return dict(response.json()) | {"etag": response.headers["etag"]}

    def waiting(self) -> int:
        """How many connections of the pool wait for a lock."""
        return len(self.fetch(f"{_POOLED} AND wait_event_type = 'Lock'"))

    async def open_all_connections(self) -> None:
        """Have the pool open as many connections as it may, and leave them idle."""
        path = f"{COMPANIES}/{(await self.company())['company_id']}"
        with closing(psycopg2.connect(self.installation.dsn)) as holder:
            holder.cursor().execute("SELECT FROM companies FOR UPDATE")
            changes = [
                asyncio.create_task(self.client.patch(path, json={"industry": "Software"}))
                for _ in range(POOL)
            ]
            await until(lambda: self.waiting() == POOL, "the use of all connections")
        assert {each.status_code for each in await asyncio.gather(*changes)} == {200}

    def kill_connections(self, *, wait: bool = False) -> None:
        """Kill every connection of the pool.

        Args:
            wait: Until the server's processes have ended, too.
        """
        milliseconds = 10_000 if wait else 0
        killed = self.fetch(f"SELECT pg_terminate_backend(pid, {milliseconds}) FROM ({_POOLED}) p")
        assert len(killed) == POOL


@pytest.fixture(scope="module")
def installed(checkout: Path, prepared: Site) -> Iterator[Installation]:
    """A server with a PostgreSQL of its own, which the tests of this module share."""
    installation = Installation(Sites().make(like=prepared), checkout)
    wait_for_start(installation.start())
    yield installation
    installation.stop()
    installation.close()


@pytest_asyncio.fixture
async def tracker(installed: Installation) -> AsyncIterator[Tracker]:
    """The tracker of that server; no test may make it tell a traceback."""
    (program,) = installed.programs
    async with program.client(limits=httpx2.Limits(max_connections=None)) as client:
        yield Tracker(installed, program, client)
        await until(lambda: is_healthy(client), "recovery")
    assert "Traceback" not in program.output


@dataclass(frozen=True)
class Request:
    """A request to the tracker.

    Args:
        rows: How many companies and interviews there are more after it.
    """

    method: str
    path: str
    body: dict[str, str] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    rows: int = 0


async def every_kind(tracker: Tracker) -> list[Request]:
    """A request of every kind, each to something else."""
    companies = [await tracker.company() for _ in range(5)]
    interviews = [await tracker.interview() for _ in range(3)]
    tags = [{"If-Match": each["etag"]} for each in companies]
    read, changed, matched, deleted, matched_too = (
        f"{COMPANIES}/{each['company_id']}" for each in companies
    )
    seen, completed, hidden = (f"{INTERVIEWS}/{each['interview_id']}" for each in interviews)
    return [
        Request("GET", COMPANIES),
        Request("GET", read),
        Request("GET", INTERVIEWS),
        Request("GET", seen),
        Request("POST", COMPANIES, {"company_name": uuid4().hex}, rows=1),
        Request("POST", COMPANIES, {"company_name": uuid4().hex}, {KEY: uuid4().hex}, rows=1),
        Request("POST", INTERVIEWS, {"seniority_level": "senior"}, rows=1),
        Request("PUT", changed, {"industry": "Games"}),
        Request("PUT", matched, {"industry": "Games"}, tags[2]),
        Request("PATCH", completed, {"interview_status": "completed"}),
        Request("DELETE", deleted, rows=-1),
        Request("DELETE", matched_too, None, tags[4], rows=-1),
        Request("DELETE", hidden, rows=-1),
    ]


async def send(tracker: Tracker, sent: Request) -> httpx2.Response:
    """Send it."""
    return await tracker.client.request(
        sent.method, sent.path, json=sent.body, headers=sent.headers
    )


def rows(tracker: Tracker) -> int:
    """How many companies and interviews there are."""
    ((count,),) = tracker.fetch(
        "SELECT (SELECT count(*) FROM companies)"
        " + (SELECT count(*) FROM interviews WHERE deleted_at IS NULL)"
    )
    return int(count)


@pytest.mark.parametrize("attempt", range(3))
async def test_connections_killed_while_idle_are_invisible_to_every_method(
    tracker: Tracker, attempt: int
) -> None:
    """A1: Pooled connections killed: invisible, also at once. Nothing is done twice."""
    requests = await every_kind(tracker)
    there = rows(tracker)
    # So that each comes first once, and two meet dead connections that nobody else replaces.
    first, second, *rest = requests[attempt:] + requests[:attempt]
    for asked in ([first], [second], rest):
        await tracker.open_all_connections()
        there += 1
        tracker.kill_connections()
        _assert_done(asked, await asyncio.gather(*(send(tracker, each) for each in asked)))
    assert rows(tracker) == there + sum(each.rows for each in requests)


@pytest.mark.parametrize("attempt", range(2))
async def test_connections_killed_in_the_moment_of_a_request_are_invisible_to_every_method(
    tracker: Tracker, attempt: int
) -> None:
    """A1: Pooled connections killed: invisible. Requests come together with the news of it."""
    requests = await every_kind(tracker)
    await tracker.open_all_connections()
    there = rows(tracker)
    server = psutil.Process(tracker.program.process.pid)
    server.suspend()
    try:
        asked = [asyncio.create_task(send(tracker, each)) for each in requests]
        # Until they lie in the server's sockets.
        await asyncio.sleep(0.1)
        tracker.kill_connections(wait=True)
    finally:
        server.resume()
    _assert_done(requests, await asyncio.gather(*asked))
    assert rows(tracker) == there + sum(each.rows for each in requests)


def _assert_done(requests: list[Request], responses: list[httpx2.Response]) -> None:
    failed = [
        (sent, response.text)
        for sent, response in zip(requests, responses, strict=True)
        if not response.is_success
    ]
    assert not failed


async def test_when_all_are_killed_many_that_add_at_once_add_one_each(tracker: Tracker) -> None:
    """A1: Pooled connections killed: invisible, for as many as there are connections."""
    mark = uuid4().hex
    body = {"seniority_level": "mid", "custom_role_title": mark}
    for _ in range(3):
        await tracker.open_all_connections()
        tracker.kill_connections()
        adding = [tracker.client.post(INTERVIEWS, json=body) for _ in range(2 * POOL)]
        assert {each.status_code for each in await asyncio.gather(*adding)} == {201}
    assert _titled(tracker, mark) == 3 * 2 * POOL


def _titled(tracker: Tracker, title: str) -> int:
    return sum(
        title == each for (each,) in tracker.fetch("SELECT custom_role_title FROM interviews")
    )


async def test_clients_that_leave_in_the_middle_take_no_connection_with_them(
    tracker: Tracker,
) -> None:
    """A1: Client leaves mid-query: cancelled, or ended by the statement_timeout."""
    number = (await tracker.company())["company_id"]
    with closing(psycopg2.connect(tracker.installation.dsn)) as holder:
        holder.cursor().execute("SELECT FROM companies FOR UPDATE")
        writers = []
        for _ in range(POOL):
            _, writer = await connect(tracker.installation.url)
            body = b'{"industry": "Left"}'
            writer.write(request("PUT", f"{COMPANIES}/{number}", body))
            writers.append(writer)
        await until(lambda: tracker.waiting() == POOL, "the use of all connections")
        for writer in writers:
            writer.transport.abort()
        assert (await tracker.client.get("/api/info")).status_code == 200
        busy = await tracker.client.get(f"{COMPANIES}/{number}")
        assert busy.status_code in (200, 503)
    # Each of them is there again.
    await tracker.open_all_connections()
    assert (await tracker.client.get(f"{COMPANIES}/{number}")).status_code == 200


async def test_every_method_tells_an_outage_and_works_after_it(tracker: Tracker) -> None:
    """A1: kill -9 Postgres: 503 + Retry-After; self-recovery."""
    requests = await every_kind(tracker)
    there = rows(tracker)
    with outage(tracker.installation):
        await until(lambda: tells_outage(tracker.client), "the outage")
        for each in requests:
            _assert_told(await send(tracker, each))
    await until(lambda: is_healthy(tracker.client), "recovery")
    assert rows(tracker) == there
    _assert_done(requests, [await send(tracker, each) for each in requests])


def _assert_told(response: httpx2.Response) -> None:
    problem = assert_problem(response, 503, "database_unavailable")
    assert problem["retryable"]
    assert int(response.headers["retry-after"]) > 0


async def test_what_was_acknowledged_outlives_a_crash_of_postgresql_and_is_there_once(
    tracker: Tracker,
) -> None:
    """A1: kill -9 Postgres mid-request: 503, never a 500; nothing acknowledged is lost, and what
    is sent again under its key is there once."""
    killed = asyncio.Event()
    done, tried = list[str](), list[str]()

    async def post(title: str, headers: dict[str, str]) -> bool:
        body = {"seniority_level": "lead", "custom_role_title": title}
        tried.append(title)
        response = await tracker.client.post(INTERVIEWS, json=body, headers=headers)
        if response.status_code != 201:
            _assert_told(response)
            return False
        done.append(title)
        return True

    async def keep_on(kept: Callable[[], dict[str, str]]) -> None:
        since = 0
        while since < 5:
            title, headers, after = uuid4().hex, kept(), killed.is_set()
            if headers:
                await until(partial(post, title, headers), "success under the key")
            else:
                await post(title, headers)
            since += after and title in done

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        for kept in (dict, lambda: {KEY: uuid4().hex}):
            for _ in range(4):
                group.create_task(keep_on(kept))
        await until(lambda: len(done) > 20, "some answers")
        before = tracker.installation.site.postmaster()
        before.kill()
        await until(lambda: _another(tracker, before.pid), "the next one")
        killed.set()
    titles = Counter(each for (each,) in tracker.fetch("SELECT custom_role_title FROM interviews"))
    assert set(done) <= set(titles)
    assert {titles[each] for each in tried} <= {0, 1}


def _another(tracker: Tracker, before: int) -> bool:
    try:
        return tracker.installation.site.postmaster().pid != before
    except (OSError, ValueError, psutil.Error):
        return False
