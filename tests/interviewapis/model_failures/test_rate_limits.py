"""Model servers that ask for a pause."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.conftest import RunningServer
from tests.doubles.model_server import ModelServer
from tests.doubles.replies import answers, error, in_turn
from tests.interviewapis.model_failures.both_routes import Both, assert_failed


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_obeyed(
    model_backed: RunningServer, model_server: ModelServer, status: int
) -> None:
    """A1, "LLM 429/500": obey Retry-After."""
    model_server.on_stream = in_turn(error(status, Retry_After="1"), answers)
    events = await model_backed.events(agent="coding")
    assert events[-1]["event_type"] == "complete"
    first, second = model_server.streams
    assert second.arrived - first.arrived >= 1


async def test_retry_after_may_be_a_date(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    # Dates have no fractions: two seconds from now are more than one.
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    model_server.on_stream = in_turn(error(429, Retry_After=date), answers)
    events = await model_backed.events(agent="coding")
    assert events[-1]["event_type"] == "complete"
    assert len(model_server.streams) == 2


async def test_a_rate_limit_that_stays_is_told_with_its_pause(both: Both) -> None:
    """A1, "LLM 429/500"."""
    both.models.on_stream = error(429, Retry_After="0.2")
    told = await both.ask()
    assert_failed(told, "upstream_rate_limit", 503, retryable=True)
    assert both.requests == 3
    assert told.by_type["error"]["retry_after"] == 0.2
    assert told.whole.headers["retry-after"] == "1"


async def test_a_pause_too_long_to_wait_for_is_passed_on(both: Both) -> None:
    both.models.on_stream = error(429, Retry_After="3600")
    told = await both.ask()
    assert_failed(told, "upstream_rate_limit", 503, retryable=True)
    assert both.requests == 1
    assert told.by_type["error"]["retry_after"] == 3600
    assert told.whole.headers["retry-after"] == "3600"


async def test_a_pause_that_is_no_pause_is_ignored(subtests: pytest.Subtests, both: Both) -> None:
    for value in ("inf", "nan", "1e400", "-5", "soon", "", "9" * 400):
        with subtests.test(value):
            both.models.on_stream = error(429, Retry_After=value)
            told = await both.ask()
            assert_failed(told, "upstream_rate_limit", 503, retryable=True)
            assert both.requests == 3
            assert told.by_type["error"]["retry_after"] is None
            assert "retry-after" not in told.whole.headers
