"""Stop, at every moment of an answer."""

import asyncio
from collections.abc import Callable

import httpx2
import pytest

from tests.doubles.model_server import Exchange, ModelServer
from tests.doubles.replies import delta, stream
from tests.faults.conftest import Shared
from tests.faults.reading import Reading, cancel, get_run, is_over_for, read, start_run
from tests.faults.support import until

PIECES = ("One, ", "two, ", "three.")
WHOLE = "".join(PIECES)


async def _upstream_is_closed(model: ModelServer) -> None:
    """Nobody waits for a reply of the model server any more."""
    await until(lambda: all(each.client_left.is_set() for each in model.answering), "leaving")


async def _ended_once(client: httpx2.AsyncClient, run_id: str, live: Reading) -> dict[str, object]:
    """One end, the same for who read along, who comes later, and in the run itself."""
    run = await get_run(client, run_id)
    replay = await read(client, run_id)
    ending = replay.ending()
    assert live.lasting == replay.lasting
    assert replay.numbers == list(range(1, len(replay.events) + 1))
    assert replay.text == run["answer"]
    if run["status"] == "completed":
        assert (ending.kind, ending.data["stored"]) == ("complete", True)
        assert run["error"] is None
    else:
        assert run["status"] == "cancelled"
        assert (ending.kind, ending.data["code"]) == ("error", "cancelled")
        assert run["error"] == ending.data
    assert await is_over_for(client, live)
    return run


def _silent(model: ModelServer) -> Callable[[Reading], object]:
    model.on_stream = Exchange.hang
    return lambda _: model.streams


def _halfway(model: ModelServer) -> Callable[[Reading], object]:
    model.on_stream = stream(*[delta(content=piece) for piece in PIECES[:2]], Exchange.hang)
    return lambda reading: reading.text == "One, two, "


def _at_the_follow_ups(model: ModelServer) -> Callable[[Reading], object]:
    model.on_stream = lambda exchange: exchange.stream(*PIECES)
    model.follow_ups = Exchange.hang
    return lambda reading: "answer_complete" in reading.kinds and model.asked_for("FollowUpsReply")


@pytest.mark.parametrize(
    ("moment", "kept"), [(_silent, ""), (_halfway, "One, two, "), (_at_the_follow_ups, WHOLE)]
)
async def test_cancel_stops_the_model_and_keeps_what_there_is(
    shared: Shared, moment: Callable[[ModelServer], Callable[[Reading], object]], kept: str
) -> None:
    """Before the first token, between tokens, and after the last one."""
    reached = moment(shared.model)
    run_id = await start_run(shared.client)
    live = Reading()
    reading = asyncio.create_task(read(shared.client, run_id, live))
    await until(lambda: reached(live), "the moment")
    assert len(shared.model.answering) == 1
    run = await cancel(shared.client, run_id)
    assert (run["status"], run["answer"]) == ("cancelled", kept)
    assert run["finished_at"]
    await _upstream_is_closed(shared.model)
    await reading
    assert await _ended_once(shared.client, run_id, live) == run
    # Once more, of a run that is over.
    assert await cancel(shared.client, run_id) == run


async def test_cancel_that_races_with_the_end_leaves_one_end(
    shared: Shared, subtests: pytest.Subtests
) -> None:
    """The answer is cancelled or complete, never both, whatever comes first."""
    shared.model.on_stream = lambda exchange: exchange.stream(*PIECES)
    waits: list[Callable[[Reading], object]] = [
        lambda live: "start" in live.kinds,
        lambda live: "routing" in live.kinds,
        lambda live: live.text,
        lambda live: live.text == WHOLE,
        lambda live: "answer_complete" in live.kinds,
        lambda live: "follow_ups" in live.kinds,
        lambda live: live.over,
    ]
    statuses = []
    for number, reached in enumerate(waits * 2):
        with subtests.test(moment=number):
            run_id = await start_run(shared.client)
            live = Reading()
            await read(shared.client, run_id, live, until=reached)
            # Two at once: two pages of one person.
            first, second, _ = await asyncio.gather(
                cancel(shared.client, run_id),
                cancel(shared.client, run_id),
                _read_the_rest(shared.client, run_id, live),
            )
            assert first == second
            await _upstream_is_closed(shared.model)
            run = await _ended_once(shared.client, run_id, live)
            assert run == first
            statuses.append(run["status"])
            assert WHOLE.startswith(str(run["answer"]))
    assert "completed" in statuses


async def _read_the_rest(client: httpx2.AsyncClient, run_id: str, live: Reading) -> None:
    if not live.over:
        await read(client, run_id, live)
