"""The program that runs llama.cpp's server. Started by `agents.local.process`, never by hand.

It reads one line of JSON from standard input, writes one line of JSON to standard output
(``address``, or ``error`` with the reason) and serves until standard input ends, which it does
however its parent ends.
"""

import ctypes
import json
import os
import re
import signal
import sys
import tempfile
from contextlib import suppress
from typing import Any

BATCH = 64
"""Tokens of a prompt that are read in one go. llama.cpp looks only in between whether somebody
still waits for the answer; larger batches are hardly faster without a graphics card."""

PROMPT_CACHE = 512
"""MiB for prompts that were read before: every answer of a specialist begins with the same."""

_PR_SET_PDEATHSIG = 1
_QUIET, _ERRORS = 0, 1  # llama.cpp's own scale
_REASON = re.compile(r"error loading model: (.+)")


def main() -> None:
    """Load the model, tell how to reach it, and serve."""
    order = json.loads(sys.stdin.readline())
    _die_with(order["parent"])
    # The load holds Python's lock, so a handler in Python would come too late.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        server = _load(order, _QUIET)
    except RuntimeError:
        _tell(error=_reason(order))
    except Exception as error:
        _tell(error=f"xllamacpp fails: {error}")
    else:
        # From here on the parent decides: it lets answers finish after a stop signal.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _live_on()
        _tell(address=server.listening_address)
        sys.stdin.read()
    # llama.cpp's own end waits half a minute for a client that does not read, and may crash.
    os._exit(0)


def _load(order: dict[str, Any], verbosity: int) -> Any:
    import xllamacpp  # noqa: PLC0415 - optional; may be broken

    parameters = xllamacpp.CommonParams()
    parameters.model.path = order["file"]
    parameters.model_alias = {order["name"]}
    parameters.n_ctx = order["context"]
    parameters.n_batch = parameters.n_ubatch = BATCH
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = order["threads"]
    # One answer after the other: two at once would each have half of the context.
    parameters.n_parallel = 1
    parameters.cache_ram_mib = PROMPT_CACHE
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [order["key"]]
    parameters.ui = False
    parameters.offline = True
    parameters.verbosity = verbosity
    return xllamacpp.Server(parameters)


def _reason(order: dict[str, Any]) -> str:
    """Fail again, and catch what llama.cpp says, which exceptions do not carry."""
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 2)
        with suppress(RuntimeError):
            _load(order, _ERRORS)
        said.seek(0)
        found = _REASON.search(said.read().decode(errors="replace"))
    return f"llama.cpp can't load it: {found[1]}" if found else "llama.cpp can't load it"


def _tell(**message: str) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _die_with(parent: int) -> None:
    """Be killed with the parent's thread that waits for us: the load can't watch the pipe."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        # It may have died before; nobody would tell us any more.
        if os.getppid() != parent:
            os._exit(1)


def _live_on() -> None:
    # That thread may end now, and its process live on.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, 0, 0, 0, 0)


if __name__ == "__main__":
    main()
