"""A run at another server than its own: beside it, and after it."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from database.presence import LIVING_SERVERS
from interviewapis.runs import checkpoints, orphans
from tests.conftest import parse_frames
from tests.doubles.model_server import Exchange, default_answer
from tests.interviewapis.runs.asking import (
    ROUTED,
    Tap,
    away,
    events_path,
    text_of,
    timeless,
    until,
    with_key,
)
from tests.interviewapis.runs.conftest import ServeAsker

RUNS = "/api/agents/runs"
STREAM = "/api/agents/answer-stream"
SHORT = 0.5


async def test_a_run_is_replayed_after_a_restart(serve_asker: ServeAsker) -> None:
    """A2: ids hold for another server that has nothing in memory."""
    first = await serve_asker()
    response = await first.client.post("/api/agents/answer", json=ROUTED, headers=with_key("key-1"))
    (row,) = await first.rows()
    before = await first.events(row["run_id"])
    second = await serve_asker()
    assert await second.events(row["run_id"]) == before
    assert await second.events(row["run_id"], last=before[3].id) == before[4:]
    again = await second.client.post("/api/agents/answer", json=ROUTED, headers=with_key("key-1"))
    told = [each.json() | {"timestamp": None} for each in (response, again)]
    assert told[0] == told[1]
    posted = await second.client.post(
        "/api/agents/answer-stream", json=ROUTED, headers=with_key("key-1")
    )
    assert [each["data"] for each in parse_frames(posted.content)] == [
        each.data["data"] for each in before
    ]
    assert len(first.models.streams) == 1


async def test_a_run_is_read_and_stopped_at_another_server(serve_asker: ServeAsker) -> None:
    first, second = await serve_asker(), await serve_asker()
    first.models.on_stream = tap = Tap("a")
    run_id = await first.start()
    reading = asyncio.create_task(second.events(run_id))
    await tap.pour("b")
    await first.grown(run_id, "ab")
    assert (await second.get(run_id))["status"] == "running"
    cancelled = await second.cancel(run_id)
    assert cancelled["status"] == "cancelled"
    assert text_of(await reading) == "ab"
    assert timeless(await reading) == timeless(await first.events(run_id))
    await asyncio.wait_for(first.models.streams[0].client_left.wait(), 10)


async def test_a_key_holds_across_servers(serve_asker: ServeAsker) -> None:
    """A1, "Same-key POST x20 at once"."""
    servers = [await serve_asker(), await serve_asker()]
    runs = await asyncio.gather(*(server.start("key-1") for server in servers * 5))
    assert len(set(runs)) == 1
    await servers[0].ended(runs[0])
    assert len(servers[0].models.streams) == 1


async def test_a_start_settles_only_what_dead_servers_left(serve_asker: ServeAsker) -> None:
    """A1, "kill -9 app mid-stream": the turn is interrupted, its text is kept."""
    first = await serve_asker()
    first.models.on_stream = tap = Tap("a")
    living = await first.start()
    owner_id = (await first.row(living))["owner_id"]
    left = [
        str(await first.add_run(owner_id, status="running", server_id=number, metadata="{}"))
        for number in (None, 7)
    ]
    done = str(await first.add_run(owner_id, server_id=7))
    second = await serve_asker()
    for run_id in left:
        run = await second.get(run_id)
        assert (run["status"], run["answer"]) == ("interrupted", "An answer.")
        assert (run["error"]["code"], run["error"]["retryable"]) == ("interrupted", True)
        assert run["finished_at"] is not None
    assert (await second.get(done))["status"] == "completed"
    assert (await second.get(living))["status"] == "running"
    await tap.end()
    assert (await first.ended(living))["status"] == "completed"


async def test_a_server_settles_what_another_leaves_behind_while_it_lives(
    serve_asker: ServeAsker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A1, "kill -9 app mid-stream": where nobody starts the dead server again."""
    monkeypatch.setattr(orphans, "LOOK_SECONDS", 0.2)
    living = await serve_asker()
    owner_id = UUID("00000000-0000-4000-8000-000000000001")
    run_id = str(await living.add_run(owner_id, status="running", server_id=7, metadata="{}"))
    assert (await living.get(run_id))["status"] == "running"
    assert (await living.ended(run_id))["error"]["code"] == "interrupted"


async def test_what_a_crash_cut_off_ends_with_an_event_of_its_own_number(
    serve_asker: ServeAsker,
) -> None:
    """A2: a reader may have seen more than was saved; then everything comes again."""
    first = await serve_asker()
    owner_id = UUID("00000000-0000-4000-8000-000000000001")
    columns: dict[str, Any] = {"metadata": "{}", "follow_up_questions": "[]"}
    run_id = await first.add_run(owner_id, status="running", server_id=7, **columns)
    second = await serve_asker()
    events = await second.events(run_id)
    assert [event.number for event in events] == [1, 2, 3, 4, 5, 100_000]
    assert [event.kind for event in events[3:]] == ["content", "content", "error"]
    assert text_of(events) == "An answer."
    assert events[-1].data["data"]["code"] == "interrupted"
    for number in (1, 4, 5):
        rest = await second.events(run_id, last=f"{run_id}:{number}")
        assert rest == [event for event in events if event.number > number]
    for number in (6, 99_999, 100_001):
        again = await second.events(run_id, last=f"{run_id}:{number}")
        assert again[0].kind == "reset"
        assert again[1:] == events
    response = await second.client.get(
        events_path(run_id), headers={"Last-Event-ID": f"{run_id}:100000"}
    )
    assert (response.status_code, response.content) == (204, b"")
    retried = await second.client.post(f"{RUNS}/{run_id}/regenerate", json={})
    second.models.on_stream = default_answer
    assert (await second.ended(retried.json()["run_id"]))["replaces_run_id"] == str(run_id)


async def test_a_server_is_present_while_it_serves(serve_asker: ServeAsker) -> None:
    asker = await serve_asker()
    asker.models.on_stream = Exchange.hang
    run_id = await asker.start()
    living = await asker.fetch(str(LIVING_SERVERS.compile(compile_kwargs={"literal_binds": True})))
    assert (await asker.row(run_id))["server_id"] in {row[0] for row in living}


async def test_looking_at_an_answer_stores_it_too(
    serve_asker: ServeAsker, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is back, and nothing was written down since."""
    asker = await serve_asker()
    monkeypatch.setattr(checkpoints, "EVERY_SECONDS", 3600)
    asker.models.on_stream = tap = Tap("a")
    run_id = await asker.start()
    await asker.grown(run_id, "a")
    await asyncio.sleep(2)  # until the pause of an hour has begun
    async with away(asker, cluster):
        await tap.end()
        await until(lambda: asker.runner.here[0].over)
    assert (await asker.get(run_id))["status"] == "completed"
    assert not asker.runner.here


async def test_a_reader_at_another_server_counts(serve_asker: ServeAsker) -> None:
    """A1, "Client leaves SSE": this one came back, wherever the balancer sent them."""
    first, second = [await serve_asker(run_grace_seconds=SHORT) for _ in range(2)]
    first.models.on_stream = tap = Tap("a")
    async with first.reading(STREAM, "POST", json=ROUTED) as reader:
        run_id = (await reader.until("content")).data["run_id"]
    async with second.reading(events_path(run_id)) as reader:
        await asyncio.sleep(6 * SHORT)
        assert first.runner.active == 1
        await tap.pour("b")
        await tap.end()
        assert text_of(await reader.rest()) == "ab"
    assert len(first.models.streams) == 1


async def test_a_run_detached_at_another_server_goes_on(serve_asker: ServeAsker) -> None:
    first, second = [await serve_asker(run_grace_seconds=SHORT) for _ in range(2)]
    first.models.on_stream = tap = Tap("a")
    async with first.reading(STREAM, "POST", json=ROUTED, headers=with_key("key-1")) as reader:
        run_id = (await reader.until("content")).data["run_id"]
        assert await second.start("key-1") == run_id
    await asyncio.sleep(3 * SHORT)
    assert first.runner.active == 1
    await tap.end()
    assert (await first.ended(run_id))["status"] == "completed"


async def test_a_run_that_begins_during_a_shutdown_is_told(
    serve_asker: ServeAsker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A1, "SIGTERM mid-stream": not a cut, also for who was just about to begin."""
    asker = await serve_asker()
    reached, gate = asyncio.Event(), asyncio.Event()
    real = asker.runner.with_turns

    async def wait(request: Any) -> Any:
        reached.set()
        await gate.wait()
        return await real(request)

    monkeypatch.setattr(asker.runner, "with_turns", wait)
    asker.models.on_stream = Tap("a")
    starting = asyncio.create_task(asker.start())
    await reached.wait()
    asker.runner.shut_down()
    gate.set()
    run = await asker.ended(await starting)
    assert (run["status"], run["error"]["code"]) == ("interrupted", "shutting_down")
