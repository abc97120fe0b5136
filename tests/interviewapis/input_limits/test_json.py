"""Bodies that are no JSON, or JSON that says something else (A3)."""

import json
from typing import Any

import pytest

from tests.conftest import QUESTION, RunningServer
from tests.interviewapis.input_limits.posting import (
    AGENTS,
    BODY,
    FIRST_TURN,
    JSON,
    REQUIRED,
    ROUTE,
    STRING,
    SURROGATE,
    UNKNOWN,
    post,
    post_bytes,
)
from tests.interviewapis.problems import assert_invalid, assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("content", "messages"),
    [
        (rb'{"question": "\ud800 why so?"}', {"body.question": SURROGATE}),
        (rb'{"question": "why so? \udc00\ud800"}', {"body.question": SURROGATE}),
        (b'{"question": "\xed\xa0\x80 why so?"}', {"body.question": SURROGATE}),
        (
            rb'{"question": "why so?", "context": "\ud83d"}',
            {"body.context": SURROGATE},
        ),
        (
            rb'{"question": "why so?", "conversation_history": [{"role": "user", '
            rb'"content": "\udfff"}]}',
            {f"{FIRST_TURN}.content": SURROGATE},
        ),
        (rb'{"question": "why so?", "agent": "\ud800"}', {"body.agent": AGENTS}),
        (rb'{"question": "why so?", "\ud800": 1}', {"body": SURROGATE}),
        (b'{"question": NaN}', {"body.question": STRING}),
        (b'{"question": -Infinity}', {"body.question": STRING}),
        (b'{"question": 1e999}', {"body.question": STRING}),
        (b'{"question": "why so?", "context": NaN}', {"body.context": STRING}),
        (b'{"question": "why so?", "number": 1e999}', {"body.number": UNKNOWN}),
        (b"", {"body": REQUIRED}),
        (b"[]", {"body": BODY}),
        (b'[{"question": "why so?"}]', {"body": BODY}),
        (b'"why so?"', {"body": BODY}),
        (b"null", {"body": BODY}),
        (b"17", {"body": BODY}),
    ],
)
async def test_json_that_says_something_else_is_invalid(
    server: RunningServer, content: bytes, messages: dict[str, str]
) -> None:
    """A3: lone surrogate; NaN, 1e999."""
    assert_invalid(await post_bytes(server, content), **messages)


@pytest.mark.parametrize(
    "content",
    [
        b"question=why",
        b"{",
        b'{"question": "why so?"',
        b'{"question": "why so?"} {}',
        b"{'question': 'why so?'}",
        b'{"question": "raw\nline end"}',
        b'{"question": "raw \x00 NUL"}',
        rb'{"question": "\u12"}',
        b'{"question": "\xff\xfe why"}',
        b"\xff\xfe\xff",
        b'{"question": ' + b"9" * 5000 + b"}",
        b'{"a":' * 3000 + b"1" + b"}" * 3000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"question": ' + b"[" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    ],
    ids=lambda content: repr(content[:20]),
)
async def test_what_cannot_be_read_as_json_is_malformed(
    server: RunningServer, content: bytes
) -> None:
    """A3: 5,000-digit int, 3k-deep JSON, bad UTF-8 body: 400 problem+json."""
    assert_problem(await post_bytes(server, content), 400, "malformed_request")
    assert (await post(server)).status_code == 200


@pytest.mark.parametrize("field", ["question", "context", "conversation_history", "agent", "mood"])
async def test_json_900_deep_is_invalid_in_every_field(server: RunningServer, field: str) -> None:
    """A3: 900-deep JSON is 422, not stored."""
    content = b'{"question": "why so?", "%b": %b1%b}' % (
        field.encode(),
        b'{"a":[' * 450,
        b"]}" * 450,
    )
    response = await server.client.post("/api/agents/answer", content=content, headers=JSON)
    problem = assert_problem(response, 422, "invalid_request")
    assert problem["errors"][0]["field"].startswith(f"body.{field}")
    assert await server.fetch("SELECT FROM agent_runs WHERE question = 'why so?'") == []


async def test_a_bom_is_passed_over(server: RunningServer) -> None:
    """A3: BOM, a documented choice: read as RFC 8259 section 8.1 allows."""
    content = b"\xef\xbb\xbf" + json.dumps({"question": QUESTION}).encode()
    assert (await post_bytes(server, content)).status_code == 200


async def test_of_duplicate_keys_the_last_one_counts(server: RunningServer) -> None:
    """A3: duplicate keys, a documented choice: as in JavaScript and Python."""
    content = b'{"question": 5, "question": "How would you design a cache?"}'
    response = await post_bytes(server, content)
    assert response.json()["question"] == "How would you design a cache?"
    response = await post_bytes(server, b'{"question": "How would you?", "question": 5}')
    assert_invalid(response, body__question=STRING)


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "x"],
)
async def test_other_content_types_are_refused(server: RunningServer, content_type: str) -> None:
    """A page of another site can send text/plain without asking; it must not pass as JSON."""
    content = json.dumps({"question": QUESTION}).encode()
    response = await post_bytes(server, content, **{"Content-Type": content_type})
    assert_invalid(response, body=BODY)


async def test_nothing_of_the_input_is_echoed(server: RunningServer) -> None:
    secret = "sesame-4711"
    bodies: list[Any] = [
        {"question": [secret]},
        {"question": secret * 500},
        {"question": QUESTION, "agent": secret},
        {"question": QUESTION, "context": {"a": secret}},
        {"question": QUESTION, "mood": secret},
        {"question": QUESTION, "conversation_history": [{"role": secret, "content": secret}]},
        {"question": QUESTION, "conversation_history": [secret]},
        [secret],
        secret,
    ]
    for body in bodies:
        response = await server.client.post(ROUTE, json=body)
        assert response.status_code == 422
        assert secret not in response.text + str(response.headers)
    malformed = await post_bytes(server, f'{{"question": "{secret}'.encode())
    missing = await server.client.get(f"/{secret}?{secret}", headers={"X-Request-ID": secret})
    for response in (malformed, missing):
        assert response.is_client_error
        assert secret not in response.text + str(response.headers)
