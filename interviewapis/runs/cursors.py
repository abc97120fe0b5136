"""Where a reader stands who comes back."""

import re
from typing import NamedTuple
from uuid import UUID

from interviewapis.errors import InvalidField

UNKNOWN = -1
"""A place that no run has."""

_EVENT_ID = re.compile(
    r"(?P<run>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}):(?P<number>[0-9]{1,9})"
)


class Cursor(NamedTuple):
    """The last event that a reader has seen: of which run, and its number."""

    run_id: UUID
    number: int


def parse_event_id(text: str) -> Cursor | None:
    """Read an id as streams tell it; None when it is no such id."""
    match = _EVENT_ID.fullmatch(text)
    return Cursor(UUID(match["run"]), int(match["number"])) if match else None


def known_event_id(text: str) -> Cursor:
    """Read the id that a reader who lost the connection sends back.

    Raises:
        InvalidField: it is no id of ours.
    """
    if cursor := parse_event_id(text):
        return cursor
    raise InvalidField(
        "header.Last-Event-ID", "must be the id of an event, <run_id>:<number>, or left out"
    )


def event_id(run_id: str, number: int) -> str:
    """The id of an event as streams tell it."""
    return f"{run_id}:{number}"


def place_after(run_id: UUID, last_event_id: str | None, after: int | None) -> int:
    """The number after which a reader of this run goes on.

    Args:
        last_event_id: The header that a reader who lost the connection sends; it is newer than
            ``after``, which stands in the address.
    """
    if last_event_id is None:
        return after or 0
    cursor = parse_event_id(last_event_id)
    return cursor.number if cursor and cursor.run_id == run_id else UNKNOWN
