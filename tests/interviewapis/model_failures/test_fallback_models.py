"""A second model, asked when the first cannot answer."""

from typing import Any

import pytest

from tests.conftest import PATIENT, Serve
from tests.doubles.model_server import Exchange, ModelServer
from tests.doubles.replies import (
    KEY,
    TOLD,
    answers,
    answers_namelessly,
    by_model,
    cut,
    delta,
    done,
    error,
    stream,
    with_text,
)
from tests.interviewapis.model_failures.both_routes import Both, assert_failed

FIRST_FAILS: dict[str, tuple[Any, int]] = {
    "server error": (error(500), 3),
    "rate limit": (error(429), 3),
    "long pause": (error(429, Retry_After="3600"), 1),
    "unknown model": (error(404), 1),
    "context length": (error(400, "context_length_exceeded"), 1),
    "empty answer": (stream(Exchange.end_body), 3),
    "no word within the token limit": (stream(delta("length"), done), 1),
}
"""How the first model fails, and how often it is asked."""

NO_MATTER_OF_THE_MODEL: dict[str, tuple[Any, str, int]] = {
    "a wrong key": (error(401, "invalid_api_key"), "upstream_auth", 502),
    "a refusal": (stream(delta(refusal=TOLD), Exchange.end_stream), "upstream_refusal", 422),
    "a quota used up": (error(429, "insufficient_quota"), "upstream_rate_limit", 503),
}
"""Failures with what is told of them: the code, and the status of a whole answer."""


TWO_MODELS: dict[str, Any] = {
    "openai_api_key": KEY,
    "openai_model": "first",
    "openai_fallback_models": ("second",),
}


@pytest.fixture
async def with_fallback(
    serve: Serve, model_server: ModelServer, caplog: pytest.LogCaptureFixture
) -> Both:
    """As ``both``, with a second model."""
    server = await serve(openai_base_url=model_server.url, **TWO_MODELS, **PATIENT)
    return Both(server, model_server, caplog)


async def answered_by_the_second(both: Both, trouble: Any, tries: int) -> None:
    """The first model is in trouble, and asked that often before the second answers."""
    both.models.on_stream = by_model(first=trouble, second=answers)
    told = await both.ask()
    assert told.by_type["answer_complete"]["full_answer"] == "second answers"
    assert told.by_type["answer_complete"]["metadata"]["model"] == "second"
    assert told.whole.json()["metadata"]["model"] == "second"
    asked = [exchange.model for exchange in both.models.streams]
    assert asked == (["first"] * tries + ["second"]) * 2


async def test_the_second_model_answers_when_the_first_cannot(
    subtests: pytest.Subtests, with_fallback: Both
) -> None:
    for name, (trouble, tries) in FIRST_FAILS.items():
        with subtests.test(name):
            await answered_by_the_second(with_fallback, trouble, tries)


async def test_the_second_model_answers_when_the_first_is_silent(
    serve: Serve, model_server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    # Longer than the second model takes on a busy machine.
    seconds = {"openai_first_token_timeout": 3, "openai_idle_timeout": 15}
    server = await serve(openai_base_url=model_server.url, **TWO_MODELS, **seconds)
    await answered_by_the_second(Both(server, model_server, caplog), Exchange.hang, 1)


async def test_a_second_model_is_named_though_its_server_names_none(with_fallback: Both) -> None:
    with_fallback.models.on_stream = by_model(first=error(404), second=answers_namelessly)
    told = await with_fallback.ask()
    assert told.by_type["answer_complete"]["metadata"]["model"] == "second"


async def test_what_a_second_model_cannot_mend_is_not_asked_of_it(
    subtests: pytest.Subtests, with_fallback: Both
) -> None:
    for name, (trouble, code, status) in NO_MATTER_OF_THE_MODEL.items():
        with subtests.test(name):
            with_fallback.models.on_stream = trouble
            told = await with_fallback.ask()
            assert_failed(told, code, status, retryable=False)
            assert [each.model for each in with_fallback.models.streams] == ["first"] * 2


async def test_after_the_first_token_there_is_no_second_model(with_fallback: Both) -> None:
    """A1, "LLM 429/500": only before the first token."""
    with_fallback.models.on_stream = with_text(cut)
    told = await with_fallback.ask()
    assert_failed(told, "cut_mid_answer", 502, retryable=True)
    assert [exchange.model for exchange in with_fallback.models.streams] == ["first"] * 2


async def test_when_all_models_fail_the_last_failure_is_told(with_fallback: Both) -> None:
    with_fallback.models.on_stream = by_model(first=error(500), second=error(429))
    told = await with_fallback.ask()
    assert_failed(told, "upstream_rate_limit", 503, retryable=True)
    assert with_fallback.requests == 6
