"""Requests that are bound directly, and those that FastAPI binds."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from fastapi.routing import APIRoute

from interviewapis.binding import _Binding
from interviewapis.routes import ROUTERS
from tests.conftest import RunningServer

pytestmark = pytest.mark.asyncio(loop_scope="module")

JSON = {"Content-Type": "application/json"}
BODY = b'{"company_name": "Northwind"}'


@pytest_asyncio.fixture(loop_scope="module")
async def server(shared_server: RunningServer) -> AsyncIterator[RunningServer]:
    """The module's server, where no company is left behind."""
    yield shared_server
    await shared_server.fetch("DELETE FROM companies")
    await shared_server.fetch("DELETE FROM request_keys")


def routes() -> list[APIRoute]:
    return [route for each in ROUTERS for route in each.routes if isinstance(route, APIRoute)]


async def test_all_but_some_streams_and_administration_are_bound_directly() -> None:
    usual = {route.name for route in routes() if _Binding.of(route.dependant) is None}
    streams = {"answer_event_source", "run_events"}
    administration = {"list_users", "deactivate_user", "reactivate_user", "reset_password"}
    assert usual == streams | administration


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (BODY, "application/json", 201),
        (BODY, "application/json; charset=utf-8", 201),
        (BODY, "application/vnd.interviews+json", 201),
        (b"\xef\xbb\xbf" + BODY, "application/json", 201),
        (BODY, "text/plain", 422),
        (b"", "application/json", 422),
        (b"null", "application/json", 422),
        (b"[]", "application/json", 422),
        (BODY[:-1], "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"company_name": "\xff"}', "application/json", 400),
        (b'{"company_name": ' + b"9" * 5000 + b"}", "application/json", 400),
    ],
)
async def test_bodies_are_taken_and_refused_alike(
    server: RunningServer, content: bytes, content_type: str, status: int
) -> None:
    response = await server.client.post(
        "/api/companies", content=content, headers={"Content-Type": content_type}
    )
    assert response.status_code == status, response.text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("?limit=5&skip=0", 200),
        ("?limit=5&limit=6", 200),
        ("?limit=", 422),
        ("?limit=0", 422),
        ("?limit=1_0", 422),
        ("?colour=red", 422),
        ("?search=&limit=5", 200),
    ],
)
async def test_queries_are_taken_and_refused_alike(
    server: RunningServer, query: str, status: int
) -> None:
    response = await server.client.get(f"/api/companies{query}")
    assert response.status_code == status, response.text


@pytest.mark.parametrize(("key", "status"), [("k", 201), ("k" * 256, 422), ("", 422), ("a b", 422)])
async def test_headers_are_taken_and_refused_alike(
    server: RunningServer, key: str, status: int
) -> None:
    response = await server.client.post(
        "/api/companies", content=BODY, headers=JSON | {"Idempotency-Key": key}
    )
    assert response.status_code == status, response.text


async def test_who_is_refused_learns_nothing_else(server: RunningServer) -> None:
    foreign: dict[str, Any] = {"Host": "interviews.example"}
    for path in ("/api/interviews/1_0", "/api/interviews?limit=0", "/api/interviews/1"):
        assert (await server.client.get(path, headers=foreign)).status_code == 401
    refused = await server.client.post("/api/companies", content=b"{", headers=JSON | foreign)
    assert refused.status_code == 401
