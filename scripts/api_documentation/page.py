"""Renders API_DOCUMENTATION.md."""

import json
import re
from collections.abc import Iterator
from typing import Any

from interviewapis.settings import ROOT
from scripts.api_documentation.recording import MORE, recorded
from scripts.api_documentation.shown import PROBLEMS, Shown, of_operation

FRAGMENTS = ROOT / "docs" / "api"

_NOTICE = (
    "<!-- Written by `python -m scripts.write_api_documentation` from the code, docs/api/*.md and "
    "docs/api/recorded/. Change those, then run `make docs`. -->"
)

Schema = dict[str, Any]


def page(document: dict[str, Any]) -> str:
    """The whole documentation as Markdown."""
    parts = [
        _NOTICE,
        _fragment("intro"),
        _index(document),
        _fragment("streaming"),
        *_tags(document),
        _fragment("errors"),
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(parts)).strip() + "\n"


def _fragment(name: str) -> str:
    """A hand-written part; a line ``{{name}}`` in it becomes the example of that name."""
    examples = {shown.name: shown for shown in PROBLEMS}
    return re.sub(
        r"^\{\{(.+)\}\}$",
        lambda match: _example(examples[match[1]]),
        (FRAGMENTS / f"{name}.md").read_text(),
        flags=re.MULTILINE,
    )


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield method.upper(), path, operation


def _index(document: dict[str, Any]) -> str:
    lines = ["## Endpoints", "", "| Method | Path | What it does |", "|---|---|---|"]
    for method, path, operation in _operations(document):
        heading = f"{method} {path}"
        lines.append(f"| {method} | [`{path}`](#{_anchor(heading)}) | {operation['summary']} |")
    return "\n".join(lines)


def _anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-")


def _tags(document: dict[str, Any]) -> Iterator[str]:
    tables = _Tables(document)
    for tag in document["tags"]:
        yield f"## {tag['name']}\n\n{tag['description']}"
        for method, path, operation in _operations(document):
            if tag["name"] in operation["tags"]:
                yield _operation(tables, method, path, operation)


def _operation(tables: "_Tables", method: str, path: str, operation: dict[str, Any]) -> str:
    heading = f"{method} {path}"
    parts = [f"### {heading}", operation["description"]]
    if body := operation.get("requestBody"):
        parts.append(tables.request(heading, body["content"]["application/json"]["schema"]))
    parts += [_example(shown) for shown in of_operation(method, path, operation)]
    answer = operation["responses"]["200"]["content"]
    if "application/json" in answer:
        parts.append(tables.response(heading, answer["application/json"]["schema"]))
    else:
        parts.append("The events are described under [Streaming](#streaming).")
    parts.append(_problems(operation))
    return "\n\n".join(part for part in parts if part)


def _problems(operation: dict[str, Any]) -> str:
    others = {s: r for s, r in operation["responses"].items() if s != "200"}
    if not others:
        return ""
    lines = ["| Status | When |", "|---|---|"]
    lines += [f"| {status} | {told['description']} |" for status, told in sorted(others.items())]
    return "\n".join(lines)


def _example(shown: Shown) -> str:
    answer = recorded(shown)
    title = f"{shown.title}:\n\n" if shown.title else ""
    if answer["content_type"].startswith("text/event-stream"):
        block = "```text\n" + "\n\n".join(_event_line(each) for each in answer["body"]) + "\n```"
    else:
        block = f"```json\n{json.dumps(answer['body'], ensure_ascii=False, indent=2)}\n```"
    return f"{title}```bash\n{shown.curl}\n```\n\nAnswer, status {answer['status']}:\n\n{block}"


def _event_line(event: Any) -> str:
    if event == MORE:
        return MORE
    return "data: " + json.dumps(event, ensure_ascii=False, separators=(",", ":"))


class _Tables:
    """Tables of fields; one that was shown before is referred to."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._shown: dict[str, str] = {}

    def request(self, heading: str, schema: Schema) -> str:
        """The fields of a request body."""
        lines = ["| Field | Type | Default | Meaning |", "|---|---|---|---|"]
        for path, field, required in _fields(self._document, schema):
            default = "required" if required else _code(json.dumps(field.get("default")))
            lines.append(f"| `{path}` | {self._type(field)} | {default} | {self._meaning(field)} |")
        return self._once("Request", heading, schema, lines)

    def response(self, heading: str, schema: Schema) -> str:
        """The fields of a response body."""
        lines = ["| Field | Type | Meaning |", "|---|---|---|"]
        for path, field, _ in _fields(self._document, schema):
            lines.append(f"| `{path}` | {self._type(field)} | {self._meaning(field)} |")
        return self._once("Response", heading, schema, lines)

    def _once(self, title: str, heading: str, schema: Schema, lines: list[str]) -> str:
        before = self._shown.setdefault(str(schema), heading)
        if before != heading:
            return f"**{title}:** fields as in [{before}](#{_anchor(before)})."
        return f"**{title}**\n\n" + "\n".join(lines)

    def _type(self, field: Schema) -> str:
        return _type(self._document, field)

    def _meaning(self, field: Schema) -> str:
        told = field.get("description") or _resolved(self._document, field).get("description", "")
        return " ".join(told.split()).replace("|", "\\|")


def _fields(
    document: dict[str, Any], schema: Schema, prefix: str = ""
) -> Iterator[tuple[str, Schema, bool]]:
    """Every field with its path, those of nested objects after the field that holds them."""
    schema = _resolved(document, schema)
    for name, field in schema.get("properties", {}).items():
        yield f"{prefix}{name}", field, name in schema.get("required", ())
        below = f"{prefix}{name}."
        for inner in _alternatives(_resolved(document, field)):
            inner = _resolved(document, inner)
            if inner.get("type") == "array":
                below = f"{prefix}{name}[]."
                for entry in _alternatives(inner["items"]):
                    yield from _fields(document, entry, below)
            else:
                yield from _fields(document, inner, below)


def _resolved(document: dict[str, Any], schema: Schema) -> Schema:
    if "$ref" in schema:
        found: Schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return found
    return schema


def _alternatives(schema: Schema) -> list[Schema]:
    found: list[Schema] = schema.get("oneOf") or schema.get("anyOf") or [schema]
    return found


def _type(document: dict[str, Any], schema: Schema) -> str:
    kinds = [_one_type(document, each) for each in _alternatives(schema)]
    return " or ".join(dict.fromkeys(kinds))


def _one_type(document: dict[str, Any], schema: Schema) -> str:
    schema = _resolved(document, schema)
    if "enum" in schema:
        return ", ".join(_code(str(value)) for value in schema["enum"])
    if "const" in schema:
        return _code(json.dumps(schema["const"]))
    match schema.get("type"):
        case "array":
            entries = _type(document, schema["items"])
            most = f", at most {schema['maxItems']}" if "maxItems" in schema else ""
            return f"list of {entries}{most}"
        case "string" if "maxLength" in schema:
            return f"string, {schema.get('minLength', 0)} to {schema['maxLength']} characters"
        case "number" | "integer" if "maximum" in schema:
            return f"{schema['type']}, {schema['minimum']:g} to {schema['maximum']:g}"
        case kind:
            return str(kind)


def _code(text: str) -> str:
    return f"`{text}`"
