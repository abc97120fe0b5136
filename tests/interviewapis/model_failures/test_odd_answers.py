"""Answers that are whole, though oddly told."""

from typing import Any

import pytest

from tests.conftest import RunningServer
from tests.doubles.model_server import Exchange, ModelServer
from tests.doubles.replies import (
    BEGUN,
    CANARY,
    TOLD,
    choices,
    count,
    cut,
    delta,
    done,
    with_text,
)
from tests.interviewapis.model_failures.both_routes import (
    Both,
    third_party_serializer,
)

WHOLE: dict[str, Any] = {
    "another word for the end": (delta("end_turn"), done),
    "[DONE] twice": (delta("stop"), b"[DONE]", done),
    "data after [DONE]": (delta("stop"), b"[DONE]", delta(content=CANARY), Exchange.end_body),
    "an open end after [DONE]": (delta("stop"), b"[DONE]", Exchange.hang),
    "silence after the finish reason": (delta("stop"), Exchange.hang),
    "a cut after the finish reason": (delta("stop"), cut),
    "rubbish after the finish reason": (delta("stop"), b"{", Exchange.end_body),
    "the end of the body after the finish reason": (delta("stop"), Exchange.end_body),
    "a last chunk without delta": (choices({"index": 0, "finish_reason": "stop"}), done),
    "a last chunk without index": (choices({"delta": {}, "finish_reason": "stop"}), done),
    "chunks without choices": (
        {"id": "1"},
        {"choices": None},
        {"choices": []},
        {},
        Exchange.end_stream,
    ),
    "null content and null delta": (
        delta(content=None),
        choices({"index": 0, "delta": None}),
        Exchange.end_stream,
    ),
    "a second choice": (
        choices({"index": 1, "delta": {"content": CANARY}, "finish_reason": "stop"}),
        Exchange.end_stream,
    ),
    "tool calls that nobody asked for": (
        delta(tool_calls=[{"index": 0}], function_call={}),
        Exchange.end_stream,
    ),
    "a role that nobody has": (delta(role="tool"), Exchange.end_stream),
    "keep-alive comments": (Exchange.keep_alive, Exchange.end_stream),
}
USAGE = {
    "usage in words": {"prompt_tokens": "many", "completion_tokens": 1},
    "usage that is text": TOLD,
    "negative usage": {"prompt_tokens": -1, "completion_tokens": 1},
    "endless usage": {"prompt_tokens": 10**30, "completion_tokens": 1},
    "fractional usage": {"prompt_tokens": 0.5, "completion_tokens": 1},
    "no usage": None,
}
"""Odd counts. A wrong count must not cost the answer."""


@third_party_serializer
async def test_an_answer_is_whole_once_its_finish_reason_came(
    subtests: pytest.Subtests, both: Both
) -> None:
    for name, case in WHOLE.items():
        with subtests.test(name):
            both.models.on_stream = with_text(*case)
            told = await both.ask()
            assert told.by_type["complete"]["success"] is True
            assert told.by_type["answer_complete"]["full_answer"] == BEGUN
            assert told.whole.status_code == 200
            assert told.whole.json()["answer"] == BEGUN
            assert both.requests == 1


@third_party_serializer
async def test_a_wrong_count_of_tokens_is_no_count(subtests: pytest.Subtests, both: Both) -> None:
    for name, case in USAGE.items():
        with subtests.test(name):
            both.models.on_stream = with_text(delta("stop"), count(case), done)
            told = await both.ask()
            assert told.by_type["answer_complete"]["metadata"]["usage"] is None
            assert told.whole.json()["metadata"]["usage"] is None


async def test_an_odd_name_of_the_model_is_made_fit_to_store(both: Both) -> None:
    """A3, NUL and lone surrogates, here from upstream."""

    async def reply(exchange: Exchange) -> None:
        await with_text()(exchange)
        last = exchange.chunk({}, "stop")
        await exchange.event({**last, "model": "m\0\ud800" + "x" * 10_000})
        await exchange.end_body()

    both.models.on_stream = reply
    told = await both.ask()
    metadata = told.by_type["answer_complete"]["metadata"]
    assert metadata["model"].startswith("m \N{REPLACEMENT CHARACTER}x")
    assert len(metadata["model"]) == 100
    assert told.by_type["complete"]["stored"] is True


async def test_the_reply_to_the_connection_test_is_fit_to_show(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    model_server.on_complete = lambda exchange: exchange.complete("fine\ud800\0" + "x" * 1000)
    response = await model_backed.client.get("/api/test/ai")
    assert response.status_code == 200
    assert response.json()["response"].startswith("fine\N{REPLACEMENT CHARACTER} x")
    assert len(response.json()["response"]) <= 200
