"""What differs on every server: ids, tags, cursors, unique names.

They are found by the name of what holds them (a field, a part of a path, a parameter, a header),
never by how they look: a 1 may be an id, or a number of rounds.
"""

import re
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from interviewapis.runs.examples import CONVERSATION, RUN
from scripts.api_documentation.document import taken_apart

Ids = dict[tuple[str, Any], Any]
"""By its kind and what the documentation shows for it: what it is on a server."""

Replace = Callable[[str, Any], Any]
"""Gets a kind and a value; gives what comes in its place."""

Query = tuple[tuple[str, str], ...]
"""Parameters of an address; a name may occur more than once."""

NOBODYS = "00000000-0000-4000-8000-000000000000"
"""Id of a run that is on no server."""

ETAG = "etag"
CURSOR = "cursor"
KEY = "idempotency_key"
ACCESS = "access_token"
API_KEY = "api_key"

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
    "question_ids": "question_id",
    "bank_question_id": "question_id",
    "practice_id": "practice_id",
    "practice_question_id": "practice_question_id",
    "parent_id": "practice_question_id",
    "response_id": "response_id",
    "attempt_id": "attempt_id",
    "gap_id": "gap_id",
    "user_id": "user_id",
    "api_key_id": "api_key_id",
    "api_key": API_KEY,
    "access_token": ACCESS,
    "email": "email",
    "username": "username",
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

UNIQUE = NAMES | {"email", "username"}
"""With those of accounts."""

_OF_PRACTICE = {"interview_id": "practice_id", "question_id": "practice_question_id"}
"""Kinds of what practice calls by the names that the tracker has for things with numbers."""

UUIDS = frozenset(
    {
        "practice_id",
        "practice_question_id",
        "response_id",
        "attempt_id",
        "gap_id",
        "user_id",
        "api_key_id",
    }
)
"""Kinds of ids that are UUIDs, beside those of runs and conversations."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_BEARER = "Bearer "
_KEY_START = "iak_"

_POOLS: dict[str, tuple[str, ...]] = {
    ACCESS: ("YOUR_TOKEN", "ADMIN_TOKEN", "ANOTHER_TOKEN"),
    API_KEY: (f"{_KEY_START}YOUR_KEY",),
    "run_id": (RUN, "8d51b0f2-1c3e-4b7a-9f60-2e4d6c8a0b13", "a4e7c9d1-3f52-4c68-b1d0-7a9e5f3c2b64"),
    "conversation_id": (CONVERSATION,),
}


def first_shown(name: str, *, is_uuid: bool = False) -> Any:
    """What the documentation shows for the first thing of a name in a path."""
    return unused(_OF_PRACTICE.get(name, KINDS[name]) if is_uuid else KINDS[name], {})


def kind_of(name: str, value: Any) -> str | None:
    """The kind of what a field, a parameter or a part of a path holds; None for what stays."""
    kind = KINDS.get(name)
    is_uuid = isinstance(value, str) and _UUID.fullmatch(value)
    return _OF_PRACTICE.get(kind, kind) if kind and is_uuid else kind


def name_in(fields: Mapping[str, Any], name: str) -> str:
    """A name that tells more of a field that is just called ``id``."""
    if name != "id":
        return name
    if "username" in fields:
        return "user_id"
    return "practice_question_id" if "order_number" in fields else name


def unused(kind: str, ids: Ids) -> Any:
    """What the documentation shows for one more of a kind: texts of a pool, or 1, 2, 3 ..."""
    taken = {shown for of, shown in ids if of == kind}
    pool = _POOLS.get(kind) or (nth(kind, number) for number in range(1, len(taken) + 2))
    return next(each for each in pool if each not in taken)


def nth(kind: str, number: int) -> Any:
    """What the documentation shows for one thing of a kind: its number, or what looks the part."""
    if kind in UUIDS:
        named = blake2b(f"{kind} {number}".encode(), digest_size=16).digest()
        return str(UUID(bytes=named, version=4))
    digest = blake2b(str(number).encode(), digest_size=12).hexdigest()
    return {ETAG: f'"{digest}"', CURSOR: f"{digest}{digest[::-1]}"}.get(kind, number)


def in_body(value: Any, replace: Replace, name: str = "") -> Any:
    """JSON with everything replaced that is told by the name of its field."""
    if isinstance(value, dict):
        return {key: in_body(each, replace, name_in(value, key)) for key, each in value.items()}
    if isinstance(value, list):
        return [in_body(each, replace, name) for each in value]
    kind = kind_of(name, value)
    return value if value is None or kind is None else replace(kind, value)


def in_path(path: str, replace: Replace) -> str:
    """A path with everything replaced that has a name in the paths of the document."""
    if (found := taken_apart(path)) is None:
        return path
    template, values = found
    for name, text in values.items():
        kind = kind_of(name, text)
        new = replace(kind, _typed(text)) if kind else text
        template = template.replace(f"{{{name}}}", str(new))
    return template


def in_query(query: Query, replace: Replace) -> Query:
    """Parameters with everything replaced that is told by their names."""
    return tuple(
        (name, str(replace(kind, _typed(text))) if (kind := kind_of(name, text)) else text)
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
        case "authorization" if value.startswith(_BEARER):
            text = value.removeprefix(_BEARER)
            kind = API_KEY if text.startswith(_KEY_START) else ACCESS
            return _BEARER + str(replace(kind, text))
        case "last-event-id":
            run_id, colon, number = value.partition(":")
            return str(replace("run_id", run_id)) + colon + number if colon else value
        case kind if kind in KINDS:
            return str(replace(KINDS[kind], value))
    return value


def _typed(text: str) -> Any:
    return int(text) if text.isdecimal() else text
