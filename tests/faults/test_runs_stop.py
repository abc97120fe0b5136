"""A stop signal in the middle of answers, with readers on every kind of stream."""

import asyncio
import json

import httpx2
import pytest

from tests.conftest import QUESTION
from tests.database.embedded.support import query
from tests.doubles.model_server import ModelServer
from tests.faults.conftest import Install
from tests.faults.reading import RUNS, Reading, is_over_for, read, start_run
from tests.faults.support import STREAM, Installation, asking, first, hang_after_first_words, until

BODY = {"question": QUESTION, "agent": "system_design"}
WORDS = "First words."


@pytest.mark.parametrize("launcher", ["python", "uvicorn"])
async def test_stop_tells_every_reader_keeps_the_answer_and_refuses_new_questions(
    install: Install, model_server: ModelServer, database_url: str, launcher: str
) -> None:
    """A1: SIGTERM mid-stream: not-ready at once; drain; retryable `error` event, never a cut."""
    model_server.on_stream = hang_after_first_words
    installation = install(
        filled=False,
        variables={
            "DATABASE_URL": database_url,
            "OPENAI_BASE_URL": model_server.url,
            "OPENAI_IDLE_TIMEOUT": "120",
        },
    )
    program = installation.uvicorn() if launcher == "uvicorn" else installation.start()
    await program.ready()
    readings = [Reading() for _ in range(3)]
    async with program.client() as client, asking(client) as posted:
        await first(posted, "content")
        readers = await _begin_reading(client, readings)
        run_id = await start_run(client)  # that nobody reads
        late = await _begin_to_ask(installation)
        await until(lambda: len(model_server.streams) == 4, "the questions to the model")
        program.terminate()
        await until(lambda: "Waiting for" in program.output, "the beginning of the stop")
        assert program.process.poll() is None
        await _is_refused(late)
        assert not any(reading.over for reading in readings)
        # None of these raises: no stream was cut.
        (last,) = [event async for event in posted]
        await asyncio.gather(*readers)
    assert last["event_type"] == "error"
    endings = [last["data"], *(reading.ending().data for reading in readings)]
    for ending in endings:
        assert ending["code"] == "shutting_down"
        assert ending["retryable"]
        assert ending["retry_after"] > 0
    assert [reading.text for reading in readings] == [WORDS] * 3
    await program.ended()
    await installation.is_silent()
    assert "Traceback" not in program.output
    rows = query(database_url, "SELECT status, answer, error->>'code' FROM agent_runs")
    assert rows == [("interrupted", WORDS, "shutting_down")] * 4
    # Nobody was there to see this one's end.
    program = await installation.running()
    async with program.client() as client:
        ended = await read(client, run_id)
        assert ended.text == WORDS
        assert ended.numbers == list(range(1, len(ended.events) + 1))
        assert ended.ending().data == endings[0]
        for reading in (*readings, ended):
            assert await is_over_for(client, reading)


async def _begin_reading(
    client: httpx2.AsyncClient, readings: list[Reading]
) -> list["asyncio.Task[None]"]:
    """Two who read along with a run, and one who asks with a plain GET."""
    run_id = await start_run(client)
    events = f"{RUNS}/{run_id}/events"
    readers = [
        asyncio.create_task(_get(client, events, {}, readings[0])),
        asyncio.create_task(_get(client, events, {}, readings[1])),
        asyncio.create_task(_get(client, STREAM, BODY, readings[2])),
    ]
    await until(lambda: all(reading.text == WORDS for reading in readings), "the first words")
    return readers


async def _get(
    client: httpx2.AsyncClient, path: str, query: dict[str, str], reading: Reading
) -> None:
    async with client.stream("GET", path, params=query) as response:
        assert response.status_code == 200
        async for data in response.aiter_raw():
            reading.feed(data)


Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _begin_to_ask(installation: Installation) -> list[tuple[Connection, bytes]]:
    """Questions whose last byte is still to come: a server that stops has to answer them."""
    begun = []
    content = json.dumps(BODY).encode()
    for path in (STREAM, "/api/agents/answer", RUNS):
        reader, writer = await asyncio.open_connection(installation.host, installation.port)
        head = (
            f"POST {path} HTTP/1.1",
            f"Host: {installation.host}:{installation.port}",
            "Content-Type: application/json",
            f"Content-Length: {len(content)}",
            # Answered once somebody waits for the body: what is not read yet may be cut off.
            "Expect: 100-continue",
        )
        writer.write("\r\n".join([*head, "", ""]).encode())
        told = await reader.readuntil(b"\r\n\r\n")
        assert told.startswith(b"HTTP/1.1 100 ")
        writer.write(content[:-1])
        await writer.drain()
        begun.append(((reader, writer), content[-1:]))
    return begun


async def _is_refused(begun: list[tuple[Connection, bytes]]) -> None:
    for (reader, writer), rest in begun:
        writer.write(rest)
        head, _, content = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        status, *lines = head.decode().lower().split("\r\n")
        assert status.split(" ")[1] == "503", head
        headers = dict(line.split(": ", 1) for line in lines)
        assert int(headers["retry-after"]) > 0
        assert headers["content-type"] == "application/problem+json"
        assert json.loads(content)["code"] == "unavailable"
