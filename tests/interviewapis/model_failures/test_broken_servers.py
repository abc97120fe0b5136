"""Model servers that are out of order, or answer with what is no answer."""

import gzip
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import RunningServer, Serve
from tests.doubles.model_server import Exchange, ModelServer
from tests.doubles.replies import (
    CANARY,
    KEY,
    TOLD,
    answers,
    body,
    choices,
    cut,
    delta,
    done,
    endless_line,
    error,
    in_turn,
    raw,
    stream,
)
from tests.interviewapis.model_failures.both_routes import (
    ERROR_IN_STREAM,
    Both,
    assert_failed,
    third_party_serializer,
)

NO_TEXT: dict[str, Any] = {
    "empty stream": stream(Exchange.end_body),
    "only [DONE]": stream(done),
    "only null content": stream(delta(content=None), Exchange.end_stream),
    "only white space": stream(delta(content=" \n\n\t"), Exchange.end_stream),
    "only tool calls": stream(
        delta(tool_calls=[{"index": 0, "id": "1", "function": {"name": "f", "arguments": "{}"}}]),
        lambda exchange: exchange.end_stream("tool_calls"),
    ),
    "only a second choice": stream(
        choices({"index": 1, "delta": {"content": CANARY}, "finish_reason": None}),
        Exchange.end_stream,
    ),
}
MALFORMED: dict[str, Any] = {
    "HTML": body(200, f"<html>{TOLD}</html>".encode(), Content_Type="text/html"),
    "a whole completion": lambda exchange: exchange.complete(CANARY),
    "a number": stream(5),
    "a list": stream([TOLD]),
    "null": stream(None),
    "broken JSON": stream(b'{"choices": [{"delta": {"content": "' + TOLD.encode()),
    "bytes that are no UTF-8": stream(b'{"choices": "\xff\xfe ' + TOLD.encode() + b'"}'),
    "deep JSON": stream(b'{"choices":' + b"[" * 200_000),
    "a number of 5,000 digits": stream(b'{"choices": ' + b"1" * 5_000 + b"}"),
    "choices that are text": stream({"choices": TOLD}),
    "a choice that is text": stream(choices(TOLD)),
    "a delta that is text": stream(choices({"index": 0, "delta": TOLD})),
    "content that is a number": stream(delta(content=5)),
    "content that is an object": stream(delta(content={"text": TOLD})),
    "gzip, though nobody asked for it": body(
        200, gzip.compress(b"data: {}\n\n"), Content_Encoding="gzip"
    ),
    "what only claims to be gzip": body(200, TOLD.encode(), Content_Encoding="gzip"),
    "a line without end": stream(endless_line),
}
UNAVAILABLE: dict[str, Any] = {
    "500": error(500),
    "502 with HTML": body(502, f"<html>{TOLD}</html>".encode(), Content_Type="text/html"),
    "503": error(503),
    "409": error(409),
    "no response at all": cut,
    "no HTTP": raw(TOLD.encode() + b"\r\n\r\n"),
    "a header of 200 KB": body(200, b"", X_Long="x" * 200_000),
    "an error inside the stream": stream(ERROR_IN_STREAM),
    "a cut after the head": stream(cut),
}


async def test_a_server_out_of_order_is_asked_three_times(
    subtests: pytest.Subtests, both: Both
) -> None:
    """A1, "LLM 429/500": at most two retries, before the first token."""
    for name, case in UNAVAILABLE.items():
        with subtests.test(name):
            both.models.on_stream = case
            told = await both.ask()
            assert_failed(told, "upstream_unavailable", 503, retryable=True)
            assert both.requests == 3
            assert told.streamed == ""


@third_party_serializer
async def test_what_is_no_answer_is_asked_for_three_times(
    subtests: pytest.Subtests, both: Both
) -> None:
    """A1, "LLM malformed": no invented answer."""
    for name, case in (MALFORMED | NO_TEXT).items():
        with subtests.test(name):
            both.models.on_stream = case
            told = await both.ask()
            assert_failed(told, "upstream_malformed", 502, retryable=True)
            assert both.requests == 3
            assert told.streamed == ""


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that refuses connections, and that nobody else can take."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


async def test_a_refused_connection(
    serve: Serve, closed_port: int, model_server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    server = await serve(openai_base_url=f"http://127.0.0.1:{closed_port}/v1", openai_api_key=KEY)
    told = await Both(server, model_server, caplog).ask()
    assert_failed(told, "upstream_unavailable", 503, retryable=True)
    assert "OPENAI_BASE_URL" in told.by_type["error"]["message"]


async def test_one_server_error_goes_unseen(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    """A1, "LLM 429/500"."""
    model_server.on_stream = in_turn(error(500), answers)
    events = await model_backed.events(agent="coding")
    assert events[-1]["event_type"] == "complete"
    assert len(model_server.streams) == 2
