"""The OpenAPI document, and what it says of single responses."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx2
import jsonschema_rs
import orjson

from interviewapis.app import create_app
from interviewapis.settings import Settings

Json = Any
METHODS = ("get", "put", "post", "delete", "patch")


@cache
def document() -> dict[str, Json]:
    """The document as the application makes it; starts nothing."""
    app = create_app(Settings(_env_file=None), lambda _: None)  # type: ignore[arg-type, return-value]
    # Through JSON, as everybody else gets it.
    return orjson.loads(orjson.dumps(app.openapi()))


def operations() -> Iterator[tuple[str, str, dict[str, Json]]]:
    """Method, path and description of each operation."""
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            assert method in METHODS
            yield method, path, operation


def success(operation: dict[str, Json]) -> int:
    """The status with which an operation answers when all goes well."""
    return min(int(status) for status in operation["responses"])


def assert_documented(method: str, path: str, response: httpx2.Response) -> None:
    """The operation documents this status and media type, and the body matches its schema.

    An object may have no fields that the schema does not tell of.
    """
    responses = document()["paths"][path][method]["responses"]
    assert str(response.status_code) in responses, response.text
    described = responses[str(response.status_code)]
    for name in described.get("headers", ()):
        # What other pages there are depends on the page.
        assert name in response.headers or name == "Link", name
    if response.status_code == 204:
        assert "content" not in described
        assert response.content == b""
        assert "content-type" not in response.headers
        return
    content = described["content"]
    media_type = response.headers["content-type"].split(";")[0]
    assert media_type in content
    if media_type.endswith("json"):
        schema = _closed(content[media_type]["schema"])
        validate(response.json(), schema)
    else:
        assert content[media_type]["schema"] == {"type": "string"}


def validate(instance: Json, schema: Json) -> None:
    """Check an instance; references lead into the document.

    Raises:
        jsonschema_rs.ValidationError: it does not match.
    """
    components = _closed(document()["components"])
    validator = jsonschema_rs.Draft202012Validator({**schema, "components": components})
    validator.validate(instance)


def _closed(schema: Json) -> Json:
    """Forbid fields that the schema does not tell of."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(value) for name, value in schema.items()}
    if isinstance(schema.get("properties"), dict):
        closed.setdefault("additionalProperties", False)
    return closed


def references(schema: Json) -> set[str]:
    """Names of all components that a schema leads to."""
    names = set()
    waiting = [schema]
    while waiting:
        text = json.dumps(waiting.pop())
        found = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
        waiting += [document()["components"]["schemas"][name] for name in found - names]
        names |= found
    return names
