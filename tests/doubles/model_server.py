"""An OpenAI-compatible model server that says what a test tells it to, over a real socket.

It speaks HTTP/1.1 by hand, because the tests need what no framework lets them do: cut a
connection in the middle of a chunk, split a character over two packets, never answer.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

CONNECTION = "connection to the model server"
"""Name of the task that serves one."""

USAGE = {"prompt_tokens": 21, "completion_tokens": 7, "total_tokens": 28}


@dataclass
class Exchange:
    """One request to the model server, and the means to answer it."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    writer: asyncio.StreamWriter
    client_left: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: float = field(default_factory=monotonic)

    @property
    def model(self) -> str:
        return self.body["model"]

    @property
    def is_stream(self) -> bool:
        return bool(self.body.get("stream"))

    @property
    def schema_name(self) -> str | None:
        schema = self.body.get("response_format", {}).get("json_schema", {})
        return schema.get("name")

    @property
    def system_prompt(self) -> str:
        return self.body["messages"][0]["content"]

    @property
    def user_message(self) -> str:
        return self.body["messages"][-1]["content"]

    async def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def respond(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        """Send a whole response: bytes as they are, anything else as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", "Content-Length": str(len(content))}
        lines = [f"{name}: {value}" for name, value in (sent | (headers or {})).items()]
        await self.raw("\r\n".join([f"HTTP/1.1 {status} X", *lines, "", ""]).encode() + content)

    async def error(self, status: int, message: str, code: str = "error", **headers: str) -> None:
        """Send an error in OpenAI's form."""
        await self.respond(
            status,
            {"error": {"message": message, "type": "x", "code": code}},
            {name.replace("_", "-"): value for name, value in headers.items()},
        )

    async def open_stream(self, *headers: str) -> None:
        """Send the head of a stream, with further header lines."""
        lines = (
            "HTTP/1.1 200 OK",
            "Content-Type: text/event-stream",
            "Transfer-Encoding: chunked",
            *headers,
        )
        await self.raw("\r\n".join([*lines, "", ""]).encode())

    async def send(self, data: bytes) -> None:
        """Send bytes of an open stream as one HTTP chunk."""
        await self.raw(b"%x\r\n%b\r\n" % (len(data), data))

    async def event(self, payload: Any) -> None:
        """Send one SSE event of an open stream: bytes as they are, anything else as JSON."""
        content = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        await self.send(b"data: " + content + b"\n\n")

    async def keep_alive(self) -> None:
        """Send a comment on an open stream."""
        await self.send(b": still thinking\n\n")

    async def delta(self, finish: str | None = None, **delta: Any) -> None:
        """Send one chat completion chunk."""
        await self.event(self.chunk(delta, finish))

    def chunk(self, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        """A chat completion chunk as a dict."""
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": self.model,
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }

    async def end_stream(self, finish: str = "stop", usage: dict[str, int] | None = None) -> None:
        """Send the finish reason, usage, ``[DONE]`` and the end of the body."""
        await self.delta(finish)
        await self.event({**self.chunk({}), "choices": [], "usage": usage or USAGE})
        await self.send(b"data: [DONE]\n\n")
        await self.end_body()

    async def end_body(self) -> None:
        """End the body of an open stream, whatever was in it."""
        await self.raw(b"0\r\n\r\n")

    async def stream(self, *pieces: str, finish: str = "stop", pause: float = 0) -> None:
        """Send a whole streamed answer."""
        await self.open_stream()
        await self.delta(role="assistant", content="")
        for piece in pieces:
            await self.delta(content=piece)
            await asyncio.sleep(pause)
        await self.end_stream(finish)

    async def complete(self, content: str) -> None:
        """Send a whole answer that was not streamed."""
        await self.respond(
            200,
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 1,
                "model": self.model,
                "choices": [
                    {
                        "index": 0,
                        "message": {"role": "assistant", "content": content},
                        "finish_reason": "stop",
                    }
                ],
                "usage": USAGE,
            },
        )

    def cut(self) -> None:
        """Break the connection."""
        self.writer.transport.abort()

    async def hang(self) -> None:
        """Say nothing more until the client leaves."""
        await self.client_left.wait()


Reply = Callable[[Exchange], Awaitable[None]]


async def default_answer(exchange: Exchange) -> None:
    """A short streamed answer."""
    await exchange.stream("I would ", "start with ", "the requirements.")


class ModelServer:
    """Start it with ``async with``; ``url`` is what OPENAI_BASE_URL needs.

    Args:
        port: Where it listens; any that is free, if left out.

    Attributes:
        on_stream: Answers streamed requests; replace it to script an answer.
        on_complete: Answers requests without a stream and without a schema.
        routing, follow_ups: The structured replies; a callable here takes over the request.
        exchanges: Every request so far.
        answering: Those whose reply has not come to its end.
    """

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self.on_stream: Reply = default_answer
        self.on_complete: Reply = lambda exchange: exchange.complete("connection successful")
        self.routing: dict[str, Any] | Reply = {
            "agent": "system_design",
            "confidence": 0.93,
            "in_scope": True,
            "reasoning": "It asks to design a service at scale.",
            "alternatives": ["architect"],
        }
        self.follow_ups: dict[str, Any] | Reply = {
            "questions": [
                "How would you keep the keys unique across regions?",
                "What would you do if the cache lost all its entries?",
                "How would the design change at ten times the traffic?",
            ]
        }
        self.exchanges: list[Exchange] = []
        self.answering: list[Exchange] = []
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def streams(self) -> list[Exchange]:
        """The streamed requests so far."""
        return [each for each in self.exchanges if each.is_stream]

    def asked_for(self, schema_name: str) -> list[Exchange]:
        """The requests so far for a structured reply of that name."""
        return [each for each in self.exchanges if each.schema_name == schema_name]

    async def __aenter__(self) -> "ModelServer":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.set_name(CONNECTION)
        self._tasks.add(task)
        try:
            while exchange := await self._read(reader, writer):
                await self._answer(exchange, reader)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _answer(self, exchange: Exchange, reader: asyncio.StreamReader) -> None:
        self.exchanges.append(exchange)
        self.answering.append(exchange)
        # The next byte or the end of input: clients here never pipeline requests.
        watching = asyncio.create_task(_wait_for_end(reader, exchange.client_left))
        try:
            await self._choose(exchange)(exchange)
        except ConnectionError:
            exchange.client_left.set()
        finally:
            self.answering.remove(exchange)
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    def _choose(self, exchange: Exchange) -> Reply:
        if exchange.schema_name == "RoutingReply":
            return self._structured(self.routing)
        if exchange.schema_name == "FollowUpsReply":
            return self._structured(self.follow_ups)
        return self.on_stream if exchange.is_stream else self.on_complete

    @staticmethod
    def _structured(reply: dict[str, Any] | Reply) -> Reply:
        if callable(reply):
            return reply
        return lambda exchange: exchange.complete(json.dumps(reply))

    @staticmethod
    async def _read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Exchange | None:
        head = await reader.readuntil(b"\r\n\r\n")
        request, *lines = head.decode("latin-1").split("\r\n")
        fields = (line.split(": ", 1) for line in lines if line)
        headers = {name.lower(): value for name, value in fields}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Exchange(request.split(" ")[1], headers, json.loads(body or b"{}"), writer)


async def _wait_for_end(reader: asyncio.StreamReader, left: asyncio.Event) -> None:
    while not reader.at_eof():
        # Peek without consuming: a byte here would belong to the next request.
        try:
            await reader._wait_for_data("watch")  # type: ignore[attr-defined]
        except ConnectionError:
            break
        except RuntimeError:
            return
        if reader._buffer:  # type: ignore[attr-defined]
            return
    left.set()
