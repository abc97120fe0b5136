"""Tables of parameters and fields, as Markdown."""

import json
import re
from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]


class Tables:
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
        if before := self._before(heading, schema):
            return f"**Request:** fields as in {before}."
        # Changes of parts say so in their names; FastAPI can't tell such a field from one whose
        # default is null.
        otherwise = "stays" if schema.get("$ref", "").endswith("Update") else _code("null")
        lines = ["| Field | Type | Default | Meaning |", "|---|---|---|---|"]
        for path, field, required, meaning in self._fields(heading, schema):
            default = _code(json.dumps(field["default"])) if "default" in field else otherwise
            default = "required" if required else default
            lines.append(f"| `{path}` | {self._type(field)} | {default} | {meaning} |")
        return "**Request**\n\n" + "\n".join(lines)

    def response(self, heading: str, schema: Schema) -> str:
        """The fields of a response body, or of each entry of a list."""
        is_list = schema.get("type") == "array"
        schema, whole = (schema["items"], "a list; ") if is_list else (schema, "")
        if before := self._before(heading, schema):
            return f"**Response:** {whole}fields as in {before}."
        lines = ["| Field | Type | Meaning |", "|---|---|---|"]
        for path, field, _, meaning in self._fields(heading, schema):
            lines.append(f"| `{path}` | {self._type(field)} | {meaning} |")
        title = "**Response:** a list; fields of each entry" if is_list else "**Response**"
        return f"{title}\n\n" + "\n".join(lines)

    def _before(self, heading: str, schema: Schema) -> str:
        """Where the fields of a schema were shown; empty when they were not."""
        if nested := self._nested.get(schema.get("$ref", "")):
            return f"`{nested[1]}` of {_reference(nested[0])}"
        before = self._shown.setdefault(str(schema), heading)
        return "" if before == heading else _reference(before)

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
        for inner in self._unlike(field if "$ref" in field else _resolved(self._document, field)):
            resolved = _resolved(self._document, inner)
            if resolved.get("type") == "array":
                for entry in self._unlike(resolved["items"]):
                    yield entry, f"{path}[]"
            else:
                yield inner, path

    def _unlike(self, schema: Schema) -> Iterator[Schema]:
        """The alternatives of a schema, without those that only have less of another's fields."""
        each = _alternatives(schema)
        names = [_resolved(self._document, one).get("properties", {}).keys() for one in each]
        for one, own in zip(each, names, strict=True):
            if not any(own and own < others for others in names):
                yield one

    def _type(self, field: Schema) -> str:
        return _type(self._document, field)

    def _meaning(self, field: Schema) -> str:
        told = field.get("description") or _resolved(self._document, field).get("description", "")
        return " ".join(told.split()).replace("|", "\\|")


def anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-")


def _reference(heading: str) -> str:
    return f"[{heading}](#{anchor(heading)})"


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
    match schema:
        case {"enum": values}:
            return ", ".join(_code(str(value)) for value in values)
        case {"const": value}:
            return _code(json.dumps(value))
        case {"type": "array", "items": entry}:
            most = f", at most {schema['maxItems']}" if "maxItems" in schema else ""
            return f"list of {_type(document, entry)}{most}"
        case {"type": "string", "format": name} if name in _FORMATS:
            return _FORMATS[name]
        case {"type": "string", "maxLength": longest}:
            return f"string, {schema.get('minLength', 0)} to {longest} characters"
        case {"type": "integer" | "number" as kind}:
            return f"{kind}{_bounds(schema)}"
        case {"type": kind}:
            return str(kind)
    raise ValueError(f"This page has no words for the type {schema}.")


_FORMATS = {
    "uuid": "UUID",
    "date-time": "date and time",
    "date": "date",
    "time": "time",
    "uri": "address",
    "email": "e-mail address",
}


def _bounds(schema: Schema) -> str:
    match schema:
        case {"minimum": least, "maximum": most}:
            return f", {_number(least)} to {_number(most)}"
        case {"minimum": least}:
            return f", at least {_number(least)}"
        case {"maximum": most}:
            return f", at most {_number(most)}"
    return ""


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _code(text: str) -> str:
    return f"`{text}`"
