"""Starts ``python main.py`` as a copy of a process that has made its imports already.

They are most of what a start costs. What then runs is the same: a process, leader of a session of
its own, with the arguments, environment, folder and signals that it would have had.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

SELF = Path(__file__)
SENTENCE_RUNTIME = "onnxruntime"


class Imported:
    """A process of a checkout that has imported the program and waits to be copied.

    Args:
        python: The interpreter of the checkout.
    """

    def __init__(self, python: str, checkout: Path) -> None:
        self._process = subprocess.Popen(
            [python, str(SELF), str(checkout)],
            cwd=checkout,
            # As that of the programs: no setting of the developer is seen by an import.
            env={
                "PATH": "/usr/local/bin:/usr/bin:/bin",
                "LANG": "C.UTF-8",
                # No threads before there are copies.
                "OPENBLAS_NUM_THREADS": "1",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def ask(self, **request: Any) -> Any:
        """Have it do something; its reply."""
        pipe, replies = self._process.stdin, self._process.stdout
        assert pipe
        assert replies
        print(json.dumps(request), file=pipe, flush=True)
        line = replies.readline()
        assert line, "the process that is copied has ended"
        return json.loads(line)

    def close(self) -> None:
        """End it; the copies live on."""
        self._process.communicate()
        assert self._process.returncode == 0


class Copied:
    """A copy that runs ``main.py``, with what tests use of ``subprocess.Popen``."""

    def __init__(
        self, imported: Imported, *, env: dict[str, str], stdout: Path, stderr: Path
    ) -> None:
        self.args = ["main.py"]
        self.returncode: int | None = None
        self._imported = imported
        self.pid: int = imported.ask(env=env, stdout=str(stdout), stderr=str(stderr))

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        if self.returncode is None:
            self.returncode = self._imported.ask(pid=self.pid)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; the exit code."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and time.monotonic() > end:
                assert timeout is not None
                raise subprocess.TimeoutExpired(self.args, timeout)
            time.sleep(0.02)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it by force."""
        self.send_signal(signal.SIGKILL)


def _obey(checkout: str) -> None:
    """Make copies and tell how they ended, until there are no more requests."""
    sys.path.insert(0, checkout)
    # It begins a thread when it is imported, which no copy would have: each imports it anew.
    sys.modules[SENTENCE_RUNTIME] = stand_in = ModuleType(SENTENCE_RUNTIME)
    vars(stand_in)["__getattr__"] = lambda _: None
    # What main.py imports, and what its start imports later; ``main`` itself runs in each copy.
    for name in ("app", "serving", "startup"):
        importlib.import_module(f"interviewapis.{name}")
    importlib.import_module("agents.openai_chat")
    gc.freeze()
    assert len(os.listdir("/proc/self/task")) == 1

    for line in sys.stdin:
        request = json.loads(line)
        if "pid" in request:
            ended, status = os.waitpid(request["pid"], os.WNOHANG)
            _tell(os.waitstatus_to_exitcode(status) if ended else None)
            continue
        if pid := os.fork():
            _tell(pid)
            continue
        _become(**request)
        return


def _tell(reply: int | None) -> None:
    sys.stdout.write(f"{json.dumps(reply)}\n")
    sys.stdout.flush()


def _become(env: dict[str, str], stdout: str, stderr: str) -> None:
    os.setsid()
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, stdout, os.O_WRONLY),
        (2, stderr, os.O_WRONLY),
    ):
        opened = os.open(path, flags)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["main.py"]
    del sys.modules[SENTENCE_RUNTIME]
    encoder = importlib.import_module("agents.embedding.encoder")
    vars(encoder)["ort"] = importlib.import_module(SENTENCE_RUNTIME)


if __name__ == "__main__":
    _obey(sys.argv[1])
    if sys.argv == ["main.py"]:
        # Not in a function, so that it ends as a program of its own would.
        runpy.run_path("main.py", run_name="__main__")
