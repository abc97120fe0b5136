"""PostgreSQL dies while the server runs."""

import asyncio

import httpx2
import pytest

from tests.conftest import QUESTION
from tests.database.embedded.support import query
from tests.doubles.model_server import Exchange, ModelServer
from tests.faults.support import (
    Installation,
    asking,
    first,
    is_healthy,
    outage,
    tells_outage,
    until,
)


async def test_outage_is_told_and_ends_by_itself(installation: Installation) -> None:
    """A1: kill -9 Postgres: 503 + Retry-After; self-recovery."""
    program = await installation.running()
    async with program.client() as client:
        assert await is_healthy(client)
        with outage(installation):
            await until(lambda: tells_outage(client), "the outage")
            health = (await client.get("/api/health")).json()
            assert (health["status"], health["database"]) == ("degraded", "unavailable")
            answer = await client.post("/api/agents/answer", json={"question": QUESTION})
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
            assert int(answer.headers["retry-after"]) > 0
            assert answer.json()["retryable"]
            events = await program.events()
            assert [each["event_type"] for each in events][-1] == "error"
            assert events[-1]["data"]["code"] == "library_unavailable"
            assert events[-1]["data"]["retryable"]
            # What needs no database goes on.
            assert (await client.get("/api/agents/available")).status_code == 200
        await until(lambda: is_healthy(client), "recovery")
        answer = await client.post("/api/agents/answer", json={"question": QUESTION})
        assert answer.status_code == 200
        assert answer.json()["stored"]
    assert program.process.poll() is None
    assert "Traceback" not in program.output


async def test_requests_during_a_crash_succeed_or_are_told_to_come_back(
    installation: Installation,
) -> None:
    """A1: kill -9 Postgres mid-request: never a 500."""
    program = await installation.running()
    killed = asyncio.Event()
    seen = set[int]()

    async def ask(client: httpx2.AsyncClient) -> None:
        after_recovery = 0
        while after_recovery < 3:
            response = await client.post("/api/agents/answer", json={"question": QUESTION})
            seen.add(response.status_code)
            if response.status_code == 503:
                assert int(response.headers["retry-after"]) > 0
            assert response.status_code in (200, 503), response.text
            recovered = killed.is_set() and response.is_success and response.json()["stored"]
            after_recovery += recovered

    async with program.client() as client, asyncio.timeout(60), asyncio.TaskGroup() as askers:
        for _ in range(8):
            askers.create_task(ask(client))
        await until(lambda: 200 in seen, "an answer")
        postmaster = installation.site.postmaster()
        postmaster.kill()
        await until(lambda: _other_postmaster(installation, postmaster.pid), "the next one")
        killed.set()
    assert "Traceback" not in program.output


def _other_postmaster(installation: Installation, before: int) -> bool:
    try:
        return installation.site.postmaster().pid != before
    except (OSError, ValueError):
        return False


@pytest.mark.parametrize("recovers", [True, False])
async def test_stream_outlives_the_database_and_tells_whether_it_was_stored(
    installation: Installation, model_server: ModelServer, recovers: bool
) -> None:
    """A1: no DB connection held while streaming; what is told of storing is true. An answer that
    could not be stored when it ended is stored once the database is back."""
    go_on = asyncio.Event()

    async def slow(exchange: Exchange) -> None:
        await exchange.open_stream()
        await exchange.delta(role="assistant", content="First words, ")
        await go_on.wait()
        await exchange.delta(content="last words.")
        await exchange.end_stream()

    model_server.on_stream = slow
    program = await installation.running(OPENAI_BASE_URL=model_server.url)
    async with program.client() as client, asking(client) as events:
        await first(events, "content")
        with outage(installation):
            await until(lambda: tells_outage(client), "the outage")
            if not recovers:
                complete = await _rest(events, go_on)
        await until(lambda: is_healthy(client), "recovery")
        if recovers:
            complete = await _rest(events, go_on)
    assert complete["success"]
    assert complete["stored"] is recovers
    whole = [("completed", "First words, last words.")]
    if not recovers:
        await until(lambda: _stored(installation) == whole, "storing")
    assert _stored(installation) == whole


async def _rest(events: object, go_on: asyncio.Event) -> dict[str, object]:
    go_on.set()
    return await first(events, "complete")  # type: ignore[arg-type]


def _stored(installation: Installation) -> list[tuple[str, str]]:
    return query(installation.dsn, "SELECT status, answer FROM agent_runs")
