"""Model servers that fall silent."""

from typing import Any

import pytest

from tests.conftest import Serve
from tests.doubles.model_server import Exchange, ModelServer
from tests.doubles.replies import (
    BEGUN,
    KEY,
    drip,
    error,
    keep_alives,
    stream,
    with_text,
)
from tests.interviewapis.model_failures.both_routes import Both, assert_failed

SILENT: dict[str, Any] = {
    "no head": Exchange.hang,
    "no chunk": stream(Exchange.hang),
    "only comments": stream(keep_alives),
    "one byte at a time": stream(drip),
}
SILENT_IN_THE_MIDDLE: dict[str, Any] = {
    "silence": with_text(Exchange.hang),
    "only comments": with_text(keep_alives),
    "one byte at a time": with_text(drip),
}


@pytest.fixture
async def impatient(
    serve: Serve, model_server: ModelServer, caplog: pytest.LogCaptureFixture
) -> Both:
    """As ``both``, with short timeouts, yet longer than a busy machine takes to connect."""
    server = await serve(
        openai_base_url=model_server.url,
        openai_api_key=KEY,
        openai_first_token_timeout=2,
        openai_idle_timeout=1,
    )
    return Both(server, model_server, caplog)


async def test_silence_before_the_first_token_is_not_waited_for_twice(
    subtests: pytest.Subtests, impatient: Both
) -> None:
    """A1, "LLM hangs": first-token timeout, terminal error."""
    for name, case in SILENT.items():
        with subtests.test(name):
            impatient.models.on_stream = case
            told = await impatient.ask()
            assert_failed(told, "upstream_timeout", 504, retryable=True)
            assert impatient.requests == 1


async def test_silence_in_the_middle_keeps_what_arrived(
    subtests: pytest.Subtests, impatient: Both
) -> None:
    """A1, "LLM hangs": idle timeout; comments and halves of events do not reset its clock."""
    for name, case in SILENT_IN_THE_MIDDLE.items():
        with subtests.test(name):
            impatient.models.on_stream = case
            told = await impatient.ask()
            assert_failed(told, "upstream_timeout", 504, retryable=True)
            assert told.streamed == BEGUN
            assert "What arrived is kept" in told.by_type["error"]["message"]
            assert impatient.requests == 1


async def test_a_server_that_says_timeout_is_not_asked_twice(both: Both) -> None:
    """408: the time is spent."""
    both.models.on_stream = error(408)
    told = await both.ask()
    assert_failed(told, "upstream_timeout", 504, retryable=True)
    assert both.requests == 1
