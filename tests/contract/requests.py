"""The requests that the OpenAPI document gives as examples, and what they need to be sent."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

import httpx2

from database.models import LARGEST_INTEGER
from scripts.api_documentation import making
from scripts.api_documentation.document import Json, bodies, operations
from scripts.api_documentation.ids import KINDS, UUIDS, Ids, first_shown
from scripts.api_documentation.making import Make, filled, make_what_it_needs, shown_path
from scripts.api_documentation.request import Request
from tests.conftest import QUESTION

TRACKER = (
    "/api/companies",
    "/api/roles",
    "/api/skills",
    "/api/user/skills",
    "/api/interviews",
    "/api/questions",
    "/api/stats",
)
"""How the paths of the tracker begin."""


@dataclass(frozen=True)
class Example:
    """A request for an operation. Ids in it are the document's, until they are ``filled`` in.

    Args:
        path: As the document has it, with the names of ids in braces.
        query: The parameters that the operation can't do without.
    """

    method: str
    path: str
    name: str
    query: dict[str, Json]
    body: Json

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.name}"

    def filled(self, client: httpx2.Client, **ids: Any) -> Request:
        """The request with real ids; those that are not given are made."""
        query = tuple(self.query.items())
        request = Request(self.method.upper(), shown_path(self.path), query, body=self.body)
        there: Ids = {(name, first_shown(name)): each for name, each in ids.items()}
        there |= {(kind, shown): ids[kind] for kind, shown in request.named() if kind in ids}
        make_what_it_needs(client, request, there, MAKE)
        return filled(request, there)

    def send(
        self, client: httpx2.Client, headers: dict[str, str] | None = None, **ids: Any
    ) -> httpx2.Response:
        """Send it with real ids; those that are not given are made."""
        return send(client, self.filled(client, **ids), headers)


def send(
    client: httpx2.Client, request: Request, headers: dict[str, str] | None = None
) -> httpx2.Response:
    """Send a request as it is."""
    return client.request(
        request.method,
        request.path,
        params=dict(request.query),
        headers=headers,
        json=request.body,
    )


SIGN_IN = ("/api/auth/", "/api/user/password", "/api/admin/")
"""How the paths begin where it matters who signed in; see test_account_responses.py."""


@cache
def examples() -> list[Example]:
    """Every example of every operation that the local user can send; one for each without body."""
    return [
        Example(method, path, name, _required(operation), body)
        for method, path, operation in operations()
        if not path.startswith(SIGN_IN)
        for name, body in bodies(operation).items()
    ]


def example(method: str, path: str) -> Example:
    """The first example of an operation."""
    return next(each for each in examples() if (each.method, each.path) == (method, path))


def _required(operation: dict[str, Json]) -> dict[str, Json]:
    return {
        parameter["name"]: parameter["schema"]["examples"][0]
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and parameter["required"]
    }


def start_run(client: httpx2.Client, **asked: Any) -> str:
    """Start a run that goes on by itself; its id."""
    return making.started_run(client, **{"question": QUESTION} | asked)


def finished_run(client: httpx2.Client, **asked: Any) -> str:
    """Have a question answered; the id of the run."""
    return making.finished_run(client, **{"question": QUESTION} | asked)


def conversation(client: httpx2.Client) -> str:
    """Begin a conversation with an answer; its id."""
    return making.conversation(client)


def unknown() -> dict[str, Any]:
    """Ids that nobody has."""
    uuids = {name: str(uuid4()) for name in (*MAKE, *UUIDS)}
    numbers = [kind for kind in KINDS.values() if kind.endswith("_id")]
    return dict.fromkeys(numbers, LARGEST_INTEGER) | uuids


MAKE: dict[str, Make] = {"run_id": finished_run, "conversation_id": conversation}
