"""A server that is killed in the middle of an answer, and the next one."""

import asyncio
import json
from typing import Any

import httpx2
import pytest

from tests.conftest import QUESTION
from tests.database.embedded.support import query
from tests.doubles.model_server import Exchange, ModelServer, default_answer
from tests.doubles.replies import delta, in_turn, stream
from tests.faults.reading import AFTER_A_CRASH, Reading, get_run, is_over_for, read
from tests.faults.support import STREAM, Installation, first, frames, until

PIECES = ("First words, ", "naïve 🧮 words,\n", "and\u2028", "more ", "words. ")
PARTIAL = "".join(PIECES)
BODY = {"question": QUESTION, "agent": "system_design"}
KEY = {"Idempotency-Key": "the-same-question"}


async def test_answer_survives_a_kill_and_the_same_key_brings_one_whole_answer(
    installation: Installation, model_server: ModelServer
) -> None:
    """A1: kill -9 app mid-stream: client sees a cut, not "done"; turn `interrupted`; same-key
    retry gives one answer. A2: Last-Event-ID replays without gap or duplicate."""
    hanging = stream(*[delta(content=piece) for piece in PIECES], Exchange.hang)
    model_server.on_stream = in_turn(hanging, default_answer)
    variables = {"OPENAI_BASE_URL": model_server.url, "OPENAI_IDLE_TIMEOUT": "120"}

    program = await installation.running(**variables)
    async with program.client() as client:
        run_id, before = await _read_until_the_kill(installation, client)
    await until(lambda: not installation.site.processes(), "the end of PostgreSQL")

    program = await installation.running(**variables)
    async with program.client() as client:
        run = await get_run(client, run_id)
        assert (run["status"], run["answer"]) == ("interrupted", PARTIAL)
        assert run["error"]["code"] == "interrupted"
        assert run["error"]["retryable"]
        assert run["finished_at"]
        await _replays_what_was_saved(client, run_id, before)

        again = await _ask_with_key(client)
        assert again["run_id"] != run_id
        whole = await get_run(client, again["run_id"])
        assert (whole["status"], whole["replaces_run_id"]) == ("completed", run_id)
        assert whole["answer"] == "I would start with the requirements."
        assert await _ask_with_key(client) == again
    rows = query(installation.dsn, "SELECT status FROM agent_runs ORDER BY created_at")
    assert rows == [("interrupted",), ("completed",)]
    assert len(model_server.streams) == 2


async def _read_until_the_kill(
    installation: Installation, client: httpx2.AsyncClient
) -> tuple[str, Reading]:
    """Two readers see a cut; what the second one, which can come back, has read."""
    async with client.stream("POST", STREAM, json=BODY, headers=KEY) as asked:
        events = frames(asked)
        start = await anext(events)
        reading = Reading()
        along = asyncio.create_task(read(client, start["run_id"], reading))
        await until(lambda: reading.text == PARTIAL, "the first words")
        await until(lambda: _saved(installation) == PARTIAL, "the writing down of them")
        installation.programs[-1].process.kill()
        with pytest.raises(httpx2.TransportError):
            await first(events, "complete")
        with pytest.raises(httpx2.TransportError):
            await along
    assert not reading.over
    return str(start["run_id"]), reading


def _saved(installation: Installation) -> str:
    ((answer,),) = query(installation.dsn, "SELECT answer FROM agent_runs")
    return str(answer)


async def _replays_what_was_saved(client: httpx2.AsyncClient, run_id: str, before: Reading) -> None:
    replay = await read(client, run_id)
    ending = replay.ending()
    assert replay.lasting[:-1] == before.lasting
    assert replay.numbers == [*before.numbers, AFTER_A_CRASH]
    assert (ending.kind, ending.data["code"]) == ("error", "interrupted")
    for place in before.events:
        rest = await read(client, run_id, last_event_id=place.event_id)
        assert rest.lasting == replay.lasting[place.number :]
    # As if more had been told than written down.
    unknown = await read(client, run_id, last_event_id=f"{run_id}:{len(before.events) + 1}")
    assert (unknown.kinds[0], unknown.numbers[0]) == ("reset", 0)
    assert unknown.lasting[1:] == replay.lasting
    assert await is_over_for(client, replay)


async def _ask_with_key(client: httpx2.AsyncClient) -> dict[str, Any]:
    """Ask and read to the end; the last event, without what differs each time."""
    response = await client.post(STREAM, json=BODY, headers=KEY)
    assert response.status_code == 200
    events = [json.loads(line.removeprefix("data: ")) for line in response.text.split("\n") if line]
    kinds = [event["event_type"] for event in events]
    assert kinds[0] == "start"
    assert [kind for kind in kinds if kind in ("complete", "error")] == kinds[-1:] == ["complete"]
    return {name: events[-1][name] for name in ("run_id", "id", "data")}
