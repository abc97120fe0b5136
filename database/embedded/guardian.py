"""The guardian: a small process that owns PostgreSQL for as long as somebody holds a lease.

Each holder keeps a connection open; the kernel closes it however the holder ends. With the last
one gone the guardian stops PostgreSQL and exits. Should the guardian itself be killed, the kernel
tells PostgreSQL to shut down.

Run by `database.embedded.acquire`, never by hand.
"""

import contextlib
import fcntl
import json
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from pathlib import Path

from database.embedded import cluster, private_folder
from database.embedded.errors import EmbeddedServerError, from_os_error
from database.embedded.holders import Holders
from database.embedded.places import Places
from database.embedded.postmaster import Postmaster, State
from database.embedded.wire import unpack_places

_HOUSEKEEPING = 1800.0  # seconds
_LARGEST_LOG = 16 * 1024 * 1024  # bytes


class Guardian:
    """The loop: takes leases, looks after PostgreSQL, ends when nobody needs it."""

    def __init__(self, places: Places, *, durable: bool) -> None:
        self._places = places
        self._durable = durable
        self._selector = selectors.DefaultSelector()
        self._holders = Holders(self._selector)
        self._listener: socket.socket | None = None
        self._postmaster: Postmaster | None = None
        self._own_folders: list[Path] = []
        self._told_to_stop = False

    def run(self, first: socket.socket) -> None:
        """Serve until nobody holds a lease.

        Args:
            first: connection to the process that started us; its request is there already.

        Raises:
            EmbeddedServerError, OSError: no server; the holders have been told why.
        """
        self._holders.add(first)
        try:
            lock = _take(self._places.lock)
            self._make_folders()
            self._catch_signals()
            self._listener = self._listen()
            _record(lock, self._places)
            self._holders.tell_all({"listening": True})
            initialized = cluster.prepare(self._places, durable=self._durable)
            version = cluster.server_version(self._places)
            self._postmaster = Postmaster(self._places, durable=self._durable)
            self._watch(self._postmaster, {"initialized": initialized, "version": version})
        except BaseException as error:
            self._end()
            self._holders.tell_all({"error": str(_explain(error, self._places))})
            raise
        self._end()

    def _watch(self, postmaster: Postmaster, facts: dict[str, object]) -> None:
        facts["sockets"] = str(self._places.sockets)
        while not (self._holders.finished or self._told_to_stop):
            waits = (_HOUSEKEEPING, postmaster.wait(), self._holders.wait())
            timeout = min(seconds for seconds in waits if seconds is not None)
            for key, _ in self._selector.select(timeout):
                key.data()
            postmaster.tick()
            self._holders.check()
            if postmaster.state is State.READY:
                self._holders.grant({**facts, "recovered": postmaster.recovered})
            self._keep_house()

    def _make_folders(self) -> None:
        user = self._places.user
        private_folder.create(self._places.control, os.geteuid(), os.getegid())
        self._own_folders.append(self._places.control)
        private_folder.create(self._places.sockets, user.uid, user.gid)
        self._own_folders.append(self._places.sockets)

    def _end(self) -> None:
        if self._listener is not None:
            # First of all: who comes now waits for our lock, and starts a guardian of his own.
            self._places.guardian_socket.unlink(missing_ok=True)
            self._listener.close()
        if self._postmaster is not None:
            self._postmaster.stop()
        # Only those that proved to be ours: another one's is evidence.
        for folder in self._own_folders:
            private_folder.remove(folder)

    def _listen(self) -> socket.socket:
        path = self._places.guardian_socket
        path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(path))
        listener.listen(128)
        listener.setblocking(False)

        def accept() -> None:
            # Whoever called may have hung up again.
            with contextlib.suppress(OSError):
                self._holders.add(listener.accept()[0])

        self._selector.register(listener, selectors.EVENT_READ, accept)
        return listener

    def _catch_signals(self) -> None:
        self._waker, wakened = socket.socketpair()
        self._waker.setblocking(False)
        wakened.setblocking(False)
        # The end of PostgreSQL, or a request to stop, ends the wait for messages at once.
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        self._selector.register(wakened, selectors.EVENT_READ, lambda: wakened.recv(4096))

        def stop(*_: object) -> None:
            self._told_to_stop = True

        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def _keep_house(self) -> None:
        # A cleaner of /tmp takes what was not touched for days.
        for folder in self._own_folders:
            with contextlib.suppress(OSError):
                os.utime(folder)
        # All write at its end, so that cutting it is safe.
        if os.fstat(1).st_size > _LARGEST_LOG:
            os.ftruncate(1, 0)


def _take(path: os.PathLike[str]) -> int:
    """Take the lock that says there is a guardian; the process holds it until it ends."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    for _ in range(500):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.01)
        else:
            return handle
    raise EmbeddedServerError("Embedded PostgreSQL: another guardian runs. Start again.")


def _record(lock: int, places: Places) -> None:
    text = json.dumps({"pid": os.getpid(), "socket": str(places.guardian_socket)})
    os.ftruncate(lock, 0)
    os.pwrite(lock, text.encode(), 0)


def _explain(error: BaseException, places: Places) -> EmbeddedServerError:
    if isinstance(error, EmbeddedServerError):
        return error
    if isinstance(error, OSError):
        return from_os_error(error, str(error.filename or places.home))
    return EmbeddedServerError(
        f"Embedded PostgreSQL: its guardian failed ({error!r}). See {places.log}, and start again."
    )


def main(arguments: list[str]) -> None:
    """Entry point.

    Args:
        arguments: number of the inherited connection, "durable" or "fast", packed places.
    """
    descriptor, durability, packed = arguments
    # Not the caller's child: nobody is left with a zombie, whoever of them ends first.
    if os.fork():
        os._exit(0)
    os.umask(0o077)
    connection = socket.socket(fileno=int(descriptor))
    connection.set_inheritable(False)
    try:
        Guardian(unpack_places(packed), durable=durability == "durable").run(connection)
    except EmbeddedServerError as error:
        print(f"guardian: {error}", flush=True)  # noqa: T201  standard output is the log
    except BaseException:
        traceback.print_exc()
    # Whoever waits for the end of file or for the lock gets them together, at the very end.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
