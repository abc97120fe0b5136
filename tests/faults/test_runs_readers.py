"""Readers who leave, come back, lose their connections and do not read."""

import asyncio
import random
from contextlib import closing

from tests.doubles.model_server import Exchange
from tests.doubles.replies import delta, stream
from tests.faults.conftest import GRACE, Shared
from tests.faults.reading import RUNS, Reading, get_run, is_over_for, read, start_run
from tests.faults.support import (
    asking,
    connection_of_a_slow_reader,
    until,
)

READERS = 20
SEED = 20_261_121


def _waiting_for(go_on: asyncio.Event) -> tuple[object, ...]:
    return (
        delta(content="First words, "),
        lambda _: go_on.wait(),
        delta(content="last words."),
        Exchange.end_stream,
    )


async def _leave_after_the_first_words(shared: Shared) -> tuple[str, list[dict[str, object]]]:
    """Ask with a POST and lose the connection; the run, and the events that arrived."""
    seen = []
    async with shared.program.client() as client, asking(client) as events:
        async for event in events:
            seen.append(event)
            if event["event_type"] == "content":
                break
    # The server has to notice before somebody comes back.
    await asyncio.sleep(GRACE / 6)
    return str(seen[0]["run_id"]), seen


async def test_reader_who_comes_back_in_time_misses_nothing(shared: Shared) -> None:
    """A1: a run outlives its connection. A2: Last-Event-ID replays without gap or duplicate."""
    go_on = asyncio.Event()
    shared.model.on_stream = stream(*_waiting_for(go_on))
    run_id, seen = await _leave_after_the_first_words(shared)
    back = Reading()
    last = f"{run_id}:{seen[-1]['id']}"
    reading = asyncio.create_task(read(shared.client, run_id, back, last_event_id=last))
    # Longer than who had not come back would have had.
    await asyncio.sleep(GRACE + 1)
    assert not reading.done()
    assert (await get_run(shared.client, run_id))["status"] == "running"
    go_on.set()
    await reading
    run = await get_run(shared.client, run_id)
    assert (run["status"], run["answer"]) == ("completed", "First words, last words.")
    assert len(shared.model.streams) == 1
    everything = await read(shared.client, run_id)
    before = [{k: v for k, v in event.items() if k != "timestamp"} for event in seen]
    assert before + back.lasting == everything.lasting
    assert everything.numbers == list(range(1, len(everything.events) + 1))


async def test_run_that_nobody_comes_back_to_is_cancelled(shared: Shared) -> None:
    """A1: Client leaves SSE: the LLM call is cancelled once the grace period is over; the partial
    answer is kept."""
    shared.model.on_stream = stream(delta(content="First words, "), Exchange.hang)
    run_id, seen = await _leave_after_the_first_words(shared)
    (upstream,) = shared.model.streams
    assert not upstream.client_left.is_set()
    await until(upstream.client_left.is_set, "leaving upstream")
    # Ended and stored by then, or about to be.
    back = await read(shared.client, run_id, last_event_id=f"{run_id}:{seen[-1]['id']}")
    assert (back.numbers, back.kinds) == ([len(seen) + 1], ["error"])
    assert back.ending().data["code"] == "abandoned"
    run = await get_run(shared.client, run_id)
    assert (run["status"], run["answer"]) == ("cancelled", "First words, ")
    assert await is_over_for(shared.client, back)


async def test_run_that_was_started_by_itself_needs_no_reader(shared: Shared) -> None:
    """Also one that somebody read for a while: a locked phone does not lose its answer."""
    go_on = asyncio.Event()
    shared.model.on_stream = stream(*_waiting_for(go_on))
    unread = await start_run(shared.client)
    left = await start_run(shared.client)
    async with shared.program.client() as client:
        await read(client, left, until=lambda reading: reading.text)
    await asyncio.sleep(GRACE + 1)
    assert {(await get_run(shared.client, each))["status"] for each in (unread, left)} == {
        "running"
    }
    go_on.set()
    for run_id in (unread, left):
        ending = (await read(shared.client, run_id)).ending()
        assert ending.data["stored"]
        assert (await get_run(shared.client, run_id))["answer"] == "First words, last words."


async def test_readers_who_lose_their_connections_all_read_the_same(shared: Shared) -> None:
    """A2: Monotonic ids; Last-Event-ID replays without gap or duplicate; newlines, `\\r`, U+2028,
    emoji. Each connection ends after a random number of bytes, also within an event."""
    odd = ("\r\n", "\u2028", "🧮", "data: ", "\n\nid: 1\n\n", "naïve", "\r", '"', "\u0085")
    pieces = ["Words", *(f"{odd[number % len(odd)]} {number} " for number in range(200))]
    length, all_read = len("".join(pieces)), asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await exchange.open_stream()
        for piece in pieces:
            await exchange.delta(content=piece)
            await asyncio.sleep(0.01)
        await all_read.wait()
        await exchange.end_stream()

    shared.model.on_stream = script
    run_id = await start_run(shared.client)
    losses, readings = 0, [Reading() for _ in range(READERS)]

    async def follow(reader: int, reading: Reading) -> None:
        nonlocal losses
        chance = random.Random(SEED + reader)
        async with shared.program.client() as client:
            while not reading.over:
                await read(client, run_id, reading, most=chance.randint(1, 8_000))
                losses += not reading.over
            assert await is_over_for(client, reading)

    async with asyncio.TaskGroup() as readers:
        for number, reading in enumerate(readings):
            readers.create_task(follow(number, reading))
        await until(lambda: all(len(each.text) == length for each in readings), "the answer")
        all_read.set()
    everything = await read(shared.client, run_id)
    assert everything.text == "".join(pieces)
    assert everything.numbers == list(range(1, len(everything.events) + 1))
    assert everything.kinds.count("content") == len(pieces) + 1
    # Who read while it was written was sent the same bytes.
    written = everything.kinds.index("answer_complete") - 1
    for reading in readings:
        assert reading.lasting == everything.lasting
    assert len({tuple(event.line for event in each.events[:written]) for each in readings}) == 1
    assert losses > 10 * READERS
    assert len(shared.model.streams) == 1


async def test_reader_who_does_not_read_holds_up_neither_the_run_nor_its_other_readers(
    shared: Shared,
) -> None:
    """A1: Slow SSE reader: bounded buffer; others unaffected."""
    # With the whole answer in its last event, 7 MB: more than the kernel keeps for a socket.
    piece, pieces = "words " * 5_000, 120
    begin = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await begin.wait()
        await exchange.stream(*[piece] * pieces)

    shared.model.on_stream = script
    run_id = await start_run(shared.client)
    with closing(connection_of_a_slow_reader(shared.installation)) as slow:
        slow.request("GET", f"{RUNS}/{run_id}/events")
        response = await asyncio.to_thread(slow.getresponse)
        readings = [Reading() for _ in range(READERS - 1)]
        quick = [asyncio.create_task(read(shared.client, run_id, each)) for each in readings]
        await until(lambda: all(each.events for each in readings), "the beginning")
        begin.set()
        await asyncio.gather(*quick)
        run = await get_run(shared.client, run_id)
        assert (run["status"], run["answer"]) == ("completed", piece * pieces)
        late = Reading()
        late.feed(await asyncio.to_thread(response.read))
    assert late.ending().data["stored"]
    for reading in readings:
        assert [event.line for event in reading.events] == [event.line for event in late.events]
