"""Several server processes on one database."""

import asyncio

import pytest

from tests.database.embedded.support import query
from tests.doubles.model_server import Exchange
from tests.doubles.replies import delta, stream
from tests.faults.conftest import Install, Shared
from tests.faults.reading import (
    AFTER_A_CRASH,
    Reading,
    cancel,
    get_run,
    is_over_for,
    read,
    start_run,
)
from tests.faults.support import Program, until

WORDS = "First words."


@pytest.fixture
async def other(shared: Shared, install: Install) -> Program:
    """Another process on the database of the shared one."""
    installation = install(filled=False, variables=shared.installation.variables)
    return await installation.running()


async def _until_read(reading: Reading, text: str) -> None:
    await until(lambda: reading.text == text, "the words")


async def test_run_is_read_and_stopped_through_another_process(
    shared: Shared, other: Program
) -> None:
    """Whichever process a balancer picks: the same events, and Stop stops the model."""
    go_on = asyncio.Event()
    shared.model.on_stream = stream(
        delta(content=WORDS),
        lambda _: go_on.wait(),
        delta(content=" Last words."),
        Exchange.end_stream,
    )
    async with other.client() as away:
        finishing, stopped = await start_run(shared.client), await start_run(shared.client)
        here, there, of_stopped = Reading(), Reading(), Reading()
        readers = [
            asyncio.create_task(read(shared.client, finishing, here)),
            asyncio.create_task(read(away, finishing, there)),
            asyncio.create_task(read(shared.client, stopped, of_stopped)),
        ]
        for reading in (here, there, of_stopped):
            await _until_read(reading, WORDS)
        assert (await get_run(away, finishing))["status"] == "running"
        await until(lambda: len(shared.model.answering) == 2, "both questions to the model")

        run = await cancel(away, stopped)
        assert (run["status"], run["answer"]) == ("cancelled", WORDS)
        (left,) = (each for each in shared.model.streams if each.client_left.is_set())
        assert left in shared.model.streams
        go_on.set()
        await asyncio.gather(*readers)
        assert of_stopped.ending().data["code"] == "cancelled"
        assert here.ending().kind == "complete"
        assert here.text == f"{WORDS} Last words."
        assert there.lasting == here.lasting
        for reading in (here, of_stopped):
            assert await is_over_for(away, reading)
    assert len(shared.model.streams) == 2


async def test_start_ends_the_runs_of_dead_processes_only(
    shared: Shared, other: Program, install: Install
) -> None:
    """A1: kill -9 app mid-stream: turn `interrupted`; those of the living go on."""
    go_on = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await exchange.open_stream()
        await exchange.delta(content=WORDS)
        await go_on.wait()
        await exchange.end_stream()

    shared.model.on_stream = script
    async with other.client() as away:
        lost = await start_run(away)
        survives = await start_run(shared.client)
        before = await read(away, lost, until=lambda reading: reading.text)
        reader_of_lost = asyncio.create_task(read(shared.client, lost, through := Reading()))
        await _until_read(through, WORDS)  # so it was written down
        other.process.kill()
        other.process.wait()
    third = install(filled=False, variables=shared.installation.variables)
    async with (await third.running()).client() as client:
        assert _statuses(shared) == {lost: "interrupted", survives: "running"}
        replay = await read(client, lost)
        assert replay.text == WORDS
        assert replay.numbers == [*before.numbers, AFTER_A_CRASH]
        assert replay.ending().data["code"] == "interrupted"
        # Who read it through a process that lives hears of its end.
        await reader_of_lost
        assert through.lasting == replay.lasting
        assert await is_over_for(client, replay)
        go_on.set()
        assert (await read(client, survives)).ending().data["stored"]
    assert _statuses(shared) == {lost: "interrupted", survives: "completed"}


def _statuses(shared: Shared) -> dict[str, str]:
    return dict(query(shared.dsn, "SELECT run_id::text, status FROM agent_runs"))
