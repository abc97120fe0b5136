"""The event log, and a run's turns with others: bounds and fairness."""

import asyncio

import pytest

from agents.contracts import AnswerBrief, AnswerFailed, TextStreamed
from database.models import LOCAL_USER_ID
from interviewapis.runs import log as log_module
from interviewapis.runs import run as run_module
from interviewapis.runs.log import AT_ONCE, EventLog
from interviewapis.runs.request import RunRequest
from interviewapis.runs.run import Run


def filled(*frames: bytes, closed: bool = False) -> EventLog:
    """A log with events."""
    log = EventLog()
    for frame in frames:
        log.append(frame)
    if closed:
        log.close()
    return log


def new_run() -> Run:
    """A run that nobody answers yet."""
    brief = AnswerBrief("What is a hash ring?")
    return Run(RunRequest(LOCAL_USER_ID, brief), 10, "openai", "model")


@pytest.mark.parametrize("after", range(6))
async def test_a_follower_gets_what_comes_after_its_place(after: int) -> None:
    frames = [b"%d" % number for number in range(1, 6)]
    seen = [
        (first + offset, frame)
        async for first, batch in filled(*frames, closed=True).follow(after)
        for offset, frame in enumerate(batch)
    ]
    assert seen == [(number, b"%d" % number) for number in range(after + 1, 6)]


async def test_a_follower_waits_for_more_and_ends_with_the_log() -> None:
    log = filled(b"1")
    follower = log.follow()
    assert await anext(follower) == (1, [b"1"])
    waiting = asyncio.create_task(anext(follower))
    await asyncio.sleep(0)
    assert not waiting.done()
    log.append(b"2")
    assert await waiting == (2, [b"2"])
    log.append(b"3")
    log.close()
    assert [batch async for batch in follower] == [(3, [b"3"])]


async def test_a_follower_that_is_behind_is_handed_a_little_at_once() -> None:
    """A1, "Slow SSE reader": bounded buffer."""
    log = filled(*[b"x" * 1000] * 1000, closed=True)
    batches = [batch async for _, batch in log.follow()]
    assert sum(map(len, batches)) == 1000
    sizes = [sum(map(len, batch)) for batch in batches]
    assert all(AT_ONCE <= size < AT_ONCE + 1000 for size in sizes[:-1])
    assert len(sizes) > 10


async def test_an_event_larger_than_that_goes_alone() -> None:
    big = b"x" * (3 * AT_ONCE)
    log = filled(b"1", big, big, b"4", closed=True)
    batches = [(first, list(batch)) async for first, batch in log.follow()]
    assert batches == [(1, [b"1", big]), (3, [big]), (4, [b"4"])]


async def test_readers_share_the_events_and_keep_none_of_their_own() -> None:
    """A1, "Slow SSE reader": a slow one costs nothing."""
    log = filled(b"a first event", b"a second event")
    followers = [log.follow() for _ in range(20)]
    held = [await anext(follower) for follower in followers]
    assert len({id(frame) for _, batch in held for frame in batch}) == 2
    # However much comes in the meantime, they hold no more than what they were handed.
    for _ in range(1000):
        log.append(b"another")
    assert all(len(batch) == 2 for _, batch in held)


async def test_a_log_is_full_by_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "MOST_EVENTS", 3)
    assert not filled(b"1", b"2").full
    assert filled(b"1", b"2", b"3").full


async def test_a_log_is_full_by_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "MOST_BYTES", 10)
    assert not filled(b"123456789").full
    assert filled(b"1234567890").full


async def test_a_run_takes_no_more_text_than_its_log_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = new_run()
    monkeypatch.setattr(log_module, "MOST_EVENTS", 4)
    for _ in range(3):
        await run.take_note(TextStreamed("x"))
    with pytest.raises(AnswerFailed, match="upstream_malformed"):
        await run.take_note(TextStreamed("x"))
    assert len(run.pieces) == 3
    # The terminal event still finds its place.
    run.end(AnswerFailed("upstream_malformed", "x", retryable=True))
    run.settle()
    assert len(run.log) == 5


async def count_turns(run: Run, pieces: int) -> int:
    """Take pieces that are all there already; how many turns others got."""
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(others())
    await asyncio.sleep(0)
    before = turns
    for _ in range(pieces):
        await run.take_note(TextStreamed("word "))
    counting.cancel()
    return turns - before


async def test_a_fast_model_leaves_others_their_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A1: the one who talks without pause does not hold up the others."""
    monkeypatch.setattr(run_module, "FAIR_SHARE", 0)
    assert await count_turns(new_run(), 100) >= 100


async def test_pieces_are_taken_together_for_a_fair_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "FAIR_SHARE", 3600)
    assert await count_turns(new_run(), 100) == 0


async def test_a_run_can_be_come_back_to_at_every_place_it_has() -> None:
    run = new_run()
    assert [run.place(after) for after in (-1, 0, 1, 2)] == [
        "unknown",
        "within",
        "within",
        "unknown",
    ]
    run.end(AnswerFailed("internal", "x", retryable=True))
    run.settle()
    assert [run.place(after) for after in (0, 1, 2, 3)] == ["within", "within", "over", "unknown"]
