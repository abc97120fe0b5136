"""Many readers who wait, and readers who do not read."""

import asyncio
import json
from contextlib import closing

import httpx2

from tests.conftest import QUESTION
from tests.database.embedded.support import query
from tests.doubles.model_server import Exchange, ModelServer, default_answer
from tests.faults.support import (
    STREAM,
    Installation,
    Program,
    asking,
    connection_of_a_slow_reader,
    first,
    until,
)

READERS = 200
OTHER_QUESTION = "How would you design a rate limiter?"


async def _answers_others(program: Program) -> None:
    """Somebody else is served at once, by a model and without one."""
    async with asyncio.timeout(10), program.client() as client:
        assert (await client.get("/api/health")).status_code == 200
        events = await program.events(question=OTHER_QUESTION)
    assert events[-1]["data"]["stored"]


async def test_idle_readers_hold_no_connection_and_leave_no_run(
    installation: Installation, model_server: ModelServer
) -> None:
    """A1: 200 idle SSE: no DB connection held while streaming. Client leaves SSE: cancelled
    once the grace period is over."""

    async def script(exchange: Exchange) -> None:
        if OTHER_QUESTION in exchange.user_message:
            await default_answer(exchange)
        else:
            await exchange.open_stream()
            await exchange.delta(role="assistant", content="First words.")
            await exchange.hang()

    model_server.on_stream = script
    program = await installation.running(
        OPENAI_BASE_URL=model_server.url,
        OPENAI_IDLE_TIMEOUT="120",
        DATABASE_POOL_SIZE="2",
        RUN_GRACE_SECONDS="1",
    )
    reading, leave = asyncio.Semaphore(0), asyncio.Event()

    async def read(client: httpx2.AsyncClient) -> None:
        async with asking(client) as events:
            await first(events, "content")
            reading.release()
            await leave.wait()

    limits = httpx2.Limits(max_connections=READERS)
    async with program.client(limits=limits) as many, asyncio.TaskGroup() as readers:
        for _ in range(READERS):
            readers.create_task(read(many))
        for _ in range(READERS):
            await reading.acquire()
        async with program.client() as client:
            assert (await client.get("/api/health")).json()["active_runs"] == READERS
        busy = "SELECT count(*) FILTER (WHERE state <> 'idle'), count(*) FROM pg_stat_activity"
        sessions = query(installation.dsn, f"{busy} WHERE application_name = 'interviewapis'")
        assert sessions[0][0] == 0
        assert sessions[0][1] <= 2
        await _answers_others(program)
        leave.set()
    hanging = [each for each in model_server.streams if QUESTION in each.user_message]
    assert len(hanging) == READERS
    await until(lambda: all(each.client_left.is_set() for each in hanging), "leaving upstream")
    async with program.client() as client:

        async def is_idle() -> bool:
            return bool((await client.get("/api/health")).json()["active_runs"] == 0)

        await until(is_idle, "the end of all runs")
    statuses = query(installation.dsn, "SELECT status, count(*) FROM agent_runs GROUP BY 1")
    assert dict(statuses) == {"cancelled": READERS, "completed": 1}


async def test_reader_who_does_not_read_holds_up_nobody(
    installation: Installation, model_server: ModelServer
) -> None:
    """A1: Slow SSE reader: others unaffected; the answer waits for it, whole."""
    # With the whole answer in its last event, 7 MB: more than the kernel keeps for a socket.
    piece, pieces = "words " * 5_000, 120

    async def script(exchange: Exchange) -> None:
        if OTHER_QUESTION in exchange.user_message:
            await default_answer(exchange)
        else:
            await exchange.stream(*[piece] * pieces)

    model_server.on_stream = script
    program = await installation.running(OPENAI_BASE_URL=model_server.url)
    with closing(connection_of_a_slow_reader(installation)) as reader:
        body = json.dumps({"question": QUESTION})
        reader.request("POST", STREAM, body, {"Content-Type": "application/json"})
        await until(lambda: model_server.streams, "the question to the model", seconds=20)
        # The model has said everything, and almost all of it waits for the reader.
        await until(lambda: _stored(installation), "the end of the answer")
        await _answers_others(program)
        received = await asyncio.to_thread(lambda: reader.getresponse().read())
    frames = [line for line in received.split(b"\n") if line.startswith(b"data: ")]
    events = [json.loads(line.removeprefix(b"data: ")) for line in frames]
    assert events[-1]["event_type"] == "complete"
    chunks = [e["data"]["chunk"] for e in events if e["event_type"] == "content"]
    assert "".join(chunks) == piece * pieces


def _stored(installation: Installation) -> bool:
    return query(installation.dsn, "SELECT status FROM agent_runs") == [("completed",)]
