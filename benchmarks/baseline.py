"""What the streaming path is compared with: the openai SDK read by an SSE response, no more.

Run: ``UPSTREAM=http://127.0.0.1:PORT/v1 uvicorn benchmarks.baseline:app``.
"""

import json
import os
from collections.abc import AsyncIterator

from fastapi import FastAPI
from openai import AsyncOpenAI
from pydantic import BaseModel
from sse_starlette import EventSourceResponse

app = FastAPI()
client = AsyncOpenAI(base_url=os.environ["UPSTREAM"], api_key="none")


class Ask(BaseModel):
    """A question."""

    question: str


@app.post("/api/agents/answer-stream")
async def answer_stream(body: Ask) -> EventSourceResponse:
    """Stream the model's answer to a question."""

    async def events() -> AsyncIterator[dict[str, str]]:
        stream = await client.chat.completions.create(
            model="bench", stream=True, messages=[{"role": "user", "content": body.question}]
        )
        async for chunk in stream:
            if chunk.choices and (text := chunk.choices[0].delta.content):
                yield {"data": json.dumps({"event_type": "content", "data": {"chunk": text}})}

    return EventSourceResponse(events(), sep="\n")
