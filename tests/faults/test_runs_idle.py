"""Many runs whose model thinks."""

import asyncio
import time

import psutil
import pytest

from tests.conftest import QUESTION
from tests.database.embedded.support import query
from tests.doubles.model_server import Exchange
from tests.doubles.replies import delta, stream
from tests.faults.conftest import Shared
from tests.faults.reading import RUNS, Reading, read, start_run
from tests.faults.support import hang_after_first_words, until

READERS = 200
REQUESTS = 60
VAGUE = "How would you deal with a slow release?"
"""A question that only a model can route."""

SESSIONS = (
    "SELECT state, query FROM pg_stat_activity"
    " WHERE application_name LIKE 'interviewapis%' AND datname = current_database()"
)


async def _holds_no_connection(shared: Shared) -> None:
    """Each connection waits for work, whenever one looks; after what is written down at first."""

    async def all_wait() -> bool:
        for _ in range(20):
            sessions = query(shared.dsn, SESSIONS)
            assert 0 < len(sessions) <= 3, "a pool of two, and the sign of life"
            if {state for state, _ in sessions} != {"idle"}:
                return False
            await asyncio.sleep(0.05)
        return True

    await until(all_wait, "rest of all connections", seconds=20)


async def test_idle_readers_cost_others_nothing(shared: Shared) -> None:
    """A1: 200 idle SSE + 20 req/s CRUD: no 5xx; flat RSS; no DB connection held while
    streaming."""
    shared.model.on_stream = hang_after_first_words
    memory = psutil.Process(shared.program.process.pid).memory_info
    before = memory().rss
    few = asyncio.Semaphore(10)
    readings = [Reading() for _ in range(READERS)]

    async def follow(reading: Reading) -> None:
        async with few:
            run_id = await start_run(shared.client)
        await read(shared.client, run_id, reading)

    readers = [asyncio.create_task(follow(reading)) for reading in readings]
    await until(lambda: all(reading.text for reading in readings), "the first words of all")
    await until(lambda: _all_written_down(shared), "the writing down of all")
    opened = memory().rss
    assert opened - before < READERS * 1_000_000
    await _requests_are_served(shared, readings)
    assert memory().rss - opened < 50_000_000
    await _holds_no_connection(shared)
    assert not any(reader.done() for reader in readers)
    assert (await shared.client.get("/api/health")).json()["active_runs"] == READERS
    for reader in readers:
        reader.cancel()
    await asyncio.gather(*readers, return_exceptions=True)


def _all_written_down(shared: Shared) -> bool:
    return query(shared.dsn, "SELECT count(*) FROM agent_runs WHERE answer <> ''") == [(READERS,)]


async def _requests_are_served(shared: Shared, readings: list[Reading]) -> None:
    """Twenty a second, a third each of one run, of a list and of what tells the health."""
    begun = time.monotonic()

    async def get(number: int) -> int:
        await asyncio.sleep(number / 20)
        run_id = str(readings[number].last_event_id).partition(":")[0]
        paths = (f"{RUNS}/{run_id}", f"{RUNS}?limit=20", "/api/health")
        return (await shared.client.get(paths[number % 3])).status_code

    statuses = await asyncio.gather(*map(get, range(REQUESTS)))
    assert statuses == [200] * REQUESTS
    assert time.monotonic() - begun < 60


@pytest.mark.parametrize("phase", ["routing", "before", "between", "follow-ups"])
async def test_no_connection_is_held_while_models_think(shared: Shared, phase: str) -> None:
    """A1: no DB connection held while streaming, whatever the model is asked for."""
    words = delta(content="Words.")
    scripts = {
        "before": Exchange.hang,
        "between": stream(words, Exchange.hang),
        "follow-ups": stream(words, Exchange.end_stream),
    }
    shared.model.on_stream = scripts.get(phase, Exchange.hang)
    shared.model.follow_ups = Exchange.hang
    if phase == "routing":
        shared.model.routing = Exchange.hang
    agent = None if phase == "routing" else "system_design"
    question = VAGUE if phase == "routing" else QUESTION
    run_ids = [await start_run(shared.client, question, agent=agent) for _ in range(20)]
    wanted = {"routing": "RoutingReply", "follow-ups": "FollowUpsReply"}.get(phase)
    await until(lambda: len(_hanging(shared, wanted)) == len(run_ids), phase)
    await _holds_no_connection(shared)


def _hanging(shared: Shared, schema_name: str | None) -> list[Exchange]:
    return [each for each in shared.model.answering if each.schema_name == schema_name]
