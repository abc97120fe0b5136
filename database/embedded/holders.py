"""Who holds a lease: all of one launcher, each with an open connection to the guardian."""

import selectors
import socket
import time
from dataclasses import dataclass

from database.embedded.process import Identity, is_alive
from database.embedded.wire import Line, Message

_LINGER = 30.0  # seconds without a lease that a living launcher may need between two children
_LINGER_POLL = 0.2


@dataclass(eq=False)
class _Holder:
    line: Line
    pid: int = 0  # of the process with the lease; 0 until it has asked for one
    granted: bool = False


class Holders:
    """The leases, asked for and granted. Registers its connections with the guardian's selector."""

    def __init__(self, selector: selectors.BaseSelector) -> None:
        self._selector = selector
        self._launcher: Identity | None = None
        self._all: set[_Holder] = set()
        self._leaving: list[Line] = []
        self._linger_until: float | None = None
        self.finished = False

    def add(self, connection: socket.socket) -> None:
        """Take a connection, whose process may ask for a lease."""
        connection.setblocking(False)
        holder = _Holder(Line(connection))
        self._selector.register(connection, selectors.EVENT_READ, lambda: self._hear(holder))
        self._all.add(holder)

    def tell_all(self, message: Message) -> None:
        """Send a message to every connection."""
        for holder in self._all:
            _tell(holder, message)

    def grant(self, message: Message) -> None:
        """Tell those who asked, and have no answer yet, that the server is theirs to use."""
        for holder in self._all:
            if holder.pid and not holder.granted:
                holder.granted = True
                _tell(holder, {"granted": message})

    def wait(self) -> float | None:
        """Seconds until `check` is due; None while a lease is held."""
        return None if self._linger_until is None else _LINGER_POLL

    def check(self) -> None:
        """Notice that a launcher without leases has ended, or starts no other child."""
        if self._linger_until is not None and (
            time.monotonic() > self._linger_until or not self._launcher_lives()
        ):
            self.finished = True

    def _hear(self, holder: _Holder) -> None:
        while holder in self._all:
            try:
                message = holder.line.receive()
            except BlockingIOError:
                return
            except (OSError, ValueError):
                message = None
            if message is None:
                self._drop(holder)
            elif "lease" in message:
                self._ask(holder, message)
            else:
                self._drop(holder, waits=True)

    def _ask(self, holder: _Holder, message: Message) -> None:
        launcher = Identity(*message["lease"])
        if self._launcher is None:
            self._launcher = launcher
        if launcher == self._launcher:
            holder.pid = message["pid"]
            self._linger_until = None
            return
        others = [other.pid for other in self._all if other.pid]
        if self._launcher_lives():
            _tell(holder, {"in_use_by": self._launcher.pid})
        elif others:
            _tell(holder, {"in_use_by": others[0]})
        else:
            _tell(holder, {"retry": True})
        self._drop(holder)

    def _drop(self, holder: _Holder, *, waits: bool = False) -> None:
        """End a lease. `waits`: its holder waits for the end of file, which says it is done."""
        self._selector.unregister(holder.line.socket)
        self._all.discard(holder)
        if holder.pid and not any(other.pid for other in self._all):
            own = self._launcher is not None and holder.pid == self._launcher.pid
            if own or not self._launcher_lives():
                self.finished = True
            else:
                self._linger_until = time.monotonic() + _LINGER
        if waits and self.finished:
            # Closed when this process ends: after the server.
            self._leaving.append(holder.line)
        else:
            holder.line.close()

    def _launcher_lives(self) -> bool:
        return self._launcher is not None and is_alive(self._launcher)


def _tell(holder: _Holder, message: Message) -> None:
    try:
        holder.line.send(message)
    except OSError:
        # It went away; reading its end of file is what ends its lease.
        return
