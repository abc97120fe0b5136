"""The requests that the documentation shows, each as the curl command that a reader can paste."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from interviewapis.runs.examples import CONVERSATION, RUN
from scripts.api_documentation.document import is_stream, is_twin, success
from scripts.api_documentation.ids import NOBODYS
from scripts.api_documentation.making import QUESTION, shown_path
from scripts.api_documentation.making_accounts import THE_ADMINISTRATORS, YOURS
from scripts.api_documentation.request import Request

Server = Literal["library", "unreachable_model", "hanging_model"]
"""Which server answers: one without a model, or one whose model server can't be reached, or never
says a word."""


@dataclass(frozen=True)
class Shown:
    """A request that the documentation shows.

    Args:
        name: File name of the recorded response, without its ending.
        path: With the ids that the documentation shows.
        body: Sent as JSON; a string is sent as it is, to show what happens to bad JSON.
        query: Parameters in the address.
        whole: Whether the answer is shown with all fields, also where they are many and empty.
        status: What it has to be answered with; recording something else would tell of it wrongly.
    """

    name: str
    method: str
    path: str
    title: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    server: Server = "library"
    query: dict[str, str] = field(default_factory=dict)
    whole: bool = True
    status: int = 200

    @property
    def request(self) -> Request:
        """What is sent."""
        query = tuple(self.query.items())
        return Request(self.method, self.path, query, self.headers, self.body)


_ASK = {"question": QUESTION}

PROBLEMS = (
    Shown(
        "problem-invalid",
        "POST",
        "/api/agents/answer",
        "A field that is not allowed",
        {"question": "Why?", "agent": "wizard"},
        status=422,
    ),
    Shown(
        "problem-malformed",
        "POST",
        "/api/agents/answer",
        "A body that is not JSON",
        '{"question": ',
        status=400,
    ),
    Shown(
        "problem-not-found",
        "GET",
        f"/api/agents/runs/{NOBODYS}",
        "A run that is not there, or somebody else's",
        status=404,
    ),
    Shown(
        "problem-unauthorized",
        "POST",
        "/api/agents/answer",
        "A request that some other name or site has led here",
        _ASK,
        {"Host": "interviews.example"},
        status=401,
    ),
    Shown(
        "problem-unavailable",
        "POST",
        "/api/agents/answer",
        "A model server that can't be reached",
        _ASK,
        server="unreachable_model",
        status=503,
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

_SIGNED_IN = {
    "Accounts": YOURS,
    "Administration": THE_ADMINISTRATORS,
}
"""Whose token requests of a part of the documentation come with."""

_NEEDS_NONE = ("register", "login")
_OF_ALL = ("list_practice", "list_gaps", "get_practice_stats")
"""Of practice, what tells of all that somebody did; of the local user it would be something else on
every server."""

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
    "list_interviews": [{"query": {"company_id": "1", "limit": "1"}}],
    "list_companies": [{"query": {"search": "TechCorp"}}],
    "list_roles": [{"query": {"search": "Backend Engineer"}}],
    "list_skills": [{"query": {"search": "PostgreSQL"}}],
    "list_own_skills": [{"query": {"limit": "1"}}],
    "list_questions": [
        {"query": {"category": "coding", "difficulty": "hard", "scope": "library", "limit": "1"}}
    ],
    "list_users": [{"query": {"search": "admin"}}],
    "list_category": [{"query": {"difficulty": "easy", "limit": "1"}}],
    "search_questions": [
        {
            "query": {
                "query": "keeping a cache up to date when the data changes",
                "scope": "library",
                "limit": "1",
            }
        }
    ],
}
"""What is shown of operations without a body, by operation id, where it is not the bare request."""


def of_operation(method: str, path: str, operation: dict[str, Any]) -> Iterator[Shown]:
    """The requests that the documentation shows for an operation: one for each of its examples.

    Streams are long: one is enough. Large objects are shown whole only where one is read.
    """
    whole = method == "GET" and path.endswith("}")
    status = success(operation)
    whose = _credentials(operation)
    name = path.removeprefix("/api").strip("/").translate(_SLUG) or "overview"
    address = shown_path(path)
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    if not content:
        name += ".delete" if method == "DELETE" else ""
        for number, each in enumerate(_WITHOUT_BODY.get(operation["operationId"], [{}])):
            numbered = f"{name}.{number}" if number else name
            usual: dict[str, Any] = {
                "title": "",
                "headers": whose,
                "whole": whole,
                "status": status,
            }
            yield Shown(numbered, method, address, **usual | each)
    name += f".{method.lower()}" if method in ("PUT", "PATCH") else ""
    examples = list(content.get("examples", {}).items())
    for key, example in examples[: 1 if is_stream(operation) else None]:
        yield Shown(
            f"{name}.{key}".replace(" ", "_"),
            method,
            address,
            example["summary"],
            example["value"],
            whose,
            whole=whole,
            status=status,
        )


def _credentials(operation: dict[str, Any]) -> dict[str, str]:
    """The header with which a request of an operation is shown."""
    if operation["operationId"] in _NEEDS_NONE:
        return {}
    signed_in = YOURS if operation["operationId"] in _OF_ALL else None
    token = signed_in or _SIGNED_IN.get(operation["tags"][0])
    return {"Authorization": f"Bearer {token}"} if token else {}


def of_document(document: dict[str, Any]) -> list[Shown]:
    """Every request that the documentation shows."""
    return [
        shown
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if not is_twin(path, method)
        for shown in of_operation(method.upper(), path, operation)
    ] + list(PROBLEMS)


_SLUG = str.maketrans({"/": "-", "{": None, "}": None})
