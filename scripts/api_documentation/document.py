"""The OpenAPI document, and what it says of single operations."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import orjson

from interviewapis.app import create_app
from interviewapis.settings import Settings
from interviewapis.startup import started

Json = Any
METHODS = ("get", "put", "post", "delete", "patch")


@cache
def document() -> dict[str, Json]:
    """The document as the application makes it, whatever the environment says; starts nothing."""
    app = create_app(Settings.model_construct(), started)
    # Through JSON, as everybody else gets it.
    content: dict[str, Json] = orjson.loads(orjson.dumps(app.openapi()))
    return content


def operations() -> Iterator[tuple[str, str, dict[str, Json]]]:
    """Method, path and description of each operation."""
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            assert method in METHODS
            yield method, path, operation


def success(operation: dict[str, Json]) -> int:
    """The status with which an operation answers when all goes well, to a plain request."""
    responses = operation["responses"]

    def rank(status: int) -> tuple[bool, int]:
        # Events come before what some operations answer to those who do not ask for them.
        return "application/json" not in responses[str(status)].get("content", {}), status

    return min(map(int, responses), key=rank)


def is_stream(operation: dict[str, Json]) -> bool:
    """Whether it answers with events."""
    return "text/event-stream" in operation["responses"][str(success(operation))].get("content", {})


def bodies(operation: dict[str, Json]) -> dict[str, Json]:
    """The documented request bodies by name; one that is absent where none is needed."""
    if "requestBody" not in operation:
        return {"no body": None}
    content = operation["requestBody"]["content"]["application/json"]
    return {name: example["value"] for name, example in content["examples"].items()}


def is_twin(template: str, method: str) -> bool:
    """Whether an operation is a PUT that does what PATCH does."""
    methods = document()["paths"][template]
    return (
        method == "put"
        and "patch" in methods
        and bool(methods["put"]["requestBody"] == methods["patch"]["requestBody"])
    )


def taken_apart(path: str) -> tuple[str, dict[str, str]] | None:
    """The template of a path, as the document has it, and what stands for each name in it."""
    for pattern, template in _patterns():
        if match := pattern.fullmatch(path):
            return template, match.groupdict()
    return None


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    # A path without names counts before one with a name in its place.
    templates = sorted(document()["paths"], key=lambda template: template.count("{"))
    return [(re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", each)), each) for each in templates]
