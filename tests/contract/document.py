"""What the OpenAPI document says of single responses."""

import json

import httpx2
import jsonschema_rs

from scripts.api_documentation.document import Json, document, operations, success

__all__ = ["assert_documented", "document", "operations", "references", "success", "validate"]

SOMETIMES_SENT = {
    "Link",  # where there are other pages
    "Idempotency-Replayed",  # where an earlier request made what is shown
    "Content-Location",  # where what is shown is not what was asked for
}
"""Headers that a success may lack though it is documented to have them."""


def assert_documented(method: str, path: str, response: httpx2.Response) -> None:
    """The operation documents this status and media type, and the body matches its schema.

    It has the documented headers, except those that depend on the case. An object may have no
    fields that the schema does not tell of.
    """
    responses = document()["paths"][path][method]["responses"]
    assert str(response.status_code) in responses, response.text
    described = responses[str(response.status_code)]
    for name in described.get("headers", ()):
        assert name in response.headers or name in SOMETIMES_SENT, name
    if response.status_code in (204, 304):
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
