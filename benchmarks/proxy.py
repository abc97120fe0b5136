"""The floor of the streaming path: the model server's bytes straight through.

Run: ``UPSTREAM=http://127.0.0.1:PORT/v1 uvicorn benchmarks.proxy:app``.
"""

import os
from collections.abc import AsyncIterator
from contextlib import aclosing

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

client = httpx2.AsyncClient(base_url=os.environ["UPSTREAM"], timeout=None)


async def answer_stream(request: Request) -> StreamingResponse:
    """Pass the model's answer to a question on as it comes."""
    question = (await request.json())["question"]
    asked = {
        "model": "bench",
        "stream": True,
        "messages": [{"role": "user", "content": question}],
    }

    async def body() -> AsyncIterator[bytes]:
        async with (
            client.stream("POST", "/chat/completions", json=asked) as response,
            aclosing(response.aiter_raw()) as chunks,
        ):
            async for chunk in chunks:
                yield chunk

    return StreamingResponse(body(), media_type="text/event-stream")


app = Starlette(routes=[Route("/api/agents/answer-stream", answer_stream, methods=["POST"])])
