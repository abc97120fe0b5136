"""HTTP/1.1 by hand, for requests that no client sends and bytes that every client hides."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE = 20
"""Seconds. Bounds a test that would hang; nothing is expected to come near."""


@dataclass(frozen=True)
class RawResponse:
    """A response as it came over the socket."""

    status: int
    headers: dict[str, str]
    body: bytes


async def connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a connection to the server at ``url``."""
    parts = urlsplit(url)
    return await asyncio.open_connection(parts.hostname, parts.port, limit=10_000_000)


async def read_response(reader: asyncio.StreamReader) -> RawResponse:
    """Read one response to its end."""
    async with asyncio.timeout(PATIENCE):
        head = await reader.readuntil(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        if headers.get("transfer-encoding") == "chunked":
            body = await _read_chunks(reader)
        else:
            body = await reader.readexactly(int(headers.get("content-length", 0)))
    return RawResponse(int(status.split(" ")[1]), headers, body)


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += await reader.readexactly(size)
        assert await reader.readexactly(2) == b"\r\n"
    return bytes(body)


def request(
    method: str, target: str, body: bytes = b"", *, host: str = "localhost", **headers: str
) -> bytes:
    """A request as bytes; underscores in header names stand for hyphens."""
    sent = {"Host": host, "Content-Length": str(len(body)), "Content-Type": "application/json"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def exchange(url: str, sent: bytes) -> RawResponse:
    """Send bytes on a connection of their own and read the response."""
    reader, writer = await connect(url)
    try:
        writer.write(sent)
        return await read_response(reader)
    finally:
        writer.transport.abort()
