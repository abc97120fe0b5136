"""Who may ask without credentials, through sockets: only the person at this machine."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest

from database.models import LARGEST_INTEGER
from interviewapis.app import EXPOSED_HEADERS
from tests.conftest import QUESTION, RunningServer
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.raw_http import connect, exchange, read_response, request

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROUTE = "/api/agents/route"
OPEN = {
    *("/", "/api/health", "/api/info", "/api/workflow", "/api/agents", "/api/agents/available"),
    *("/api/auth/register", "/api/auth/login"),
}
"""Paths that tell of the server only, or let somebody in."""
FORWARDING = [
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
    "Via",
]


@pytest.fixture(scope="module")
def server(shared_server: RunningServer) -> RunningServer:
    """These tests leave nothing behind."""
    return shared_server


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("localhost.evil.example", 401),
        ("evil.example:8000", 401),
        ("[", 401),
    ],
)
async def test_the_host_header_decides(server: RunningServer, host: str, status: int) -> None:
    response = await exchange(server.url, request("GET", "/api/test/ai", host=host))
    assert response.status == status


@pytest.mark.parametrize("version", ["1.0", "1.1"])
async def test_a_request_without_a_host_is_refused(server: RunningServer, version: str) -> None:
    response = await exchange(server.url, f"GET /api/test/ai HTTP/{version}\r\n\r\n".encode())
    assert response.status in (400, 401)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "evil.example"},
        *({name: "for=127.0.0.1"} for name in FORWARDING),
    ],
    ids=str,
)
async def test_what_may_not_ask_is_told_why_and_starts_nothing(
    server: RunningServer, headers: dict[str, str]
) -> None:
    question = "How would you keep strangers out?"
    for path in ("/api/agents/answer-stream", "/api/agents/answer", "/api/interview", ROUTE):
        response = await server.client.post(path, json={"question": question}, headers=headers)
        problem = assert_problem(response, 401, "unauthorized")
        assert "ALLOWED_ORIGINS" in problem["detail"]
        assert "evil" not in response.text
    assert server.services.runner.active == 0
    query = "SELECT FROM agent_runs WHERE question = $1"
    assert await server.fetch(query, question) == []


async def test_strangers_learn_nothing_about_their_input(server: RunningServer) -> None:
    response = await server.client.post(
        ROUTE, json={"mood": "good"}, headers={"Origin": "http://evil.example"}
    )
    assert_problem(response, 401, "unauthorized")


@pytest.mark.parametrize("origin", ["http://localhost:4200", "own"])
async def test_pages_of_own_and_allowed_origins_may_ask(server: RunningServer, origin: str) -> None:
    headers = {"Origin": server.url if origin == "own" else origin, "Sec-Fetch-Site": "same-origin"}
    response = await server.client.post(ROUTE, json={"question": QUESTION}, headers=headers)
    assert response.status_code == 200


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
async def test_the_web_client_may_ask_from_its_own_origin(server: RunningServer, name: str) -> None:
    """As browsers send it from a page at /app/, with no token."""
    host = f"{name}:{server.url.rpartition(':')[2]}"
    fetched = {
        "Host": host,
        "Referer": f"http://{host}/app/",
        "Sec-Fetch-Site": "same-origin",
        "Sec-Fetch-Mode": "cors",
        "Sec-Fetch-Dest": "empty",
    }
    sending = fetched | {"Origin": f"http://{host}"}
    shown = await server.client.get("/api/auth/me", headers=fetched)
    assert (shown.status_code, shown.json()["username"]) == (200, "local")
    routed = await server.client.post(ROUTE, json={"question": QUESTION}, headers=sending)
    assert routed.status_code == 200
    for method in ("PUT", "PATCH", "DELETE"):
        path = f"/api/companies/{LARGEST_INTEGER}"
        sent = await server.client.request(method, path, json={}, headers=sending)
        assert sent.status_code != 401
    stream = fetched | {"Accept": "text/event-stream"}
    opened = await server.client.get(
        "/api/agents/answer-stream", params={"question": QUESTION}, headers=stream
    )
    assert opened.status_code == 200


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1", "http://localhost"),
        ("localhost", "http://127.0.0.1"),
        ("localhost", "https://localhost"),
        ("localhost", "http://localhost.evil.example"),
    ],
)
async def test_a_page_of_a_like_origin_is_a_foreign_one(
    server: RunningServer, host: str, origin: str
) -> None:
    port = server.url.rpartition(":")[2]
    for headers in (
        {"Host": f"{host}:{port}", "Origin": f"{origin}:{port}"},
        {"Host": f"{host}:{port}", "Origin": f"http://{host}:1"},
        {"Host": f"{host}:{port}", "Sec-Fetch-Site": "same-site"},
    ):
        asked = {"question": QUESTION}
        response = await server.client.post(ROUTE, json=asked, headers=headers)
        assert_problem(response, 401, "unauthorized")


async def test_exactly_the_routes_that_act_for_somebody_are_guarded(server: RunningServer) -> None:
    document = (await server.client.get("/openapi.json")).json()
    allowed = set()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            body = {"question": QUESTION} if method == "post" else None
            response = await server.client.request(
                method, path, json=body, headers={"Origin": "http://evil.example"}
            )
            assert response.status_code in (200, 401, 422)
            if response.status_code == 401:
                assert "401" in operation["responses"]
            else:
                allowed.add(path)
    assert allowed == OPEN


def _address_of_this_machine() -> str | None:
    """An address by which other machines would reach this one, if it has any."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.255", 9))  # sends nothing: it only chooses a route
        except OSError:
            return None
        address: str = probe.getsockname()[0]
    return None if address.startswith(("127.", "0.")) else address


@asynccontextmanager
async def _client_from_elsewhere(server: RunningServer) -> AsyncIterator[httpx2.AsyncClient]:
    """A client whose peer address is none of loopback, through a socket where that can be."""
    config = server.uvicorn.config
    address = _address_of_this_machine()
    if address is None:
        transport = httpx2.ASGITransport(config.loaded_app, client=("192.0.2.7", 51234))
        async with httpx2.AsyncClient(transport=transport, base_url=server.url) as client:
            yield client
        return

    def protocol() -> asyncio.Protocol:
        return config.http_protocol_class(  # type: ignore[operator, union-attr]
            config=config,
            server_state=server.uvicorn.server_state,
            app_state=server.uvicorn.lifespan.state,
        )

    listener = await asyncio.get_running_loop().create_server(protocol, address, 0)
    port = listener.sockets[0].getsockname()[1]
    async with listener, httpx2.AsyncClient(base_url=f"http://{address}:{port}") as client:
        yield client


@pytest.mark.parametrize("host", ["localhost", None])
async def test_another_machine_may_not_ask_whatever_host_it_names(
    server: RunningServer, host: str | None
) -> None:
    async with _client_from_elsewhere(server) as client:
        headers = {"Host": host} if host else {}
        response = await client.post(ROUTE, json={"question": QUESTION}, headers=headers)
        problem = assert_problem(response, 401, "unauthorized")
        assert "it comes from another machine" in problem["detail"]
        assert (await client.get("/api/health", headers=headers)).status_code == 200


# CORS


async def preflight(server: RunningServer, origin: str, **headers: str) -> httpx2.Response:
    """Ask as a browser does before a page may send JSON."""
    sent = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return await server.client.options("/api/agents/answer-stream", headers=sent)


async def test_a_page_of_an_allowed_origin_may_send_json_and_resume(server: RunningServer) -> None:
    origin = "http://localhost:4200"
    response = await preflight(
        server, origin, Access_Control_Request_Headers="content-type, last-event-id, authorization"
    )
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == origin
    assert response.headers["access-control-allow-credentials"] == "true"
    assert "POST" in response.headers["access-control-allow-methods"]
    allowed = response.headers["access-control-allow-headers"].lower().split(", ")
    assert {"content-type", "last-event-id", "authorization"} <= set(allowed)
    assert "*" not in response.headers["access-control-allow-methods"] + "".join(allowed)


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost:4200.evil.example", "*"]
)
async def test_a_page_of_any_other_origin_may_not(server: RunningServer, origin: str) -> None:
    response = await preflight(server, origin)
    assert response.status_code == 400
    assert "access-control-allow-origin" not in response.headers


async def test_a_method_or_header_that_is_not_offered_is_refused(server: RunningServer) -> None:
    origin = "http://localhost:4200"
    refused = await preflight(server, origin, Access_Control_Request_Method="TRACE")
    assert refused.status_code == 400
    refused = await preflight(server, origin, Access_Control_Request_Headers="x-forwarded-for")
    assert refused.status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/health", 200),
        ("POST", ROUTE, 422),
        ("GET", "/nothing", 404),
        ("DELETE", "/", 405),
    ],
)
async def test_allowed_pages_can_read_every_response_and_others_none(
    server: RunningServer, method: str, path: str, status: int
) -> None:
    origin = "http://localhost:4200"
    response = await server.client.request(method, path, headers={"Origin": origin})
    assert response.status_code == status
    assert response.headers["access-control-allow-origin"] == origin
    assert response.headers["vary"].lower() == "origin"
    exposed = set(response.headers["access-control-expose-headers"].split(", "))
    assert exposed == set(EXPOSED_HEADERS)
    assert exposed >= {"X-Total-Count", "Link", "ETag", "RateLimit", "Retry-After", "X-Request-ID"}
    for foreign in ("http://evil.example", "null"):
        response = await server.client.request(method, path, headers={"Origin": foreign})
        assert "access-control-allow-origin" not in response.headers
        assert response.headers["vary"].lower() == "origin"


async def test_a_page_can_read_that_its_body_is_too_large(server: RunningServer) -> None:
    reader, writer = await connect(server.url)
    origin = "http://localhost:4200"
    head, _, _ = request("POST", ROUTE, Content_Length="50000000", Origin=origin).partition(
        b"\r\n\r\n"
    )
    writer.write(head + b"\r\n\r\n")
    response = await read_response(reader)
    assert response.status == 413
    assert response.headers["access-control-allow-origin"] == origin
    writer.close()


@pytest.mark.parametrize("offer", ["websocket", "h2c"])
async def test_upgrades_lead_nowhere(server: RunningServer, offer: str) -> None:
    """Web sockets are not bound by CORS, so an open one would go round all of this."""
    sent = request(
        "GET",
        "/api/agents/answer-stream",
        Connection="Upgrade",
        Upgrade=offer,
        Sec_WebSocket_Version="13",
        Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==",
    )
    response = await exchange(server.url, sent)
    assert 400 <= response.status < 500
