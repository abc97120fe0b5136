"""The requests that the documentation shows, each as the curl command that a reader can paste."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from interviewapis.runs.examples import CONVERSATION, RUN

BASE_URL = "http://127.0.0.1:8000"
QUESTION = "How would you design a URL shortening service?"

Server = Literal["library", "unreachable_model", "hanging_model"]
"""Which server answers: one without a model, or one whose model server can't be reached, or never
says a word."""


@dataclass(frozen=True)
class Shown:
    """A request that the documentation shows.

    Args:
        name: File name of the recorded response, without its ending.
        path: With the ids that the documentation shows, ``RUN`` and ``CONVERSATION``.
        body: Sent as JSON; a string is sent as it is, to show what happens to bad JSON.
        query: Parameters in the address.
    """

    name: str
    method: str
    path: str
    title: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    server: Server = "library"
    query: dict[str, str] = field(default_factory=dict)

    @property
    def curl(self) -> str:
        """The request as a shell command."""
        options = []
        if self.query:
            options.append("-G")
        if self.method != ("GET" if self.body is None else "POST"):
            options.append(f"-X {self.method}")
        options += [f"-H {_quoted(f'{name}: {value}')}" for name, value in self.headers.items()]
        options += [f"--data-urlencode {_quoted(f'{n}={v}')}" for n, v in self.query.items()]
        if self.body is not None:
            options.append("-H 'Content-Type: application/json'")
            options.append(f"-d {_quoted(_body(self.body))}")
        unbuffered = "-N " if self.path.endswith(("-stream", "/events")) else ""
        return " \\\n  ".join([f"curl {unbuffered}{BASE_URL}{self.path}", *options])


_ASK = {"question": QUESTION}

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
        "problem-not-found",
        "GET",
        "/api/agents/runs/00000000-0000-4000-8000-000000000000",
        "A run that is not there, or somebody else's",
    ),
    Shown(
        "problem-unauthorized",
        "POST",
        "/api/agents/answer",
        "A request that some other name or site has led here",
        _ASK,
        {"Host": "interviews.example"},
    ),
    Shown(
        "problem-unavailable",
        "POST",
        "/api/agents/answer",
        "A model server that can't be reached",
        _ASK,
        server="unreachable_model",
    ),
    Shown(
        "problem-in-stream",
        "POST",
        "/api/agents/answer-stream",
        "The same in a stream",
        _ASK,
        server="unreachable_model",
    ),
)
"""Shown on the page of errors."""

_WITHOUT_BODY: dict[str, list[dict[str, Any]]] = {
    "answer_event_source": [{"query": _ASK}],
    "list_runs": [{"query": {"conversation_id": CONVERSATION, "limit": "1"}}],
    "run_events": [
        {"title": "From the first event"},
        {"title": "After event 3", "headers": {"Last-Event-ID": f"{RUN}:3"}},
        {"title": "After an event that the run never had", "query": {"after": "99999"}},
    ],
    "cancel_run": [{"title": "While a model is thinking", "server": "hanging_model"}],
    "list_conversations": [{"query": {"limit": "1"}}],
}
"""What is shown of operations without a body, by operation id, where it is not the bare request."""


def of_operation(method: str, path: str, operation: dict[str, Any]) -> Iterator[Shown]:
    """The requests that the documentation shows for an operation: one for each of its examples.

    Streams are long: one is enough.
    """
    name = path.removeprefix("/api").strip("/").translate(_SLUG) or "overview"
    address = path.format(run_id=RUN, conversation_id=CONVERSATION)
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    if not content:
        name += ".delete" if method == "DELETE" else ""
        for number, each in enumerate(_WITHOUT_BODY.get(operation["operationId"], [{}])):
            numbered = f"{name}.{number}" if number else name
            yield Shown(numbered, method, address, **{"title": "", **each})
    is_stream = path.endswith("-stream")
    for key, example in list(content.get("examples", {}).items())[: 1 if is_stream else None]:
        yield Shown(f"{name}.{key}", method, address, example["summary"], example["value"])


def of_document(document: dict[str, Any]) -> list[Shown]:
    """Every request that the documentation shows."""
    return [
        shown
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        for shown in of_operation(method.upper(), path, operation)
    ] + list(PROBLEMS)


_SLUG = str.maketrans({"/": "-", "{": None, "}": None})


def _body(body: Any) -> str:
    if isinstance(body, str):
        return body
    short = json.dumps(body, ensure_ascii=False)
    return short if len(short) < 80 else json.dumps(body, ensure_ascii=False, indent=2)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
