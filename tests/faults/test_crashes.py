"""Crashes: what was acknowledged is there after the next start."""

from collections.abc import Callable, Iterable

import httpx2
import psutil
import pytest

from tests.conftest import QUESTION
from tests.database.embedded.support import query
from tests.doubles.model_server import ModelServer
from tests.faults.support import Installation, Program, asking, first, hang_after_first_words


def _server(installation: Installation, program: Program) -> Iterable[psutil.Process]:
    return [psutil.Process(program.process.pid)]


def _everything(installation: Installation, program: Program) -> Iterable[psutil.Process]:
    site = installation.site
    return [psutil.Process(program.process.pid), site.guardian(), site.postmaster()]


Victims = Callable[[Installation, Program], Iterable[psutil.Process]]


@pytest.mark.parametrize("victims", [_server, _everything])
async def test_no_acknowledged_run_is_lost(installation: Installation, victims: Victims) -> None:
    """Killed right after the acknowledgement, twice in a row, and started again at once."""
    acknowledged = set()
    for _ in range(3):
        program = await installation.running()
        dsn = installation.dsn
        found = query(dsn, "SELECT run_id::text FROM agent_runs WHERE status = 'completed'")
        assert {row[0] for row in found} == acknowledged
        async with program.client() as client:
            response = await client.post("/api/agents/answer", json={"question": QUESTION})
        assert response.json()["stored"]
        acknowledged.add(response.json()["run_id"])
        for process in victims(installation, program):
            process.kill()
        program.process.wait()
    program = await installation.running()
    found = query(installation.dsn, "SELECT run_id::text FROM agent_runs")
    assert {row[0] for row in found} == acknowledged
    assert len(acknowledged) == 3
    program.terminate()
    await program.ended()
    await installation.is_silent()


async def test_killed_server_takes_postgresql_along(installation: Installation) -> None:
    """Nobody is there to start it again: nothing may run on by itself."""
    program = await installation.running()
    program.process.kill()
    program.process.wait()
    await installation.is_silent()


async def test_reader_of_a_killed_server_sees_a_cut(
    installation: Installation, model_server: ModelServer
) -> None:
    """A1: kill -9 app mid-stream: a broken stream, never one that seems to be complete."""
    model_server.on_stream = hang_after_first_words
    program = await installation.running(OPENAI_BASE_URL=model_server.url)
    async with program.client() as client, asking(client) as events:
        await first(events, "content")
        program.process.kill()
        with pytest.raises(httpx2.TransportError):
            assert [event["event_type"] async for event in events] == []
    await model_server.streams[0].client_left.wait()
    await installation.is_silent()
