"""What becomes of an answer when the model server is broken, busy or hostile.

Every case is asked twice through HTTP, as a stream and as a whole answer; what must hold for
all of them is checked in ``Both.ask``.
"""

import asyncio
import gzip
import json
import logging
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest
from tenacity.wait import wait_none

from interviewapis.runs.log import MOST_BYTES
from tests.conftest import QUESTION, RunningServer, Serve, parse_frames
from tests.doubles.model_server import Exchange, ModelServer
from tests.doubles.replies import (
    BEGUN,
    CANARY,
    KEY,
    TOLD,
    answers,
    answers_namelessly,
    body,
    by_model,
    choices,
    count,
    cut,
    delta,
    done,
    drip,
    endless_chunks,
    endless_line,
    error,
    in_turn,
    keep_alives,
    raw,
    stream,
    with_text,
)


@pytest.fixture(autouse=True)
def _no_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries come at once, except for what Retry-After asks."""
    monkeypatch.setattr("agents.streaming._jitter", wait_none())


@dataclass
class Told:
    """What a client was told, over both routes."""

    events: list[Any]
    whole: httpx2.Response

    @property
    def by_type(self) -> dict[str, Any]:
        """The data of the last event of each type."""
        return {event["event_type"]: event["data"] for event in self.events}

    @property
    def streamed(self) -> str:
        """The text that was streamed."""
        chunks = (each["data"] for each in self.events if each["event_type"] == "content")
        return "".join(chunk["chunk"] for chunk in chunks)


class Both:
    """Asks over both routes and checks what must hold in every case."""

    def __init__(
        self, server: RunningServer, models: ModelServer, log: pytest.LogCaptureFixture
    ) -> None:
        self.server, self.models, self._log = server, models, log
        self.requests = 0
        log.set_level(logging.INFO)
        # As far as settings can open the log: ours with DEBUG, the SDK's with OPENAI_LOG.
        for name in ("agents", "database", "interviewapis", "openai"):
            log.set_level(logging.DEBUG, logger=name)

    async def ask(self, *, same_text: bool = True, **body: Any) -> Told:
        """Ask; ``requests`` is then how many the first of both cost.

        The caller names the specialist, so that only the answer itself asks the model server.

        Args:
            same_text: Whether both answers have the same text.
        """
        self.models.exchanges.clear()
        self._log.clear()
        body = {"question": QUESTION, "agent": "system_design"} | body
        stream = await self.server.client.post("/api/agents/answer-stream", json=body)
        assert stream.status_code == 200
        self.requests = len(self.models.streams)
        whole = await self.server.client.post("/api/agents/answer", json=body)
        assert len(self.models.streams) == 2 * self.requests
        told = Told(parse_frames(stream.content), whole)
        self._check_stream(told.events)
        await self._check_storage(told, same_text=same_text)
        self._check_secrets(stream, whole)
        assert self.server.services.runner.active == 0
        return told

    @staticmethod
    def _check_stream(events: list[Any]) -> None:
        assert [event["id"] for event in events] == list(range(1, len(events) + 1))
        assert len({event["run_id"] for event in events}) == 1
        terminal = [each for each in events if each["event_type"] in ("complete", "error")]
        assert terminal == [events[-1]]
        if events[-1]["event_type"] == "error":
            assert not any("success" in event["data"] for event in events)

    async def _check_storage(self, told: Told, *, same_text: bool) -> None:
        rows = await self.server.fetch(
            "SELECT run_id, status, answer, error ->> 'code' AS code FROM agent_runs"
            " ORDER BY created_at DESC LIMIT 2"
        )
        rows.reverse()
        assert rows[0]["run_id"] == UUID(told.events[0]["run_id"])
        code = told.by_type.get("error", {}).get("code")
        status = "failed" if code else "completed"
        text = told.streamed.replace("\0", "\N{REPLACEMENT CHARACTER}")
        assert [(row["status"], row["code"]) for row in rows] == [(status, code)] * 2
        assert rows[0]["answer"] == text
        assert rows[1]["answer"] == text or not same_text

    def _check_secrets(self, *responses: httpx2.Response) -> None:
        for response in responses:
            for secret in (KEY, CANARY):
                assert secret not in response.text
                assert secret not in str(response.headers.raw)
        assert KEY not in self._log.text
        assert CANARY not in self._log.text
        assert all(each.headers["authorization"] == f"Bearer {KEY}" for each in self.models.streams)
        assert all(KEY not in json.dumps(each.body) for each in self.models.exchanges)


@pytest.fixture
def both(
    model_backed: RunningServer, model_server: ModelServer, caplog: pytest.LogCaptureFixture
) -> Both:
    """Both routes of a server whose model server is scripted."""
    return Both(model_backed, model_server, caplog)


IN_STREAM = {"error": {"message": TOLD, "code": 502, "type": "server_error"}}
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
    "an error inside the stream": stream(IN_STREAM),
    "a cut after the head": stream(cut),
}
REFUSED_AT_ONCE: dict[str, tuple[Any, str]] = {
    "400": (error(400), "upstream_rejected"),
    "402": (error(402), "upstream_rejected"),
    "404": (error(404, "model_not_found"), "upstream_rejected"),
    "422": (error(422), "upstream_rejected"),
    "a redirect": (body(307, b"", Location="/v1/elsewhere"), "upstream_rejected"),
    "401 that echoes the key": (error(401, "invalid_api_key"), "upstream_auth"),
    "403": (error(403), "upstream_auth"),
    "401 inside the stream": (
        stream({"error": {"message": TOLD, "code": 401}}),
        "upstream_auth",
    ),
    "context length by code": (error(400, "context_length_exceeded"), "context_length"),
    "context length in words": (
        error(400, message=f"{TOLD}: This model's maximum context length is 4096 tokens"),
        "context_length",
    ),
    "context size in words": (
        error(400, message=f"{TOLD}: the request exceeds the available context size"),
        "context_length",
    ),
    "413": (error(413), "context_length"),
    "a refusal": (stream(delta(refusal=TOLD), Exchange.end_stream), "upstream_refusal"),
    "a content filter": (stream(delta("content_filter"), done), "upstream_refusal"),
    "a quota used up": (error(429, "insufficient_quota"), "upstream_rate_limit"),
    "a token limit without a word": (stream(delta("length"), done), "upstream_malformed"),
}
SILENT: dict[str, Any] = {
    "no head": Exchange.hang,
    "no chunk": stream(Exchange.hang),
    "only comments": stream(keep_alives),
    "one byte at a time": stream(drip),
    "408": error(408),
}
SILENT_IN_THE_MIDDLE: dict[str, Any] = {
    "silence": with_text(Exchange.hang),
    "only comments": with_text(keep_alives),
    "one byte at a time": with_text(drip),
}
REFUSED_IN_THE_MIDDLE: dict[str, Any] = {
    "a refusal": with_text(delta(refusal=TOLD), Exchange.end_stream),
    "a content filter": with_text(delta("content_filter"), Exchange.end_stream),
}
BROKEN_OFF: dict[str, Any] = {
    "a cut": with_text(cut),
    "a clean end without finish reason": with_text(Exchange.end_body),
    "[DONE] without finish reason": with_text(done),
    "broken JSON": with_text(b'{"choices": [' + TOLD.encode()),
    "a number": with_text(5),
    "bytes that are no UTF-8": with_text(b'{"choices": "\xff"}'),
    "deep JSON": with_text(b'{"choices":' + b"[" * 200_000),
    "an error inside the stream": with_text(IN_STREAM),
    "a rate limit inside the stream": with_text({"error": {"message": TOLD, "code": 429}}),
    "a line without end": with_text(endless_line),
    "an answer that the server gave up": with_text(delta("abort"), done),
    "an answer that the server gave up, and a cut": with_text(delta("abort"), cut),
    "tool calls instead of more": with_text(delta("tool_calls"), done),
    "a finish reason with odd characters": with_text(delta("st\0op\ud800"), done),
}
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

third_party_serializer = pytest.mark.filterwarnings(
    # The SDK builds its objects unchecked, and Pydantic warns when they are read.
    "ignore:Pydantic serializer warnings:UserWarning"
)


@pytest.fixture
async def impatient(
    serve: Serve, model_server: ModelServer, caplog: pytest.LogCaptureFixture
) -> Both:
    """As ``both``, with short timeouts."""
    server = await serve(
        openai_base_url=model_server.url,
        openai_api_key=KEY,
        openai_first_token_timeout=0.7,
        openai_idle_timeout=0.5,
    )
    return Both(server, model_server, caplog)


def assert_failed(told: Told, code: str, status: int, *, retryable: bool) -> None:
    """Both routes tell the same failure."""
    problem = told.by_type["error"]
    assert set(problem) == {"error", "message", "code", "retryable", "retry_after"}
    assert (problem["code"], problem["retryable"]) == (code, retryable)
    assert told.whole.status_code == status
    assert told.whole.headers["content-type"] == "application/problem+json"
    whole = told.whole.json()
    assert (whole["code"], whole["retryable"]) == (code, retryable)
    assert (whole["status"], whole["detail"]) == (status, problem["message"])
    assert "success" not in whole


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


STATUS = {
    "upstream_rejected": 502,
    "upstream_auth": 502,
    "context_length": 422,
    "upstream_refusal": 422,
    "upstream_rate_limit": 503,
    "upstream_malformed": 502,
}


async def test_what_no_retry_can_mend_is_asked_once(subtests: pytest.Subtests, both: Both) -> None:
    for name, case in REFUSED_AT_ONCE.items():
        with subtests.test(name):
            both.models.on_stream, code = case
            told = await both.ask()
            assert_failed(told, code, STATUS[code], retryable=False)
            assert both.requests == 1


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


@third_party_serializer
async def test_an_answer_that_breaks_off_is_kept_and_marked(
    subtests: pytest.Subtests, both: Both
) -> None:
    """A1, "LLM cut mid-stream": partial kept, marked; exactly one terminal event; no retry."""
    for name, case in BROKEN_OFF.items():
        with subtests.test(name):
            both.models.on_stream = case
            told = await both.ask()
            assert_failed(told, "cut_mid_answer", 502, retryable=True)
            assert told.streamed == BEGUN
            assert both.requests == 1


async def test_a_refusal_in_the_middle_is_told_as_one(
    subtests: pytest.Subtests, both: Both
) -> None:
    for name, case in REFUSED_IN_THE_MIDDLE.items():
        with subtests.test(name):
            both.models.on_stream = case
            told = await both.ask()
            assert_failed(told, "upstream_refusal", 422, retryable=False)
            assert told.streamed == BEGUN


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


async def test_an_endless_answer_is_bounded(both: Both) -> None:
    both.models.on_stream = stream(endless_chunks)
    told = await both.ask()
    assert_failed(told, "upstream_malformed", 502, retryable=True)
    assert 0 < len(told.streamed) <= MOST_BYTES + 1_000_000
    for exchange in both.models.streams:
        await asyncio.wait_for(exchange.client_left.wait(), 10)


async def test_an_answer_that_drips_for_ever_is_bounded(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agents.streaming.LONGEST_SECONDS", 1.5)

    async def token_by_token(exchange: Exchange) -> None:
        while not exchange.client_left.is_set():
            await exchange.delta(content="drop ")
            await asyncio.sleep(0.2)

    both.models.on_stream = stream(token_by_token)
    told = await both.ask(same_text=False)
    assert_failed(told, "upstream_timeout", 504, retryable=True)
    assert told.streamed.startswith("drop drop ")


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


@pytest.fixture
async def with_fallback(
    serve: Serve, model_server: ModelServer, caplog: pytest.LogCaptureFixture
) -> Both:
    """As ``both``, with a second model."""
    server = await serve(
        openai_base_url=model_server.url,
        openai_api_key=KEY,
        openai_model="first",
        openai_fallback_models=("second",),
        openai_first_token_timeout=1,
        openai_idle_timeout=1,
    )
    return Both(server, model_server, caplog)


FIRST_FAILS: dict[str, tuple[Any, int]] = {
    "server error": (error(500), 3),
    "rate limit": (error(429), 3),
    "long pause": (error(429, Retry_After="3600"), 1),
    "unknown model": (error(404), 1),
    "context length": (error(400, "context_length_exceeded"), 1),
    "silence": (Exchange.hang, 1),
    "empty answer": (stream(Exchange.end_body), 3),
    "no word within the token limit": (stream(delta("length"), done), 1),
}
"""How the first model fails, and how often it is asked."""


async def test_the_second_model_answers_when_the_first_cannot(
    subtests: pytest.Subtests, with_fallback: Both
) -> None:
    for name, (trouble, tries) in FIRST_FAILS.items():
        with subtests.test(name):
            with_fallback.models.on_stream = by_model(first=trouble, second=answers)
            told = await with_fallback.ask()
            assert told.by_type["answer_complete"]["full_answer"] == "second answers"
            assert told.by_type["answer_complete"]["metadata"]["model"] == "second"
            assert told.whole.json()["metadata"]["model"] == "second"
            asked = [exchange.model for exchange in with_fallback.models.streams]
            assert asked == (["first"] * tries + ["second"]) * 2


async def test_a_second_model_is_named_though_its_server_names_none(with_fallback: Both) -> None:
    with_fallback.models.on_stream = by_model(first=error(404), second=answers_namelessly)
    told = await with_fallback.ask()
    assert told.by_type["answer_complete"]["metadata"]["model"] == "second"


async def test_what_a_second_model_cannot_mend_is_not_asked_of_it(
    subtests: pytest.Subtests, with_fallback: Both
) -> None:
    for name in ("401 that echoes the key", "a refusal", "a quota used up"):
        with subtests.test(name):
            with_fallback.models.on_stream, code = REFUSED_AT_ONCE[name]
            told = await with_fallback.ask()
            assert_failed(told, code, STATUS[code], retryable=False)
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


async def test_the_reply_to_the_connection_test_is_fit_to_show(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    model_server.on_complete = lambda exchange: exchange.complete("fine\ud800\0" + "x" * 1000)
    response = await model_backed.client.get("/api/test/ai")
    assert response.status_code == 200
    assert response.json()["response"].startswith("fine\N{REPLACEMENT CHARACTER} x")
    assert len(response.json()["response"]) <= 200
