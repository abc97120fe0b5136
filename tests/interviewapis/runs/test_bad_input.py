"""Bad input is refused and named, on every route of runs and conversations (A3)."""

import json
from typing import Any
from uuid import uuid4

import pytest

from database.models import LOCAL_USER_ID
from tests.conftest import QUESTION
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.runs.asking import Asker

pytestmark = pytest.mark.asyncio(loop_scope="module")

RUNS, CONVERSATIONS = "/api/agents/runs", "/api/agents/conversations"


async def target(asker: Asker, name: str) -> tuple[str, str, dict[str, Any]]:
    """Method, path and a good body of a route that takes one."""
    match name:
        case "runs":
            return "POST", RUNS, {"question": QUESTION}
        case "regenerate":
            return "POST", f"{RUNS}/{await asker.add_run(LOCAL_USER_ID)}/regenerate", {}
        case "conversations":
            return "POST", CONVERSATIONS, {}
        case _:
            made = await asker.add_conversation(LOCAL_USER_ID)
            return "PATCH", f"{CONVERSATIONS}/{made}", {"title": "x"}


SURROGATE = "half \ud800"
BAD_FIELDS: list[tuple[str, str, Any]] = [
    *(
        (route, field, value)
        for route, field in (
            ("runs", "question"),
            ("runs", "context"),
            ("conversations", "title"),
            ("rename", "title"),
        )
        for value in (f"{QUESTION}\0", SURROGATE, 7, True, ["x"], {"x": 1}, "x" * 3000)
    ),
    *(("runs", "question", value) for value in (None, "", "   ", "Hm?")),
    *(
        (route, field, value)
        for route, field in (("runs", "conversation_id"), ("conversations", "run_id"))
        for value in ("", "7", 7, 1e999, "x" * 100_000, SURROGATE, f"{uuid4()}\0", [], {}, True)
    ),
    *(
        (route, "agent", value)
        for route in ("runs", "regenerate")
        for value in ("", "astrologer", 7, SURROGATE, "coding\0", [], {})
    ),
    *(("runs", "conversation_history", value) for value in ("x", 7, {}, [7], [{}], [[]])),
    *(
        (route, field, "x")
        for route in ("runs", "regenerate", "conversations", "rename")
        for field in ("owner_id", "status", "answer", "server_id", "__proto__", "replaces_run_id")
    ),
]


@pytest.mark.parametrize("route", ["runs", "regenerate", "conversations", "rename"])
async def test_a_bad_field_is_named(subtests: pytest.Subtests, asker: Asker, route: str) -> None:
    """A3: NUL, lone surrogates, wrong types, read-only and unknown fields."""
    method, path, good = await target(asker, route)
    cases = [(field, value) for name, field, value in BAD_FIELDS if name == route]
    before = await asker.rows()
    for field, value in cases:
        with subtests.test(field=field, value=repr(value)[:40]):
            response = await asker.client.request(
                method,
                path,
                content=json.dumps(good | {field: value}),
                headers={"Content-Type": "application/json"},
            )
            problem = assert_problem(response, 422, "invalid_request")
            for error in problem["errors"]:
                assert error["field"].startswith(f"body.{field}")
                assert "Input should" not in error["message"], error
                assert "UUID input" not in error["message"], error
            assert len(response.content) < 5000
    assert await asker.rows() == before
    assert cases


BAD_BODIES: dict[str, tuple[bytes, set[int]]] = {
    "nothing": (b"", {422}),
    "no JSON": (b"{", {400}),
    "an array": (b"[]", {422}),
    "a string": (b'"x"', {422}),
    "null": (b"null", {422}),
    "900 deep": (b'{"x":' * 900 + b"1" + b"}" * 900, {422}),
    "3,000 deep": (b"[" * 3000 + b"]" * 3000, {400, 422}),
    "100,000 deep": (b"[" * 100_000 + b"]" * 100_000, {400, 422}),
    "bad UTF-8": (b'{"question": "\xff\xfe"}', {400}),
    "a number of 5,000 digits": (b'{"title": ' + b"9" * 5000 + b"}", {400, 422}),
    "2 MB": (b'{"question": "' + b"x" * 2_000_000 + b'"}', {413}),
}


@pytest.mark.parametrize("route", ["runs", "regenerate", "conversations", "rename"])
async def test_a_bad_body_is_refused(subtests: pytest.Subtests, asker: Asker, route: str) -> None:
    """A3: deep JSON, bad UTF-8, oversize."""
    method, path, _ = await target(asker, route)
    before = await asker.rows()
    for name, (body, statuses) in BAD_BODIES.items():
        with subtests.test(name):
            response = await asker.client.request(
                method, path, content=body, headers={"Content-Type": "application/json"}
            )
            assert response.status_code in statuses, response.text
            assert response.headers["content-type"] == "application/problem+json"
    assert await asker.rows() == before
    assert (await asker.client.get(CONVERSATIONS)).json()["total"] == (route == "rename")


BAD_IDS = ["7", "x", "%00", "%ED%A0%80", "0" * 1000, f"{uuid4()}x", "..%2f", "%F0%9F%98%80", "-1"]


async def test_an_id_that_is_none_is_refused(subtests: pytest.Subtests, asker: Asker) -> None:
    """A3: path ids."""
    routes = [
        ("GET", f"{RUNS}/{{}}", "run_id", None),
        ("DELETE", f"{RUNS}/{{}}", "run_id", None),
        ("GET", f"{RUNS}/{{}}/events", "run_id", None),
        ("POST", f"{RUNS}/{{}}/cancel", "run_id", None),
        ("POST", f"{RUNS}/{{}}/regenerate", "run_id", {}),
        ("GET", f"{CONVERSATIONS}/{{}}", "conversation_id", None),
        ("PATCH", f"{CONVERSATIONS}/{{}}", "conversation_id", {"title": "x"}),
        ("DELETE", f"{CONVERSATIONS}/{{}}", "conversation_id", None),
    ]
    for method, path, field, body in routes:
        for bad in BAD_IDS:
            with subtests.test(method=method, path=path, id=bad[:20]):
                response = await asker.client.request(method, path.format(bad), json=body)
                if response.status_code == 404:
                    assert "%2f" in bad  # another address
                    continue
                problem = assert_problem(response, 422, "invalid_request")
                assert [each["field"] for each in problem["errors"]] == [f"path.{field}"]


async def test_unknown_parameters_of_streams_are_refused(asker: Asker) -> None:
    run_id = await asker.add_run(LOCAL_USER_ID)
    for query in ("from=1", "after=1&after_=2", "last_event_id=1"):
        response = await asker.client.get(f"{RUNS}/{run_id}/events?{query}")
        assert_problem(response, 422, "invalid_request")


async def test_a_last_event_id_that_is_too_long_breaks_nothing(asker: Asker) -> None:
    run_id = await asker.add_run(LOCAL_USER_ID)
    for path in (f"{RUNS}/{run_id}/events", f"/api/agents/answer-stream?question={QUESTION}"):
        response = await asker.client.get(path, headers={"Last-Event-ID": "x" * 10_000})
        problem = assert_problem(response, 422, "invalid_request")
        assert problem["errors"][0]["field"].lower() == "header.last-event-id"
    assert len(await asker.rows()) == 1
