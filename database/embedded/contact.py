"""Finding the guardian of a data folder, or starting it."""

import fcntl
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import process as multiprocessing_process
from pathlib import Path

from database.embedded.errors import EmbeddedServerError
from database.embedded.places import Places
from database.embedded.process import Identity, identify
from database.embedded.wire import Line, Message, pack_places

_POLL = 0.02  # seconds between two looks at a lock
# What an interpreter may need to find its own libraries; nothing secret goes along.
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
# The guardian must start fast and with the standard library alone, whatever the package above this
# one imports: a bare module stands in for it.
_START = """
import sys, types
package = types.ModuleType("database")
package.__path__ = [sys.argv[1]]
sys.modules["database"] = package
from database.embedded.guardian import main
main(sys.argv[2:])
"""


@contextmanager
def one_at_a_time(path: Path, deadline: float) -> Iterator[None]:
    """Hold the start lock: of many workers that come at once, one starts the guardian.

    Raises:
        EmbeddedServerError: it was not free until `deadline` (monotonic seconds).
        OSError: the file cannot be opened.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                pause(deadline, path)
        yield
        # Not left to closing: a process forked meanwhile would hold the lock on.
        fcntl.flock(handle, fcntl.LOCK_UN)
    finally:
        os.close(handle)


def reach_guardian(places: Places, durable: bool, deadline: float) -> tuple[Line, bool]:
    """A connection to the guardian with our request sent, and whether that guardian ran before.

    To be called with the start lock held.

    Raises:
        EmbeddedServerError: a guardian cannot start, or one that is ending does not end.
        OSError: the system refused a process or a file.
    """
    while True:
        lock = os.open(places.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            line = _join(os.pread(lock, 4096, 0))
        else:
            fcntl.flock(lock, fcntl.LOCK_UN)
            return _spawn(places, durable, deadline), False
        finally:
            os.close(lock)
        if line is not None:
            return line, True
        # It has its lock and takes nobody: it is about to end.
        pause(deadline, places.lock)


def _join(record: bytes) -> Line | None:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(json.loads(record)["socket"])
        line = Line(connection)
        line.send(_request())
    except (OSError, ValueError):
        connection.close()
        return None
    return line


def _spawn(places: Places, durable: bool, deadline: float) -> Line:
    """Start a guardian; returns when it takes leases, so that the next worker finds it."""
    if places.log.exists():
        os.replace(places.log, places.log.with_suffix(".log.1"))
    ours, theirs = socket.socketpair()
    line = Line(ours)
    command = [sys.executable, "-I", "-S", "-c", _START, str(Path(__file__).parents[1])]
    command += [str(theirs.fileno()), "durable" if durable else "fast", pack_places(places)]
    log = os.open(places.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        line.send(_request())
        process = subprocess.Popen(  # noqa: S603  our own interpreter and code
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(theirs.fileno(),),
            cwd="/",
            env={name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ},
            # Ctrl-C in the terminal is for the launcher alone.
            start_new_session=True,
        )
        theirs.close()
        # It detaches itself at once; the process we wait for is only the one before that.
        process.wait()
        ours.settimeout(max(0.1, deadline - time.monotonic()))
        message = line.receive()
    except BaseException:
        line.close()
        raise
    finally:
        theirs.close()
        os.close(log)
    # A guardian that was killed leaves an end of file, which the wait for a grant finds again.
    if message is not None and "error" in message:
        line.close()
        raise EmbeddedServerError(message["error"])
    return line


def _request() -> Message:
    launcher = _launcher()
    return {"lease": [launcher.pid, launcher.started], "pid": os.getpid()}


def _launcher() -> Identity:
    parent = multiprocessing_process.parent_process()
    own = identify(os.getpid())
    above = identify(parent.pid) if parent is not None and parent.pid else None
    return above or own or Identity(os.getpid(), "")


def pause(deadline: float, path: Path) -> None:
    """Wait a moment for whoever holds `path`. Raises EmbeddedServerError after `deadline`."""
    if time.monotonic() > deadline:
        raise EmbeddedServerError(
            f"Embedded PostgreSQL: another process holds {path} and does not finish. End it "
            "(its number: `lsof` or `fuser` on that file), then start again."
        )
    time.sleep(_POLL)
