"""The side of those who need the server: getting a lease, keeping it, giving it back."""

import os
import time
import weakref
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from database.embedded import contact
from database.embedded import places as places_module
from database.embedded.cluster import DATABASE, ROLE
from database.embedded.errors import EmbeddedServerError, from_os_error
from database.embedded.places import Places
from database.embedded.wire import Line, Message

_PATIENCE = 330.0  # seconds; a little longer than the guardian grants PostgreSQL
_TRIES = 3


@dataclass(frozen=True)
class Facts:
    """What is worth telling about a start.

    server_version: such as "18.6".
    data: folder that has the database.
    log: file with what the server has to say.
    seconds: how long `acquire` took.
    initialized: this start of the server made the database.
    recovered: this start of the server recovered the database from a crash.
    joined: the server ran already.
    """

    server_version: str
    data: Path
    log: Path
    seconds: float
    initialized: bool
    recovered: bool
    joined: bool


class Lease:
    """The right to use the server: it runs for as long as anybody holds one."""

    def __init__(self, line: Line, sockets: str, facts: Facts) -> None:
        self._line = line
        self._query = f"host={quote(sockets, safe='')}&port=5432"
        self.facts = facts
        _open_leases.add(self)

    @property
    def dsn(self) -> str:
        """The address for asyncpg and libpq (psycopg2)."""
        return f"postgresql://{ROLE}@/{DATABASE}?{self._query}"

    @property
    def sqlalchemy_url(self) -> str:
        """The address for SQLAlchemy with psycopg2."""
        return f"postgresql+psycopg2://{ROLE}@/{DATABASE}?{self._query}"

    def release(self) -> None:
        """Give the lease back; a second call does nothing.

        Blocks until the server has stopped, if this was the last lease and its launcher does not
        live on to start others.
        """
        if self not in _open_leases:
            return
        _open_leases.discard(self)
        try:
            self._line.send({"release": True})
            while self._line.receive() is not None:
                pass
        except OSError:
            # No guardian, no server: the kernel has ended it.
            pass
        finally:
            self._line.close()

    def __enter__(self) -> "Lease":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


_open_leases: "weakref.WeakSet[Lease]" = weakref.WeakSet()


def _forget_in_child() -> None:
    # A forked child has a copy of the connection, which would keep the lease alive after us.
    for lease in list(_open_leases):
        lease._line.close()
    _open_leases.clear()


os.register_at_fork(after_in_child=_forget_in_child)


def acquire(data_folder: Path, *, durable: bool = True) -> Lease:
    """Start the embedded server of a data folder, or join the one that this launcher started.

    Blocks for up to some seconds: call it in a thread. The launcher is the parent of a process
    that `multiprocessing` started (as uvicorn's workers are), else the process itself; a data
    folder serves one launcher at a time.

    Args:
        data_folder: folder for the application's data; made if missing.
        durable: False for tests, whose data need not survive a power cut. Whoever starts the
            server decides.

    Raises:
        EmbeddedServerError: it cannot be had; the message is one line for people to read.
    """
    began = time.monotonic()
    deadline = began + _PATIENCE
    folder = Path(os.path.realpath(data_folder))
    tries = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        while tries < _TRIES:
            with contact.one_at_a_time(folder / "postgres.lock", deadline):
                places = places_module.find(folder)
                line, joined = contact.reach_guardian(places, durable, deadline)
            answer = _ask(line, deadline)
            if "granted" in answer:
                return _lease(answer["granted"], line, places, joined, began)
            line.close()
            if "error" in answer:
                raise EmbeddedServerError(answer["error"])
            if "in_use_by" in answer:
                raise EmbeddedServerError(
                    f"Embedded PostgreSQL: {folder} is in use by process {answer['in_use_by']}. "
                    "Stop that one first, or choose another data folder."
                )
            tries += "retry" not in answer
            contact.pause(deadline, places.lock)
    except OSError as error:
        raise from_os_error(error, str(error.filename or folder)) from error
    raise EmbeddedServerError(
        f"Embedded PostgreSQL: its guardian ended without a word. See {places.log}."
    )


def _ask(line: Line, deadline: float) -> Message:
    """The guardian's answer to our request; empty if it has ended."""
    line.socket.settimeout(max(0.1, deadline - time.monotonic()))
    return line.receive() or {}


def _lease(granted: Message, line: Line, places: Places, joined: bool, began: float) -> Lease:
    facts = Facts(
        server_version=granted["version"],
        data=places.cluster,
        log=places.log,
        seconds=time.monotonic() - began,
        initialized=granted["initialized"],
        recovered=granted["recovered"],
        joined=joined,
    )
    line.socket.settimeout(None)
    return Lease(line, granted["sockets"], facts)
