"""Answers from a model server: what is asked of it, and that its answer arrives as it is."""

import asyncio
import json
import warnings
from typing import Any

import pytest
from openai.types.chat import ChatCompletionChunk

from agents.models import ModelSettings, choose_provider
from tests.conftest import QUESTION, RunningServer, Serve
from tests.doubles.model_server import Exchange, ModelServer
from tests.doubles.replies import KEY, delta, done, stream


async def answers(server: RunningServer, **body: Any) -> tuple[list[Any], dict[str, Any]]:
    """Ask over both routes: the events of the one, the body of the other."""
    body = {"agent": "system_design"} | body
    events = await server.events(**body)
    response = await server.client.post("/api/agents/answer", json={"question": QUESTION} | body)
    assert response.status_code == 200, response.text
    return events, response.json()


def data_of(events: list[Any], event_type: str) -> Any:
    """The data of the only event of that type."""
    (data,) = (event["data"] for event in events if event["event_type"] == event_type)
    return data


async def test_answer_usage_and_model_reach_both_routes(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    async def reply(exchange: Exchange) -> None:
        await exchange.open_stream()
        for payload in (
            exchange.chunk({"role": "assistant", "content": "I would "}),
            exchange.chunk({"content": "start small."}),
            exchange.chunk({}, "stop"),
            {
                **exchange.chunk({}),
                "choices": [],
                "usage": {"prompt_tokens": 11, "completion_tokens": 4},
            },
        ):
            await exchange.event({**payload, "model": "gpt-4o-mini-2024-07-18"})
        await done(exchange)

    model_server.on_stream = reply
    events, whole = await answers(model_backed)
    complete = data_of(events, "answer_complete")
    assert complete["full_answer"] == whole["answer"] == "I would start small."
    for metadata in (complete["metadata"], whole["metadata"]):
        assert metadata["provider"] == "openai"
        assert metadata["model"] == "gpt-4o-mini-2024-07-18"
        assert metadata["basis"] == "model"
        assert metadata["usage"] == {"input_tokens": 11, "output_tokens": 4}
        assert metadata["finish_reason"] == "stop"
        assert metadata["truncated"] is False
    rows = await model_backed.fetch("SELECT provider, model, usage FROM agent_runs")
    usage = {"input_tokens": 11, "output_tokens": 4}
    assert [(row["provider"], row["model"], json.loads(row["usage"])) for row in rows] == [
        ("openai", "gpt-4o-mini-2024-07-18", usage)
    ] * 2


async def test_an_answer_cut_at_the_token_limit_is_marked(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    model_server.on_stream = lambda exchange: exchange.stream("As I was say", finish="length")
    events, whole = await answers(model_backed)
    for metadata in (data_of(events, "answer_complete")["metadata"], whole["metadata"]):
        assert metadata["finish_reason"] == "length"
        assert metadata["truncated"] is True


async def test_pieces_are_passed_on_as_the_model_makes_them(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    """The first piece is read before the second one is made."""
    read = asyncio.Event()

    async def reply(exchange: Exchange) -> None:
        await stream(delta(content="first "))(exchange)
        await asyncio.wait_for(read.wait(), 10)
        await exchange.delta(content="second")
        await exchange.end_stream()

    model_server.on_stream = reply
    seen = b""
    async with model_backed.client.stream(
        "POST", "/api/agents/answer-stream", json={"question": QUESTION, "agent": "coding"}
    ) as response:
        async for chunk in response.aiter_bytes():
            seen += chunk
            if b'"chunk":"first "' in seen:
                read.set()
    assert b'"chunk":"second"' in seen


async def test_what_is_asked_of_the_model_server(serve: Serve, model_server: ModelServer) -> None:
    server = await serve(
        openai_base_url=model_server.url,
        openai_api_key=KEY,
        openai_model="some-model",
        openai_max_tokens=321,
    )
    await server.events()
    (asked,) = model_server.streams
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.body["model"] == "some-model"
    assert asked.body["max_completion_tokens"] == 321
    assert asked.body["stream_options"] == {"include_usage": True}
    assert [message["role"] for message in asked.body["messages"]] == ["system", "user"]
    for exchange in model_server.exchanges:
        assert "temperature" not in exchange.body
        assert KEY not in json.dumps(exchange.body)
        others = {
            name: value for name, value in exchange.headers.items() if name != "authorization"
        }
        assert KEY not in str(others)
        assert KEY not in exchange.path


async def test_the_temperature_is_sent_when_it_is_set(
    serve: Serve, model_server: ModelServer, model_routes: None
) -> None:
    server = await serve(openai_base_url=model_server.url, openai_temperature=0)
    await server.events()
    assert len(model_server.exchanges) == 3
    assert all(exchange.body["temperature"] == 0 for exchange in model_server.exchanges)


async def test_a_server_without_authentication_needs_no_key(
    serve: Serve, model_server: ModelServer
) -> None:
    server = await serve(openai_base_url=model_server.url)
    events, whole = await answers(server)
    assert events[-1]["event_type"] == "complete"
    assert whole["success"] is True


EMOJI = "\N{FACE WITH TEARS OF JOY}"


async def halves_of_utf8(exchange: Exchange) -> None:
    """An emoji whose bytes come in two packets."""
    await exchange.open_stream()
    payload = json.dumps(exchange.chunk({"content": f"a{EMOJI}b"}), ensure_ascii=False).encode()
    middle = payload.index(EMOJI.encode()) + 2
    await exchange.send(b"data: " + payload[:middle])
    await asyncio.sleep(0.05)
    await exchange.send(payload[middle:] + b"\n\n")
    await exchange.end_stream()


async def halves_of_surrogates(exchange: Exchange) -> None:
    """An emoji as two JSON escapes in two chunks."""
    await exchange.stream("a\ud83d", "\ude02b")


async def halves_with_an_empty_chunk_between(exchange: Exchange) -> None:
    """The same, with a chunk without text between the halves."""
    await exchange.stream("a\ud83d", "", "\ude02b")


async def events_cut_anywhere(exchange: Exchange) -> None:
    """Events with CRLF line ends, in packets of seven bytes."""
    await exchange.open_stream()
    lines = b"".join(
        b"data: " + json.dumps(payload, ensure_ascii=False).encode() + b"\r\n\r\n"
        for payload in (
            exchange.chunk({"content": f"a{EMOJI}"}),
            exchange.chunk({"content": "b"}),
            exchange.chunk({}, "stop"),
        )
    )
    for start in range(0, len(lines), 7):
        await exchange.send(lines[start : start + 7])
    await exchange.end_body()


def pieces(*texts: str) -> Any:
    """Streams these pieces."""
    return lambda exchange: exchange.stream(*texts)


CHARACTERS: dict[str, tuple[Any, str]] = {
    "an emoji in two packets": (halves_of_utf8, f"a{EMOJI}b"),
    "an emoji in two escapes": (halves_of_surrogates, f"a{EMOJI}b"),
    "an emoji in two escapes with nothing between": (
        halves_with_an_empty_chunk_between,
        f"a{EMOJI}b",
    ),
    "packets of seven bytes": (events_cut_anywhere, f"a{EMOJI}b"),
    "a first half alone": (pieces("a\ud83d", "b"), "a\N{REPLACEMENT CHARACTER}b"),
    "a first half at the end": (pieces("a", "\ud83d"), "a\N{REPLACEMENT CHARACTER}"),
    "a second half alone": (pieces("a", "\ude02b"), "a\N{REPLACEMENT CHARACTER}b"),
    "nothing but half a character": (pieces("\ud83d"), "\N{REPLACEMENT CHARACTER}"),
    "NUL": (pieces("a\0b", "\0"), "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"),
    "line ends of all kinds": (
        pieces("a\nb\r\nc\rd\N{LINE SEPARATOR}e\N{PARAGRAPH SEPARATOR}f\x85g\x0b\x0ch\n\n", "\n"),
        "a\nb\r\nc\rd\N{LINE SEPARATOR}e\N{PARAGRAPH SEPARATOR}f\x85g\x0b\x0ch\n\n\n",
    ),
    "what looks like a frame": (
        pieces("a\n\ndata: {}\n\n", "event: error\n\n"),
        "a\n\ndata: {}\n\nevent: error\n\n",
    ),
    "a token of 1 MB": (pieces("a" + "x" * 1_000_000 + EMOJI), "a" + "x" * 1_000_000 + EMOJI),
}


async def test_characters_arrive_as_they_were_meant(
    subtests: pytest.Subtests, model_backed: RunningServer, model_server: ModelServer
) -> None:
    """A2: newlines, ``\\r``, U+2028, NUL, emoji split across chunks, 1 MB token."""
    for name, (reply, text) in CHARACTERS.items():
        with subtests.test(name):
            model_server.on_stream = reply
            events, whole = await answers(model_backed)
            chunks = [event["data"] for event in events if event["event_type"] == "content"]
            assert "".join(chunk["chunk"] for chunk in chunks) == text
            assert data_of(events, "answer_complete")["full_answer"] == text
            assert whole["answer"] == text
            assert events[-1]["data"]["stored"] is True
            rows = await model_backed.fetch(
                "SELECT answer FROM agent_runs ORDER BY created_at DESC LIMIT 2"
            )
            assert [row["answer"] for row in rows] == [text] * 2


async def test_white_space_before_the_first_word_is_left_out(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    model_server.on_stream = pieces("\n", " ", "\n\nYes,", " I would.")
    events, whole = await answers(model_backed)
    assert data_of(events, "answer_complete")["full_answer"] == whole["answer"] == "Yes, I would."


async def test_text_in_parts_is_joined(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    """Some servers send a list of parts where the others send a string."""
    parts = [{"type": "text", "text": "Yes, "}, {"type": "text", "text": "I would."}]
    model_server.on_stream = stream(delta(content=parts), Exchange.end_stream)
    events, whole = await answers(model_backed)
    assert data_of(events, "answer_complete")["full_answer"] == whole["answer"] == "Yes, I would."


def test_what_a_broken_server_sends_is_not_printed_as_a_warning() -> None:
    with warnings.catch_warnings(record=True) as printed:
        warnings.simplefilter("always")
        choose_provider(ModelSettings(base_url="http://127.0.0.1:9/v1"))
        ChatCompletionChunk.construct(choices="words of the server").model_dump()
    assert printed == []


@pytest.mark.parametrize("key", ["sk-\n", "sk-\u00e9", "sk-\0"])
def test_a_key_that_no_header_can_carry_is_refused_at_start(key: str) -> None:
    with pytest.raises(ValueError, match="OPENAI_API_KEY") as refused:
        choose_provider(ModelSettings(api_key=key))
    assert key not in str(refused.value)


def test_the_key_is_in_no_representation() -> None:
    settings = ModelSettings(api_key=KEY)
    assert KEY not in repr(settings)
    assert KEY not in repr(choose_provider(settings))
