"""What becomes of a run that nobody reads any more (A1, "Client leaves SSE")."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import httpx2
import pytest

from tests.doubles.model_server import Exchange, default_answer
from tests.doubles.replies import in_turn, with_text
from tests.interviewapis.runs.asking import (
    ROUTED,
    Asker,
    Tap,
    events_path,
    text_of,
    until,
    with_key,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

Grace = Callable[[float], None]
STREAM = "/api/agents/answer-stream"
SHORT = 0.3
"""Seconds of grace that a test waits out."""
LONG = 60


@pytest.fixture
def grace(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> Grace:
    """Set the seconds of grace that runs have from now on."""
    return lambda seconds: monkeypatch.setattr(asker.runner, "_grace", seconds)


async def left_early(asker: Asker, key: str | None = None) -> str:
    """Ask, read the first words and leave; the id of the run."""
    async with asker.reading(STREAM, "POST", json=ROUTED, headers=with_key(key)) as reader:
        run_id = (await reader.until("content")).data["run_id"]
    await until(lambda: all(not run.readers._count for run in asker.runner.here))
    return run_id


async def test_a_run_whose_reader_stays_away_is_cancelled(asker: Asker, grace: Grace) -> None:
    """A1: the LLM call is cancelled; the partial answer is kept."""
    grace(SHORT)
    asker.models.on_stream = with_text(Exchange.hang)
    for method, path, body in (
        ("POST", STREAM, {"json": ROUTED}),
        ("GET", STREAM, {"params": ROUTED}),
    ):
        asker.models.exchanges.clear()
        async with asker.reading(path, method, **body) as reader:
            run_id = (await reader.until("content")).data["run_id"]
            # Longer than the grace period: it does not count while somebody reads.
            await asyncio.sleep(2 * SHORT)
            assert asker.runner.active == 1
        await asyncio.wait_for(asker.models.streams[0].client_left.wait(), 10)
        run = await asker.ended(run_id)
        assert (run["status"], run["error"]["code"]) == ("cancelled", "abandoned")
        assert run["answer"] == "I would begin with "
        response = await asker.client.get(events_path(run_id))
        assert '"code":"abandoned"' in response.text


async def test_without_grace_a_run_ends_with_its_reader(asker: Asker, grace: Grace) -> None:
    grace(0)
    asker.models.on_stream = with_text(Exchange.hang)
    run_id = await left_early(asker)
    assert (await asker.ended(run_id))["status"] == "cancelled"
    # Of those that were meant to go on, none ends.
    kept = await asker.start()
    async with asker.reading(events_path(kept)) as reader:
        await reader.until("content")
    await until(lambda: not asker.runner.here[0].readers._count)
    assert (await asker.get(kept))["status"] == "running"


async def test_a_reader_who_comes_back_in_time_goes_on(asker: Asker, grace: Grace) -> None:
    """A1, A2: one request upstream, no gap, no duplicate."""
    grace(SHORT)
    asker.models.on_stream = tap = Tap("a", "b")
    async with asker.reading(STREAM, "POST", json=ROUTED) as reader:
        run_id = (await reader.until("content")).data["run_id"]
        seen = list(reader.events)
    async with asker.reading(events_path(run_id), last=f"{run_id}:{seen[-1].number}") as reader:
        await asyncio.sleep(2 * SHORT)
        await tap.pour("c")
        await tap.end()
        seen += await reader.rest()
    assert text_of(seen) == "abc"
    assert [event.number for event in seen] == list(range(1, len(seen) + 1))
    assert (await asker.get(run_id))["status"] == "completed"
    assert len(asker.models.streams) == 1


async def test_the_grace_begins_anew_each_time(asker: Asker, grace: Grace) -> None:
    grace(SHORT)
    asker.models.on_stream = with_text(Exchange.hang)
    run_id = await left_early(asker)
    for _ in range(3):
        async with asker.reading(events_path(run_id)) as reader:
            await reader.until("content")
        await asyncio.sleep(SHORT / 2)
        assert asker.runner.active == 1
    assert (await asker.ended(run_id))["status"] == "cancelled"


async def test_one_of_two_readers_may_leave(asker: Asker, grace: Grace) -> None:
    grace(0)
    asker.models.on_stream = tap = Tap("a")
    async with asker.reading(STREAM, "POST", json=ROUTED) as first:
        run_id = (await first.until("content")).data["run_id"]
        async with asker.reading(events_path(run_id)) as second:
            await second.until("content")
        await until(lambda: asker.runner.here[0].readers._count == 1)
        await tap.pour("b")
        await tap.end()
        assert text_of(await first.rest()) == "ab"


async def test_a_run_that_has_ended_is_not_touched_by_leaving(asker: Asker, grace: Grace) -> None:
    grace(0)
    run_id = (await asker.server.events())[0]["run_id"]
    assert (await asker.get(run_id))["status"] == "completed"


async def waiting(asker: Asker, key: str | None = None) -> "asyncio.Task[httpx2.Response]":
    """Somebody who waits for a whole answer, on a connection of their own."""

    async def wait() -> httpx2.Response:
        async with httpx2.AsyncClient(base_url=asker.server.url, timeout=60) as client:
            return await client.post("/api/agents/answer", json=ROUTED, headers=with_key(key))

    return asyncio.create_task(wait())


async def leave(task: "asyncio.Task[httpx2.Response]") -> None:
    """Break their connection."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_who_waits_for_a_whole_answer_ends_it_at_once(asker: Asker, grace: Grace) -> None:
    grace(LONG)
    asker.models.on_stream = with_text(Exchange.hang)
    task = await waiting(asker)
    await until(lambda: asker.runner.here and asker.runner.here[0].pieces)
    await leave(task)
    await until(lambda: not asker.runner.here)
    (row,) = await asker.rows()
    assert (row["status"], row["answer"]) == ("cancelled", "I would begin with ")
    await asyncio.wait_for(asker.models.streams[0].client_left.wait(), 10)


async def test_who_waited_in_vain_may_ask_again_with_the_same_key(
    asker: Asker, grace: Grace
) -> None:
    """A client that gave up and tries again wants an answer, not its own absence told."""
    grace(0)
    asker.models.on_stream = with_text(Exchange.hang)
    task = await waiting(asker, "key-1")
    await until(lambda: asker.runner.here and asker.runner.here[0].pieces)
    await leave(task)
    await until(lambda: not asker.runner.here)
    asker.models.on_stream = lambda exchange: exchange.stream("Done.")
    assert (await (await waiting(asker, "key-1"))).json()["answer"] == "Done."
    left, asked_again = await asker.rows()
    assert (left["status"], asked_again["status"]) == ("cancelled", "completed")
    assert asked_again["replaces_run_id"] == left["run_id"]


async def test_a_keyed_answer_goes_on_while_one_of_those_who_asked_waits(
    asker: Asker,
    grace: Grace,
) -> None:
    grace(LONG)
    asker.models.on_stream = tap = Tap("a")
    first, second = await waiting(asker, "key-1"), await waiting(asker, "key-1")
    await until(lambda: asker.runner.here and asker.runner.here[0].readers._count == 2)
    await leave(first)
    await until(lambda: asker.runner.here[0].readers._count == 1)
    await tap.end()
    assert (await second).json()["answer"] == "a"
    assert len(asker.models.streams) == 1


async def test_a_stream_keeps_alive_what_somebody_else_waited_for(
    asker: Asker,
    grace: Grace,
) -> None:
    grace(LONG)
    asker.models.on_stream = tap = Tap("a")
    task = await waiting(asker, "key-1")
    await until(lambda: asker.runner.here and asker.runner.here[0].readers._count == 1)
    async with asker.reading(STREAM, "POST", json=ROUTED, headers=with_key("key-1")) as reader:
        await reader.until("content")
        await leave(task)
        await until(lambda: asker.runner.here[0].readers._count == 1)
        await tap.end()
        assert (await reader.rest())[-1].kind == "complete"


async def test_who_leaves_for_good_does_not_end_the_grace_of_another(
    asker: Asker,
    grace: Grace,
) -> None:
    grace(LONG)
    asker.models.on_stream = tap = Tap("a")
    run_id = await left_early(asker, "key-1")
    task = await waiting(asker, "key-1")
    await until(lambda: asker.runner.here[0].readers._count == 1)
    await leave(task)
    await until(lambda: not asker.runner.here or not asker.runner.here[0].readers._count)
    await tap.end()
    assert (await asker.ended(run_id))["status"] == "completed"


async def test_a_run_is_kept_once_somebody_asked_for_it_to_go_on(
    asker: Asker,
    grace: Grace,
) -> None:
    grace(0)
    asker.models.on_stream = tap = Tap("a")
    async with asker.reading(STREAM, "POST", json=ROUTED, headers=with_key("key-1")) as reader:
        await reader.until("content")
        run_id = await asker.start("key-1")
    await until(lambda: not asker.runner.here[0].readers._count)
    await tap.end()
    assert (await asker.ended(run_id))["status"] == "completed"


async def test_a_run_that_is_kept_waits_for_nobody_who_left_before(
    asker: Asker,
    grace: Grace,
) -> None:
    grace(SHORT)
    asker.models.on_stream = tap = Tap("a")
    run_id = await left_early(asker, "key-1")
    assert await asker.start("key-1") == run_id
    await asyncio.sleep(2 * SHORT)
    await tap.end()
    assert (await asker.ended(run_id))["status"] == "completed"


async def test_a_question_that_was_abandoned_is_asked_again_under_its_key(
    asker: Asker, grace: Grace
) -> None:
    """A1: same-key retry -> one answer. Nobody wanted it stopped; a connection was lost."""
    grace(0)
    asker.models.on_stream = in_turn(with_text(Exchange.hang), default_answer)
    first = await left_early(asker, "key-1")
    await until(lambda: not asker.runner.here)
    second = await asker.start("key-1")
    assert (await asker.ended(second))["replaces_run_id"] == first
    assert await asker.start("key-1") == second


@pytest.mark.parametrize("where", ["routing", "follow_ups"])
async def test_leaving_counts_wherever_the_run_is(asker: Asker, grace: Grace, where: str) -> None:
    grace(0)
    setattr(asker.models, where, Exchange.hang)
    name = {"routing": "RoutingReply", "follow_ups": "FollowUpsReply"}[where]
    async with asker.reading(STREAM, "POST", json={"question": ROUTED["question"]}) as reader:
        run_id = (await reader.until("start")).data["run_id"]
        await until(lambda: asker.models.asked_for(name))
    await until(lambda: not asker.runner.here)
    assert (await asker.get(run_id))["status"] == "cancelled"
    await asyncio.wait_for(asker.models.asked_for(name)[0].client_left.wait(), 10)
