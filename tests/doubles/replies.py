"""Scripts for the model server: how it answers, fails, falls silent or attacks.

A ``Reply`` takes over a whole request; a ``Step`` is one thing that happens in an open stream.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from tests.doubles.model_server import Exchange, Reply

CANARY = "canary-words-of-the-model-server"
"""In every error that is sent here; nobody else may ever see it."""

KEY = "sk-test-secret-000000000000"
"""The API key that the scripted server is asked with."""

TOLD = f"{CANARY}: invalid key {KEY}"
"""What errors say: like some real ones, they echo the key."""

Step = Callable[[Exchange], Awaitable[None]]


def error(status: int, code: str = "error", message: str = TOLD, **headers: str) -> Reply:
    """Answers with an error."""
    return lambda exchange: exchange.error(status, message, code, **headers)


def body(status: int, content: Any, **headers: str) -> Reply:
    """Answers with this and nothing else."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda exchange: exchange.respond(status, content, sent)


def raw(content: bytes) -> Reply:
    """Answers with these bytes, which need not be HTTP, and closes the connection."""

    async def reply(exchange: Exchange) -> None:
        await exchange.raw(content)
        exchange.writer.write_eof()
        await exchange.hang()

    return reply


def stream(*steps: Any, text: str = "") -> Reply:
    """Streams ``text``, then takes the steps: payloads to send, or what to do."""

    async def reply(exchange: Exchange) -> None:
        await exchange.open_stream()
        await exchange.delta(role="assistant", content="")
        if text:
            await exchange.delta(content=text)
        for step in steps:
            await (step(exchange) if callable(step) else exchange.event(step))

    return reply


def with_text(*steps: Any) -> Reply:
    """As ``stream``, with a beginning of an answer before the steps."""
    return stream(*steps, text=BEGUN)


BEGUN = "I would begin with "


def delta(finish: str | None = None, **values: Any) -> Step:
    """A step that sends a chunk."""
    return lambda exchange: exchange.delta(finish, **values)


def choices(*values: Any) -> Step:
    """A step that sends a chunk with these choices, whatever they are."""
    return lambda exchange: exchange.event({**exchange.chunk({}), "choices": list(values)})


def count(usage: Any) -> Step:
    """A step that tells the usage, whatever it is."""
    return lambda exchange: exchange.event({**exchange.chunk({}), "choices": [], "usage": usage})


async def cut(exchange: Exchange) -> None:
    """A step that breaks the connection."""
    exchange.cut()


async def done(exchange: Exchange) -> None:
    """A step that ends the stream as if all were said, without a finish reason."""
    await exchange.event(b"[DONE]")
    await exchange.end_body()


async def keep_alives(exchange: Exchange) -> None:
    """A step that sends comments, more often than any timeout, until the client leaves."""
    while not exchange.client_left.is_set():
        await exchange.keep_alive()
        await asyncio.sleep(0.1)


async def drip(exchange: Exchange) -> None:
    """A step that sends one event byte by byte, so slowly that it never ends."""
    for byte in b"data: " + json.dumps(exchange.chunk({"content": "x" * 1000})).encode():
        await exchange.send(bytes([byte]))
        await asyncio.sleep(0.1)


async def endless_line(exchange: Exchange) -> None:
    """A step that sends one line for ever."""
    while True:
        await exchange.send(b"data: " + b"x" * 1_000_000)


async def endless_chunks(exchange: Exchange) -> None:
    """A step that sends an answer for ever."""
    while True:
        await exchange.delta(content="all work and no play " * 5_000)


def in_turn(*replies: Reply) -> Reply:
    """Takes the next reply for each request, and the last one for all that follow."""
    waiting = list(replies)

    async def reply(exchange: Exchange) -> None:
        await (waiting.pop(0) if len(waiting) > 1 else waiting[0])(exchange)

    return reply


async def answers(exchange: Exchange) -> None:
    """Answers, and names the model that was asked."""
    await exchange.stream(f"{exchange.model} answers")


async def answers_namelessly(exchange: Exchange) -> None:
    """Answers without naming a model."""
    await exchange.open_stream()
    for payload in (
        exchange.chunk({"content": f"{exchange.model} answers"}),
        exchange.chunk({}, "stop"),
    ):
        del payload["model"]
        await exchange.event(payload)
    await exchange.end_body()


def by_model(**replies: Reply) -> Reply:
    """Takes the reply that is named like the model asked for."""
    return lambda exchange: replies[exchange.model](exchange)
