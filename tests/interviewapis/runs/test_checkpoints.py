"""Answers are written down while they grow, and as soon as the database can take them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from database.errors import DatabaseUnavailable
from database.presence import LIVING_SERVERS
from interviewapis.runs import checkpoints, runner
from tests.conftest import QUESTION, parse_frames
from tests.doubles.model_server import Exchange, default_answer
from tests.doubles.replies import with_text
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.runs.asking import (
    ROUTED,
    Asker,
    Tap,
    events_path,
    text_of,
    timeless,
    until,
    with_key,
)
from tests.interviewapis.runs.conftest import ServeAsker

RUNS = "/api/agents/runs"


@pytest.fixture
async def asker(serve_asker: ServeAsker, monkeypatch: pytest.MonkeyPatch) -> Asker:
    """Asks a server that writes answers down more often than others."""
    monkeypatch.setattr(checkpoints, "EVERY_SECONDS", 0.1)
    return await serve_asker()


def stored(asker: Asker, run_id: str, answer: str) -> Callable[[], Awaitable[bool]]:
    """Tells whether the database has so much of the answer."""

    async def is_stored() -> bool:
        return (await asker.row(run_id))["answer"] == answer

    return is_stored


@asynccontextmanager
async def away(asker: Asker, cluster: str) -> AsyncIterator[None]:
    """Take the database away for the length of a block."""
    name = (await asker.server.fetch("SELECT current_database()"))[0][0]
    connection = await asyncpg.connect(cluster)
    pids = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"

    async def renamed() -> bool:
        await connection.execute(pids.replace("$1", f"'{name}'"))
        try:
            await connection.execute(f"ALTER DATABASE {name} RENAME TO {name}_away")
        except asyncpg.ObjectInUseError:
            return False  # somebody was quick to come back
        return True

    try:
        await until(renamed)
        yield
        await connection.execute(f"ALTER DATABASE {name}_away RENAME TO {name}")
    finally:
        await connection.close()


# While answers grow


async def test_an_answer_is_written_down_while_it_grows(asker: Asker) -> None:
    """A1, "kill -9 app mid-stream": what there was of the answer is kept."""
    asker.models.on_stream = tap = Tap()
    run_id = await asker.start()
    for piece, so_far in (("So ", "So "), ("far\0", "So far�"), ("!", "So far�!")):
        await tap.pour(piece)
        await until(stored(asker, run_id, so_far))
        row = await asker.row(run_id)
        assert (row["status"], row["finished_at"], row["error"]) == ("running", None, None)
    assert row["piece_lengths"] == [3, 4, 1]
    assert row["routing"] is not None
    await tap.end()
    assert (await asker.ended(run_id))["status"] == "completed"


async def test_by_default_that_is_every_second() -> None:
    assert checkpoints.EVERY_SECONDS == 1.0


async def test_many_answers_are_written_down_together(asker: Asker) -> None:
    """One transaction, and nothing for those that have not grown."""
    asker.models.on_stream = silent = Tap("a")
    idle = await asker.start()
    await until(stored(asker, idle, "a"))
    before = (await asker.row(idle))["updated_at"]
    asker.models.on_stream = tap = Tap("x")
    runs = [await asker.start() for _ in range(5)]
    await until(lambda: len(asker.models.streams) == 6)
    for run_id in runs:
        await until(stored(asker, run_id, "x"))

    async def together() -> bool:
        await tap.pour("x")
        await asyncio.sleep(0.3)
        rows = await asker.server.fetch(
            "SELECT count(DISTINCT xmin::text) AS writers, count(*) AS rows FROM agent_runs"
            " WHERE run_id = ANY($1)",
            [UUID(run_id) for run_id in runs],
        )
        return tuple(rows[0]) == (1, 5)

    await until(together)
    assert (await asker.row(idle))["updated_at"] == before
    await tap.end()
    await silent.end()


async def test_a_late_checkpoint_does_not_undo_an_end(asker: Asker) -> None:
    asker.models.on_stream = with_text(Exchange.hang)
    run_id = await asker.start()
    await until(lambda: asker.runner.here[0].pieces)
    (run,) = asker.runner.here
    await asker.cancel(run_id)
    before = await asker.row(run_id)
    # As if it had been collected before the end, and was carried out after it.
    run.finished_at = None
    await asker.runner._store.checkpoint([run])
    assert await asker.row(run_id) == before
    assert before["status"] == "cancelled"


async def test_a_run_that_ends_while_the_others_are_written_holds_up_nobody(
    asker: Asker,
) -> None:
    asker.models.on_stream = Tap("a")
    growing, ending = await asker.start(), await asker.start()
    await until(stored(asker, growing, "a"))
    await until(stored(asker, ending, "a"))
    runs = {str(run.run_id): run for run in asker.runner.here}
    await asker.models.on_stream.pour("b")
    await until(lambda: all(len(run.pieces) == 2 for run in runs.values()))
    runs[ending].end(None)
    await asker.runner._store.checkpoint(runs.values())
    assert (await asker.row(growing))["answer"] == "ab"
    assert (await asker.row(ending))["status"] == "running"


async def test_looking_at_a_run_at_its_very_end_breaks_nothing(asker: Asker) -> None:
    """Between its last word and its storing."""

    async def look(run_id: str, statuses: list[str]) -> None:
        while not statuses or statuses[-1] == "running":
            statuses.append((await asker.get(run_id))["status"])

    for _ in range(15):
        seen: list[list[str]] = [[], []]
        run_id = await asker.start()
        await asyncio.gather(*(look(run_id, statuses) for statuses in seen))
        assert [statuses[-1] for statuses in seen] == ["completed"] * 2


# While the database is away


async def test_an_end_that_could_not_be_stored_is_stored_later(asker: Asker, cluster: str) -> None:
    """A1, "kill -9 Postgres": the answer is not reported stored, and is so by itself later."""
    asker.models.on_stream = tap = Tap("So ")
    async with asker.reading("/api/agents/answer-stream", "POST", json=ROUTED) as reader:
        run_id = (await reader.until("content")).data["run_id"]
        async with away(asker, cluster):
            await tap.pour("be it.")
            await tap.end()
            seen = await reader.rest()
            assert seen[-1].kind == "complete"
            assert seen[-1].data["data"]["stored"] is False
            assert seen[-1].data["data"]["message"] == "Answer complete, but not stored."
            # Its events are still in memory, and whoever asks for more is told when to try.
            assert timeless(await asker.events(run_id)) == timeless(seen)
            response = await asker.client.get(f"{RUNS}/{run_id}")
            assert_problem(response, 503, "database_unavailable")
            assert "retry-after" in response.headers
            response = await asker.client.post(RUNS, json=ROUTED)
            assert_problem(response, 503, "database_unavailable")
    await until(lambda: not asker.runner.here)
    row = await asker.row(run_id)
    assert (row["status"], row["answer"]) == ("completed", "So be it.")
    again = await asker.events(run_id)
    assert timeless(again)[:-1] == timeless(seen)[:-1]
    assert again[-1].data["data"]["stored"] is True
    assert len(await asker.rows()) == 1


async def test_looking_at_an_answer_stores_it_too(
    asker: Asker, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is back, and nothing was written down since."""
    monkeypatch.setattr(checkpoints, "EVERY_SECONDS", 3600)
    asker.models.on_stream = tap = Tap("a")
    run_id = await asker.start()
    await asker.grown(run_id, "a")
    await asyncio.sleep(0.3)
    async with away(asker, cluster):
        await tap.end()
        await until(lambda: asker.runner.here[0].finished.is_set())
    assert (await asker.get(run_id))["status"] == "completed"
    assert not asker.runner.here


async def test_a_run_that_began_while_the_database_was_away_is_stored_when_it_is_back(
    asker: Asker, cluster: str
) -> None:
    asker.models.on_stream = tap = Tap("a")
    async with (
        away(asker, cluster),
        asker.reading("/api/agents/answer-stream", "POST", json=ROUTED) as reader,
    ):
        run_id = (await reader.until("content")).data["run_id"]
        await tap.end()
        assert (await reader.rest())[-1].data["data"]["stored"] is False
    await until(lambda: not asker.runner.here)
    run = await asker.get(run_id)
    assert (run["status"], run["answer"], run["question"]) == ("completed", "a", QUESTION)


async def test_a_run_that_was_refused_because_the_database_was_away_leaves_nothing(
    asker: Asker, cluster: str
) -> None:
    async with away(asker, cluster):
        response = await asker.client.post(RUNS, json=ROUTED, headers=with_key("key-1"))
        assert_problem(response, 503, "database_unavailable")
    await until(lambda: not asker.runner.here)
    assert await asker.rows() == []
    assert asker.models.exchanges == []
    # The same key works once it is back.
    run_id = await asker.start("key-1")
    assert (await asker.ended(run_id))["status"] == "completed"


async def test_so_many_ends_are_kept_for_a_database_that_is_away(
    asker: Asker, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory is bounded: the oldest are let go."""
    monkeypatch.setattr(runner, "MOST_UNSTORED", 2)
    told = []
    async with away(asker, cluster):
        for number in range(4):
            events = await asker.server.events(question=f"Question {number}?", agent="coding")
            assert events[-1]["data"]["stored"] is False
            told.append(events[0]["run_id"])
        assert [str(run.run_id) for run in asker.runner.here] == told[2:]
    await until(lambda: not asker.runner.here)
    assert [str(row["run_id"]) for row in await asker.rows()] == told[2:]


async def test_a_run_deleted_by_somebody_is_not_stored_again(asker: Asker) -> None:
    asker.models.on_stream = tap = Tap("a")
    run_id = await asker.start()
    async with asker.reading(events_path(run_id)) as reader:
        await reader.until("content")
        await asker.server.fetch("DELETE FROM agent_runs")
        await tap.end()
        last = (await reader.rest())[-1]
    assert last.data["data"]["stored"] is False
    await until(lambda: not asker.runner.here)
    assert await asker.rows() == []


# Several servers, and a server after another


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
    orphans = [
        str(await first.add_run(owner_id, status="running", server_id=number, metadata="{}"))
        for number in (None, 7)
    ]
    done = str(await first.add_run(owner_id, server_id=7))
    second = await serve_asker()
    for run_id in orphans:
        run = await second.get(run_id)
        assert (run["status"], run["answer"]) == ("interrupted", "An answer.")
        assert (run["error"]["code"], run["error"]["retryable"]) == ("interrupted", True)
        assert run["finished_at"] is not None
    assert (await second.get(done))["status"] == "completed"
    assert (await second.get(living))["status"] == "running"
    await tap.end()
    assert (await first.ended(living))["status"] == "completed"


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
    living = await asker.server.fetch(
        str(LIVING_SERVERS.compile(compile_kwargs={"literal_binds": True}))
    )
    assert (await asker.row(run_id))["server_id"] in {row[0] for row in living}


async def test_a_store_without_a_database_says_so(asker: Asker, cluster: str) -> None:
    asker.models.on_stream = Tap("a")
    run_id = await asker.start()
    await asker.grown(run_id, "a")
    async with away(asker, cluster):
        with pytest.raises(DatabaseUnavailable):
            await asker.runner._store.checkpoint(asker.runner.here)
    await asker.models.on_stream.pour("b")
    await until(stored(asker, run_id, "ab"))
