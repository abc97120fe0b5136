"""How many streams one core holds, against the openai SDK with an SSE response.

Run: ``.venv/bin/python -m benchmarks.holding``. The model server sends a token every 20 ms. A
number of streams is held when, once all have begun, 99 of 100 gaps between two reads of a
stream are under 100 ms, in two tries of three. The servers share one core, one at a time; the
model server, the reader and PostgreSQL have the others.
"""

import asyncio
import time

import uvloop

from benchmarks.processes import Contest, Server, apart, data_folder
from benchmarks.reading import CHOSEN, TOKEN, Reading

PACE, TOKENS = 20, 1000
GAP = 0.1
WATCHED_SECONDS = 5.0
STEPS = (10, 20, 30, 40, 50, 60, 80, 100, 120, 150, 180, 220)
START_PAUSE = 0.04
"""Seconds between two beginnings: an answer's beginning costs more than its tokens."""


async def gaps_of(port: int, gaps: list[float], all_begun: asyncio.Event) -> None:
    """Read one stream, and note the gaps between its tokens once all have begun."""
    async with Reading(port, body=CHOSEN) as reading:
        last = None
        async for piece in reading.pieces():
            if TOKEN in piece:
                now = time.perf_counter()
                if last is not None and all_begun.is_set():
                    gaps.append(now - last)
                last = now


async def slowest_percent(port: int, streams: int) -> float:
    """The 99th percentile of the gaps, in seconds, with so many streams."""
    gaps: list[float] = []
    all_begun = asyncio.Event()
    tasks = []
    for _ in range(streams):
        tasks.append(asyncio.create_task(gaps_of(port, gaps, all_begun)))
        await asyncio.sleep(START_PAUSE)
    await asyncio.sleep(1)
    all_begun.set()
    await asyncio.sleep(WATCHED_SECONDS)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if len(gaps) < streams * WATCHED_SECONDS / GAP / 2:
        return float("inf")
    return sorted(gaps)[int(len(gaps) * 0.99)]


def held(server: Server, streams: int) -> bool:
    """Whether the server holds so many, in two tries of three."""
    good = 0
    for attempt in range(3):
        slowest = uvloop.run(slowest_percent(server.port, streams))
        print(f"  {streams} streams: p99 gap {slowest * 1000:.0f} ms", flush=True)
        good += slowest < GAP
        time.sleep(1)
        if good == 2 or attempt - good == 1:
            break
    return good == 2


def most(server: Server, name: str) -> int:
    """The greatest of the steps that the server holds, with all before it."""
    print(name)
    reached = 0
    for streams in STEPS:
        if not held(server, streams):
            break
        reached = streams
    return reached


def main() -> None:
    """Measure and print a table."""
    with data_folder() as folder, Contest() as contest:
        model = contest.model_server(TOKENS, PACE).model_url
        # Readers that leave stop their runs at once, so that none disturbs the next step.
        ours = contest.ours(model, folder, RUN_GRACE_SECONDS="0")
        sdk = contest.sdk(model)
        if not apart(sdk, ours):
            print("one processor for everything: the figures tell nothing")
        theirs, mine = most(sdk, "SDK+SSE"), most(ours, "ours")
    print(f"streams held: SDK+SSE {theirs}, ours {mine}, ratio {mine / max(theirs, 1):.2f}")


if __name__ == "__main__":
    main()
