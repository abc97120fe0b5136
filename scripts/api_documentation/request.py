"""A request as the documentation shows it, and the curl command for it, both ways."""

import json
import shlex
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import urlsplit

from scripts.api_documentation.document import document, is_stream, taken_apart
from scripts.api_documentation.ids import Query, Replace, in_body, in_header, in_path, in_query

BASE_URL = "http://127.0.0.1:8000"

_LONGEST_LINE = 80
_WITH_VALUE = ("-X", "-H", "-d", "--data-urlencode")


@dataclass(frozen=True)
class Request:
    """A request.

    Args:
        method: In capitals.
        path: With ids in it, not with their names.
        body: Sent as JSON; a string is sent as it is.
    """

    method: str
    path: str
    query: Query = ()
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None

    @classmethod
    def of_curl(cls, command: str) -> Self:
        """The request that a command makes."""
        words = shlex.split(command.replace("\\\n", " "))
        given: dict[str, list[str]] = {option: [] for option in _WITH_VALUE}
        address = ""
        while words:
            word = words.pop(0)
            if word in given:
                given[word].append(words.pop(0))
            elif word.startswith(BASE_URL):
                address = word
        headers = dict(each.split(": ", 1) for each in given["-H"])
        headers.pop("Content-Type", None)
        body = _parsed(given["-d"][0]) if given["-d"] else None
        method = given["-X"][0] if given["-X"] else "GET" if body is None else "POST"
        parted = (each.partition("=") for each in given["--data-urlencode"])
        query = tuple((name, value) for name, _, value in parted)
        return cls(method, urlsplit(address).path, query, headers, body)

    @property
    def curl(self) -> str:
        """The request as a shell command that a reader can paste."""
        options = []
        if self.query:
            options.append("-G")
        if self.method != ("GET" if self.body is None else "POST"):
            options.append(f"-X {self.method}")
        options += [f"-H {_quoted(f'{name}: {value}')}" for name, value in self.headers.items()]
        options += [f"--data-urlencode {_quoted(f'{name}={v}')}" for name, v in self.query]
        if self.body is not None:
            options.append("-H 'Content-Type: application/json'")
            options.append(f"-d {_quoted(_written(self.body))}")
        unbuffered = "-N " if self._streams() else ""
        return " \\\n  ".join([f"curl {unbuffered}{BASE_URL}{self.path}", *options])

    def replaced(self, put: Replace) -> Self:
        """The same with other ids, names, tags."""
        return replace(
            self,
            path=in_path(self.path, put),
            query=in_query(self.query, put),
            headers={name: in_header(name, value, put) for name, value in self.headers.items()},
            body=in_body(self.body, put),
        )

    def named(self) -> list[tuple[str, Any]]:
        """Kind and value of everything in it that differs on every server."""
        found: list[tuple[str, Any]] = []

        def keep(kind: str, value: Any) -> Any:
            found.append((kind, value))
            return value

        self.replaced(keep)
        return found

    def _streams(self) -> bool:
        if self.headers.get("Accept") == "text/event-stream":
            return True
        found = taken_apart(self.path)
        return found is not None and is_stream(document()["paths"][found[0]][self.method.lower()])


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _written(body: Any) -> str:
    if isinstance(body, str):
        return body
    short = json.dumps(body, ensure_ascii=False)
    is_short = len(short) < _LONGEST_LINE
    return short if is_short else json.dumps(body, ensure_ascii=False, indent=2)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
