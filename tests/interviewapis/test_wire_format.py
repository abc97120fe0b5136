"""The bytes of the stream, and that all kinds of readers understand them alike (A2 SSE)."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from interviewapis.runs import sse
from tests.conftest import QUESTION, RunningServer, parse_frames
from tests.doubles.model_server import Exchange, ModelServer
from tests.interviewapis.raw_http import RawResponse, exchange, request
from tests.javascript import node

FRAMES = re.compile(rb"(data: [^\r\n]+\n\n)+")
FRAMES_AND_COMMENTS = re.compile(rb"(data: [^\r\n]+\n\n|:[^\r\n]*\n\n)+")
ORDER = ["start", "routing", "processing", "content", "answer_complete", "follow_ups", "complete"]

PIECES = (
    "lines end\nhere\r\nand there\rand",
    " here\N{LINE SEPARATOR}or\N{PARAGRAPH SEPARATOR}or\N{NEXT LINE}or\v\f\x1c\x1d\x1e.",
    'data: {"event_type": "complete"}\n\n',
    "data: no JSON at all\n\nevent: forged\nid: 99\nretry: 1\n: no comment\n\n",
    "\n\n\n",
    "\r\r",
    '\ufeffa BOM, \x00 \x01 \x7f, \\u0000 and \\n spelt out, "quotes" and a \\',
    "family \U0001f468\N{ZERO WIDTH JOINER}\U0001f469\N{ZERO WIDTH JOINER}\U0001f467 é ﷽",
    "\n",
)
"""What a model may send that readers of event streams could take for something else."""


async def recorded(server: RunningServer, question: str = QUESTION) -> RawResponse:
    """Ask over a bare socket; the response as it came."""
    body = json.dumps({"question": question}).encode()
    return await exchange(server.url, request("POST", "/api/agents/answer-stream", body))


async def read_with_httpx(content: bytes, cut: int) -> list[Any]:
    """Parse with httpx2's reader of event streams, fed in pieces of ``cut`` bytes."""

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(content), cut):
            yield content[start : start + cut]

    response = httpx2.Response(
        200,
        headers={"Content-Type": "text/event-stream; charset=utf-8"},
        content=pieces(),
        request=httpx2.Request("POST", "http://localhost"),
    )
    source = httpx2.EventSource(response, max_event_size=None)
    return [(event.event, event.id, event.json()) async for event in source]


async def read_with_eventsource_parser(content: bytes, stride: int) -> dict[str, Any]:
    """Parse with npm's eventsource-parser, which web clients use; cut at every ``stride`` bytes."""
    out = await asyncio.to_thread(node.run, "parse_stream.mjs", str(stride), stdin=content)
    return json.loads(out)


def read_lines(content: bytes) -> list[Any]:
    """Parse as readers do that take everything for a line end which Unicode calls one."""
    return [
        json.loads(line.removeprefix("data: "))
        for line in content.decode().splitlines()
        if line.startswith("data: ")
    ]


async def assert_read_alike(content: bytes, *, stride: int) -> list[Any]:
    """Every reader sees the same events; returns them."""
    events = parse_frames(content)
    for cut in (1, 7, len(content)) if stride == 1 else (stride, len(content)):
        assert await read_with_httpx(content, cut) == [("message", "", each) for each in events]
    seen = await read_with_eventsource_parser(content, stride)
    assert [json.loads(event.pop("data")) for event in seen["events"]] == events
    assert all(set(event.values()) <= {None} for event in seen["events"]), "an id or a name"
    assert (seen["errors"], seen["differing"]) == ([], [])
    assert read_lines(content) == events
    return events


def streamed_text(events: list[Any]) -> str:
    """The chunks joined, which must be the full answer."""
    chunks = "".join(event["data"]["chunk"] for event in events if event["event_type"] == "content")
    complete = next(each for each in events if each["event_type"] == "answer_complete")
    assert complete["data"]["full_answer"] == chunks
    assert events[-1]["event_type"] == "complete"
    return chunks


async def test_frames_are_one_data_line_and_a_blank_line(server: RunningServer) -> None:
    """A2: LF only, no ``event:`` or ``id:`` line, nothing before or after the frames."""
    response = await recorded(server)
    assert FRAMES.fullmatch(response.body)


async def test_events_carry_type_time_data_number_and_run(server: RunningServer) -> None:
    """A2: event numbers grow by one."""
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    events = parse_frames((await recorded(server)).body)
    for number, event in enumerate(events, start=1):
        assert list(event) == ["event_type", "timestamp", "data", "id", "run_id"]
        assert isinstance(event["data"], dict)
        assert event["id"] == number
        assert event["timestamp"].endswith("+00:00")
    times = [datetime.fromisoformat(event["timestamp"]) for event in events]
    assert before <= times[0]
    assert times == sorted(times)
    assert len({UUID(event["run_id"]) for event in events}) == 1


async def test_events_come_in_the_documented_order_with_the_documented_data(
    server: RunningServer,
) -> None:
    events = parse_frames((await recorded(server)).body)
    assert list(dict.fromkeys(event["event_type"] for event in events)) == ORDER
    fields = {event["event_type"]: set(event["data"]) for event in events}
    assert fields == {
        "start": {"message", "question"},
        "routing": {
            "selected_agent",
            "reasoning",
            "confidence",
            "decided_by",
            "fallback",
            "in_scope",
            "alternatives",
        },
        "processing": {"message", "agent"},
        "content": {"chunk", "is_final"},
        "answer_complete": {"full_answer", "word_count", "character_count", "metadata"},
        "follow_ups": {"questions", "generic"},
        "complete": {"message", "agent_used", "success", "stored"},
    }
    assert streamed_text(events)


async def test_headers_forbid_caching_and_buffering(server: RunningServer) -> None:
    """A2: ``no-store``; ``X-Accel-Buffering: no``."""
    response = await recorded(server)
    assert response.status == 200
    assert response.headers["content-type"].split(";")[0] == "text/event-stream"
    assert response.headers["cache-control"] == "no-cache, no-store"
    assert response.headers["x-accel-buffering"] == "no"
    assert response.headers["connection"] == "keep-alive"
    assert response.headers["x-request-id"]


async def test_first_event_comes_before_the_question_is_routed(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    release = asyncio.Event()

    async def wait(exchange: Exchange) -> None:
        await release.wait()
        await exchange.complete("{}")

    model_server.routing = wait
    body = {"question": QUESTION}
    async with model_backed.client.stream("POST", "/api/agents/answer-stream", json=body) as got:
        pieces = got.aiter_bytes()
        first = await anext(pieces)
        assert [each["event_type"] for each in parse_frames(first)] == ["start"]
        release.set()
        rest = b"".join([piece async for piece in pieces])
    assert parse_frames(rest)[0]["event_type"] == "routing"


async def test_all_readers_understand_awkward_text_alike(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    """A2: newlines, ``\\r``, U+2028, NUL, text that looks like frames; cut at every byte."""
    model_server.on_stream = lambda exchange: exchange.stream(*PIECES)
    response = await recorded(model_backed)
    assert FRAMES.fullmatch(response.body)
    events = await assert_read_alike(response.body, stride=1)
    # PostgreSQL can't hold NUL, and what is read again later is what was streamed.
    assert streamed_text(events) == "".join(PIECES).replace("\0", "\N{REPLACEMENT CHARACTER}")
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))


async def test_an_awkward_question_comes_back_whole(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    """The question stands in the first event, so it must not break its frame either."""
    question = "".join(PIECES).replace("\0", "").strip()
    response = await recorded(model_backed, question)
    assert FRAMES.fullmatch(response.body)
    events = await assert_read_alike(response.body, stride=37)
    assert events[0]["data"]["question"] == question


@pytest.mark.parametrize("split", [1, 2, 3])
async def test_emoji_split_across_upstream_packets_arrives_whole(
    model_backed: RunningServer, model_server: ModelServer, split: int
) -> None:
    """A2: emoji split across chunks."""
    emoji = "\N{GRINNING FACE}"

    async def answer(exchange: Exchange) -> None:
        await exchange.open_stream()
        chunk = json.dumps(exchange.chunk({"content": f"a{emoji}b"}, None), ensure_ascii=False)
        raw = f"data: {chunk}\n\n".encode()
        at = raw.index(emoji.encode()) + split
        await exchange.send(raw[:at])
        await asyncio.sleep(0.05)
        await exchange.send(raw[at:])
        await exchange.end_stream()

    model_server.on_stream = answer
    response = await recorded(model_backed)
    assert emoji.encode() in response.body
    assert streamed_text(await assert_read_alike(response.body, stride=1)) == f"a{emoji}b"


async def test_a_token_of_a_megabyte_arrives_whole(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    """A2: 1 MB token."""
    token = "0123456789 \N{LINE SEPARATOR}é\n" * 62_500
    assert len(token.encode()) >= 1_000_000
    model_server.on_stream = lambda exchange: exchange.stream(token)
    response = await recorded(model_backed)
    assert FRAMES.fullmatch(response.body)
    assert streamed_text(await assert_read_alike(response.body, stride=100_003)) == token


async def test_heartbeats_are_comments_that_every_reader_passes_over(
    model_backed: RunningServer, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sse, "HEARTBEAT_SECONDS", 0.05)

    async def hang_a_while(exchange: Exchange) -> None:
        await exchange.open_stream()
        await exchange.delta(content="First ")
        await asyncio.sleep(0.5)
        await exchange.delta(content="second.")
        await exchange.end_stream()

    model_server.on_stream = hang_a_while
    response = await recorded(model_backed)
    assert FRAMES_AND_COMMENTS.fullmatch(response.body)
    assert not FRAMES.fullmatch(response.body), "there was no heartbeat"
    events = await assert_read_alike(response.body, stride=1)
    assert streamed_text(events) == "First second."
    seen = await read_with_eventsource_parser(response.body, len(response.body))
    assert seen["comments"]


async def test_pieces_are_sent_as_the_model_makes_them(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    """Nothing is held back, sliced or joined: each piece is read before the next one is made."""
    steps: asyncio.Queue[str | None] = asyncio.Queue()

    async def on_demand(exchange: Exchange) -> None:
        await exchange.open_stream()
        while (piece := await steps.get()) is not None:
            await exchange.delta(content=piece)
        await exchange.end_stream()

    model_server.on_stream = on_demand
    pieces = ["I ", "would ", "ask first, ", "x" * 5000]
    body = {"question": QUESTION}
    async with model_backed.client.sse(
        "/api/agents/answer-stream", method="POST", json=body
    ) as source:
        events = aiter(source)
        for piece in pieces:
            await steps.put(piece)
            assert await _next_chunk(events) == piece
        await steps.put(None)
        assert await _next_chunk(events) == ""


async def _next_chunk(events: AsyncIterator[httpx2.ServerSentEvent]) -> str:
    async with asyncio.timeout(10):
        async for event in events:
            told: Any = event.json()
            if told["event_type"] == "content":
                return told["data"]["chunk"]
    raise AssertionError("the stream ended")


Ask = Callable[[RunningServer], Awaitable[dict[str, Any]]]


async def _streamed(server: RunningServer) -> dict[str, Any]:
    return (await server.events())[-1]["data"]


async def _whole(server: RunningServer) -> dict[str, Any]:
    response = await server.client.post("/api/agents/answer", json={"question": QUESTION})
    return response.json()


@pytest.mark.parametrize("ask", [_streamed, _whole])
async def test_an_answer_that_could_not_be_stored_says_so(server: RunningServer, ask: Ask) -> None:
    await server.fetch("ALTER TABLE agent_runs RENAME TO gone")
    told = await ask(server)
    assert told["success"] is True
    assert told["stored"] is False
