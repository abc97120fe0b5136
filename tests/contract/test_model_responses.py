"""Real responses of a server with a model match the OpenAPI document, failures too."""

import pytest

from tests.conftest import QUESTION, RunningServer, parse_frames
from tests.contract.document import assert_documented, examples, operations
from tests.doubles.model_server import Exchange, ModelServer


async def test_responses_from_a_model_are_as_documented(model_backed: RunningServer) -> None:
    for method, path, operation in operations():
        for body in examples(operation).values():
            response = await model_backed.client.request(method, path, json=body)
            assert response.status_code == 200, response.text
            assert_documented(method, path, response)
            if "answer-stream" in path:
                assert parse_frames(response.content)[-1]["event_type"] == "complete"


FAILURES = [
    (401, "upstream_auth", 502),
    (404, "upstream_rejected", 502),
    (429, "upstream_rate_limit", 503),
]


@pytest.mark.parametrize("path", ["/api/agents/answer", "/api/interview"])
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


async def test_a_model_that_hangs_is_told_as_documented(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    model_server.on_stream = Exchange.hang
    for path in ("/api/agents/answer", "/api/interview"):
        response = await model_backed.client.post(path, json={"question": QUESTION})
        assert (response.status_code, response.json()["code"]) == (504, "upstream_timeout")
        assert_documented("post", path, response)


async def test_refusals_of_the_model_are_as_documented(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    model_server.on_stream = lambda exchange: exchange.stream("No.", finish="content_filter")
    for path in ("/api/agents/answer", "/api/interview"):
        response = await model_backed.client.post(path, json={"question": QUESTION})
        assert (response.status_code, response.json()["code"]) == (422, "upstream_refusal")
        assert_documented("post", path, response)


async def test_a_server_that_shuts_down_says_so_as_documented(server: RunningServer) -> None:
    server.services.runner.shut_down()
    for path in ("/api/agents/answer-stream", "/api/agents/answer", "/api/interview"):
        response = await server.client.post(path, json={"question": QUESTION})
        assert response.status_code == 503
        assert int(response.headers["retry-after"]) > 0
        assert_documented("post", path, response)


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
