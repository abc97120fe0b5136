"""What the documentation shows instead of what differs every time."""

from typing import Any

from interviewapis.runs.examples import CONVERSATION, RUN, TIME

MORE = "…"
"""Ends a text that was cut, and stands for list entries and events that were left out."""

LONGEST_TEXT = 150
LONGEST_LIST = 10
LONGEST_LIST_OF_OBJECTS = 3

_BY_NAME: dict[str, Any] = {
    "timestamp": TIME,
    "created_at": TIME,
    "updated_at": TIME,
    "finished_at": TIME,
    "expires_at": TIME,
    "request_id": "9f2c4e6a8b0d1f35",
    "ticket": "b7Qm2Xk9VtR4nYc8Lz1WfJ6sHd3GpA5uEo0iTqNvKxM",
    "time_to_first_token_ms": 25,
    "duration_ms": 40,
    "total": 2,
}

_RUNS = (RUN, "8d51b0f2-1c3e-4b7a-9f60-2e4d6c8a0b13", "a4e7c9d1-3f52-4c68-b1d0-7a9e5f3c2b64")
_POOLS = {
    "run_id": _RUNS,
    "replaces_run_id": _RUNS,
    "conversation_id": (CONVERSATION,),
}

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
    """Replaces ids by ones to show, the same id by the same, everywhere in one answer.

    Args:
        ids: Real ids by those that are shown for them in the request.
    """

    def __init__(self, ids: dict[str, str]) -> None:
        self._shown = {real: shown for shown, real in ids.items()}

    def presentable(self, value: Any, name: str = "") -> Any:
        """Replace what differs every time, and cut what is long."""
        if value is not None and name in _POOLS:
            return self._id(name, value)
        if value is not None and name in _BY_NAME:
            return _BY_NAME[name]
        if isinstance(value, dict):
            return {key: self.presentable(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return self._entries(value, name)
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            return value[:LONGEST_TEXT].rsplit(" ", 1)[0] + f" {MORE}"
        return value

    def text(self, text: str) -> str:
        """Replace the ids that were seen so far in a text."""
        for real, shown in self._shown.items():
            text = text.replace(real, shown)
        return text

    def _id(self, name: str, real: str) -> str:
        if real not in self._shown:
            self._shown[real] = next(
                each for each in _POOLS[name] if each not in self._shown.values()
            )
        return self._shown[real]

    def _entries(self, entries: list[Any], name: str) -> list[Any]:
        if name == "runs":
            longest = min(1, len(entries) - 1)  # each is a page long
        elif any(isinstance(each, dict) for each in entries):
            longest = LONGEST_LIST_OF_OBJECTS
        else:
            longest = LONGEST_LIST
        if len(entries) <= longest or not entries:
            return [self.presentable(each) for each in entries]
        shown = longest if name == "runs" else longest - 1
        return [*(self.presentable(each) for each in entries[:shown]), MORE]


def as_it_began(run: dict[str, Any]) -> dict[str, Any]:
    """A run that was started a moment ago, without what has happened since."""
    return run | _AS_IT_BEGAN
