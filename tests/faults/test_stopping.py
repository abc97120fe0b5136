"""Stopping: everything ends, PostgreSQL too, and nobody who reads along is cut off."""

import asyncio
import json
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest

from database.embedded import acquire
from tests.conftest import QUESTION
from tests.database.embedded.support import query
from tests.doubles.model_server import Exchange, ModelServer
from tests.faults.conftest import Install
from tests.faults.support import (
    STREAM,
    Installation,
    Program,
    asking,
    connection_of_a_slow_reader,
    first,
    hang_after_first_words,
    until,
)


def _terminate(program: Program) -> None:
    program.terminate()


def _interrupt(program: Program) -> None:
    program.interrupt()


@pytest.mark.parametrize(
    ("launcher", "stop"), [("python", _terminate), ("make", _terminate), ("make", _interrupt)]
)
async def test_stop_ends_everything_and_tells_the_reader(
    install: Install,
    model_server: ModelServer,
    launcher: str,
    stop: Callable[[Program], None],
) -> None:
    """A1: SIGTERM mid-stream. Ctrl-C and a service manager's signal to make alone, likewise."""
    model_server.on_stream = hang_after_first_words
    installation = install(variables={"OPENAI_BASE_URL": model_server.url})
    command = ("make", "run") if launcher == "make" else ()
    program = await installation.start(*command).ready()
    async with program.client() as client, asking(client) as events:
        await first(events, "content")
        stop(program)
        rest = [event async for event in events]
    assert [event["event_type"] for event in rest] == ["error"]
    assert rest[0]["data"] == {
        "error": "shutting down",
        "message": "The server is restarting. Ask again in a moment.",
        "code": "shutting_down",
        "retryable": True,
        "retry_after": 5,
    }
    code = await program.ended()
    await installation.is_silent()
    # As the shell reports a program that a signal ended, or plain success.
    expected = {_terminate: signal.SIGTERM, _interrupt: signal.SIGINT}[stop]
    assert code in (0, -expected, 128 + expected)
    assert "Traceback" not in program.output
    assert "Error 2" not in program.output
    rows = _rows(installation, "SELECT status, answer, error->>'code' FROM agent_runs")
    assert rows == [("interrupted", "First words.", "shutting_down")]


async def test_answer_that_ends_within_the_grace_period_is_whole(
    install: Install, model_server: ModelServer
) -> None:
    """A1: SIGTERM mid-stream: drain. New questions are refused meanwhile."""
    go_on = asyncio.Event()

    async def slow(exchange: Exchange) -> None:
        await exchange.open_stream()
        await exchange.delta(role="assistant", content="First words, ")
        await go_on.wait()
        await exchange.delta(content="last words.")
        await exchange.end_stream()

    model_server.on_stream = slow
    program = await install().running(OPENAI_BASE_URL=model_server.url)
    async with program.client() as client, program.client() as late:
        assert (await late.get("/api/info")).status_code == 200
        async with asking(client) as events:
            await first(events, "content")
            program.terminate()
            await until(lambda: _refuses(late), "refusal of new questions")
            assert program.process.poll() is None
            go_on.set()
            rest = [event async for event in events]
    kinds = [event["event_type"] for event in rest]
    assert kinds == ["content", "content", "answer_complete", "follow_ups", "complete"]
    assert rest[2]["data"]["full_answer"] == "First words, last words."
    assert rest[-1]["data"]["stored"]
    await program.ended()


async def _refuses(client: httpx2.AsyncClient) -> bool:
    """Whether a question is refused: by 503 on an open connection, else at the door."""
    try:
        # Not valid, so that it can't start a run while there is no shutdown yet.
        response = await client.post("/api/agents/answer", json={"question": "?"})
    except httpx2.TransportError:
        return True
    assert response.status_code == 422
    return False


async def test_second_interrupt_does_not_wait(
    installation: Installation, model_server: ModelServer
) -> None:
    """Whoever presses Ctrl-C twice means it; PostgreSQL is stopped all the same."""
    model_server.on_stream = hang_after_first_words
    program = await installation.running(OPENAI_BASE_URL=model_server.url)
    async with program.client() as client, asking(client) as events:
        await first(events, "content")
        program.interrupt()
        await until(lambda: "Waiting for connections" in program.output, "shutdown")
        program.interrupt()
        await program.ended(seconds=10)
    await installation.is_silent()
    assert _rows(installation, "SELECT 1") == [(1,)]


async def test_reader_who_does_not_read_cannot_hold_up_the_stop(
    installation: Installation, model_server: ModelServer
) -> None:
    # With the whole answer in its last event, 7 MB: more than the kernel keeps for a socket.
    model_server.on_stream = lambda exchange: exchange.stream(*["words " * 5_000] * 120)
    # Of itself, uvicorn waits for such a client without end.
    program = await installation.uvicorn(OPENAI_BASE_URL=model_server.url).ready()
    with closing(connection_of_a_slow_reader(installation)) as reader:
        body = json.dumps({"question": QUESTION})
        reader.request("POST", STREAM, body, {"Content-Type": "application/json"})
        await until(lambda: '"POST' in program.output, "the beginning of the answer")
        program.terminate()
        await program.ended(seconds=25)
    await installation.is_silent()


async def test_interrupt_during_the_imports_says_nothing(installation: Installation) -> None:
    """The first second is the likeliest moment for second thoughts."""
    program = installation.start(installation.python, "main.py")
    # Loaded by the imports, before anything else is done.
    await until(lambda: _has_loaded(program, "pydantic_core"), "the imports")
    program.interrupt()
    assert await program.ended() in (0, -signal.SIGINT)
    assert "Traceback" not in program.output
    await installation.is_silent()


def _has_loaded(program: Program, name: str) -> bool:
    return name in Path(f"/proc/{program.process.pid}/maps").read_text()


async def test_interrupt_during_the_first_start_is_no_obstacle_to_the_next(
    install: Install,
) -> None:
    """Ctrl-C while PostgreSQL is being made."""
    installation = install(filled=False)
    program = installation.start()
    await until(lambda: "Waiting for application startup" in program.output, "the start")
    program.interrupt()
    await program.ended()
    await installation.is_silent()
    assert "Traceback" not in program.output
    assert "Ready" not in program.output
    again = await installation.running()
    assert "Ready" in again.output
    again.terminate()
    await again.ended()


def _rows(installation: Installation, statement: str) -> list[tuple[Any, ...]]:
    """Look into the database of a program that has ended."""
    with acquire(installation.site.data_folder, durable=False) as lease:
        return query(lease.dsn, statement)
