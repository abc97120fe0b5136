"""What the server says of itself, and whether it is true."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from agents.specialists import SPECIALISTS
from database import engine
from interviewapis import __version__
from interviewapis.overview import service
from tests.conftest import QUESTION, RunningServer, Serve
from tests.doubles.model_server import Exchange, ModelServer
from tests.interviewapis.problems import assert_problem

KEY = "sk-test-secret-000000000000"


async def get(server: RunningServer, path: str, status: int = 200) -> Any:
    """The JSON at a path."""
    response = await server.client.get(path)
    assert response.status_code == status, response.text
    return response.json()


async def test_the_overview_names_every_documented_endpoint(server: RunningServer) -> None:
    told = await get(server, "/")
    assert (told["name"], told["version"]) == ("InterviewAPIs", __version__)
    document = await get(server, "/openapi.json")
    documented = {
        f"{method.upper()} {path}"
        for path, operations in document["paths"].items()
        for method in operations
    }
    assert set(told["endpoints"]) == documented
    for path in told["documentation"].values():
        assert (await server.client.get(path)).status_code == 200


async def test_health_of_a_server_that_works(server: RunningServer) -> None:
    told = await get(server, "/api/health")
    age = datetime.now(UTC) - datetime.fromisoformat(told.pop("timestamp"))
    assert timedelta(seconds=-1) < age < timedelta(minutes=1)
    assert told.pop("answering")["provider"] == "library"
    assert told == {
        "status": "healthy",
        "version": __version__,
        "agents_loaded": 6,
        "llm_configured": False,
        "workflow_ready": True,
        "database": "connected",
        "active_runs": 0,
        "auth": "local",
    }


async def test_health_counts_runs_under_way(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    model_server.on_stream = Exchange.hang
    body = {"question": QUESTION}
    async with model_backed.client.stream("POST", "/api/agents/answer-stream", json=body) as got:
        await anext(got.aiter_bytes())
        assert (await get(model_backed, "/api/health"))["active_runs"] == 1


async def test_health_says_when_the_database_is_gone_and_when_it_is_back(
    server: RunningServer, cluster: str, template: str
) -> None:
    """A1: 503; self-recovery. What needs no database goes on."""
    name = urlsplit(server.services.settings.database_url or "").path.lstrip("/")
    connection = await asyncpg.connect(cluster)
    try:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        told = await get(server, "/api/health", 503)
        assert (told["status"], told["database"]) == ("degraded", "unavailable")
        for path in ("/", "/api/info", "/api/agents", "/api/workflow", "/docs"):
            assert (await server.client.get(path)).status_code == 200
        response = await server.client.post("/api/agents/route", json={"question": QUESTION})
        assert response.status_code == 200
        response = await server.client.post("/api/agents/answer", json={"question": QUESTION})
        problem = assert_problem(response, 503, "library_unavailable")
        assert problem["retryable"] is True
        assert int(response.headers["retry-after"]) > 0
        *_, last = await server.events()
        assert (last["event_type"], last["data"]["code"]) == ("error", "library_unavailable")

        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    finally:
        await connection.close()
    assert (await get(server, "/api/health"))["status"] == "healthy"
    assert (await server.events())[-1]["data"]["stored"] is True


async def test_a_busy_pool_is_told_fast_and_the_server_stays_responsive(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A1: pool exhausted: fast 503; /health answers."""
    monkeypatch.setattr(engine, "ACQUIRE_SECONDS", 0.1)
    server = await serve(database_pool_size=1)
    async with server.services.database.transaction():
        assert (await get(server, "/api/health", 503))["database"] == "unavailable"
        response = await server.client.post("/api/agents/answer", json={"question": QUESTION})
        assert_problem(response, 503, "library_unavailable")
    assert (await get(server, "/api/health"))["database"] == "connected"


async def test_info_tells_the_limits_that_hold(server: RunningServer) -> None:
    told = await get(server, "/api/info")
    limits = told["limits"]
    assert limits == {
        "body_bytes": 1_000_000,
        "question_characters": 2000,
        "context_characters": 1000,
        "history_entries": 50,
        "history_characters": 100_000,
    }
    assert told["agents"] == list(SPECIALISTS)
    assert told["answering"]["is_model"] is False
    assert "no AI model is configured" in told["answering"]["description"]
    document = await get(server, "/openapi.json")
    fields = document["components"]["schemas"]["AnswerRequest"]["properties"]
    assert fields["question"]["maxLength"] == limits["question_characters"]
    assert fields["context"]["maxLength"] == limits["context_characters"]
    assert fields["conversation_history"]["maxItems"] == limits["history_entries"]


async def test_info_and_health_name_the_model_that_answers(model_backed: RunningServer) -> None:
    for path in ("/api/info", "/api/health"):
        response = await model_backed.client.get(path)
        assert response.json()["answering"] == {
            "provider": "openai",
            "model": "gpt-4o-mini",
            "is_model": True,
            "description": "The model gpt-4o-mini answers.",
        }
        assert KEY not in response.text
    assert (await get(model_backed, "/api/health"))["llm_configured"] is True


async def test_all_specialists_are_listed(server: RunningServer) -> None:
    told = await get(server, "/api/agents/available")
    assert told == await get(server, "/api/agents")
    assert told["total_agents"] == 6
    assert [agent["id"] for agent in told["agents"]] == list(SPECIALISTS)
    for agent in told["agents"]:
        assert set(agent) == {"id", "name", "specializations", "best_for"}
        assert all(agent.values())


async def test_ai_test_without_a_model_says_what_to_set(server: RunningServer) -> None:
    told = await get(server, "/api/test/ai")
    assert (told["status"], told["code"]) == ("failed", "not_configured")
    assert (told["provider"], told["model"]) == ("library", None)
    assert "OPENAI_API_KEY" in told["error"]


async def test_ai_test_with_a_model_tells_its_reply(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    assert await get(model_backed, "/api/test/ai") == {
        "status": "connected",
        "provider": "openai",
        "model": "gpt-4o-mini",
        "response": "connection successful",
    }
    model_server.on_complete = lambda exchange: exchange.complete("x" * 5000)
    assert len((await get(model_backed, "/api/test/ai"))["response"]) <= 200


async def _echo_the_key(exchange: Exchange) -> None:
    await exchange.error(401, f"Incorrect API key provided: {KEY}", "invalid_api_key")


async def _break_off(exchange: Exchange) -> None:
    exchange.cut()


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (_echo_the_key, "upstream_auth"),
        (lambda exchange: exchange.error(500, KEY), "upstream_unavailable"),
        (lambda exchange: exchange.error(429, KEY), "upstream_rate_limit"),
        (lambda exchange: exchange.respond(200, b"<html>"), "upstream_malformed"),
        (_break_off, "upstream_unavailable"),
        (Exchange.hang, "upstream_timeout"),
    ],
    ids=["key refused", "500", "429", "no JSON", "cut", "hang"],
)
async def test_ai_test_tells_a_failure_but_never_the_key(
    model_backed: RunningServer,
    model_server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    reply: Callable[[Exchange], Awaitable[None]],
    code: str,
) -> None:
    monkeypatch.setattr(service, "AI_TEST_SECONDS", 0.5)
    model_server.on_complete = reply
    response = await model_backed.client.get("/api/test/ai")
    told = response.json()
    assert (told["status"], told["code"]) == ("failed", code)
    assert told["error"]
    assert "response" not in told
    assert KEY not in response.text + caplog.text
    assert model_server.exchanges[-1].headers["authorization"] == f"Bearer {KEY}"


async def test_the_workflow_shows_all_agents_and_ways(server: RunningServer) -> None:
    told = await get(server, "/api/workflow")
    names = {"supervisor", "follow_ups", *SPECIALISTS}
    assert {node["id"] for node in told["graph"]["nodes"]} == names | {"__start__", "__end__"}
    ways = {(edge["source"], edge["target"]) for edge in told["graph"]["edges"]}
    expected = {("__start__", "supervisor"), ("follow_ups", "__end__")}
    expected |= {("supervisor", agent) for agent in SPECIALISTS}
    expected |= {(agent, "follow_ups") for agent in SPECIALISTS}
    assert ways == expected
    assert "graph TD" in told["mermaid"]
    drawn = set(re.findall(r"^\t(\w+) -[-.]+> (\w+);$", told["mermaid"], re.MULTILINE))
    assert drawn == expected


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/api/docs", "/api/redoc"])
async def test_documentation_pages_load_nothing_from_elsewhere(
    server: RunningServer, path: str
) -> None:
    response = await server.client.get(path)
    assert response.headers["content-type"].startswith("text/html")
    loaded = re.findall(r"""(?:src|href|spec-url)=["']([^"']+)["']""", response.text)
    loaded += re.findall(r"""url: ["']([^"']+)["']""", response.text)
    assert any(address.endswith(".js") for address in loaded)
    assert "/openapi.json" in loaded
    for address in loaded:
        assert address.startswith("/"), f"{address} is not ours"
        assert not address.startswith("//")
        asset = await server.client.get(address)
        assert asset.status_code == 200, address
        assert len(asset.content) > 100
    assert not re.search(r"https?://", response.text)


async def test_the_openapi_document_names_the_application(serve: Serve) -> None:
    server = await serve(app_name="Our interviews", app_version="9.9")
    document = await get(server, "/openapi.json")
    assert document["openapi"].startswith("3.1")
    assert (document["info"]["title"], document["info"]["version"]) == ("Our interviews", "9.9")
    overview = await get(server, "/")
    assert (overview["name"], overview["version"]) == ("Our interviews", "9.9")
