"""Makes what requests name through the API, each thing from the first example of its kind."""

import re
import time
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any
from uuid import uuid4

import httpx2

from scripts.api_documentation.document import bodies, document, taken_apart
from scripts.api_documentation.ids import (
    KEY,
    KINDS,
    NAMES,
    NOBODYS,
    UNIQUE,
    Ids,
    first_shown,
    in_body,
    kind_of,
)
from scripts.api_documentation.making_accounts import ADMINISTRATOR, make_account
from scripts.api_documentation.making_practice import make_practice
from scripts.api_documentation.request import Request

QUESTION = "How would you design a URL shortening service?"

Make = Callable[[httpx2.Client], str]
"""Makes something in a way of its own; its id."""


def make_what_it_needs(
    client: httpx2.Client, request: Request, ids: Ids, makers: Mapping[str, Make]
) -> None:
    """Make what a request names and ``ids`` do not have yet, and take down what it is.

    Tags and cursors come from answers; they can't be made.

    Args:
        makers: For kinds that one POST does not make.
    """

    def send(each: Request) -> Any:
        make_up(each, ids)
        return _answer(client, filled(each, ids))

    make_up(request, ids)
    make_account(request, ids, send)
    make_practice(request, ids, send)
    maker = _Maker(client, request, ids, makers)
    if found := taken_apart(request.path):
        maker.things_on_the_way(*found)
        if request.method == "GET":
            maker.entry_of(found[0])
    for kind, shown in request.named():
        maker.thing(kind, shown)


def make_up(request: Request, ids: Ids) -> None:
    """Make up the names and keys of a request that can be used only once; nobody's id stays."""
    for kind, shown in request.named():
        if shown == NOBODYS:
            ids[kind, shown] = shown
        elif kind in UNIQUE and shown not in ADMINISTRATOR.values():
            ids.setdefault((kind, shown), _made_up(kind, shown))
        elif kind == KEY:
            ids.setdefault((kind, shown), str(uuid4()))


def _made_up(kind: str, shown: Any) -> str:
    """A name like the one that is shown, which nobody has."""
    unlike_others = uuid4().hex[:8]
    if kind == "email":
        name, at, domain = str(shown).partition("@")
        return f"{name}-{unlike_others}{at}{domain}"
    return f"{shown}{'-' if kind == 'username' else ' '}{unlike_others}"


def filled(request: Request, ids: Ids) -> Request:
    """The request with what is really there."""
    named = {value: real for (kind, value), real in ids.items() if kind in UNIQUE}
    query = tuple(
        (name, named.get(value, value) if name == "search" else value)
        for name, value in request.query
    )
    there = Request(request.method, request.path, query, request.headers, request.body)
    return there.replaced(lambda kind, shown: ids.get((kind, shown), shown))


def started_run(client: httpx2.Client, **asked: Any) -> str:
    """Start a run that goes on by itself; its id."""
    body = {"question": QUESTION} | asked
    return str(_answer(client, Request("POST", "/api/agents/runs", body=body))["run_id"])


def finished_run(client: httpx2.Client, **asked: Any) -> str:
    """Have a question answered; the id of the run."""
    run_id = started_run(client, **asked)
    while run(client, run_id)["status"] == "running":
        time.sleep(0.02)
    return run_id


def run(client: httpx2.Client, run_id: str) -> Any:
    """A run as it is now."""
    return _answer(client, Request("GET", f"/api/agents/runs/{run_id}"))


def conversation(client: httpx2.Client) -> str:
    """Begin a conversation with an answer; its id."""
    body = {"run_id": finished_run(client)}
    begun = _answer(client, Request("POST", "/api/agents/conversations", body=body))
    return str(begun["conversation_id"])


class _Maker:
    """Makes things on one server.

    A thing's collection is the path above it; the shortest such path is where it comes from.
    """

    def __init__(
        self, client: httpx2.Client, request: Request, ids: Ids, makers: Mapping[str, Make]
    ) -> None:
        self._client = client
        self._whose = {
            name: each for name, each in request.headers.items() if name == "Authorization"
        }
        self._ids = ids
        self._makers = makers
        self._paths: Mapping[str, Any] = document()["paths"]

    def thing(self, kind: str, shown: Any) -> None:
        """Make a thing where it comes from."""
        if (kind, shown) in self._ids:
            return
        if kind in self._makers:
            self._ids[kind, shown] = self._makers[kind](self._client)
        elif homes := [each for each in self._paths if each.endswith(f"/{{{kind}}}")]:
            self._make(min(homes, key=len), shown)

    def things_on_the_way(self, template: str, values: Mapping[str, str]) -> None:
        """Make each thing that a path leads through, below the one before it."""
        parts = template.split("/")
        for number, part in enumerate(parts):
            name = part.strip("{}")
            if name == part or name not in KINDS:
                continue
            shown = int(values[name]) if values[name].isdecimal() else values[name]
            if (kind_of(name, shown), shown) not in self._ids:
                self._make("/".join(parts[: number + 1]), shown)

    def entry_of(self, template: str) -> None:
        """Put something into a collection, so that there is something to list."""
        for path in self._paths:
            parent, _, last = path.rpartition("/")
            name = last.strip("{}")
            if parent == template and name != last and name in KINDS:
                shown = _first_in(path, name)
                if (kind_of(name, shown), shown) not in self._ids:
                    self._make(path, shown)

    def _make(self, template: str, shown: Any) -> None:
        parent, _, last = template.rpartition("/")
        kind = last.strip("{}")
        if kind in self._makers:
            self.thing(kind, shown)
        elif "post" in self._paths[parent]:
            self._ids[kind, shown] = self._sent("post", parent)[kind]
        else:
            # It stands between two things that are there already.
            self.thing(kind, shown)
            self._sent("put", template)

    def _sent(self, method: str, template: str) -> Any:
        operation = self._paths[template][method]
        body = in_body(next(iter(bodies(operation).values())), self._another_name)
        request = Request(method.upper(), shown_path(template), (), self._whose, body)
        make_up(request, self._ids)
        for kind, shown in request.named():
            self.thing(kind, shown)
        return _answer(self._client, filled(request, self._ids))

    def _another_name(self, kind: str, shown: Any) -> Any:
        # A parent and its child come from one example.
        if kind not in NAMES or (kind, shown) not in self._ids:
            return shown
        names = (f"{shown} {number}" for number in count(2))
        return next(name for name in names if (kind, name) not in self._ids)


def shown_path(template: str) -> str:
    """A path as the documentation shows it: with small ids, and the first of words to choose."""
    path = template
    for name in re.findall(r"{(\w+)}", template):
        path = path.replace(f"{{{name}}}", str(_first_in(template, name)))
    return path


def _first_in(template: str, name: str) -> Any:
    """What the documentation shows for a name in a path."""
    operation = next(iter(document()["paths"][template].values()))
    parameters = operation["parameters"]
    schema = next(each["schema"] for each in parameters if each["name"] == name)
    if name not in KINDS:
        return schema["enum"][0]
    return first_shown(name, is_uuid=schema.get("format") == "uuid")


def _answer(client: httpx2.Client, request: Request) -> Any:
    response = client.request(
        request.method, request.path, headers=request.headers, json=request.body
    )
    assert response.is_success, f"{request}: {response.text}"
    return response.json()
