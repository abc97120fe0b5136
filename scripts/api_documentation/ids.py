"""What differs on every server: ids, tags, cursors, unique names.

They are found by the name of what holds them (a field, a part of a path, a parameter, a header),
never by how they look: a 1 may be an id, or a number of rounds.
"""

import re
from collections.abc import Callable
from hashlib import blake2b
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from interviewapis.runs.examples import CONVERSATION, RUN
from scripts.api_documentation.document import taken_apart

Ids = dict[tuple[str, Any], Any]
"""By its kind and what the documentation shows for it: what it is on a server."""

Replace = Callable[[str, Any], Any]
"""Gets a kind and a value; gives what comes in its place."""

Query = tuple[tuple[str, str], ...]
"""Parameters of an address; a name may occur more than once."""

ETAG = "etag"
CURSOR = "cursor"
KEY = "idempotency_key"

KINDS = {
    "run_id": "run_id",
    "replaces_run_id": "run_id",
    "conversation_id": "conversation_id",
    "company_id": "company_id",
    "role_id": "role_id",
    "skill_id": "skill_id",
    "parent_skill_id": "skill_id",
    "interview_id": "interview_id",
    "round_id": "round_id",
    "interview_question_id": "interview_question_id",
    "question_id": "question_id",
    "related_questions": "question_id",
    "copied_from": "question_id",
    "company_name": "company_name",
    "role_name": "role_name",
    "skill_name": "skill_name",
    "cursor": CURSOR,
    "next_cursor": CURSOR,
    "etag": ETAG,
    "if-match": ETAG,
    "if-none-match": ETAG,
    "idempotency-key": KEY,
}
"""Of every field, parameter and header, in lower case, that holds such a thing, or a list."""

NAMES = frozenset({"company_name", "role_name", "skill_name"})
"""Kinds of texts that can be there only once; shown as they are."""

_POOLS: dict[str, tuple[str, ...]] = {
    "run_id": (RUN, "8d51b0f2-1c3e-4b7a-9f60-2e4d6c8a0b13", "a4e7c9d1-3f52-4c68-b1d0-7a9e5f3c2b64"),
    "conversation_id": (CONVERSATION,),
}


def first_shown(name: str) -> Any:
    """What the documentation shows for the first thing of a name in a path."""
    return unused(KINDS[name], {})


def unused(kind: str, ids: Ids) -> Any:
    """What the documentation shows for one more of a kind: texts of a pool, or 1, 2, 3 ..."""
    taken = {shown for of, shown in ids if of == kind}
    pool = _POOLS.get(kind) or (nth(kind, number) for number in range(1, len(taken) + 2))
    return next(each for each in pool if each not in taken)


def nth(kind: str, number: int) -> Any:
    """What the documentation shows for one thing of a kind: its number, or what looks the part."""
    digest = blake2b(str(number).encode(), digest_size=12).hexdigest()
    return {ETAG: f'"{digest}"', CURSOR: f"{digest}{digest[::-1]}"}.get(kind, number)


def in_body(value: Any, replace: Replace, name: str = "") -> Any:
    """JSON with everything replaced that is told by the name of its field."""
    if isinstance(value, dict):
        return {key: in_body(each, replace, key) for key, each in value.items()}
    if isinstance(value, list):
        return [in_body(each, replace, name) for each in value]
    return value if value is None or name not in KINDS else replace(KINDS[name], value)


def in_path(path: str, replace: Replace) -> str:
    """A path with everything replaced that has a name in the paths of the document."""
    if (found := taken_apart(path)) is None:
        return path
    template, values = found
    for name, text in values.items():
        new = replace(KINDS[name], _typed(text)) if name in KINDS else text
        template = template.replace(f"{{{name}}}", str(new))
    return template


def in_query(query: Query, replace: Replace) -> Query:
    """Parameters with everything replaced that is told by their names."""
    return tuple(
        (name, str(replace(KINDS[name], _typed(text))) if name in KINDS else text)
        for name, text in query
    )


def in_address(address: str, replace: Replace) -> str:
    """The same in a path with parameters behind it."""
    parts = urlsplit(address)
    path = in_path(parts.path, replace)
    query = in_query(tuple(parse_qsl(parts.query)), replace)
    return f"{path}?{urlencode(query)}" if query else path


def in_header(name: str, value: str, replace: Replace) -> str:
    """The value of a header with everything replaced that is told by its name."""
    match name.lower():
        case "location" | "content-location":
            return in_address(value, replace)
        case "link":
            return re.sub("<([^>]*)>", lambda each: f"<{in_address(each[1], replace)}>", value)
        case "last-event-id":
            run_id, colon, number = value.partition(":")
            return str(replace("run_id", run_id)) + colon + number if colon else value
        case kind if kind in KINDS:
            return str(replace(KINDS[kind], value))
    return value


def _typed(text: str) -> Any:
    return int(text) if text.isdecimal() else text
