"""The key stays between this server and the model server."""

import pytest

from tests.doubles.model_server import ModelServer
from tests.doubles.replies import CANARY, KEY, body, error
from tests.interviewapis.model_failures.both_routes import Both


async def test_a_redirect_takes_nothing_to_another_server(both: Both) -> None:
    async with ModelServer() as elsewhere:
        both.models.on_stream = body(307, b"", Location=f"{elsewhere.url}/chat/completions")
        await both.ask()
        assert elsewhere.exchanges == []


async def test_secrets_stay_out_of_the_log_while_routing_and_following_up(
    both: Both, caplog: pytest.LogCaptureFixture
) -> None:
    both.models.routing = both.models.follow_ups = error(401)
    told = await both.ask(agent=None)
    assert told.by_type["complete"]["success"] is True
    assert "upstream_auth" in caplog.text
    for path in ("/api/test/ai", "/api/health", "/api/info"):
        both.models.on_complete = error(401)
        response = await both.server.client.get(path)
        assert KEY not in response.text
        assert CANARY not in response.text
