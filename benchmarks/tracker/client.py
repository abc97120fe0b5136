"""A client that keeps its connections, and costs little beside what it measures."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence

from benchmarks.processes import LOCAL

CONNECTIONS = 4


def get(path: str) -> bytes:
    """A GET request as it goes over the wire."""
    return f"GET {path} HTTP/1.1\r\nHost: {LOCAL}\r\nAccept: */*\r\n\r\n".encode()


def post(path: str, body: bytes) -> bytes:
    """A POST request with JSON as it goes over the wire."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {LOCAL}\r\nAccept: */*\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def exchange(port: int, requests: Sequence[bytes]) -> bytes:
    """Send the requests over a few connections, each when the one before is answered.

    Returns:
        The body of the last response.

    Raises:
        RuntimeError: a request was answered with anything but 2xx.
    """
    waiting = iter(requests)
    bodies = await asyncio.gather(*(_converse(port, waiting) for _ in range(CONNECTIONS)))
    return bodies[0]


def answered(port: int, requests: Iterable[bytes]) -> bytes:
    """The same, from outside of an event loop."""
    return asyncio.run(exchange(port, list(requests)))


async def _converse(port: int, requests: Iterator[bytes]) -> bytes:
    reader, writer = await asyncio.open_connection(LOCAL, port, limit=1 << 20)
    body = b""
    try:
        for request in requests:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0]
            body = await reader.readexactly(int(length))
            if not head.startswith(b"http/1.1 2"):
                raise RuntimeError(f"{request[:200]!r} was answered with {head!r} {body[:500]!r}")
    finally:
        writer.close()
    return body
