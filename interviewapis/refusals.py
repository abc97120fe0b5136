"""What is wrong with a value in a request, in the words of whoever writes JSON.

Pydantic finds it; its own words fit Python.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from fastapi.routing import APIRoute
from pydantic import BaseModel

from interviewapis.errors import FieldError

_NOT_AN_OBJECT = ("model_attributes_type", "model_type", "dict_type")
_OWN_WORDS = ("value_error", "assertion_error")
"""Errors with what a validator of ours says."""

_DAY = "must be a date like 2026-01-31"
_MOMENT = "must be a date with time and offset, like 2026-01-05T09:30:00Z"
_WHOLE = "must be a whole number"
_UUID = "must be a UUID"
_SENTENCES = {
    "missing": "is required",
    "string_type": "must be a string",
    "string_unicode": "must not contain half of a surrogate pair (U+D800 to U+DFFF)",
    "string_too_short": "must have at least {min_length} {characters}, "
    "not counting white space at both ends",
    "string_too_long": "may have at most {max_length} {characters}",
    "literal_error": "must be {expected}",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "too_short": "must have at least {min_length} {entries}",
    "too_long": "may have at most {max_length} {entries}",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": "has too many digits",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "may be at most {le}",
    "less_than": "must be less than {lt}",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "timezone_aware": _MOMENT,
    "timezone_offset": _MOMENT,
    "uuid_type": _UUID,
    "uuid_parsing": _UUID,
    "uuid_version": _UUID,
}
"""What is allowed, by the type of Pydantic's error."""

_ELSE = "has a value that is not allowed here"


def in_words(error: Mapping[str, Any], body: Any, route: APIRoute) -> FieldError:
    """The field that is to blame, and what is allowed.

    Args:
        error: As Pydantic has it.
        body: Of the request, without which its locations can't be told from the names of types.
        route: Of the request.
    """
    return FieldError(_path(error["loc"], body), _sentence(error, route))


def _path(location: Sequence[Any], body: Any) -> str:
    steps = (location[0], *_steps(location[1:], body)) if location[0] == "body" else location
    path = ".".join(str(step) for step in steps)
    # A name that the caller made up may be anything.
    return path.encode("ascii", "backslashreplace").decode()[:200]


def _steps(location: Sequence[Any], value: Any) -> Iterator[Any]:
    # Pydantic puts the names of union members in between, which the caller never wrote.
    for position, step in enumerate(location, start=1):
        if isinstance(value, dict) and (step in value or position == len(location)):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step]
        else:
            continue
        yield step


def _sentence(error: Mapping[str, Any], route: APIRoute) -> str:
    kind, location, values = error["type"], error["loc"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(location, route)
    if location == ("body",) and kind in _NOT_AN_OBJECT:
        return "must be a JSON object, sent with Content-Type: application/json"
    if kind != "missing" and error.get("input", kind) is None:
        return "can't be null"
    if kind in _NOT_AN_OBJECT:
        return "must be an object"
    if kind == "string_too_short" and values["min_length"] == 1:
        return "must not be empty; white space at both ends does not count"
    if kind in _OWN_WORDS:
        return str(values.get("error", error["msg"]))
    plain = {name: _plain(value) for name, value in values.items()}
    return _SENTENCES.get(kind, _ELSE).format_map(plain | _counted(values))


def _plain(value: Any) -> Any:
    """A bound as its reader would write it: Pydantic has those of numbers as floats."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _counted(values: Mapping[str, Any]) -> dict[str, str]:
    one = 1 in (values.get("min_length"), values.get("max_length"))
    return {
        "characters": "character" if one else "characters",
        "entries": "entry" if one else "entries",
    }


def _unknown(location: Sequence[Any], route: APIRoute) -> str:
    if location[0] == "query":
        return f"unknown parameter; this address takes {_parameters(route)}"
    shown = any(_shows(each.field_info.annotation, location[1:]) for each in _answers(route))
    return "can't be set; leave it out" if shown else "unknown field; remove it"


def _answers(route: APIRoute) -> Iterator[Any]:
    """What a route answers with when all goes well."""
    return (field for status, field in route.response_fields.items() if str(status)[:1] == "2")


def _shows(annotation: Any, location: Sequence[Any]) -> bool:
    """Whether a response of this type has a field at such a place."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        step, *others = (each for each in location if isinstance(each, str))
        field = annotation.model_fields.get(step)
        return field is not None and (not others or _shows(field.annotation, others))
    return any(_shows(each, location) for each in get_args(annotation))


def _parameters(route: APIRoute) -> str:
    """What may stand behind ``?`` at the address of a route."""
    names: list[str] = []
    for field in route.dependant.query_params:
        model: Any = field.field_info.annotation
        is_model = isinstance(model, type) and issubclass(model, BaseModel)
        names += model.model_fields if is_model else [field.alias]
    return ", ".join(names) or "none"
