"""Real responses match the OpenAPI document: status, media type, headers, every field."""

import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.conftest import QUESTION
from tests.contract.document import assert_documented, document, operations, success
from tests.contract.requests import (
    SIGN_IN,
    TRACKER,
    Example,
    conversation,
    example,
    examples,
    finished_run,
    unknown,
)

OPERATIONS = {
    (method, path): operation
    for method, path, operation in operations()
    if not path.startswith(SIGN_IN)
}
WITH_BODY = [each for each, operation in OPERATIONS.items() if "requestBody" in operation]
JSON = {"Content-Type": "application/json"}


def _documenting(status: str) -> list[Any]:
    """An example of each operation that documents a status."""
    return [
        pytest.param(example(*each), id=" ".join(each))
        for each, operation in OPERATIONS.items()
        if status in operation["responses"]
    ]


@pytest.mark.parametrize("asked", examples(), ids=str)
def test_responses_from_the_library_are_as_documented(
    client: httpx2.Client, asked: Example
) -> None:
    response = asked.send(client)
    assert response.status_code == success(OPERATIONS[asked.method, asked.path]), response.text
    assert_documented(asked.method, asked.path, response)
    if location := response.headers.get("location"):
        assert client.get(location).status_code == 200


@pytest.mark.parametrize("question", ["What is the best bait for carp?", "Tell me about yourself."])
def test_answers_without_a_near_entry_are_as_documented(
    client: httpx2.Client, question: str
) -> None:
    for path in ("/api/agents/answer", "/api/agents/route", "/api/interview"):
        response = client.post(path, json={"question": question})
        assert response.status_code == 200, response.text
        assert_documented("post", path, response)


def test_pages_of_a_list_are_as_documented(client: httpx2.Client) -> None:
    within = conversation(client)
    finished_run(client, conversation_id=within)
    for path, query in (
        ("/api/agents/runs", {"conversation_id": within, "limit": 1}),
        ("/api/agents/conversations", {"limit": 1}),
    ):
        conversation(client)
        response = client.get(path, params=query)
        assert_documented("get", path, response)
        assert response.headers["x-total-count"] == str(response.json()["total"])
        assert 'rel="next"' in response.headers["link"]


def test_streams_with_ids_begin_as_the_document_shows(client: httpx2.Client) -> None:
    ids = {"run_id": finished_run(client)}
    for path in ("/api/agents/answer-stream", "/api/agents/runs/{run_id}/events"):
        told = document()["paths"][path]["get"]["responses"]["200"]["content"]
        shown = told["text/event-stream"]["example"]
        real = example("get", path).send(client, **ids).text
        assert _shape(real)[:2] == _shape(shown)[:2]
        assert _shape(real)[-1] == _shape(shown)[-1]


def _shape(stream: str) -> list[str]:
    """The frames of a stream, with everything that differs every time left out."""
    shape = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<run_id>", stream)
    shape = re.sub(r'"timestamp":"[^"]+"', '"timestamp":"<time>"', shape)
    return shape.removesuffix("\n\n").split("\n\n")


def test_who_has_seen_the_last_event_gets_nothing_as_documented(client: httpx2.Client) -> None:
    run_id = finished_run(client)
    stream = client.get(f"/api/agents/runs/{run_id}/events").text
    cursor = re.findall(r"^id: (.*)$", stream, re.MULTILINE)[-1]
    for path in ("/api/agents/answer-stream", "/api/agents/runs/{run_id}/events"):
        client.headers["Last-Event-ID"] = cursor
        response = example("get", path).send(client, run_id=run_id)
        assert response.status_code == 204
        assert_documented("get", path, response)


@pytest.mark.parametrize(("method", "path"), WITH_BODY)
@pytest.mark.parametrize(
    ("status", "content", "headers"),
    [
        (400, b"{", {}),
        (413, b"x" * 2_000_000, {}),
        (422, b"[]", {}),
        (422, b'{"question": "\\ud800?????", "mood": 1}', {}),
        (422, b"null", {}),
    ],
)
def test_problems_of_a_body_are_as_documented(
    client: httpx2.Client,
    method: str,
    path: str,
    status: int,
    content: bytes,
    headers: dict[str, str],
) -> None:
    address = path.format(**unknown())
    response = client.request(method, address, content=content, headers=JSON | headers)
    assert response.status_code == status
    assert_documented(method, path, response)


@pytest.mark.parametrize("asked", _documenting("401"))
def test_requests_of_strangers_are_refused_as_documented(
    client: httpx2.Client, asked: Example
) -> None:
    for origin in ("http://evil.example", "null"):
        client.headers["Origin"] = origin
        response = asked.send(client, **unknown())
        assert response.status_code == 401
        assert_documented(asked.method, asked.path, response)


def test_tickets_that_nobody_issued_are_refused_as_documented(client: httpx2.Client) -> None:
    for path in ("/api/agents/answer-stream", "/api/agents/runs/{run_id}/events"):
        asked = example("get", path)
        asked = replace(asked, query=asked.query | {"ticket": "x" * 43})
        response = asked.send(client, **unknown())
        assert response.status_code == 401
        assert_documented("get", path, response)


IN_PATH = [each for each in _documenting("404") if "{" in each.values[0].path]


@pytest.mark.parametrize("asked", IN_PATH)
def test_what_is_not_there_is_told_as_documented(client: httpx2.Client, asked: Example) -> None:
    response = asked.send(client, **unknown())
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert_documented(asked.method, asked.path, response)


@pytest.mark.parametrize("asked", IN_PATH)
def test_what_can_be_no_id_is_told_as_documented(client: httpx2.Client, asked: Example) -> None:
    for wrong in ("1_0", "9" * 30, "x"):
        response = asked.send(client, **dict.fromkeys(unknown(), wrong))
        assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
        assert_documented(asked.method, asked.path, response)


_NOBODYS = str(uuid4())
_ASKED: dict[str, Any] = {"question": QUESTION}
_CONTINUED = _ASKED | {"conversation_id": _NOBODYS}


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("post", "/api/agents/answer-stream", {"json": _CONTINUED}),
        ("post", "/api/agents/answer", {"json": _CONTINUED}),
        ("post", "/api/agents/runs", {"json": _CONTINUED}),
        ("get", "/api/agents/answer-stream", {"params": _CONTINUED}),
        (
            "get",
            "/api/agents/answer-stream",
            {"params": _ASKED, "headers": {"Last-Event-ID": f"{_NOBODYS}:3"}},
        ),
        ("post", "/api/agents/conversations", {"json": {"run_id": _NOBODYS}}),
    ],
)
def test_what_a_request_names_and_nobody_has_is_told_as_documented(
    client: httpx2.Client, method: str, path: str, sent: dict[str, Any]
) -> None:
    response = client.request(method, path, **sent)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert_documented(method, path, response)


@pytest.mark.parametrize(
    "path",
    [
        path
        for (method, path), operation in OPERATIONS.items()
        if method == "get"
        and any(each["in"] == "query" for each in operation.get("parameters", ()))
    ],
)
def test_problems_of_an_address_are_as_documented(client: httpx2.Client, path: str) -> None:
    address = example("get", path).filled(client, **unknown()).path
    response = client.get(address, params={"mood": "good"})
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert "query.mood" in {each["field"] for each in response.json()["errors"]}
    assert_documented("get", path, response)


def test_a_place_of_no_event_is_told_as_documented(client: httpx2.Client) -> None:
    path = "/api/agents/answer-stream"
    response = client.get(path, params={"question": QUESTION}, headers={"Last-Event-ID": "3"})
    assert response.status_code == 422
    assert [each["field"] for each in response.json()["errors"]] == ["header.Last-Event-ID"]
    assert_documented("get", path, response)


KEYED = [
    pytest.param(path, id=path)
    for (_, path), operation in OPERATIONS.items()
    if any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", ()))
]
ASKING = [
    each for each in KEYED if not each.values[0].startswith((*TRACKER, "/api/interview/create"))
]


@pytest.mark.parametrize("path", ASKING)
def test_a_key_for_another_question_is_told_as_documented(client: httpx2.Client, path: str) -> None:
    client.headers["Idempotency-Key"] = f"question-for-{path}"
    assert client.post(path, json={"question": QUESTION}).is_success
    response = client.post(path, json={"question": "Tell me about yourself."})
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert_documented("post", path, response)


@pytest.mark.parametrize("path", KEYED)
def test_what_can_be_no_key_is_told_as_documented(client: httpx2.Client, path: str) -> None:
    response = example("post", path).send(client, {"Idempotency-Key": "two words"})
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert_documented("post", path, response)


def test_conflicts_with_a_conversation_are_as_documented(client: httpx2.Client) -> None:
    first = finished_run(client)
    made = client.post("/api/agents/conversations", json={"run_id": first}).json()
    taken = client.post("/api/agents/conversations", json={"run_id": first})
    assert (taken.status_code, taken.json()["code"]) == (409, "conflict")
    assert_documented("post", "/api/agents/conversations", taken)

    finished_run(client, conversation_id=made["conversation_id"])
    late = client.post(f"/api/agents/runs/{first}/regenerate", json={})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert_documented("post", "/api/agents/runs/{run_id}/regenerate", late)


@pytest.mark.parametrize("name", ["since", "until"])
@pytest.mark.parametrize(
    "moment",
    ["0.5", "1767605400", "2026-01-05", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"],
)
def test_what_can_be_no_moment_is_told_as_documented(
    client: httpx2.Client, name: str, moment: str
) -> None:
    """A3: bounds of what goes into the database."""
    response = client.get("/api/agents/runs", params={name: moment})
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert [each["field"] for each in response.json()["errors"]] == [f"query.{name}"]
    assert_documented("get", "/api/agents/runs", response)
