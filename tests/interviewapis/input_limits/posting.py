"""Sends questions, good and bad, for the tests of what is taken."""

from typing import Any

import httpx2

from agents.specialists import SPECIALISTS
from tests.conftest import QUESTION, RunningServer

ROUTE = "/api/agents/route"
JSON = {"Content-Type": "application/json"}
EMOJI = "\N{GRINNING FACE}"
FIRST_TURN = "body.conversation_history.0"

STRING = "must be a string"
LIST = "must be a list"
OBJECT = "must be an object"
REQUIRED = "is required"
NULL = "can't be null"
UNKNOWN = "unknown field; remove it"
NUL = "must not contain the character NUL (U+0000)"
SURROGATE = "must not contain half of a surrogate pair (U+D800 to U+DFFF)"
AGENTS = f"must be one of {', '.join(SPECIALISTS)}"
BODY = "must be a JSON object, sent with Content-Type: application/json"


async def post(server: RunningServer, path: str = ROUTE, **body: Any) -> httpx2.Response:
    """Post a body, by default with a good question."""
    return await server.client.post(path, json={"question": QUESTION} | body)


async def post_bytes(server: RunningServer, content: bytes, **headers: str) -> httpx2.Response:
    """Post bytes that need not be JSON."""
    return await server.client.post(ROUTE, content=content, headers=JSON | headers)
