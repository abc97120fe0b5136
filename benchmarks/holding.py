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
STEPS = (20, 40, 60, 80, 100, 120, 150, 180, 220)
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


def held(name: str, server: Server, streams: int) -> bool:
    """Whether the server holds so many, in two tries of three."""
    slowest: list[float] = []
    for _ in range(3):
        slowest.append(uvloop.run(slowest_percent(server.port, streams)) * 1000)
        time.sleep(1)
        good = sum(each < GAP * 1000 for each in slowest)
        if good == 2 or len(slowest) - good == 2:
            break
    told = ", ".join(f"{each:.0f}" for each in slowest)
    print(f"{name:8} {streams:4} streams: p99 gap {told} ms", flush=True)
    return good == 2


def main() -> None:
    """Measure and print what each server holds."""
    with data_folder() as folder, Contest() as contest:
        model = contest.model_server(TOKENS, PACE).model_url
        # Readers that leave stop their runs at once, so that none disturbs the next step.
        ours = contest.ours(model, folder, RUN_GRACE_SECONDS="0")
        climbing = {"SDK+SSE": contest.sdk(model), "ours": ours}
        if not apart(*climbing.values()):
            print("one processor for everything: the figures tell nothing")
        most = dict.fromkeys(climbing, 0)
        for streams in STEPS:
            for name, server in tuple(climbing.items()):
                if held(name, server, streams):
                    most[name] = streams
                else:
                    del climbing[name]
    theirs, mine = most.values()
    print(f"streams held: SDK+SSE {theirs}, ours {mine}, ratio {mine / max(theirs, 1):.2f}")


if __name__ == "__main__":
    main()
