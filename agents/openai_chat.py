"""``ChatOpenAI``, and a way to stream from it that costs a fraction per token.

The request, its authentication, the mapping of errors and everything that is not streamed are
``ChatOpenAI`` and the SDK. Only the body of a streamed answer is read here: the SDK validates
an object tree for every token, and LangChain makes and merges messages of it, of which an
answer needs the text.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from typing import Any, cast

import httpx2
import openai
import orjson
from langchain_core.messages import BaseMessage
from langchain_openai import ChatOpenAI
from langchain_openai.chat_models.base import _handle_openai_api_error, _handle_openai_bad_request

from agents.contracts import Usage
from agents.event_stream import EventStreamDecoder
from agents.pieces import Piece

DRAIN_SECONDS = 0.1
"""For what follows ``[DONE]``; a connection is used again only if its response was read."""

MOST_TOKENS = 10**9
"""A server that counts more than this does not count."""


class StreamingChat(ChatOpenAI):
    """``ChatOpenAI`` that streams pieces, takes chunks as servers really send them, and
    reports refusals."""

    async def stream_pieces(self, messages: list[BaseMessage]) -> AsyncGenerator[Piece, None]:
        """Ask for one answer and yield it as it comes; closing the generator ends the request.

        Unlike ``astream`` it calls no callbacks and passes over tool calls.

        Raises:
            langchain_core.exceptions.ModelError: the server refused or failed, in its headers
                or inside the stream.
            openai.APIError: the same, where LangChain has no class for it.
            ValueError, TypeError, AttributeError, RecursionError: what came is no stream of
                chat completion chunks.
        """
        options: dict[str, Any] = {}
        if self.stream_usage:
            options["stream_options"] = {"include_usage": True}
        payload = self._get_request_payload(messages, stream=True, **options)
        body = orjson.dumps(payload)
        try:
            response = await self._post(body)
            # A thousand open streams need not hold on to a thousand prompts.
            del messages, payload, body
            async with aclosing(_events(response)) as events:
                async for data in events:
                    yield _piece(_parsed(data), response.request)
        except openai.BadRequestError as error:
            _handle_openai_bad_request(error)
        except openai.APIError as error:
            _handle_openai_api_error(error)

    async def _post(self, body: bytes) -> httpx2.Response:
        # What the SDK's own method for chat completions does with its arguments, without the
        # copies that it makes of them.
        response = await self.root_async_client.post(
            "/chat/completions",
            content=_once(body),
            options={"headers": {"Content-Length": str(len(body))}},
            cast_to=httpx2.Response,
            stream=True,
            stream_cls=openai.AsyncStream[Any],
        )
        return cast("httpx2.Response", response)


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    """A request's body that is forgotten once it was sent."""
    yield body


async def _events(response: httpx2.Response) -> AsyncGenerator[bytes, None]:
    """Yield the data of each event up to ``[DONE]``; the response is closed with the generator.

    Raises:
        openai.APIConnectionError: the connection broke or fell silent.
    """
    decoder = EventStreamDecoder()
    try:
        async with aclosing(response.aiter_raw()) as body:
            async for chunk in body:
                for data in decoder.feed(chunk):
                    if data.startswith(b"[DONE]"):
                        await _drain(body)
                        return
                    yield data
    except httpx2.TimeoutException as error:
        raise openai.APITimeoutError(request=response.request) from error
    except httpx2.RequestError as error:
        raise openai.APIConnectionError(request=response.request) from error


async def _drain(body: AsyncIterator[bytes]) -> None:
    # A failure here has no more to spoil: the answer is whole.
    with suppress(TimeoutError, httpx2.RequestError, ValueError):
        async with asyncio.timeout(DRAIN_SECONDS):
            async for _ in body:
                pass


def _parsed(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        # Reads what orjson doesn't, like half of a character escaped as a lone surrogate.
        return json.loads(data.decode())


def _piece(chunk: Any, request: httpx2.Request) -> Piece:
    """Reduce a streamed chunk to what an answer needs; what is missing counts as empty.

    Text of a second choice would end up in the middle of the first. Tool calls and roles that
    nobody asked for, usage that is no number, and a last chunk without ``delta`` must not cost
    an answer that is there.
    """
    if error := chunk.get("error"):
        message = error.get("message") if isinstance(error, dict) else None
        raise openai.APIError(
            message if isinstance(message, str) else "the stream ended with an error",
            request,
            body=error,
        )
    usage = _usage(chunk.get("usage"))
    for choice in chunk.get("choices") or ():
        if choice.get("index") in (0, None):
            delta = choice.get("delta") or {}
            content, refusal = delta.get("content"), delta.get("refusal")
            text = content if isinstance(content, str) else _joined(content)
            if not (finish_reason := choice.get("finish_reason")) and not refusal:
                return Piece(text, usage=usage)
            return Piece(
                text,
                str(finish_reason or ""),
                str(chunk.get("model") or "") if finish_reason else "",
                usage,
                str(refusal or ""),
            )
    return Piece(usage=usage)


def _joined(content: Any) -> str:
    """Text that some servers send as a list of parts."""
    if not content:
        return ""
    if not isinstance(content, list):
        raise TypeError("content is neither text nor a list of parts")
    return "".join(
        part if isinstance(part, str) else part.get("text") or ""
        for part in content
        if isinstance(part, str) or part.get("type") == "text"
    )


def _usage(usage: Any) -> Usage | None:
    if not isinstance(usage, dict):
        return None
    counts = [
        count
        for name in ("prompt_tokens", "completion_tokens")
        if type(count := usage.get(name)) is int and 0 <= count <= MOST_TOKENS
    ]
    return Usage(*counts) if len(counts) == 2 else None
