"""Measures the web client's Markdown while an answer streams, beside the naive way, in one browser.

Run: ``python -m scripts.bench_web [--rounds 2] [--check]``, or ``make bench-web``. The naive way
renders the whole text anew with each token. Both are measured in turns, so that a busy machine
slows both: the ratios say more than the times. What the page costs is measured in one stream, and
what a person sees in another, as looking at each frame has a cost of its own. With ``--check`` a
missed limit is an error.
"""

import argparse
import asyncio
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.async_api import Browser, CDPSession, Page

from scripts.build_client import WORKSPACE
from scripts.client.errors import ClientError
from scripts.client.pages import build_page
from tests.e2e.chromium import Chromium, ChromiumError, find

_ENTRIES = Path(__file__).resolve().parent.parent / "agents" / "library" / "entries"

_CHARACTERS = 7_000
_PER_SECOND = 100
_TURNS = 200
_SHOWN_TURNS = 30
"""A conversation shows its newest turns; the others are a click away."""

_WAYS = {"ours": True, "naive": False}


@dataclass(frozen=True)
class Reading:
    """One stream, shown in one way."""

    main_ms: float
    script_ms: float
    frame_p95_ms: float
    delay_p95_ms: float
    long_tasks: float
    kept: bool

    @classmethod
    def middle(cls, readings: list["Reading"]) -> "Reading":
        """The median of each figure."""
        names = ("main_ms", "script_ms", "frame_p95_ms", "delay_p95_ms", "long_tasks")
        figures = {name: median(getattr(each, name) for each in readings) for name in names}
        return cls(**figures, kept=all(each.kept for each in readings))


@dataclass(frozen=True)
class Limit:
    """What a figure must not exceed."""

    what: str
    limit: float
    measured: float

    def __str__(self) -> str:
        mark = "ok    " if self.measured <= self.limit else "MISSED"
        return f"  {mark} {self.what:44} {self.measured:8.2f}  (at most {self.limit:g})"


def main() -> int:
    """Build, measure and print; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=2, help="streams of each way and speed")
    parser.add_argument("--check", action="store_true", help="fail where a limit is missed")
    options = parser.parse_args()
    try:
        with _served(build_page(WORKSPACE, "bench")) as address:
            limits = asyncio.run(_measure(find(), address, max(1, options.rounds)))
    except (ClientError, ChromiumError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    missed = any(limit.measured > limit.limit for limit in limits)
    return 1 if options.check and missed else 0


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def _answers() -> list[str]:
    entries = sorted(_ENTRIES.rglob("*.md"))
    return [path.read_text(encoding="utf-8").split("\n---\n", 1)[1].strip() for path in entries]


def _sample(answers: list[str]) -> str:
    """The answer of about 7 kB among those with code and a table."""
    rich = [each for each in answers if each.count("```") >= 4 and "\n|" in each]
    return min(rich, key=lambda each: abs(len(each) - _CHARACTERS))


async def _measure(chromium: Chromium, address: str, rounds: int) -> list[Limit]:
    answers = _answers()
    sample = _sample(answers)
    print(f"An answer of {len(sample)} characters at {_PER_SECOND} tokens/s; {rounds} rounds.")
    async with chromium.running() as browser:
        limits: list[Limit] = []
        for slower in (1, 4):
            readings: dict[str, list[Reading]] = {way: [] for way in _WAYS}
            for _ in range(rounds):
                for way in _WAYS:
                    readings[way].append(await _read(browser, address, sample, way, slower))
            middle = {way: Reading.middle(each) for way, each in readings.items()}
            limits += _compared(middle, slower)
        limits += await _conversation(browser, address, answers)
    return limits


async def _opened(browser: Browser, address: str) -> tuple[Page, CDPSession]:
    page = await browser.new_page(viewport={"width": 1280, "height": 800})
    await page.goto(address)
    await page.wait_for_function("window.bench !== undefined")
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")
    return page, session


async def _metrics(session: CDPSession) -> dict[str, float]:
    answer = await session.send("Performance.getMetrics")
    return {each["name"]: each["value"] for each in answer["metrics"]}


async def _read(browser: Browser, address: str, text: str, way: str, slower: int) -> Reading:
    cost, metrics = await _stream(browser, address, text, way, slower, watching=False)
    seen, _ = await _stream(browser, address, text, way, slower, watching=True)
    return Reading(
        main_ms=metrics["TaskDuration"] * 1000,
        script_ms=metrics["ScriptDuration"] * 1000,
        frame_p95_ms=_p95(seen["frames"]),
        delay_p95_ms=_p95(seen["delays"]),
        long_tasks=cost["longTasks"],
        kept=all(each["sameElement"] and each["sameSelection"] for each in (cost, seen)),
    )


async def _stream(
    browser: Browser, address: str, text: str, way: str, slower: int, *, watching: bool
) -> tuple[dict[str, Any], dict[str, float]]:
    """What the page has measured, and by how much the browser's own figures grew."""
    page, session = await _opened(browser, address)
    try:
        await session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        before = await _metrics(session)
        arguments = ", ".join(map(json.dumps, (text, _PER_SECOND, _WAYS[way], watching)))
        shown = await page.evaluate(f"bench.stream({arguments})")
        after = await _metrics(session)
    finally:
        await page.close()
    return shown, {name: after[name] - before[name] for name in after}


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


def _compared(middle: dict[str, Reading], slower: int) -> list[Limit]:
    ours, naive = middle["ours"], middle["naive"]
    speed = "CPU as it is" if slower == 1 else f"CPU {slower}x slowed"
    print(f"\n{speed:34}{'ours':>10}{'naive':>10}{'ratio':>8}")
    for label, name in (
        ("main thread, ms", "main_ms"),
        ("script, ms", "script_ms"),
        ("frames p95, ms", "frame_p95_ms"),
        ("token to screen p95, ms", "delay_p95_ms"),
        ("long tasks", "long_tasks"),
    ):
        one, other = getattr(ours, name), getattr(naive, name)
        ratio = f"{one / other:8.2f}" if other else "       -"
        print(f"  {label:32}{one:10.1f}{other:10.1f}{ratio}")
    print(f"  {'element and selection stay':32}{ours.kept!s:>10}{naive.kept!s:>10}")

    main = ours.main_ms / naive.main_ms
    limits = [
        Limit(f"{speed}: main thread of naive", 0.35 if slower == 1 else 0.5, main),
        Limit(f"{speed}: frames p95, ms", 34, ours.frame_p95_ms),
        Limit(f"{speed}: selection lost", 0, float(not ours.kept)),
    ]
    if slower == 1:
        limits.append(Limit(f"{speed}: script of naive", 0.25, ours.script_ms / naive.script_ms))
        limits.append(Limit(f"{speed}: token to screen p95, ms", 120, ours.delay_p95_ms))
    else:
        limits.append(Limit(f"{speed}: long tasks", 20, ours.long_tasks))
    print(*limits, sep="\n")
    return limits


async def _conversation(browser: Browser, address: str, answers: list[str]) -> list[Limit]:
    turns = [answers[index % len(answers)] for index in range(_TURNS)]
    newest = json.dumps(turns[-_SHOWN_TURNS:])
    page, session = await _opened(browser, address)
    try:
        # What is loaded and compiled once is no part of a conversation.
        warming = ["```python\nimport json\n```", *turns[:3]]
        await page.evaluate(f"bench.open({json.dumps(warming)})")
        await page.wait_for_selector("app-code-block .keyword")
        await page.evaluate("bench.leave()")
        before = await _heap(session)
        opened = await page.evaluate(f"bench.open({newest})")
        await page.evaluate("bench.leave()")
        every = await page.evaluate(f"bench.open({json.dumps(turns)})")
        there = await _heap(session)
        await page.evaluate("bench.leave()")
        left = await _heap(session)
    finally:
        await page.close()
    print(f"\nA conversation of {_TURNS} turns, {sum(map(len, turns)) / 1e6:.1f} MB of Markdown")
    print(f"  the newest {_SHOWN_TURNS} open in {opened:.0f} ms, all at once in {every:.0f} ms")
    print(f"  heap: {before:.1f} MB before, {there:.1f} with all, {left:.1f} after leaving")
    limits = [
        Limit(f"{_TURNS} turns: open (newest {_SHOWN_TURNS}), ms", 500, opened),
        Limit(f"{_TURNS} turns: heap kept after leaving, MB", 5, left - before),
    ]
    print(*limits, sep="\n")
    return limits


async def _heap(session: CDPSession) -> float:
    # Twice: what the first one frees may be all that held something else.
    for _ in range(2):
        await session.send("HeapProfiler.collectGarbage")
    return (await _metrics(session))["JSHeapUsedSize"] / 1e6


if __name__ == "__main__":
    sys.exit(main())
