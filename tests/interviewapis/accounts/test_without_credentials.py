"""Who may ask without credentials, and how they are refused who may not."""

import re
from typing import Any
from uuid import uuid4

import pytest

from tests.contract.document import operations
from tests.interviewapis.accounts.people import PASSWORD, People, bearer
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.raw_http import exchange, request

pytestmark = pytest.mark.asyncio(loop_scope="module")

PUBLIC = {
    "overview",
    "health",
    "info",
    "workflow",
    "agents",
    "available",
    "register",
    "login",
}
"""What tells of the server only, and where accounts begin."""

FOREIGN: list[dict[str, str]] = [
    {"Host": "interviews.example"},
    {"X-Forwarded-For": "192.0.2.7"},
    {"Forwarded": "for=192.0.2.7"},
    {"Origin": "https://interviews.example"},
    {"Sec-Fetch-Site": "cross-site"},
]
ME = "/api/auth/me"


def filled(path: str) -> str:
    """A path with something in every place; it is not looked at."""
    return re.sub("{[a-z_]+}", str(uuid4()), path)


async def test_exactly_the_public_routes_answer_whoever_asks(members: People) -> None:
    answering = set()
    for method, path, operation in operations():
        for options in ({}, {"json": {}}, {"params": {"unknown": "x"}}):
            response = await members.client.request(method, filled(path), **options)
            if response.status_code != 401:
                answering.add(operation["operationId"])
                continue
            problem = assert_problem(response, 401, "unauthorized")
            assert problem["detail"] == "Not authenticated"
            assert "POST /api/auth/login" in problem["hint"]
            assert response.headers["www-authenticate"] == "Bearer"
            assert "401" in operation["responses"]
    assert answering == PUBLIC


async def test_bad_credentials_answer_no_more_than_none(members: People) -> None:
    for sent in (bearer("x.y.z"), bearer("iak_" + "x" * 43), {"Authorization": "Basic eDp5"}):
        for method, path, operation in operations():
            if operation["operationId"] in PUBLIC:
                continue
            response = await members.client.request(method, filled(path), headers=sent)
            problem = assert_problem(response, 401, "unauthorized")
            assert problem["detail"] == "Could not validate credentials"
            assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
async def test_the_documentation_is_for_everybody(members: People, path: str) -> None:
    assert (await members.client.get(path)).status_code == 200


async def test_being_at_the_same_machine_is_nothing_here(members: People) -> None:
    for headers in ({}, {"Host": "localhost"}, {"Origin": "http://localhost:4200"}):
        response = await members.client.get(ME, headers=headers)
        assert assert_problem(response, 401, "unauthorized")["detail"] == "Not authenticated"


async def test_whoever_signs_up_can_sign_in_and_ask(members: People) -> None:
    account = {"email": "new@example.com", "password": PASSWORD}
    names = {"username": "newcomer", "full_name": "New Comer"}
    registered = await members.client.post("/api/auth/register", json=account | names)
    assert registered.status_code == 201, registered.text
    signed_in = (await members.client.post("/api/auth/login", json=account)).json()
    shown = await members.client.get(ME, headers=bearer(signed_in["access_token"]))
    assert (shown.status_code, shown.json()) == (200, registered.json())


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_credentials_count_from_wherever_they_come(
    people: People, headers: dict[str, str]
) -> None:
    """What only the local user is refused for; signed in, one may come through a proxy."""
    ada = await people.add("ada")
    script = await people.key(ada, "read")
    for each in (ada, script):
        shown = await people.client.get(ME, headers=headers | bearer(each.token))
        assert (shown.status_code, shown.json()["username"]) == (200, "ada")
    refused = await people.client.get(ME, headers=headers)
    problem = assert_problem(refused, 401, "unauthorized")
    assert "POST /api/auth/login" in problem["detail"]
    assert refused.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost/api/auth/me?", "localhost/api/auth/me#", "localhost\\x"]
)
async def test_a_host_does_not_say_which_route_a_key_is_for(people: People, host: str) -> None:
    script = await people.key(await people.add(), "read")
    sent = bearer(script.token)
    body = b'{"full_name": "Taken over"}'
    asked = request("PUT", "/api/user/profile", body, host=host, **sent)
    response = await exchange(people.server.url, asked)
    assert response.status in (400, 403)


async def test_a_page_of_another_site_can_sign_nobody_up_or_in_unseen(people: People) -> None:
    """Without a preflight, browsers send forms and plain text only."""
    bodies: dict[str, Any] = {
        "text/plain": b'{"email": "x@example.com", "password": "MyPass123"}',
        "application/x-www-form-urlencoded": b"email=x%40example.com&password=MyPass123",
    }
    for content_type, body in bodies.items():
        for path in ("/api/auth/login", "/api/auth/register"):
            response = await people.client.post(
                path, content=body, headers={"Content-Type": content_type}
            )
            assert_problem(response, 422, "invalid_request")
