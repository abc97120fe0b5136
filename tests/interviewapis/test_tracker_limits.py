"""Bodies that are too large, too deep, or not what they say, at every route of the tracker (A3)."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
import pytest
import pytest_asyncio
from fastapi.routing import APIRoute

from interviewapis.routes import ROUTERS
from tests.conftest import RunningServer
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.raw_http import RawResponse, connect, read_response

pytestmark = pytest.mark.asyncio(loop_scope="module")

JSON = {"Content-Type": "application/json"}
PREFIXES = ("companies", "roles", "skills", "user/skills", "interviews", "questions")
COMPANIES = "/api/companies"
TABLES = (
    "companies",
    "roles",
    "skills",
    "user_skills",
    "interviews",
    "interview_rounds",
    "interview_questions",
    "interview_skills",
    "questions",
    "question_skills",
    "request_keys",
    "agent_runs",
)
DEEP = b'{"a":[' * 450 + b"]}" * 450


@dataclass(frozen=True)
class Operation:
    """A method at a path that takes a body, with the names of the body's fields."""

    method: str
    path: str
    fields: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def _operations() -> list[Operation]:
    return [
        Operation(method, _with_ids(route.path), tuple(_model(route).model_fields))
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        and route.body_field
        and route.path.startswith(tuple(f"/api/{prefix}" for prefix in PREFIXES))
        for method in sorted(route.methods)
    ]


def _model(route: APIRoute) -> Any:
    assert route.body_field is not None
    return route.body_field.field_info.annotation


def _with_ids(path: str) -> str:
    return "/".join("1" if part.startswith("{") else part for part in path.split("/"))


OPERATIONS = _operations()


@pytest.fixture(scope="module")
def server(shared_server: RunningServer) -> RunningServer:
    """These tests leave nothing behind, or change nothing of the others'."""
    return shared_server


@pytest_asyncio.fixture(loop_scope="module")
async def unchanged(server: RunningServer) -> AsyncIterator[None]:
    """A test that writes nothing, after which the server answers."""
    before = await _written(server)
    yield
    assert await _written(server) == before
    assert (await server.client.get(COMPANIES)).status_code == 200


async def _written(server: RunningServer) -> Any:
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES)
    return await server.fetch(f"SELECT {counts}")


async def send(
    server: RunningServer, to: Operation, content: bytes, **headers: str
) -> httpx2.Response:
    """Send bytes that need not be JSON."""
    return await server.client.request(to.method, to.path, content=content, headers=JSON | headers)


async def test_there_are_operations_of_every_part() -> None:
    assert len(OPERATIONS) >= 20
    for prefix in PREFIXES:
        assert any(each.path.startswith(f"/api/{prefix}") for each in OPERATIONS)


# Size


async def declare(server: RunningServer, to: Operation, length: int) -> RawResponse:
    """Say how long a body will be, and send none of it."""
    return await _begin(server, to, f"Content-Length: {length}", b"")


async def stream(server: RunningServer, to: Operation, length: int) -> RawResponse:
    """Send so much of a body whose length is not told, and not the end of it."""
    return await _begin(
        server, to, "Transfer-Encoding: chunked", b"%x\r\n%b" % (length, b" " * length)
    )


async def _begin(server: RunningServer, to: Operation, framing: str, sent: bytes) -> RawResponse:
    reader, writer = await connect(server.url)
    head = f"{to.method} {to.path} HTTP/1.1\r\nHost: localhost\r\n{framing}\r\n"
    writer.write(head.encode() + b"Content-Type: application/json\r\n\r\n" + sent)
    try:
        return await read_response(reader)
    finally:
        writer.transport.abort()


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("send_much", [declare, stream])
async def test_413_is_answered_before_the_body_ends(server: RunningServer, send_much: Any) -> None:
    """A3: 50 MB body: 413 early, chunked too."""
    limit = server.services.settings.max_body_bytes
    for to in OPERATIONS:
        response = await send_much(server, to, limit + 1)
        assert response.status == 413, to
        assert response.headers["content-type"] == "application/problem+json"
        assert json.loads(response.body)["code"] == "body_too_large"


@pytest.mark.usefixtures("unchanged")
async def test_a_body_of_just_the_limit_is_read(server: RunningServer) -> None:
    limit = server.services.settings.max_body_bytes
    for to in OPERATIONS:
        content = b'{"no_field": 1}'.ljust(limit)
        assert_problem(await send(server, to, content), 422, "invalid_request")
        assert_problem(await send(server, to, content + b" "), 413, "body_too_large")


# Form


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b'{"notes": "x"',
        b'{"notes": "x"} {}',
        b"{'notes': 'x'}",
        b"notes=x",
        b'{"notes": "\xff\xfe"}',
        b'{"notes": "\xc3"}',
        b'{"notes": "raw \x00 NUL"}',
        b"\xff\xfe\xff",
        b'{"no_field": ' + b"9" * 5000 + b"}",
        b'{"a":' * 3000 + b"1" + b"}" * 3000,
        b"[" * 100_000 + b"]" * 100_000,
    ],
    ids=lambda content: repr(content[:20]),
)
async def test_what_can_not_be_read_is_malformed(server: RunningServer, content: bytes) -> None:
    """A3: 5,000-digit int, 3k-deep JSON, bad UTF-8 body: 400 problem+json."""
    for response in await asyncio.gather(*(send(server, to, content) for to in OPERATIONS)):
        assert_problem(response, 400, "malformed_request")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-16", "application/x+json"]
)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
async def test_other_encodings_than_utf_8_are_malformed(
    server: RunningServer, encoding: str, content_type: str
) -> None:
    """RFC 8259, section 8.1."""
    content = '{"notes": "Čapek \N{GRINNING FACE}"}'.encode(encoding)
    sending = (send(server, to, content, **{"Content-Type": content_type}) for to in OPERATIONS)
    for response in await asyncio.gather(*sending):
        problem = assert_problem(response, 400, "malformed_request")
        assert "UTF-8" in problem["detail"]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "value",
    [
        b"NaN",
        b"-Infinity",
        b"1e999",
        b"1" + b"0" * 30,
        rb'"\ud800"',
        rb'["\udc00 half"]',
        rb'"a\u0000b"',
        rb'["a\u0000b"]',
        b'"\xed\xa0\x80"',
        DEEP,
        b"[" * 900 + b"]" * 900,
        b"[[{}]]",
    ],
    ids=lambda value: repr(value[:12]),
)
async def test_what_no_field_can_hold_is_refused_for_each_by_its_name(
    server: RunningServer, value: bytes
) -> None:
    """A3: NUL in text; lone surrogate; int >int8; NaN, 1e999; 900-deep JSON: 422 naming the
    field."""
    named = {to: (*to.fields, "no_field") for to in OPERATIONS}
    contents = (
        b",".join(b'"%b": %b' % (name.encode(), value) for name in each) for each in named.values()
    )
    sending = (send(server, to, b"{%b}" % each) for to, each in zip(named, contents, strict=True))
    for (to, names), response in zip(named.items(), await asyncio.gather(*sending), strict=True):
        problem = assert_problem(response, 422, "invalid_request")
        told = {each["field"].split(".")[1] for each in problem["errors"]}
        assert told == set(names), to


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"17", b"NaN", b'"text"', b"[]", b"[{}]", DEEP.replace(b"a", b"no_field"), DEEP],
    ids=lambda content: repr(content[:12]),
)
async def test_what_is_no_such_object_is_refused(server: RunningServer, content: bytes) -> None:
    """A3: 900-deep JSON: 422, as a whole too."""
    needing = [to for to in OPERATIONS if content or not to.path.endswith("/answer")]
    for response in await asyncio.gather(*(send(server, to, content) for to in needing)):
        problem = assert_problem(response, 422, "invalid_request")
        assert {each["field"].split(".")[0] for each in problem["errors"]} == {"body"}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_what_is_not_sent_as_json_is_refused(
    server: RunningServer, content_type: str
) -> None:
    """A page of another site can send text/plain without asking; it must not pass as JSON."""
    for response in await asyncio.gather(
        *(send(server, to, b"{}", **{"Content-Type": content_type}) for to in OPERATIONS)
    ):
        assert_problem(response, 422, "invalid_request")


# Documented choices


async def add(server: RunningServer, content: bytes) -> dict[str, Any]:
    """Add a company; what is stored."""
    response = await server.client.post(COMPANIES, content=content, headers=JSON)
    assert response.status_code == 201, response.text
    return dict((await server.client.get(response.headers["location"])).json())


async def test_a_bom_is_passed_over(server: RunningServer) -> None:
    """A3: BOM, a documented choice: read as RFC 8259 section 8.1 allows."""
    name = f"Café {uuid4().hex}"
    content = json.dumps({"company_name": name}, ensure_ascii=False).encode()
    assert (await add(server, b"\xef\xbb\xbf" + content))["company_name"] == name


async def test_of_duplicate_keys_the_last_one_counts(server: RunningServer) -> None:
    """A3: duplicate keys, a documented choice: as in JavaScript and Python, and in every place."""
    name = uuid4().hex
    content = b'{"company_name": 5, "industry": "A", "industry": null, "company_name": "%b"}'
    shown = await add(server, content % name.encode())
    assert (shown["company_name"], shown["industry"]) == (name, None)
    path = f"{COMPANIES}/{shown['company_id']}"
    response = await server.client.put(
        path, content=b'{"industry": "B", "industry": "C"}', headers=JSON
    )
    assert response.json()["industry"] == "C"
    refused = await server.client.put(
        path, content=b'{"industry": "D", "industry": 5}', headers=JSON
    )
    assert_problem(refused, 422, "invalid_request")
    assert (await server.client.get(path)).json()["industry"] == "C"


async def test_whole_surrogate_pairs_and_odd_characters_are_kept(server: RunningServer) -> None:
    name, odd = uuid4().hex, "\N{GRINNING FACE} \u2028 \ufffe \u202e"
    body = {"company_name": name, "company_description": odd}
    assert (await add(server, json.dumps(body).encode()))["company_description"] == odd
