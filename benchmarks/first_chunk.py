"""How long a newcomer waits: from starting the server, and from asking, to the first words.

Run: ``.venv/bin/python -m benchmarks.first_chunk``. Uses a data folder of its own and no model.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from benchmarks.processes import ROOT, data_folder, free_port

QUESTION = {"question": "How would you design a URL shortening service?"}
LATER_STARTS = 5
REQUESTS = 200


@contextmanager
def server(folder: str) -> Iterator[str]:
    """A server process; yields its URL at once, before it listens."""
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "PORT": str(port),
        "DATA_FOLDER": folder,
    }
    process = subprocess.Popen(
        [sys.executable, "main.py"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait_until_ready(client: httpx2.Client) -> None:
    """Knock until the server answers."""
    for _ in range(6000):
        try:
            client.get("/")
        except httpx2.ConnectError:
            time.sleep(0.01)
        else:
            return
    raise TimeoutError("the server did not start within a minute")


def first_token(client: httpx2.Client) -> float:
    """Seconds from sending a question to its first ``content`` event; reads to the end."""
    begun = time.perf_counter()
    seconds = None
    with client.stream("POST", "/api/agents/answer-stream", json=QUESTION) as response:
        for line in response.iter_lines():
            if seconds is None and line.startswith("data: ") and _is_content(line):
                seconds = time.perf_counter() - begun
    if seconds is None:
        raise RuntimeError("the stream ended without an answer")
    return seconds


def _is_content(line: str) -> bool:
    return bool(json.loads(line.removeprefix("data: "))["event_type"] == "content")


def start_to_first_chunk(folder: str) -> tuple[float, float]:
    """Seconds from the command to a server that answers, and to the first words of an answer."""
    begun = time.perf_counter()
    with server(folder) as url, httpx2.Client(base_url=url, timeout=60) as client:
        wait_until_ready(client)
        ready = time.perf_counter() - begun
        first_token(client)
        return ready, time.perf_counter() - begun


def main() -> None:
    """Measure and print a table."""
    with data_folder() as folder:
        ready, chunk = start_to_first_chunk(folder)
        print(f"first start:  ready {ready:.2f} s, first words {chunk:.2f} s")
        later = [start_to_first_chunk(folder) for _ in range(LATER_STARTS)]
        ready, chunk = (statistics.median(column) for column in zip(*later, strict=True))
        print(f"later starts: ready {ready:.2f} s, first words {chunk:.2f} s (median)")
        with server(folder) as url, httpx2.Client(base_url=url, timeout=60) as client:
            wait_until_ready(client)
            times = sorted(first_token(client) * 1000 for _ in range(REQUESTS))
        p50, p95 = times[REQUESTS // 2], times[int(REQUESTS * 0.95)]
        print(f"time to first token, warm: p50 {p50:.1f} ms, p95 {p95:.1f} ms ({REQUESTS} answers)")


if __name__ == "__main__":
    main()
