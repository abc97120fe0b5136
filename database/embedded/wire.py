"""What a lease holder and the guardian say to each other: one JSON object a line."""

import json
import os
import socket
from dataclasses import asdict
from pathlib import Path
from typing import Any

from database.embedded.places import Places
from database.embedded.user import ServerUser

Message = dict[str, Any]


class Line:
    """A connected Unix socket that carries messages.

    With a blocking socket `receive` waits; with another it gives what has arrived.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self._buffer = b""

    def send(self, message: Message) -> None:
        """Send one message. Raises OSError if the other side is gone."""
        self.socket.sendall(json.dumps(message).encode() + b"\n")

    def receive(self) -> Message | None:
        """The next message; None when the other side has gone.

        Raises:
            BlockingIOError: no whole message has arrived yet.
            TimeoutError: none arrived within the socket's timeout.
        """
        while b"\n" not in self._buffer:
            try:
                piece = self.socket.recv(65536)
            except ConnectionError:
                return None
            if not piece:
                return None
            self._buffer += piece
        line, _, self._buffer = self._buffer.partition(b"\n")
        message: Message = json.loads(line)
        return message

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


def pack_places(places: Places) -> str:
    """Places as a command-line argument. Paths may hold any bytes, so they travel as ASCII."""
    fields = asdict(places)
    return json.dumps(
        {key: os.fspath(value) if key not in _PLAIN else value for key, value in fields.items()}
    )


def unpack_places(argument: str) -> Places:
    """The inverse of `pack_places`."""
    fields = json.loads(argument)
    paths = {key: Path(value) for key, value in fields.items() if key not in _PLAIN}
    return Places(**paths, user=ServerUser(**fields["user"]), client=fields["client"])


_PLAIN = ("user", "client")
