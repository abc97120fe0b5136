"""Renders API_DOCUMENTATION.md."""

import json
import re
from collections.abc import Iterator
from typing import Any

from interviewapis.settings import ROOT
from scripts.api_documentation.placeholders import MORE
from scripts.api_documentation.recording import recorded
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
    """A hand-written part; a line ``{{name}}`` in it becomes the example or the file of that
    name.
    """
    examples = {shown.name: shown for shown in PROBLEMS}

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
    return str(min(operation["responses"]))


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
    request = f"{title}```bash\n{shown.curl}\n```"
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


class _Tables:
    """Tables of fields; those that were shown before are referred to."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._shown: dict[str, str] = {}
        self._nested: dict[str, tuple[str, str]] = {}

    def parameters(self, parameters: list[dict[str, Any]]) -> str:
        """The parameters of an address, and the headers of a request."""
        lines = ["| Parameter | In | Type | Default | Meaning |", "|---|---|---|---|---|"]
        for each in parameters:
            schema = each["schema"]
            given = [kind for kind in _alternatives(schema) if kind.get("type") != "null"]
            if each["required"]:
                default = "required"
            else:
                told = schema.get("default") not in (None, "")
                default = _code(json.dumps(schema["default"])) if told else ""
            cells = [
                _code(each["name"]),
                each["in"],
                self._type({"anyOf": given}),
                default,
                self._meaning(each),
            ]
            lines.append(f"| {' | '.join(cells)} |")
        return "**Parameters**\n\n" + "\n".join(lines)

    def request(self, heading: str, schema: Schema) -> str:
        """The fields of a request body."""
        before = self._before(heading, schema)
        lines = ["| Field | Type | Default | Meaning |", "|---|---|---|---|"]
        for path, field, required, meaning in self._fields(heading, schema):
            default = "required" if required else _code(json.dumps(field.get("default")))
            lines.append(f"| `{path}` | {self._type(field)} | {default} | {meaning} |")
        return f"**Request:** {before}" if before else "**Request**\n\n" + "\n".join(lines)

    def response(self, heading: str, schema: Schema) -> str:
        """The fields of a response body."""
        before = self._before(heading, schema)
        lines = ["| Field | Type | Meaning |", "|---|---|---|"]
        for path, field, _, meaning in self._fields(heading, schema):
            lines.append(f"| `{path}` | {self._type(field)} | {meaning} |")
        return f"**Response:** {before}" if before else "**Response**\n\n" + "\n".join(lines)

    def _before(self, heading: str, schema: Schema) -> str:
        before = self._shown.setdefault(str(schema), heading)
        return "" if before == heading else f"fields as in {_reference(before)}."

    def _fields(
        self, heading: str, schema: Schema, prefix: str = ""
    ) -> Iterator[tuple[str, Schema, bool, str]]:
        """Path, schema, whether it is required, and meaning of every field; those of nested
        objects after the field that holds them.
        """
        schema = _resolved(self._document, schema)
        for name, field in schema.get("properties", {}).items():
            meaning, nested = self._meaning(field), []
            for inner, below in self._objects(field, f"{prefix}{name}"):
                place = self._nested.setdefault(inner.get("$ref", below), (heading, below))
                if place == (heading, below):
                    nested.append((inner, below))
                elif _resolved(self._document, inner).get("properties"):
                    where = "above" if place[0] == heading else f"of {_reference(place[0])}"
                    meaning += f" Fields as in `{place[1]}` {where}."
            yield f"{prefix}{name}", field, name in schema.get("required", ()), meaning
            for inner, below in nested:
                yield from self._fields(heading, inner, f"{below}.")

    def _objects(self, field: Schema, path: str) -> Iterator[tuple[Schema, str]]:
        """Schemas that a field may hold objects of, and how their path begins."""
        for inner in _alternatives(field if "$ref" in field else _resolved(self._document, field)):
            resolved = _resolved(self._document, inner)
            if resolved.get("type") == "array":
                for entry in _alternatives(resolved["items"]):
                    yield entry, f"{path}[]"
            else:
                yield inner, path

    def _type(self, field: Schema) -> str:
        return _type(self._document, field)

    def _meaning(self, field: Schema) -> str:
        told = field.get("description") or _resolved(self._document, field).get("description", "")
        return " ".join(told.split()).replace("|", "\\|")


def _reference(heading: str) -> str:
    return f"[{heading}](#{_anchor(heading)})"


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
        case "string" if "format" in schema:
            return {"uuid": "UUID", "date-time": "date and time"}[schema["format"]]
        case "string" if "maxLength" in schema:
            return f"string, {schema.get('minLength', 0)} to {schema['maxLength']} characters"
        case "integer" if "maximum" in schema:
            return f"integer, {schema['minimum']} to {schema['maximum']}"
        case "number" if "maximum" in schema:
            return f"number, {schema['minimum']:g} to {schema['maximum']:g}"
        case kind:
            return str(kind)


def _code(text: str) -> str:
    return f"`{text}`"
