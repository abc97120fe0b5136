"""Starts the process that runs a local model, and ends it.

A process of its own, because inside ours llama.cpp stops everything: loading a model holds
Python's lock all the time (uvicorn kills workers that are silent for five seconds), ending the
server while it writes an answer holds it for half a minute, and leaving it running crashes the
interpreter at its end. What kills llama.cpp, such as a lack of memory, spares the rest too.
"""

import json
import logging
import os
import secrets
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from agents.local.checks import LocalModelError

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[2]
_STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class LocalModelSettings:
    """Which model, and what it may use.

    Args:
        file: In GGUF format.
        context: Tokens of a question with its notes and its answer; llama.cpp takes no more
            than the model was made for.
        threads: None: one fewer than this process may use, at least one.
    """

    file: Path
    context: int = 8192
    threads: int | None = None


class LocalModel:
    """A llama.cpp server that nobody else can use.

    Attributes:
        name: The file's name.
        base_url: Where it speaks OpenAI's chat completions, on the loopback interface.
        api_key: Random, known to this process alone.
    """

    def __init__(
        self, process: "subprocess.Popen[bytes]", name: str, base_url: str, api_key: str
    ) -> None:
        self.name = name
        self.base_url = base_url
        self.api_key = api_key
        self._process = process
        self._stopping = False
        threading.Thread(target=self._watch, name="local model", daemon=True).start()

    @property
    def pid(self) -> int:
        """Number of its process."""
        return self._process.pid

    def stop(self) -> None:
        """End the process, whatever it does; a second call does nothing. Blocks briefly."""
        self._stopping = True
        _end(self._process)

    def _watch(self) -> None:
        code = self._process.wait()
        if not self._stopping:
            logger.error(
                "The local model has ended (%s). Nothing answers until the server is restarted.",
                _how(code),
            )


def start_local_model(settings: LocalModelSettings) -> LocalModel:
    """Start llama.cpp and wait until it has loaded the model.

    Blocks for seconds, or minutes for a large model: call it in a thread.

    Raises:
        LocalModelError: it can't be started.
    """
    begun = perf_counter()
    key = secrets.token_urlsafe(32)
    order = {
        "parent": os.getpid(),
        "file": os.path.abspath(settings.file),
        "name": settings.file.name,
        "context": settings.context,
        "threads": settings.threads or max(1, _cores() - 1),
        # Not an argument: other users can read those.
        "key": key,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "agents.local.serving"],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        told = _ask(process, order)
        if "address" not in told:
            _end(process)
            reason = told.get("error") or _ended(process.returncode)
            raise LocalModelError(f"LOCAL_MODEL_FILE can't be used: {reason}")
    except BaseException:
        _end(process)
        raise
    model = LocalModel(process, settings.file.name, f"{told['address']}/v1", key)
    logger.info("Local model %s loaded in %.1f s", model.name, perf_counter() - begun)
    return model


def _ask(process: "subprocess.Popen[bytes]", order: dict[str, Any]) -> dict[str, str]:
    assert process.stdin
    assert process.stdout
    # It may have ended already; its silence tells enough.
    with suppress(BrokenPipeError):
        process.stdin.write(json.dumps(order).encode() + b"\n")
        process.stdin.flush()
    with process.stdout:
        line = process.stdout.readline()
    told: dict[str, str] = json.loads(line) if line else {}
    return told


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin:
        with suppress(BrokenPipeError):
            process.stdin.close()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _ended(code: int) -> str:
    advice = "; there may be too little memory for it" if code == -signal.SIGKILL else ""
    return f"its process ended while it loaded ({_how(code)}){advice}"


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1
