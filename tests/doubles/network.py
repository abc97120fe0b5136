"""A network between a client and a server that a test can lose: a TCP proxy."""

import asyncio
import re
import socket
import struct
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

# Requests without a body, as browsers send them for pages and event streams, follow one another.
_REQUEST = re.compile(rb"(?:\A|(?<=\r\n\r\n))([A-Z]+) (\S+) HTTP/1\.1\r\n((?:[^\r\n]+\r\n)*)\r\n")

_RESET_AT_CLOSE = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Request:
    """The head of an HTTP request that came through.

    Attributes:
        target: Path and query.
        headers: Names in lower case.
    """

    method: str
    target: str
    headers: dict[str, str]


@dataclass(eq=False)
class _Connection:
    sides: tuple[asyncio.StreamWriter, ...]
    sent: bytearray = field(default_factory=bytearray)

    def reset(self) -> None:
        """Break it as a lost peer does: what still waits to be sent is dropped."""
        for side in self.sides:
            _reset(side)


def _reset(side: asyncio.StreamWriter) -> None:
    if not side.transport.is_closing():
        raw: socket.socket = side.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_CLOSE)
        side.transport.abort()


class Network:
    """Forwards bytes to one server. Use it with ``async with``; clients connect to ``url``.

    Attributes:
        refused: How many connections were turned away while the network was lost.
    """

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        self._host, self._port = parts.hostname, parts.port
        self._lost = False
        self._marker: bytes | None = None
        self._open: set[_Connection] = set()
        self._sent: list[bytearray] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.refused = 0

    @property
    def requests(self) -> list[Request]:
        """The requests so far; a connection's in order, connections as they were opened."""
        return [
            Request(method.decode(), target.decode(), _headers(lines.decode("latin-1")))
            for sent in self._sent
            for method, target, lines in _REQUEST.findall(bytes(sent))
        ]

    @property
    def lost(self) -> bool:
        """Whether it is lost now."""
        return self._lost

    def cut(self) -> None:
        """Break every connection; new ones are accepted."""
        for connection in tuple(self._open):
            connection.reset()

    def lose(self) -> None:
        """Break every connection, and every new one until ``restore``."""
        self._lost = True
        self.cut()

    def lose_after(self, marker: bytes) -> None:
        """Lose it as soon as the server has sent these bytes: they arrive, the next do not."""
        self._marker = marker

    def restore(self) -> None:
        """Let connections through again."""
        self._lost = False

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.cut()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        if self._lost:
            self.refused += 1
            _reset(client)
            return
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            answers, server = await asyncio.open_connection(self._host, self._port)
            connection = _Connection((client, server))
            self._open.add(connection)
            self._sent.append(connection.sent)
            try:
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._forward(reader, server, connection))
                    both.create_task(self._return(answers, client))
            finally:
                self._open.discard(connection)
                connection.reset()
        except* (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)

    @staticmethod
    async def _forward(
        reader: asyncio.StreamReader, server: asyncio.StreamWriter, connection: _Connection
    ) -> None:
        while data := await reader.read(65_536):
            connection.sent += data
            server.write(data)
            await server.drain()
        server.write_eof()

    async def _return(self, answers: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        while data := await answers.read(65_536):
            if self._marker is not None and (at := data.find(self._marker)) >= 0:
                client.write(data[: at + len(self._marker)])
                self._marker = None
                self.lose()
                return
            client.write(data)
            await client.drain()
        client.write_eof()


def _headers(lines: str) -> dict[str, str]:
    fields = (line.split(":", 1) for line in lines.splitlines())
    return {name.lower(): value.strip() for name, value in fields}
