"""Renders API_DOCUMENTATION.md."""

import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from interviewapis.settings import ROOT
from scripts.api_documentation import accounts, practising, tracking
from scripts.api_documentation.document import is_twin
from scripts.api_documentation.document import success as success_of
from scripts.api_documentation.placeholders import MORE
from scripts.api_documentation.recording import recorded
from scripts.api_documentation.shown import PROBLEMS, Shown, of_operation
from scripts.api_documentation.tables import Tables, anchor

FRAGMENTS = ROOT / "docs" / "api"

WALKS = (practising.WALK, tracking.WALK, accounts.WALK)
"""Each for itself, in the order in which the page has them."""

_NOTICE = (
    "<!-- Written by `python -m scripts.write_api_documentation` from the code, docs/api/*.md and "
    "docs/api/recorded/. Change those, then run `make docs`. -->"
)


def page(document: dict[str, Any]) -> str:
    """The whole documentation as Markdown."""
    parts = [
        _NOTICE,
        _fragment("intro"),
        _index(document),
        _fragment("streaming"),
        _fragment("practising"),
        _fragment("tracking"),
        _fragment("accounts"),
        *_tags(document),
        _fragment("errors"),
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(parts)).strip() + "\n"


def _fragment(name: str) -> str:
    """A hand-written part; a line ``{{name}}`` in it becomes the example or the file of that
    name.
    """
    examples = {shown.name: shown for shown in chain(PROBLEMS, *WALKS)}

    def replacement(match: re.Match[str]) -> str:
        if shown := examples.get(match[1]):
            return _example(shown)
        file = ROOT / match[1]
        return f"```{file.suffix.removeprefix('.')}\n{file.read_text().rstrip()}\n```"

    text = (FRAGMENTS / f"{name}.md").read_text()
    return re.sub(r"^\{\{(.+)\}\}$", replacement, text, flags=re.MULTILINE)


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield method.upper(), path, operation


def _index(document: dict[str, Any]) -> str:
    lines = ["## Endpoints", "", "| Method | Path | What it does |", "|---|---|---|"]
    for method, path, operation in _operations(document):
        heading = f"{method} {path}"
        lines.append(f"| {method} | [`{path}`](#{anchor(heading)}) | {operation['summary']} |")
    return "\n".join(lines)


def _tags(document: dict[str, Any]) -> Iterator[str]:
    tables = Tables(document)
    for tag in document["tags"]:
        yield f"## {tag['name']}\n\n{tag['description']}"
        for method, path, operation in _operations(document):
            if tag["name"] in operation["tags"]:
                yield _operation(tables, method, path, operation)


def _operation(tables: Tables, method: str, path: str, operation: dict[str, Any]) -> str:
    heading = f"{method} {path}"
    if is_twin(path, method.lower()):
        other = f"PATCH {path}"
        return f"### {heading}\n\nDoes just what [{other}](#{anchor(other)}) does."
    parts = [f"### {heading}", operation["description"]]
    if parameters := operation.get("parameters"):
        parts.append(tables.parameters(parameters))
    if body := operation.get("requestBody"):
        parts.append(tables.request(heading, body["content"]["application/json"]["schema"]))
    parts += [_example(shown) for shown in of_operation(method, path, operation)]
    success = operation["responses"][_success(operation)]
    content = success.get("content", {})
    if "application/json" in content:
        parts.append(tables.response(heading, content["application/json"]["schema"]))
    elif content:
        parts.append("The events are described under [Streaming](#streaming).")
    if headers := success.get("headers"):
        parts.append(_headers(headers))
    parts.append(_others(operation))
    return "\n\n".join(part for part in parts if part)


def _success(operation: dict[str, Any]) -> str:
    """The status with which an operation answers when all goes well."""
    return str(success_of(operation))


def _headers(headers: dict[str, Any]) -> str:
    lines = ["| Header | Meaning |", "|---|---|"]
    lines += [f"| `{name}` | {told['description']} |" for name, told in headers.items()]
    return "\n".join(lines)


def _others(operation: dict[str, Any]) -> str:
    """What else an operation can answer."""
    usual = _success(operation)
    others = {status: told for status, told in operation["responses"].items() if status != usual}
    if not others:
        return ""
    lines = ["| Status | When |", "|---|---|"]
    lines += [f"| {status} | {told['description']} |" for status, told in sorted(others.items())]
    return "\n".join(lines)


def _example(shown: Shown) -> str:
    answer = recorded(shown)
    title = f"{shown.title}:\n\n" if shown.title else ""
    told = f"Answer, status {answer['status']}"
    told += "".join(f", `{name}: {value}`" for name, value in answer["headers"].items())
    request = f"{title}```bash\n{shown.request.curl}\n```"
    if answer["body"] is None:
        return f"{request}\n\n{told}, without a body."
    if answer["content_type"].startswith("text/event-stream"):
        block = "```text\n" + "\n\n".join(map(_frame, answer["body"])) + "\n```"
    else:
        block = f"```json\n{json.dumps(answer['body'], ensure_ascii=False, indent=2)}\n```"
    return f"{request}\n\n{told}:\n\n{block}"


def _frame(frame: Any) -> str:
    if frame == MORE:
        return MORE
    return "\n".join(f"{name}: {_field(value)}" for name, value in frame.items())


def _field(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
