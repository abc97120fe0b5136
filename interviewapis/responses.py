"""Responses whose bytes are made once, without FastAPI walking the content again."""

from typing import Any

import orjson
from starlette.responses import Response


def secret_response(body: str | bytes, status: int = 200) -> Response:
    """JSON that nobody on the way keeps."""
    return Response(body, status, {"Cache-Control": "no-store"}, media_type="application/json")


class JsonBytes(Response):
    """JSON from plain data; OpenAPI's model of it is proven by contract tests."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Encode the content."""
        return orjson.dumps(content)
