"""Requests that are too large, of a length they do not have, or no HTTP at all (A3)."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from interviewapis import middleware
from tests.conftest import QUESTION, RunningServer
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.raw_http import connect, exchange, read_response, request

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROUTE = "/api/agents/route"
JSON = {"Content-Type": "application/json"}
LARGE = 50_000_000


@pytest.fixture(scope="module")
def server(shared_server: RunningServer) -> RunningServer:
    """These tests leave nothing behind."""
    return shared_server


async def post(server: RunningServer, path: str = ROUTE, **body: Any) -> httpx2.Response:
    """Post a body, by default with a good question."""
    return await server.client.post(path, json={"question": QUESTION} | body)


async def post_bytes(server: RunningServer, content: bytes, **headers: str) -> httpx2.Response:
    """Post bytes that need not be JSON."""
    return await server.client.post(ROUTE, content=content, headers=JSON | headers)


async def test_a_body_of_exactly_the_limit_is_read(server: RunningServer) -> None:
    limit = server.services.settings.max_body_bytes
    content = json.dumps({"question": QUESTION}).encode()
    assert (await post_bytes(server, content.ljust(limit))).status_code == 200
    assert_problem(await post_bytes(server, content.ljust(limit + 1)), 413, "body_too_large")


@pytest.mark.parametrize("encoding", ["gzip", "br", "GZIP, identity", "identity, zstd", "x"])
async def test_a_packed_body_is_refused(server: RunningServer, encoding: str) -> None:
    content = gzip.compress(json.dumps({"question": QUESTION}).encode())
    refused = await post_bytes(server, content, **{"Content-Encoding": encoding})
    assert_problem(refused, 415, "unsupported_encoding")
    assert refused.headers["accept-encoding"] == "identity"

    async def chunks() -> AsyncIterator[bytes]:
        yield content

    headers = JSON | {"Content-Encoding": encoding}
    refused = await server.client.post(ROUTE, content=chunks(), headers=headers)
    assert_problem(refused, 415, "unsupported_encoding")
    # Without a body there is nothing to unpack.
    assert (await server.client.get("/api/companies", headers=headers)).status_code == 200


@pytest.mark.parametrize("encoding", ["identity", "Identity", ""])
async def test_a_body_may_be_said_to_be_as_it_is(server: RunningServer, encoding: str) -> None:
    content = json.dumps({"question": QUESTION}).encode()
    answer = await post_bytes(server, content, **{"Content-Encoding": encoding})
    assert answer.status_code == 200


async def test_413_is_answered_before_a_declared_body_is_read(server: RunningServer) -> None:
    """A3: 50 MB body: 413 early."""
    reader, writer = await connect(server.url)
    head, _, _ = request("POST", ROUTE, Content_Length=str(LARGE)).partition(b"\r\n\r\n")
    writer.write(head + b"\r\n\r\n")
    response = await read_response(reader)
    assert response.status == 413
    assert response.headers["connection"] == "close"
    assert json.loads(response.body)["request_id"] == response.headers["x-request-id"]
    assert "1000000 bytes" in json.loads(response.body)["detail"]
    writer.close()


async def test_413_is_answered_while_a_chunked_body_is_read(server: RunningServer) -> None:
    """A3: 50 MB body: 413 early, chunked too."""
    reader, writer = await connect(server.url)
    writer.write(
        b"POST /api/agents/route HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    answered = asyncio.create_task(read_response(reader))
    sent = 0
    while not answered.done() and sent < LARGE:
        writer.write(b"%x\r\n%b\r\n" % (10_000, b"x" * 10_000))
        await writer.drain()
        await asyncio.sleep(0)
        sent += 10_000
    response = await answered
    assert response.status == 413
    assert sent < LARGE, "the answer came only after everything had been sent"
    writer.close()


async def _pieces() -> AsyncIterator[bytes]:
    for _ in range(LARGE // 100_000):
        yield b"x" * 100_000


@pytest.mark.parametrize("chunked", [False, True])
async def test_clients_that_send_everything_first_see_the_413(
    server: RunningServer, chunked: bool
) -> None:
    """A connection closed on unread data would be reset, and the answer lost."""
    content = _pieces() if chunked else b"x" * LARGE
    response = await server.client.post(ROUTE, content=content, headers=JSON)
    assert_problem(response, 413, "body_too_large")
    assert (await post(server)).status_code == 200


async def test_a_refused_body_that_never_comes_is_not_waited_for(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "DISCARD_SECONDS", 0.05)
    reader, writer = await connect(server.url)
    head, _, _ = request("POST", ROUTE, Content_Length=str(LARGE)).partition(b"\r\n\r\n")
    writer.write(head + b"\r\n\r\n")
    await read_response(reader)
    async with asyncio.timeout(10):
        assert await reader.read() == b"", "the server keeps the connection"
    writer.close()


async def test_an_endless_refused_body_is_cut_off(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "DISCARD_BYTES", 2_000_000)
    monkeypatch.setattr(middleware, "DISCARD_SECONDS", 60)
    reader, writer = await connect(server.url)
    head, _, _ = request("POST", ROUTE, Content_Length="9" * 15).partition(b"\r\n\r\n")
    writer.write(head + b"\r\n\r\n")
    assert (await read_response(reader)).status == 413
    with pytest.raises(ConnectionError):
        await _flood(writer)


async def _flood(writer: asyncio.StreamWriter) -> None:
    async with asyncio.timeout(10):
        while True:
            writer.write(b"x" * 100_000)
            await writer.drain()


@pytest.mark.parametrize("length", ["-5", "abc", "1e3", "0x10", "9" * 30, "5, 6", "+5"])
async def test_a_content_length_that_is_no_number_is_refused(
    server: RunningServer, length: str
) -> None:
    response = await exchange(server.url, request("POST", ROUTE, b"{}", Content_Length=length))
    assert response.status == 400


async def test_a_content_length_that_lies_does_no_harm(server: RunningServer) -> None:
    body = json.dumps({"question": QUESTION}).encode()
    short = request("POST", ROUTE, body, Content_Length=str(len(body) - 10))
    assert (await exchange(server.url, short)).status == 400
    reader, writer = await connect(server.url)
    writer.write(request("POST", ROUTE, body, Content_Length=str(len(body) + 10)))
    writer.write_eof()
    async with asyncio.timeout(10):
        assert b" 500 " not in await reader.read()
    writer.close()
    assert (await post(server)).status_code == 200


async def test_two_lengths_are_refused(server: RunningServer) -> None:
    """Where two readers could disagree on where a request ends, another one can be smuggled in."""
    both = request("POST", ROUTE, b"2\r\n{}\r\n0\r\n\r\n", Transfer_Encoding="chunked")
    assert (await exchange(server.url, both)).status == 400
    twice = request("POST", ROUTE, b"{}").replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n")
    assert (await exchange(server.url, twice)).status == 400


async def test_gigantic_headers_are_refused(server: RunningServer) -> None:
    response = await server.client.get("/", headers={"X-Large": "x" * 1_000_000})
    assert_problem(response, 431, "headers_too_large")
    many = {f"X-{number}": "x" for number in range(20_000)}
    assert_problem(await server.client.get("/", headers=many), 431, "headers_too_large")
    assert (await server.client.get("/", headers={"X-Large": "x" * 30_000})).status_code == 200


async def test_a_gigantic_url_is_refused(server: RunningServer) -> None:
    response = await exchange(server.url, request("GET", f"/{'x' * 1_000_000}"))
    assert 400 <= response.status < 500


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\x02\x00\x01\xfc\x03\r\n\r\n", b"hello\r\n\r\n"])
async def test_what_is_not_http_is_refused(server: RunningServer, sent: bytes) -> None:
    assert (await exchange(server.url, sent)).status == 400
    assert (await post(server)).status_code == 200
