"""Paths and methods that do not exist, and those that do in two forms (A3)."""

import pytest

from tests.conftest import QUESTION, RunningServer
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.raw_http import exchange, request

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROUTE = "/api/agents/route"


@pytest.fixture(scope="module")
def server(shared_server: RunningServer) -> RunningServer:
    """These tests leave nothing behind."""
    return shared_server


@pytest.mark.parametrize(
    "path", ["/nothing", "/api", "/api/agents/nothing", "/a%00b", "/%ff%fe", "/docs-assets/x"]
)
async def test_an_unknown_path_is_not_found(server: RunningServer, path: str) -> None:
    problem = assert_problem(await server.client.get(path), 404, "not_found")
    assert "/docs" in problem["detail"]


@pytest.mark.parametrize("path", ["/docs-assets/../../app.py", "/docs-assets/%2e%2e/%2e%2e/app.py"])
async def test_assets_do_not_lead_out_of_their_folder(server: RunningServer, path: str) -> None:
    response = await exchange(server.url, request("GET", path))
    assert response.status == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/agents/answer", "POST"),
        ("PUT", ROUTE, "POST"),
        ("HEAD", ROUTE, "POST"),
        ("OPTIONS", ROUTE, "POST"),
        ("POST", "/", "GET"),
        ("DELETE", "/api/health", "GET"),
        ("TRACE", "/", "GET"),
        ("PATCH", "/api/test/ai", "GET"),
        ("PUT", "/api/agents/answer-stream/", "GET, POST"),
        ("PUT", "/api/agents/runs/00000000-0000-4000-8000-000000000009", "DELETE, GET"),
    ],
)
async def test_a_wrong_method_is_told_the_right_one(
    server: RunningServer, method: str, path: str, allowed: str
) -> None:
    response = await server.client.request(method, path)
    assert response.status_code == 405
    assert response.headers["allow"] == allowed
    if method == "HEAD":
        assert response.content == b""
    else:
        assert_problem(response, 405, "method_not_allowed")


async def test_paths_with_and_without_a_trailing_slash_answer_alike(server: RunningServer) -> None:
    """Without a redirect, on which clients turn POST to GET."""
    document = (await server.client.get("/openapi.json")).json()
    assert len(document["paths"]) >= 10
    for path, operations in document["paths"].items():
        for method in operations:
            body = {"question": QUESTION} if method == "post" else None
            plain, slashed = [
                await server.client.request(method, each, json=body)
                for each in (path, f"{path.rstrip('/')}/")
            ]
            assert plain.status_code == slashed.status_code, path
            assert plain.status_code in (200, 201, 202, 422), path
            assert plain.headers["content-type"] == slashed.headers["content-type"]
            assert plain.text[:11] == slashed.text[:11]
    for path in ("/docs", "/redoc", "/api/docs", "/openapi.json"):
        assert (await server.client.get(f"{path}/")).status_code == 200
