"""Streaming from a model server: as ``ChatOpenAI`` does it, with less work for every token."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import httpx2
import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from agents.contracts import AnswerFailed, Usage
from agents.failures import failure_from
from agents.model_http import model_client
from agents.openai_chat import StreamingChat
from agents.pieces import Piece, _from_chunks, pieces_of
from tests.doubles.model_server import USAGE, Exchange, ModelServer, Reply
from tests.doubles.replies import (
    BEGUN,
    KEY,
    count,
    cut,
    delta,
    done,
    error,
    stream,
    with_text,
)

MESSAGES = [SystemMessage("You answer."), HumanMessage("Tell me, \N{FACE WITH TEARS OF JOY}?")]


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    """The HTTP client for model servers."""
    async with model_client() as opened:
        yield opened


@pytest.fixture
def chat(model_server: ModelServer, client: httpx2.AsyncClient) -> StreamingChat:
    """A chat with the scripted server."""
    return chat_with(model_server.url, client)


def chat_with(url: str, client: httpx2.AsyncClient, *, timeout: float = 15) -> StreamingChat:
    """A chat set up as the product does it.

    Args:
        timeout: Seconds; only tests of silence want few.
    """
    return StreamingChat(
        model="some-model",
        api_key=KEY,
        base_url=url,
        max_tokens=321,
        temperature=0.5,
        max_retries=0,
        timeout=timeout,
        stream_usage=True,
        stream_chunk_timeout=None,
        use_responses_api=False,
        http_async_client=client,
    )


def joined(pieces: list[Piece]) -> Piece:
    """All that the pieces tell."""
    return Piece(
        "".join(piece.text for piece in pieces),
        "".join(piece.finish_reason for piece in pieces),
        "".join(piece.model for piece in pieces),
        next((piece.usage for piece in pieces if piece.usage), None),
        "".join(piece.refusal for piece in pieces),
    )


async def both_ways(chat: StreamingChat) -> list[Piece | AnswerFailed]:
    """What comes of asking once as the product does, and once through ``astream``."""
    outcomes: list[Piece | AnswerFailed] = []
    for pieces in (chat.stream_pieces(MESSAGES), _from_chunks(chat, MESSAGES)):
        try:
            outcomes.append(joined([piece async for piece in pieces]))
        except Exception as failed:
            outcomes.append(failure_from(failed, mid_answer=False))
    return outcomes


def test_the_product_streams_pieces(chat: StreamingChat) -> None:
    """The cheap way is the one that ``pieces_of`` takes."""
    assert pieces_of(chat, MESSAGES).__name__ == "stream_pieces"


async def test_the_same_is_asked_of_the_server(
    model_server: ModelServer, client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The SDK reads it, for another API than this one.
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-admin-key-of-the-shell")
    await both_ways(chat_with(model_server.url, client))
    ours, theirs = model_server.streams
    assert ours.body == theirs.body
    assert ours.path == theirs.path
    assert ours.headers == theirs.headers
    assert ours.headers["authorization"] == f"Bearer {KEY}"
    assert ours.body["stream_options"] == {"include_usage": True}


ANSWERS: dict[str, Any] = {
    "an answer": with_text(delta(content="the end."), Exchange.end_stream),
    "one at the token limit": with_text(delta("length"), count(USAGE), done),
    "one without usage": with_text(delta("stop"), done),
    "one without [DONE]": with_text(delta("stop"), Exchange.end_body),
    "one in odd characters": with_text(
        delta(content="\0\u2028\ud83d"), delta(content="\ude02\r\n"), Exchange.end_stream
    ),
    "one with comments": with_text(Exchange.keep_alive, Exchange.end_stream),
}


async def test_answers_are_read_as_chat_openai_reads_them(
    subtests: pytest.Subtests, chat: StreamingChat, model_server: ModelServer
) -> None:
    for name, reply in ANSWERS.items():
        with subtests.test(name):
            model_server.on_stream = reply
            ours, theirs = await both_ways(chat)
            assert isinstance(ours, Piece)
            assert ours == theirs
            assert ours.text.startswith(BEGUN)
            assert ours.model == "some-model"


FAILURES: dict[str, Any] = {
    "400": error(400),
    "400 for its length": error(400, "context_length_exceeded"),
    "401": error(401),
    "403": error(403),
    "404": error(404),
    "409": error(409),
    "413": error(413),
    "422": error(422),
    "429": error(429),
    "429 with a pause": error(429, Retry_After="7"),
    "429 for its quota": error(429, "insufficient_quota"),
    "500": error(500),
    "503 with a pause": error(503, Retry_After="7"),
    "no response": cut,
    "a cut in the stream": stream(cut),
    "an error in the stream": stream({"error": {"message": "m", "code": 401}}),
    "an error in words": stream({"error": "overloaded"}),
    "an error that speaks of the context": stream(
        {"error": {"message": "This exceeds the context window.", "code": "x"}}
    ),
    "an error without words": stream({"error": {"message": 5}}),
    "broken JSON": stream(b"{"),
    "no UTF-8": stream(b'{"id": "\xff"}'),
}


SILENCE: dict[str, Reply] = {
    "silence": Exchange.hang,
    "silence in the stream": stream(Exchange.hang),
}


async def test_failures_are_told_as_chat_openai_tells_them(
    subtests: pytest.Subtests,
    chat: StreamingChat,
    client: httpx2.AsyncClient,
    model_server: ModelServer,
) -> None:
    """A1, "LLM 429/500", "LLM hangs", "LLM malformed": the same codes, pauses and words."""
    patient, impatient = chat, chat_with(model_server.url, client, timeout=0.5)
    for name, reply in (FAILURES | SILENCE).items():
        chat = impatient if name in SILENCE else patient
        with subtests.test(name):
            model_server.on_stream = reply
            ours, theirs = await both_ways(chat)
            assert isinstance(ours, AnswerFailed)
            assert isinstance(theirs, AnswerFailed)
            assert (ours.code, ours.message) == (theirs.code, theirs.message)
            assert (ours.retryable, ours.retry_after) == (theirs.retryable, theirs.retry_after)


async def test_a_refused_connection_is_told_as_chat_openai_tells_it(
    chat: StreamingChat, model_server: ModelServer
) -> None:
    await model_server.__aexit__()
    ours, theirs = await both_ways(chat)
    assert isinstance(ours, AnswerFailed)
    assert isinstance(theirs, AnswerFailed)
    assert ours.code == theirs.code == "upstream_unavailable"


async def test_a_reader_that_leaves_closes_the_request(
    chat: StreamingChat, model_server: ModelServer
) -> None:
    """A1, "Client leaves SSE"."""
    model_server.on_stream = with_text(Exchange.hang)
    async with aclosing(chat.stream_pieces(MESSAGES)) as pieces:
        async for piece in pieces:
            if piece.text:
                break
    async with asyncio.timeout(5):
        await model_server.streams[0].client_left.wait()


async def test_a_reader_that_leaves_gives_its_place_to_another(model_server: ModelServer) -> None:
    """A1, "Client leaves SSE": no place in the pool of connections is lost."""
    model_server.on_stream = with_text(delta("stop"), Exchange.hang)
    async with httpx2.AsyncClient(limits=httpx2.Limits(max_connections=1)) as client:
        chat = chat_with(model_server.url, client)
        for _ in range(3):
            async with aclosing(chat.stream_pieces(MESSAGES)) as pieces:
                assert (await anext(pieces)).text == ""
                assert (await anext(pieces)).text == BEGUN


async def test_a_cancelled_reader_closes_the_request(
    chat: StreamingChat, model_server: ModelServer
) -> None:
    """A1, "Client leaves SSE": before the first token too."""

    async def read() -> None:
        async for _ in chat.stream_pieces(MESSAGES):
            pass

    for reply in (Exchange.hang, stream(Exchange.hang), with_text(Exchange.hang)):
        asked: asyncio.Future[Exchange] = asyncio.get_running_loop().create_future()

        async def noticed(
            exchange: Exchange, reply: Reply = reply, asked: asyncio.Future[Exchange] = asked
        ) -> None:
            asked.set_result(exchange)
            await reply(exchange)

        model_server.on_stream = noticed
        reading = asyncio.create_task(read())
        async with asyncio.timeout(5):
            exchange = await asked
            reading.cancel()
            await exchange.client_left.wait()
        await asyncio.gather(reading, return_exceptions=True)
        assert reading.cancelled()


async def test_a_connection_is_used_again_after_an_answer(
    chat: StreamingChat, model_server: ModelServer
) -> None:
    """What follows ``[DONE]`` is read, so that the follow-up questions need no new connection."""
    for _ in range(3):
        assert joined([each async for each in chat.stream_pieces(MESSAGES)]).finish_reason == "stop"
    ports = {each.writer.get_extra_info("peername")[1] for each in model_server.streams}
    assert len(ports) == 1


async def test_other_chat_models_stream_pieces_too() -> None:
    answer = AIMessage(
        "two words",
        response_metadata={"finish_reason": "stop", "model_name": "m"},
        usage_metadata={"input_tokens": 3, "output_tokens": 2, "total_tokens": 5},
    )
    model = GenericFakeChatModel(messages=iter([answer]))
    pieces = [piece async for piece in pieces_of(model, MESSAGES)]
    assert joined(pieces).text == "two words"
    assert {type(piece) for piece in pieces} == {Piece}


async def test_what_other_chat_models_tell_of_the_end_is_kept() -> None:
    class Telling(GenericFakeChatModel):
        async def _astream(self, *_: Any, **__: Any) -> Any:
            yield told

    from langchain_core.messages import AIMessageChunk
    from langchain_core.outputs import ChatGenerationChunk

    told = ChatGenerationChunk(
        message=AIMessageChunk(
            "no",
            usage_metadata={"input_tokens": 3, "output_tokens": 2, "total_tokens": 5},
            additional_kwargs={"refusal": "I won't."},
        ),
        generation_info={"finish_reason": "stop", "model_name": "m"},
    )
    pieces = [piece async for piece in pieces_of(Telling(messages=iter([])), MESSAGES)]
    assert joined(pieces) == Piece("no", "stop", "m", Usage(3, 2), "I won't.")
