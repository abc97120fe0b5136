"""The requests that the documentation shows, each as the curl command that a reader can paste."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

BASE_URL = "http://127.0.0.1:8000"

Server = Literal["library", "unreachable_model"]
"""Which server answers: one without a model, or one whose model server can't be reached."""


@dataclass(frozen=True)
class Shown:
    """A request that the documentation shows.

    Args:
        name: File name of the recorded response, without its ending.
        body: Sent as JSON; a string is sent as it is, to show what happens to bad JSON.
    """

    name: str
    method: str
    path: str
    title: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    server: Server = "library"

    @property
    def curl(self) -> str:
        """The request as a shell command."""
        options = []
        if self.method != ("GET" if self.body is None else "POST"):
            options.append(f"-X {self.method}")
        options += [f"-H {_quoted(f'{name}: {value}')}" for name, value in self.headers.items()]
        if self.body is not None:
            options.append("-H 'Content-Type: application/json'")
            options.append(f"-d {_quoted(_body(self.body))}")
        unbuffered = "-N " if self.path.endswith("-stream") else ""
        return " \\\n  ".join([f"curl {unbuffered}{BASE_URL}{self.path}", *options])


PROBLEMS = (
    Shown(
        "problem-invalid",
        "POST",
        "/api/agents/answer",
        "A field that is not allowed",
        {"question": "Why?", "agent": "wizard"},
    ),
    Shown(
        "problem-malformed",
        "POST",
        "/api/agents/answer",
        "A body that is not JSON",
        '{"question": ',
    ),
    Shown(
        "problem-unauthorized",
        "POST",
        "/api/agents/answer",
        "A request that some other name or site has led here",
        {"question": "How would you design a URL shortening service?"},
        {"Host": "interviews.example"},
    ),
    Shown(
        "problem-unavailable",
        "POST",
        "/api/agents/answer",
        "A model server that can't be reached",
        {"question": "How would you design a URL shortening service?"},
        server="unreachable_model",
    ),
    Shown(
        "problem-in-stream",
        "POST",
        "/api/agents/answer-stream",
        "The same in a stream",
        {"question": "How would you design a URL shortening service?"},
        server="unreachable_model",
    ),
)
"""Shown on the page of errors."""


def of_operation(method: str, path: str, operation: dict[str, Any]) -> Iterator[Shown]:
    """The requests that the documentation shows for an operation: one for each of its examples.

    Streams are long: one is enough.
    """
    name = path.removeprefix("/api").strip("/").replace("/", "-") or "overview"
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    if not content:
        yield Shown(name, method, path, "")
    is_stream = path.endswith("-stream")
    for key, example in list(content.get("examples", {}).items())[: 1 if is_stream else None]:
        yield Shown(f"{name}.{key}", method, path, example["summary"], example["value"])


def of_document(document: dict[str, Any]) -> list[Shown]:
    """Every request that the documentation shows."""
    return [
        shown
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        for shown in of_operation(method.upper(), path, operation)
    ] + list(PROBLEMS)


def _body(body: Any) -> str:
    if isinstance(body, str):
        return body
    short = json.dumps(body, ensure_ascii=False)
    return short if len(short) < 80 else json.dumps(body, ensure_ascii=False, indent=2)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
