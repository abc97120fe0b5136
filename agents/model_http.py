"""The HTTP client for model servers: no redirects, no compression, bounded bodies."""

from collections.abc import AsyncIterator

import httpx2

LONGEST_BODY = 32_000_000
"""Bytes of one response: some 100,000 streamed tokens, where a spoken answer has 2,000."""


class UnfitBodyError(ValueError):
    """A response that is too long, or compressed though nobody asked for that."""


class _BoundedBody(httpx2.AsyncByteStream):
    """Passes a body on until it proves unfit."""

    def __init__(self, response: httpx2.Response, body: httpx2.AsyncByteStream) -> None:
        self._encoding = response.headers.get("content-encoding", "identity")
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._encoding.lower() != "identity":
            # Small when it arrives, it may fill the memory once it is unpacked.
            raise UnfitBodyError("the body is compressed")
        room = LONGEST_BODY
        async for chunk in self._body:
            room -= len(chunk)
            if room < 0:
                raise UnfitBodyError("the body is too long")
            yield chunk

    async def aclose(self) -> None:
        await self._body.aclose()


async def _bound(response: httpx2.Response) -> None:
    assert isinstance(response.stream, httpx2.AsyncByteStream), "the client is asynchronous"
    response.stream = _BoundedBody(response, response.stream)


def model_client(*, proxies: bool = True) -> httpx2.AsyncClient:
    """Build the client. Opens no connection.

    Redirects are not followed: they would take questions to servers that nobody configured.

    Args:
        proxies: Whether to take those that the environment names.
    """
    return httpx2.AsyncClient(
        headers={"Accept-Encoding": "identity"},
        limits=httpx2.Limits(
            max_connections=1500, max_keepalive_connections=100, keepalive_expiry=5.0
        ),
        trust_env=proxies,
        follow_redirects=False,
        event_hooks={"response": [_bound]},
    )
