"""A response claims no more than happened, and nothing leaves the machine that should not."""

import asyncio
import json
from itertools import pairwise
from typing import Any

import asyncpg
import pytest

from interviewapis.runs import log as log_module
from interviewapis.runs import run as run_module
from tests.conftest import QUESTION, RunningServer, Serve
from tests.doubles.model_server import Exchange, ModelServer


@pytest.mark.parametrize("reason", ["abort", "insufficient_system_resource", "error", "tool_calls"])
async def test_an_answer_that_the_server_gave_up_is_no_whole_answer(
    model_backed: RunningServer, model_server: ModelServer, reason: str
) -> None:
    model_server.on_stream = lambda exchange: exchange.stream("Half an ans", finish=reason)
    events = await model_backed.events()
    assert events[-1]["event_type"] == "error"
    assert events[-1]["data"]["code"] == "cut_mid_answer"
    rows = await model_backed.fetch("SELECT status, answer FROM agent_runs")
    assert [tuple(row) for row in rows] == [("failed", "Half an ans")]


async def test_sources_are_the_notes_that_the_model_was_sent(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    answer = (
        await model_backed.client.post("/api/agents/answer", json={"question": QUESTION})
    ).json()
    sent = model_server.streams[0].user_message
    named = [source["slug"] for source in answer["metadata"]["sources"]]
    assert named
    assert all(f"[{slug}]" in sent for slug in named)
    assert sent.count("Strong answers say:") == len(named)


async def test_a_model_answers_without_notes_while_the_database_is_away(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    """RELIABILITY: PostgreSQL is gone; the answer is not reported stored when it is not."""
    url = model_backed.services.settings.database_url
    assert url is not None
    name = url.split("/")[-1].split("?")[0]
    admin = await asyncpg.connect(url.replace(f"/{name}?", "/interviewapis?"))
    await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
    )
    await admin.execute(f"ALTER DATABASE {name} RENAME TO {name}_away")
    try:
        events = await model_backed.events()
    finally:
        await admin.execute(f"ALTER DATABASE {name}_away RENAME TO {name}")
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await admin.close()
    assert events[-1]["event_type"] == "complete"
    assert events[-1]["data"]["stored"] is False
    answered = next(each["data"] for each in events if each["event_type"] == "answer_complete")
    assert answered["metadata"]["sources"] == []


async def test_nothing_is_traced_whatever_the_environment_says(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    async def count(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal calls
        calls += 1
        writer.close()

    tracer = await asyncio.start_server(count, "127.0.0.1", 0)
    port = tracer.sockets[0].getsockname()[1]
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGCHAIN_TRACING_V2", "true")
    for prefix in ("LANGSMITH", "LANGCHAIN"):
        monkeypatch.setenv(f"{prefix}_API_KEY", "canary")
        monkeypatch.setenv(f"{prefix}_ENDPOINT", f"http://127.0.0.1:{port}")
    server = await serve()
    await server.events()
    await server.client.post("/api/agents/route", json={"question": QUESTION})
    await asyncio.sleep(2)  # LangSmith's client sends in the background
    tracer.close()
    assert calls == 0


async def test_a_fast_model_leaves_others_their_turn(
    model_backed: RunningServer, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RELIABILITY A1: other requests are unaffected by one stream."""
    monkeypatch.setattr(run_module, "FAIR_SHARE", 0.0005)

    async def burst(exchange: Exchange) -> None:
        await exchange.open_stream()
        piece = b"data: %b\n\n" % _encoded(exchange, "word ")
        await exchange.send(piece * 3000)
        await exchange.end_stream()

    model_server.on_stream = burst
    lengths = [0]

    async def watch() -> None:
        while True:
            await asyncio.sleep(0)
            lengths.extend(len(run.log) for run in model_backed.services.runner.here)

    watching = asyncio.create_task(watch())
    events = await model_backed.events(agent="coding")
    watching.cancel()
    assert sum(event["event_type"] == "content" for event in events) == 3001
    # Without giving way, what waits in the buffer is taken in one go.
    assert max(after - before for before, after in pairwise(lengths)) < 200


def _encoded(exchange: Exchange, text: str) -> bytes:
    return json.dumps(exchange.chunk({"content": text})).encode()


async def test_an_answer_of_endless_pieces_is_bounded(
    model_backed: RunningServer, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "MOST_EVENTS", 53)
    model_server.on_stream = lambda exchange: exchange.stream(*["x"] * 100)
    events = await model_backed.events()
    assert events[-1]["data"]["code"] == "upstream_malformed"
    assert sum(event["event_type"] == "content" for event in events) == 50


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("POST", "/api/agents/route", {"question": QUESTION}), ("GET", "/api/test/ai", None)],
)
async def test_leaving_stops_the_calls_that_cost_tokens(
    model_backed: RunningServer, model_server: ModelServer, method: str, path: str, body: Any
) -> None:
    model_server.routing = lambda exchange: exchange.hang()
    model_server.on_complete = lambda exchange: exchange.hang()
    asking = asyncio.create_task(model_backed.client.request(method, path, json=body))
    async with asyncio.timeout(5):
        while not model_server.exchanges:  # noqa: ASYNC110 - another program's progress
            await asyncio.sleep(0.01)
    asking.cancel()
    # Far below the limits of these calls, which are 3 and 15 seconds.
    await asyncio.wait_for(model_server.exchanges[0].client_left.wait(), 2)


async def test_the_router_is_told_the_conversation(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    history = [{"role": "user", "content": "What did falconers agree on in writing?"}]
    body = {"question": "And what would you do differently?", "conversation_history": history}
    await model_backed.client.post("/api/agents/route", json=body)
    assert "What did falconers agree on" in model_server.exchanges[0].user_message
