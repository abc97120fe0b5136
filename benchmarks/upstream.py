"""A model server for benchmarks: streams a fixed answer at a fixed pace, cheaply.

Run: ``python -m benchmarks.upstream PORT TOKENS PACE_MS``.
"""

import asyncio
import json
import sys
from typing import Any

import uvloop

REPLIES = {
    "RoutingReply": {
        "agent": "system_design",
        "confidence": 0.9,
        "in_scope": True,
        "reasoning": "It asks to design a service.",
        "alternatives": [],
    },
    "FollowUpsReply": {
        "questions": [f"What would you change at scale number {n}?" for n in range(3)]
    },
}
"""Structured replies by the name of the schema that is asked for."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
DONE = b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n"
"""The end of a stream."""


async def read_request(reader: asyncio.StreamReader) -> Any:
    """The JSON body of the next request on a connection."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return json.loads(await reader.readexactly(length))


def event(delta: dict[str, str], finish: str | None = None) -> bytes:
    """One chat completion chunk as an HTTP chunk."""
    body = json.dumps(
        {
            "id": "chatcmpl-bench",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "bench",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
    )
    data = f"data: {body}\n\n".encode()
    return b"%x\r\n%b\r\n" % (len(data), data)


def whole(content: str) -> bytes:
    """A chat completion that is not streamed."""
    message = {"role": "assistant", "content": content}
    body = json.dumps(
        {
            "id": "chatcmpl-bench",
            "object": "chat.completion",
            "created": 1,
            "model": "bench",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
    ).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body


async def main(port: int, tokens: int, pace: float) -> None:
    """Serve until killed."""
    token = event({"content": "token "})
    end = event({}, "stop") + DONE

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await read_request(reader)
                if request.get("stream"):
                    await stream(writer)
                else:
                    schema = request["response_format"]["json_schema"]["name"]
                    writer.write(whole(json.dumps(REPLIES[schema])))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def stream(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + event({"role": "assistant", "content": ""}))
        for _ in range(tokens):
            writer.write(token)
            if pace:
                await writer.drain()
                await asyncio.sleep(pace)
        writer.write(end)

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) / 1000))
