"""The requests that the OpenAPI document gives as examples, and what they need to be sent."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

import httpx2

from interviewapis.runs.examples import CONVERSATION, RUN
from tests.conftest import QUESTION
from tests.contract.document import Json, operations

Make = Callable[[httpx2.Client], str]
"""Makes something through the API; its id."""


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

    @property
    def needs(self) -> set[str]:
        """Names of the ids in it."""
        sent = self.path + json.dumps(self.body)
        return {name for name, shown in SHOWN.items() if f"{{{name}}}" in sent or shown in sent}

    def send(self, client: httpx2.Client, **ids: str) -> httpx2.Response:
        """Send it with real ids; those that are not given are made."""
        for name in sorted(self.needs - ids.keys()):
            ids[name] = MAKE[name](client)
        body = json.dumps(self.body)
        for name, real in ids.items():
            body = body.replace(SHOWN[name], real)
        return client.request(
            self.method,
            self.path.format(**ids),
            params=self.query,
            json=None if self.body is None else json.loads(body),
        )


@cache
def examples() -> list[Example]:
    """Every example of every operation; one for each that needs no body."""
    return [
        Example(method, path, name, _required(operation), body)
        for method, path, operation in operations()
        for name, body in bodies(operation).items()
    ]


def example(method: str, path: str) -> Example:
    """The first example of an operation."""
    return next(each for each in examples() if (each.method, each.path) == (method, path))


def bodies(operation: dict[str, Json]) -> dict[str, Json]:
    """The documented request bodies by name; one that is absent where none is needed."""
    if "requestBody" not in operation:
        return {"no body": None}
    content = operation["requestBody"]["content"]["application/json"]
    return {name: example["value"] for name, example in content["examples"].items()}


def _required(operation: dict[str, Json]) -> dict[str, Json]:
    return {
        parameter["name"]: parameter["schema"]["examples"][0]
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and parameter["required"]
    }


def start_run(client: httpx2.Client, **asked: Any) -> str:
    """Start a run that goes on by itself; its id."""
    response = client.post("/api/agents/runs", json={"question": QUESTION} | asked)
    assert response.status_code == 202, response.text
    return str(response.json()["run_id"])


def finished_run(client: httpx2.Client, **asked: Any) -> str:
    """Have a question answered; the id of the run."""
    run_id = start_run(client, **asked)
    # Ends with the run.
    assert client.get(f"/api/agents/runs/{run_id}/events").status_code == 200
    return run_id


def conversation(client: httpx2.Client) -> str:
    """Begin a conversation with an answer; its id."""
    begun = client.post("/api/agents/conversations", json={"run_id": finished_run(client)})
    assert begun.status_code == 201, begun.text
    return str(begun.json()["conversation_id"])


def unknown() -> dict[str, str]:
    """Ids that nobody has."""
    return {name: str(uuid4()) for name in SHOWN}


SHOWN = {"run_id": RUN, "conversation_id": CONVERSATION}
MAKE: dict[str, Make] = {"run_id": finished_run, "conversation_id": conversation}
