"""A client that costs next to nothing: one request on a connection of its own."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from benchmarks.processes import LOCAL

ANSWER = "/api/agents/answer-stream"
QUESTION = {"question": "How would you design a URL shortening service?"}
CHOSEN = QUESTION | {"agent": "system_design"}

TOKEN = b'"token '
"""How every token of the model server begins, as JSON; in whatever it is wrapped."""


class Reading:
    """A POST under way. Use it with ``async with``; leaving the block breaks the connection."""

    def __init__(self, port: int, path: str = ANSWER, body: Any = None) -> None:
        content = json.dumps(QUESTION if body is None else body).encode()
        self._port = port
        self._request = (
            f"POST {path} HTTP/1.1\r\nHost: {LOCAL}:{port}\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        ).encode() + content

    async def __aenter__(self) -> "Reading":
        self._reader, self._writer = await asyncio.open_connection(LOCAL, self._port)
        self._writer.write(self._request)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.transport.abort()

    async def head(self) -> int:
        """The status of the response."""
        head = await self._reader.readuntil(b"\r\n\r\n")
        return int(head.split(b" ", 2)[1])

    async def pieces(self) -> AsyncIterator[bytes]:
        """What follows, as it arrives, up to the end of the response."""
        while piece := await self._reader.read(65536):
            yield piece

    async def until(self, wanted: bytes) -> bytes:
        """Read until those bytes were sent; everything up to then.

        Raises:
            RuntimeError: the response ended without them.
        """
        seen = b""
        async for piece in self.pieces():
            seen += piece
            if wanted in seen:
                return seen
        raise RuntimeError(f"the response ended without {wanted!r}: {seen[-300:]!r}")


async def whole(port: int, path: str = ANSWER, body: Any = None) -> bytes:
    """A whole response, after its head.

    Raises:
        RuntimeError: its status is none of success.
    """
    async with Reading(port, path, body) as reading:
        status = await reading.head()
        content = b"".join([piece async for piece in reading.pieces()])
    if not 200 <= status < 300:
        raise RuntimeError(f"status {status}: {content[:300]!r}")
    return content
