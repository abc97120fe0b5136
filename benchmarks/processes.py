"""Starts what is compared: processes of this checkout, on free ports, pinned to processors."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
LOCAL = "127.0.0.1"
PROCESSORS = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []

UNHURRIED = {"OPENAI_FIRST_TOKEN_TIMEOUT": "600", "OPENAI_IDLE_TIMEOUT": "600"}
"""Settings under which no pause of the model server ends an answer."""


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        process: None when it runs in the process that measures.
    """

    port: int
    process: psutil.Process | None = None

    @property
    def model_url(self) -> str:
        """What ``OPENAI_BASE_URL`` takes, if it is a model server."""
        return f"http://{LOCAL}:{self.port}/v1"

    def cpu_seconds(self) -> float:
        """User and system time so far, with that of its child processes that ended."""
        assert self.process is not None
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def resident_bytes(self) -> int:
        """Memory that is its own and in use: shared pages are not counted."""
        assert self.process is not None
        return int(self.process.memory_full_info().uss)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(port: int, *command: str, **variables: str) -> Iterator[psutil.Process]:
    """Run a Python command of this checkout in a bare environment; end it afterwards.

    Args:
        port: Where the process will listen; it does when the block begins.

    Raises:
        RuntimeError: it ended, or it did not listen within two minutes; says what it printed.
    """
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **variables}
    with tempfile.TemporaryFile() as printed:
        started = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=printed, stderr=printed
        )
        try:
            if not _listens(port, started):
                printed.seek(0)
                raise RuntimeError(f"{command} did not start:\n{printed.read().decode()[-2000:]}")
            yield psutil.Process(started.pid)
        finally:
            started.terminate()
            try:
                started.wait(60)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()


def _listens(port: int, started: "subprocess.Popen[bytes]") -> bool:
    deadline = time.monotonic() + 120
    while started.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((LOCAL, port)) == 0:
                return True
        time.sleep(0.02)
    return False


@contextmanager
def data_folder() -> Iterator[str]:
    """An empty folder within reach of the user that runs PostgreSQL for root."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        Path(folder).chmod(0o755)
        yield folder


class Contest(ExitStack):
    """The servers of one comparison; all end with it."""

    def model_server(self, tokens: int, pace: float) -> Server:
        """A model server that streams ``tokens``, ``pace`` milliseconds apart."""
        return self._started(
            lambda port: ("-m", "benchmarks.upstream", str(port), str(tokens), str(pace))
        )

    def ours(self, model_url: str, folder: str, **settings: str) -> Server:
        """This product with that model server."""
        return self._started(
            lambda _: ("main.py",),
            **{"OPENAI_BASE_URL": model_url, "DATA_FOLDER": folder, **UNHURRIED, **settings},
        )

    def sdk(self, model_url: str) -> Server:
        """The openai SDK behind an SSE response; see ``benchmarks.baseline``."""
        return self._application("benchmarks.baseline:app", model_url)

    def proxy(self, model_url: str) -> Server:
        """A byte proxy; see ``benchmarks.proxy``."""
        return self._application("benchmarks.proxy:app", model_url)

    def _application(self, application: str, model_url: str) -> Server:
        return self._started(
            lambda port: (
                *("-m", "uvicorn", application, "--log-level", "warning", "--no-access-log"),
                *("--host", LOCAL, "--port", str(port)),
            ),
            UPSTREAM=model_url,
        )

    def _started(self, command: Callable[[int], tuple[str, ...]], **variables: str) -> Server:
        port = free_port()
        running = process(port, *command(port), PORT=str(port), **variables)
        return Server(port, self.enter_context(running))


def apart(*servers: Server) -> bool:
    """Give the servers one processor to share, and everything else the others.

    Returns:
        Whether there were processors to divide; with one or none nothing is pinned.
    """
    if len(PROCESSORS) < 2:
        return False
    os.sched_setaffinity(0, PROCESSORS[1:])
    for server in servers:
        assert server.process is not None
        for each in (server.process, *server.process.children(recursive=True)):
            # PostgreSQL is no part of what one core must hold.
            if each == server.process:
                for thread in each.threads():
                    os.sched_setaffinity(thread.id, PROCESSORS[:1])
            else:
                each.cpu_affinity(PROCESSORS[1:])
    return True
