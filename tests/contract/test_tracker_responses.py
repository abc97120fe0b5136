"""What only the tracker's operations answer matches the OpenAPI document too."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest

from scripts.api_documentation.document import taken_apart
from scripts.api_documentation.ids import KINDS, in_body
from scripts.api_documentation.request import Request
from tests.contract.conftest import Execute
from tests.contract.document import assert_documented, operations
from tests.contract.requests import TRACKER, Example, example, examples, send, unknown

OPERATIONS = {
    (method, path): operation
    for method, path, operation in operations()
    if path.startswith(TRACKER)
}
NAMED = ["company", "role", "skill"]
COLLECTIONS = {"company": "/api/companies", "role": "/api/roles", "skill": "/api/skills"}


def _with_parameter(name: str) -> list[Any]:
    return [
        pytest.param(example(*each), id=" ".join(each))
        for each, operation in OPERATIONS.items()
        if any(parameter["name"] == name for parameter in operation.get("parameters", ()))
    ]


def _with_header(status: str, name: str) -> list[Any]:
    return [
        pytest.param(example(*each), id=" ".join(each))
        for each, operation in OPERATIONS.items()
        if name in operation["responses"].get(status, {}).get("headers", ())
    ]


def _ids_in(body: Any) -> set[str]:
    return {kind for kind, _ in Request("POST", "/", body=body).named()} & set(unknown())


def _ids_in_path(path: str) -> dict[str, str]:
    found = taken_apart(path)
    assert found
    return {name: value for name, value in found[1].items() if name in KINDS}


def _made(client: httpx2.Client, noun: str) -> dict[str, Any]:
    """A new thing of everybody's."""
    response = example("post", COLLECTIONS[noun]).send(client)
    assert response.status_code == 201, response.text
    return dict(response.json())


@pytest.mark.parametrize("asked", _with_header("200", "X-Total-Count"))
def test_pages_of_a_list_are_as_documented(client: httpx2.Client, asked: Example) -> None:
    first = asked.filled(client)
    of_same = {name: int(value) for name, value in _ids_in_path(first.path).items()}
    request = asked.filled(client, **of_same)
    response = client.get(request.path, params={"limit": 1})
    assert_documented("get", asked.path, response)
    assert len(_entries(response)) == 1
    assert int(response.headers["x-total-count"]) >= 2
    following = client.get(response.links["next"]["url"])
    assert_documented("get", asked.path, following)
    assert len(_entries(following)) == 1
    assert _entries(following) != _entries(response)


@pytest.mark.parametrize(
    "asked", [pytest.param(example(*each), id=each[1]) for each in OPERATIONS if each[0] == "get"]
)
def test_a_slash_at_the_end_makes_no_difference(client: httpx2.Client, asked: Example) -> None:
    request = asked.filled(client)
    plain = send(client, request)
    slashed = send(client, replace(request, path=f"{request.path}/"))
    assert plain.status_code == slashed.status_code == 200
    assert (slashed.content, slashed.headers["etag"]) == (plain.content, plain.headers["etag"])
    assert slashed.history == []


def _entries(response: httpx2.Response) -> list[Any]:
    body = response.json()
    return list(body if isinstance(body, list) else body["data"])


@pytest.mark.parametrize("path", ["/api/interviews", "/api/questions"])
def test_pages_by_cursor_are_as_documented(client: httpx2.Client, path: str) -> None:
    for _ in range(2):
        example("post", path).send(client)
    first = client.get(path, params={"limit": 1}).json()
    response = client.get(path, params={"limit": 1, "cursor": first["next_cursor"]})
    assert_documented("get", path, response)
    assert response.json()["data"] != first["data"]


@pytest.mark.parametrize(
    "asked", [each for each in _with_header("200", "ETag") if each.values[0].method == "get"]
)
def test_what_is_known_already_is_not_sent_again(client: httpx2.Client, asked: Example) -> None:
    request = asked.filled(client)
    known = send(client, request)
    response = send(client, request, {"If-None-Match": known.headers["etag"]})
    assert response.status_code == 304
    assert_documented("get", asked.path, response)
    assert response.headers["etag"] == known.headers["etag"]


@pytest.mark.parametrize("asked", _with_parameter("If-Match"))
def test_what_has_changed_since_is_told_as_documented(
    client: httpx2.Client, asked: Example
) -> None:
    request = asked.filled(client)
    response = send(client, request, {"If-Match": '"0a1b2c"'})
    assert (response.status_code, response.json()["code"]) == (412, "precondition_failed")
    assert_documented(asked.method, asked.path, response)
    tag = client.get(request.path).headers["etag"]
    response = send(client, request, {"If-Match": tag})
    assert response.is_success
    assert_documented(asked.method, asked.path, response)


@pytest.mark.parametrize("asked", _with_parameter("If-Match"))
def test_what_can_be_no_tag_is_told_as_documented(client: httpx2.Client, asked: Example) -> None:
    response = asked.send(client, {"If-Match": "yesterday"})
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert [each["field"] for each in response.json()["errors"]] == ["header.If-Match"]
    assert_documented(asked.method, asked.path, response)


MADE_ONCE = [
    each
    for each in _with_parameter("Idempotency-Key")
    if not each.values[0].path.endswith("/answer")
]


@pytest.mark.parametrize("asked", MADE_ONCE)
def test_what_was_made_already_is_told_as_documented(client: httpx2.Client, asked: Example) -> None:
    request, key = asked.filled(client), {"Idempotency-Key": f"made-by-{asked}".replace(" ", "-")}
    made = send(client, request, key)
    assert "idempotency-replayed" not in made.headers
    again = send(client, request, key)
    assert (again.status_code, again.text) == (201, made.text)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == made.headers["location"]
    assert_documented(asked.method, asked.path, again)


@pytest.mark.parametrize("asked", MADE_ONCE)
def test_a_key_for_another_request_is_told_as_documented(
    client: httpx2.Client, asked: Example
) -> None:
    key = {"Idempotency-Key": f"used-before-{asked}".replace(" ", "-")}
    assert example("post", "/api/companies").send(client, key).status_code == 201
    response = asked.send(client, key)
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert_documented(asked.method, asked.path, response)


@pytest.mark.parametrize("asked", _with_header("201", "Location"))
def test_what_was_not_there_is_told_as_documented(client: httpx2.Client, asked: Example) -> None:
    request = asked.filled(client)
    if asked.method == "put":
        assert client.delete(request.path).status_code == 204
    response = send(client, request)
    assert response.status_code == 201
    assert_documented(asked.method, asked.path, response)
    assert client.get(response.headers["location"]).json() == response.json()


@pytest.mark.parametrize("noun", NAMED)
def test_names_that_are_taken_are_told_as_documented(client: httpx2.Client, noun: str) -> None:
    path, name = COLLECTIONS[noun], f"{noun}_name"
    taken, other = _made(client, noun), _made(client, noun)
    address = f"{path}/{other[f'{noun}_id']}"
    body = {name: taken[name].upper()}
    for method, of, response in (
        ("post", path, client.post(path, json=body)),
        ("put", f"{path}/{{{noun}_id}}", client.put(address, json=body)),
        ("patch", f"{path}/{{{noun}_id}}", client.patch(address, json=body)),
    ):
        assert (response.status_code, response.json()["code"]) == (400, "bad_request")
        assert response.json()["detail"] == f"{noun.title()} with this name already exists"
        assert_documented(method, of, response)


@pytest.mark.parametrize("noun", NAMED)
def test_what_somebody_else_made_is_told_as_documented(
    client: httpx2.Client, execute: Execute, noun: str
) -> None:
    path, number = COLLECTIONS[noun], _made(client, noun)[f"{noun}_id"]
    table = path.rpartition("/")[2]
    execute(f"UPDATE {table} SET created_by = NULL WHERE {noun}_id = {number}")
    for method in ("put", "patch", "delete"):
        asked = example(method, f"{path}/{{{noun}_id}}")
        response = asked.send(client, **{f"{noun}_id": number})
        assert (response.status_code, response.json()["code"]) == (403, "forbidden")
        assert_documented(method, asked.path, response)


@pytest.mark.parametrize("noun", NAMED)
def test_what_is_in_use_is_told_as_documented(client: httpx2.Client, noun: str) -> None:
    number = _made(client, noun)[f"{noun}_id"]
    body = {"skills": [{"skill_id": number}]} if noun == "skill" else {f"{noun}_id": number}
    interview = client.post("/api/interviews", json=body | {"seniority_level": "mid"})
    assert interview.status_code == 201, interview.text
    path = f"{COLLECTIONS[noun]}/{{{noun}_id}}"
    response = example("delete", path).send(client, **{f"{noun}_id": number})
    assert (response.status_code, response.json()["code"]) == (409, "conflict")
    assert "1 of your interviews" in response.json()["detail"]
    assert_documented("delete", path, response)


@pytest.mark.parametrize(
    "asked",
    [each for each in examples() if each.path.startswith(TRACKER) and _ids_in(each.body)],
    ids=str,
)
def test_what_a_body_names_and_nobody_has_is_told_as_documented(
    client: httpx2.Client, asked: Example
) -> None:
    request, nobodys = asked.filled(client), unknown()
    body = in_body(request.body, lambda kind, value: nobodys.get(kind, value))
    response = send(client, replace(request, body=body))
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert_documented(asked.method, asked.path, response)
