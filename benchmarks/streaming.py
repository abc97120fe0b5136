"""What a streamed token costs, against the openai SDK with an SSE response, in one run.

Run: ``.venv/bin/python -m benchmarks.streaming``. Both servers stream the same answer from the
same model server; they take turns, since the speed of a machine drifts. CPU is user and system
time of the server process; PostgreSQL is not counted (one insert an answer).
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import psutil

from benchmarks.first_chunk import ROOT, free_port

TOKENS = 200
ROUNDS = 5
CASES = (("20 ms pace", 20, 10), ("burst", 0, 4))
"""Name, milliseconds between tokens, streams at once."""


@contextmanager
def process(*command: str, **variables: str) -> Iterator[psutil.Process]:
    """Run a command of this checkout; end it afterwards."""
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **variables}
    started = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield psutil.Process(started.pid)
    finally:
        started.terminate()
        started.wait(30)


def wait_for(port: int) -> None:
    """Knock until something listens."""
    for _ in range(3000):
        try:
            httpx2.get(f"http://127.0.0.1:{port}/", timeout=5)
        except httpx2.ConnectError:
            time.sleep(0.02)
        except httpx2.HTTPError:
            return
        else:
            return
    raise TimeoutError(f"nothing listens on port {port}")


async def stream_once(client: httpx2.AsyncClient, url: str, body: dict[str, str]) -> float:
    """Read one answer to its end; milliseconds to the first ``content``."""
    begun = time.perf_counter()
    first = None
    path = f"{url}/api/agents/answer-stream"
    async with client.stream("POST", path, json=body) as response:
        async for chunk in response.aiter_bytes():
            if first is None and b'"content"' in chunk:
                first = (time.perf_counter() - begun) * 1000
    if first is None:
        raise RuntimeError("a stream had no content")
    return first


async def load(url: str, body: dict[str, str], streams: int) -> list[float]:
    """Run streams at once; their times to the first token."""
    async with httpx2.AsyncClient(timeout=60) as client:
        return await asyncio.gather(*(stream_once(client, url, body) for _ in range(streams)))


def measure(url: str, server: psutil.Process, body: dict[str, str], streams: int) -> list[float]:
    """CPU microseconds a token, and the median time to the first token in milliseconds."""
    before = server.cpu_times()
    firsts = asyncio.run(load(url, body, streams))
    after = server.cpu_times()
    cpu = after.user + after.system - before.user - before.system
    return [cpu * 1e6 / (streams * TOKENS), statistics.median(firsts)]


def run_case(name: str, pace: int, streams: int, folder: str) -> None:
    """Measure both servers in turn and print a row."""
    upstream, baseline, ours = free_port(), free_port(), free_port()
    model = f"http://127.0.0.1:{upstream}/v1"
    with ExitStack() as stack:
        stack.enter_context(
            process("-m", "benchmarks.upstream", *map(str, (upstream, TOKENS, pace)))
        )
        address = ("--host", "127.0.0.1", "--port", str(baseline), "--log-level", "warning")
        rival = stack.enter_context(
            process("-m", "uvicorn", "benchmarks.baseline:app", *address, UPSTREAM=model)
        )
        variables = {"PORT": str(ours), "DATA_FOLDER": folder, "OPENAI_BASE_URL": model}
        mine = stack.enter_context(process("main.py", **variables))
        for port in (upstream, baseline, ours):
            wait_for(port)
        question = {"question": "How would you design a URL shortening service?"}
        rows: list[tuple[list[float], list[float]]] = []
        for _ in range(ROUNDS + 1):
            theirs = measure(f"http://127.0.0.1:{baseline}", rival, question, streams)
            chosen = question | {"agent": "system_design"}
            rows.append((theirs, measure(f"http://127.0.0.1:{ours}", mine, chosen, streams)))
    counted = rows[1:]  # the first round warms both up
    (base_cpu, base_first), (our_cpu, our_first) = (
        [statistics.median(column) for column in zip(*side, strict=True)]
        for side in zip(*counted, strict=True)
    )
    ratio = statistics.median(our[0] / base[0] for base, our in counted)
    print(f"{name:12} {base_cpu:8.0f} {our_cpu:8.0f} {ratio:8.2f}", end="    ")
    print(f"{base_first:8.1f} {our_first:8.1f}")


def main() -> None:
    """Measure every case and print a table."""
    print(f"{TOKENS} tokens an answer, median of {ROUNDS} rounds")
    print("             CPU us a token             first token, ms")
    print("             SDK+SSE     ours    ratio     SDK+SSE     ours")
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        # Within reach of the user that runs PostgreSQL for root.
        Path(folder).chmod(0o755)
        for name, pace, streams in CASES:
            run_case(name, pace, streams, folder)


if __name__ == "__main__":
    main()
