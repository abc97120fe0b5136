"""Paths and methods that do not exist, and those that do in two forms (A3)."""

import pytest

from tests.conftest import QUESTION, RunningServer
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.raw_http import connect, exchange, read_response, request

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
        ("POST", "/", "GET, HEAD"),
        ("DELETE", "/api/health", "GET, HEAD"),
        ("TRACE", "/", "GET, HEAD"),
        ("PATCH", "/api/test/ai", "GET"),
        ("HEAD", "/api/test/ai", "GET"),
        ("HEAD", "/api/agents/answer-stream?question=Why+so", "GET, POST"),
        ("HEAD", "/api/agents/runs/00000000-0000-4000-8000-000000000009/events", "GET"),
        ("HEAD", "/api/agents/stream-tickets", "POST"),
        ("HEAD", "/api/agents/answer", "POST"),
        ("PUT", "/api/agents/answer-stream/", "GET, POST"),
        ("PUT", "/api/agents/runs/00000000-0000-4000-8000-000000000009", "DELETE, GET, HEAD"),
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


async def test_head_is_answered_like_get_without_the_body(server: RunningServer) -> None:
    """RFC 9110, section 9.3.2."""
    for path in (
        *("/", "/api/health", "/openapi.json", "/docs", "/api/redoc", "/docs-assets/favicon.png"),
        *("/api/companies", "/api/questions?limit=1", "/api/questions/1000000001/", "/api/agents"),
        *("/api/companies/1", "/api/companies/x", "/api/companies?x=1", "/nothing"),
    ):
        get, head = [await server.client.request(each, path) for each in ("GET", "HEAD")]
        assert (head.status_code, head.content) == (get.status_code, b""), path
        for name in ("content-type", "etag", "link", "x-total-count", "content-location"):
            assert head.headers.get(name) == get.headers.get(name), path
        if "/docs-assets" not in path and path != "/api/health":
            assert head.headers["content-length"] == str(len(get.content)), path
    tag = (await server.client.get("/api/questions?limit=1")).headers["etag"]
    known = {"If-None-Match": tag}
    response = await server.client.head("/api/questions?limit=1", headers=known)
    assert response.status_code == 304
    strange = await server.client.head("/api/companies", headers={"Host": "evil.example"})
    assert strange.status_code == 401


async def test_a_connection_goes_on_after_a_head(server: RunningServer) -> None:
    reader, writer = await connect(server.url)
    writer.write(request("HEAD", "/api/companies") + request("GET", "/api/companies"))
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
    assert (await read_response(reader)).body == b"[]"
    writer.transport.abort()


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
            if not path.startswith(("/api/auth/logout", "/api/admin/")):
                assert plain.status_code in (200, 201, 202, 422), path
            assert plain.headers["content-type"] == slashed.headers["content-type"]
            assert plain.text[:11] == slashed.text[:11]
    for path in ("/docs", "/redoc", "/api/docs", "/openapi.json"):
        assert (await server.client.get(f"{path}/")).status_code == 200
