"""Real responses of a server with a model match the OpenAPI document, failures too."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx2
import pytest

from tests.conftest import QUESTION, RunningServer, Serve, parse_frames
from tests.contract.document import assert_documented, operations, success
from tests.contract.requests import (
    TRACKER,
    conversation,
    example,
    examples,
    finished_run,
    start_run,
    unknown,
)
from tests.doubles.model_server import Exchange, ModelServer

LIST_PRACTICE = ("get", "/api/interview")
PRACTICE = ("/api/interview/", "/api/skill-gaps", "/api/user/stats")
WHOLE_ANSWERS = ("/api/agents/answer", "/api/interview")


async def _with_client(server: RunningServer, work: Callable[[httpx2.Client], Any]) -> Any:
    """Do some work with a client that blocks, beside the server."""

    def run() -> Any:
        with httpx2.Client(base_url=server.url, timeout=30) as client:
            return work(client)

    return await asyncio.to_thread(run)


async def test_responses_from_a_model_are_as_documented(model_backed: RunningServer) -> None:
    statuses = {(method, path): success(each) for method, path, each in operations()}

    def check(client: httpx2.Client) -> None:
        for asked in examples():
            if asked.path.startswith(TRACKER) and not asked.path.endswith("/answer"):
                continue  # no model has a part in it
            if asked.path.startswith(PRACTICE) or (asked.method, asked.path) == LIST_PRACTICE:
                continue  # checked by the tests of practice, which know what to reply
            response = asked.send(client)
            assert response.status_code == statuses[asked.method, asked.path], response.text
            assert_documented(asked.method, asked.path, response)
            if (asked.method, asked.path) == ("post", "/api/agents/answer-stream"):
                assert parse_frames(response.content)[-1]["event_type"] == "complete"

    await _with_client(model_backed, check)


async def test_runs_under_way_are_shown_as_documented(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    model_server.on_stream = Exchange.hang

    def check(client: httpx2.Client) -> None:
        model_server.on_stream = Exchange.stream
        within = conversation(client)
        model_server.on_stream = Exchange.hang
        run_id = start_run(client, conversation_id=within)
        for path in (
            "/api/agents/runs/{run_id}",
            "/api/agents/runs",
            "/api/agents/conversations/{conversation_id}",
        ):
            response = example("get", path).send(client, run_id=run_id, conversation_id=within)
            assert '"running"' in response.text
            assert_documented("get", path, response)

        for method, path in (
            ("post", "/api/agents/runs"),
            ("post", "/api/agents/answer"),
            ("post", "/api/agents/answer-stream"),
            ("get", "/api/agents/answer-stream"),
        ):
            asked = {"question": QUESTION, "conversation_id": within}
            name = "params" if method == "get" else "json"
            response = client.request(method, path, **{name: asked})
            assert (response.status_code, response.json()["code"]) == (409, "conflict")
            assert_documented(method, path, response)
        again = client.post(f"/api/agents/runs/{run_id}/regenerate", json={})
        assert (again.status_code, again.json()["code"]) == (409, "conflict")
        assert_documented("post", "/api/agents/runs/{run_id}/regenerate", again)

        stopped = client.post(f"/api/agents/runs/{run_id}/cancel")
        assert (stopped.status_code, stopped.json()["status"]) == (200, "cancelled")
        assert_documented("post", "/api/agents/runs/{run_id}/cancel", stopped)

        deleted = client.delete(f"/api/agents/runs/{start_run(client)}")
        assert deleted.status_code == 204
        assert_documented("delete", "/api/agents/runs/{run_id}", deleted)

    await _with_client(model_backed, check)


@pytest.mark.parametrize("path", WHOLE_ANSWERS)
async def test_an_answer_that_somebody_else_stops_is_told_as_documented(
    model_backed: RunningServer, model_server: ModelServer, path: str
) -> None:
    model_server.on_stream = Exchange.hang
    asking = asyncio.create_task(model_backed.client.post(path, json={"question": QUESTION}))
    async with asyncio.timeout(10):
        while not model_server.streams:  # noqa: ASYNC110 - polls a plain list
            await asyncio.sleep(0.01)
    listed = await model_backed.client.get("/api/agents/runs", params={"status": "running"})
    run_id = listed.json()["data"][0]["run_id"]
    await model_backed.client.post(f"/api/agents/runs/{run_id}/cancel")
    response = await asking
    assert (response.status_code, response.json()["code"]) == (409, "cancelled")
    assert_documented("post", path, response)


FAILURES = [
    (401, "upstream_auth", 502),
    (404, "upstream_rejected", 502),
    (429, "upstream_rate_limit", 503),
]


@pytest.mark.parametrize("path", WHOLE_ANSWERS)
@pytest.mark.parametrize(("upstream", "code", "status"), FAILURES)
async def test_failures_of_the_model_are_as_documented(
    model_backed: RunningServer,
    model_server: ModelServer,
    path: str,
    upstream: int,
    code: str,
    status: int,
) -> None:
    model_server.on_stream = lambda exchange: exchange.error(upstream, "x", retry_after="60")
    response = await model_backed.client.post(path, json={"question": QUESTION})
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert_documented("post", path, response)


async def test_runs_that_failed_are_shown_as_documented(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    model_server.on_stream = lambda exchange: exchange.error(401, "x")

    def check(client: httpx2.Client) -> None:
        run_id = finished_run(client)
        for path in ("/api/agents/runs/{run_id}", "/api/agents/runs"):
            response = example("get", path).send(client, run_id=run_id)
            assert '"failed"' in response.text
            assert_documented("get", path, response)

    await _with_client(model_backed, check)


async def test_a_model_that_hangs_is_told_as_documented(
    serve: Serve, model_server: ModelServer
) -> None:
    server = await serve(openai_base_url=model_server.url, openai_first_token_timeout=1)
    model_server.on_stream = Exchange.hang
    for path in WHOLE_ANSWERS:
        response = await server.client.post(path, json={"question": QUESTION})
        assert (response.status_code, response.json()["code"]) == (504, "upstream_timeout")
        assert_documented("post", path, response)


async def test_refusals_of_the_model_are_as_documented(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    model_server.on_stream = lambda exchange: exchange.stream("No.", finish="content_filter")
    for path in WHOLE_ANSWERS:
        response = await model_backed.client.post(path, json={"question": QUESTION})
        assert (response.status_code, response.json()["code"]) == (422, "upstream_refusal")
        assert_documented("post", path, response)


async def test_a_server_that_shuts_down_says_so_as_documented(server: RunningServer) -> None:
    run_id = await _with_client(server, finished_run)
    server.services.runner.shut_down()
    for path in (
        "/api/agents/answer-stream",
        "/api/agents/answer",
        "/api/agents/runs",
        "/api/agents/runs/{run_id}/regenerate",
        "/api/interview",
    ):
        response = await _with_client(
            server, lambda client, path=path: example("post", path).send(client, run_id=run_id)
        )
        assert response.status_code == 503
        assert int(response.headers["retry-after"]) > 0
        assert_documented("post", path, response)


NEED_THE_DATABASE = [
    example(method, path)
    for method, path, operation in operations()
    if operation["tags"][0] in ("Runs", "Conversations")
    or path.startswith(("/api/agents/runs", *TRACKER))
]


async def test_a_database_that_is_gone_is_told_as_documented(
    server: RunningServer, cluster: str, template: str
) -> None:
    ids = unknown() | {
        "run_id": await _with_client(server, finished_run),
        "conversation_id": await _with_client(server, conversation),
    }
    name = urlsplit(server.services.settings.database_url or "").path.lstrip("/")
    connection = await asyncpg.connect(cluster)
    try:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        for asked in NEED_THE_DATABASE:
            response = await _with_client(
                server, lambda client, asked=asked: asked.send(client, **ids)
            )
            told = (response.status_code, response.json()["code"])
            assert told == (503, "database_unavailable"), asked
            assert int(response.headers["retry-after"]) > 0
            assert_documented(asked.method, asked.path, response)
    finally:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        await connection.close()


@pytest.mark.parametrize("failing", ["401", "garbage"])
async def test_a_failed_test_of_the_model_is_as_documented(
    model_backed: RunningServer, model_server: ModelServer, failing: str
) -> None:
    async def fail(exchange: Exchange) -> None:
        if failing == "401":
            await exchange.error(401, "x")
        else:
            await exchange.respond(200, b"<html>")

    model_server.on_complete = fail
    response = await model_backed.client.get("/api/test/ai")
    assert response.json()["status"] == "failed"
    assert_documented("get", "/api/test/ai", response)
