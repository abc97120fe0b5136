"""What the documentation shows instead of what differs every time."""

from typing import Any

from interviewapis.runs.examples import TIME
from scripts.api_documentation.ids import KINDS, UNIQUE, Ids, kind_of, name_in, unused

MORE = "…"
"""Ends a text that was cut, and stands for list entries, fields and events that were left out."""

LONGEST_TEXT = 150
LONGEST_LIST = 10
LONGEST_LIST_OF_OBJECTS = 3
LONGEST_OBJECT = 20

_BY_NAME: dict[str, Any] = {
    "timestamp": TIME,
    "created_at": TIME,
    "updated_at": TIME,
    "finished_at": TIME,
    "expires_at": TIME,
    "started_at": TIME,
    "completed_at": TIME,
    "last_activity_at": TIME,
    "drafted_at": TIME,
    "answered_at": TIME,
    "judged_at": TIME,
    "identified_at": TIME,
    "member_since": TIME,
    "last_used_at": TIME,
    "request_id": "9f2c4e6a8b0d1f35",
    "ticket": "b7Qm2Xk9VtR4nYc8Lz1WfJ6sHd3GpA5uEo0iTqNvKxM",
    "time_to_first_token_ms": 25,
    "duration_ms": 40,
    "measured_seconds": 95,
    "duration_minutes": 12,
    "key_start": "iak_YOUR",
    "password": "b7Qm2Xk9VtR4nYc8-A1",
}

_FEW = 2
"""How many there are of what is counted, or more."""

_AS_IT_BEGAN: dict[str, Any] = {
    "status": "running",
    "routing": None,
    "answer": "",
    "follow_up_questions": [],
    "usage": None,
    "time_to_first_token_ms": None,
    "duration_ms": None,
    "metadata": {},
    "error": None,
    "finished_at": None,
}
"""Fields of a run that was started a moment ago; it may be further by the time it is shown."""


class Placeholders:
    """Replaces ids by ones to show, the same id by the same, everywhere that shares ``ids``.

    Args:
        ids: What is known so far; what is met for the first time is taken down.
        whole: Show all fields of large objects, also those that are null or empty lists.
    """

    def __init__(self, ids: Ids, *, whole: bool = True) -> None:
        self._ids = ids
        self._whole = whole

    def presentable(self, value: Any, name: str = "") -> Any:
        """Replace what differs every time, and cut what is long."""
        if isinstance(value, dict):
            fields = {
                key: self.presentable(each, name_in(value, key)) for key, each in value.items()
            }
            return fields if self._whole or len(fields) <= LONGEST_OBJECT else _filled_in(fields)
        if isinstance(value, list):
            return self._entries(value, name)
        if value is not None and (kind := kind_of(name, value)):
            return self.shown(kind, value)
        if value is not None and name in _BY_NAME:
            return _BY_NAME[name]
        if name == "total":
            return count(value)
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            return value[:LONGEST_TEXT].rsplit(" ", 1)[0] + f" {MORE}"
        return value

    def shown(self, kind: str, real: Any) -> Any:
        """What the documentation shows for an id."""
        for (of, shown), known in self._ids.items():
            if of == kind and known == real:
                return shown
        if kind in UNIQUE:
            return real
        shown = unused(kind, self._ids)
        self._ids[kind, shown] = real
        return shown

    def _entries(self, entries: list[Any], name: str) -> list[Any]:
        if name == "runs":
            longest = min(1, len(entries) - 1)  # each is a page long
        elif any(isinstance(each, dict) for each in entries):
            longest = LONGEST_LIST_OF_OBJECTS
        else:
            longest = LONGEST_LIST
        entry = name if name in KINDS else ""
        if len(entries) <= longest or not entries:
            return [self.presentable(each, entry) for each in entries]
        shown = longest if name == "runs" else longest - 1
        return [*(self.presentable(each, entry) for each in entries[:shown]), MORE]


def _filled_in(fields: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in fields.items() if value not in (None, [])}
    return kept | {MORE: MORE}


def count(real: int) -> int:
    """What is shown for how many there are, which grows."""
    return min(real, _FEW)


def as_it_began(run: dict[str, Any]) -> dict[str, Any]:
    """A run that was started a moment ago, without what has happened since."""
    return run | _AS_IT_BEGAN
