"""Answers are written down while they grow, and as soon as the database can take them."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from database.errors import DatabaseUnavailable
from interviewapis.runs import checkpoints, runner
from tests.conftest import QUESTION
from tests.doubles.model_server import Exchange
from tests.doubles.replies import with_text
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.runs.asking import (
    ROUTED,
    Asker,
    Tap,
    away,
    events_path,
    timeless,
    until,
    with_key,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

RUNS = "/api/agents/runs"


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers are written down more often than otherwise."""
    monkeypatch.setattr(checkpoints, "EVERY_SECONDS", 0.1)


def stored(asker: Asker, run_id: str, answer: str) -> Callable[[], Awaitable[bool]]:
    """Tells whether the database has so much of the answer."""

    async def is_stored() -> bool:
        return (await asker.row(run_id))["answer"] == answer

    return is_stored


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
        rows = await asker.fetch(
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
    runs[ending].finished_at = None  # it goes on after all


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
    assert {str(row["run_id"]) for row in await asker.rows()} >= set(told[2:])


async def test_answers_are_kept_before_questions_that_were_refused(
    asker: Asker, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clients that try again and again do not cost anybody an answer."""
    monkeypatch.setattr(runner, "MOST_UNSTORED", 2)
    async with away(asker, cluster):
        events = await asker.server.events(agent="coding")
        for _ in range(4):
            response = await asker.client.post(RUNS, json=ROUTED)
            assert_problem(response, 503, "database_unavailable")
        assert len(asker.runner.here) == 2
    await until(lambda: not asker.runner.here)
    assert [str(row["run_id"]) for row in await asker.rows()] == [events[0]["run_id"]]


async def test_a_run_deleted_by_somebody_is_not_stored_again(asker: Asker) -> None:
    asker.models.on_stream = tap = Tap("a")
    run_id = await asker.start()
    async with asker.reading(events_path(run_id)) as reader:
        await reader.until("content")
        await asker.fetch("DELETE FROM agent_runs")
        await tap.end()
        last = (await reader.rest())[-1]
    assert last.data["data"]["stored"] is False
    await until(lambda: not asker.runner.here)
    assert await asker.rows() == []


async def test_a_store_without_a_database_says_so(asker: Asker, cluster: str) -> None:
    asker.models.on_stream = Tap("a")
    run_id = await asker.start()
    await asker.grown(run_id, "a")
    async with away(asker, cluster):
        with pytest.raises(DatabaseUnavailable):
            await asker.runner._store.checkpoint(asker.runner.here)
    await asker.models.on_stream.pour("b")
    await until(stored(asker, run_id, "ab"))
