"""Compares what a server answers with what the documentation shows."""

import json
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

MORE = "…"
TOLERANCE = 0.05
"""Of scores: processors round the arithmetic of the models differently."""


def assert_shown(shown: Any, real: Any, where: str = "") -> None:
    """Fail when ``real`` is not what ``shown`` says.

    What differs every time is compared by its form; ``…`` stands for what was left out.
    """
    name = where.rpartition(".")[2]
    match shown:
        case dict():
            assert isinstance(real, dict), where
            assert list(shown) == list(real), where
            for key, value in shown.items():
                assert_shown(value, real[key], f"{where}.{key}")
        case [*first, last] if last == MORE:
            assert isinstance(real, list), where
            assert len(real) > len(first), where
            for index, value in enumerate(first):
                assert_shown(value, real[index], f"{where}[{index}]")
        case list():
            assert isinstance(real, list), where
            assert len(shown) == len(real), where
            for index, value in enumerate(shown):
                assert_shown(value, real[index], f"{where}[{index}]")
        case _ if name in _FORMS and real is not None:
            assert _FORMS[name](real), f"{where}: {real!r}"
        case float() if name in ("confidence", "confidence_score", "similarity"):
            assert abs(shown - real) <= TOLERANCE, f"{where}: {real}, shown {shown}"
        case str() if shown.endswith(MORE):
            start = shown.removesuffix(MORE)
            assert real.startswith(start), f"{where}: {real!r}"
            assert len(real) > len(start), where
        case _:
            assert shown == real, f"{where}: {real!r}, shown {shown!r}"


def assert_stream_shown(shown: str, real: str) -> None:
    """Fail when a stream is not what the documentation shows; ``…`` stands for events between."""
    expected = [part for part in shown.strip().split("\n\n") if part]
    events = events_of(real)
    if MORE in expected:
        gap = expected.index(MORE)
        rest = len(expected) - gap - 1
        assert len(events) > len(expected) - 1
        events = events[:gap] + events[len(events) - rest :]
        del expected[gap]
    assert len(expected) == len(events), [event["event_type"] for event in events]
    for part, event in zip(expected, events, strict=True):
        assert_shown(json.loads(part.removeprefix("data: ")), event, event["event_type"])


def events_of(stream: str) -> list[dict[str, Any]]:
    """The events of a stream."""
    return [json.loads(data) for data in re.findall(r"^data: (.*)$", stream, re.MULTILINE)]


def _is_timestamp(value: Any) -> bool:
    return datetime.fromisoformat(value).utcoffset() == timedelta(0)


def _is_uuid(value: Any) -> bool:
    return str(UUID(value)) == value


def _is_request_id(value: Any) -> bool:
    return re.fullmatch(r"[0-9a-f]{16}", value) is not None


def _is_duration(value: Any) -> bool:
    return type(value) is int and value >= 0


_FORMS = {
    "timestamp": _is_timestamp,
    "run_id": _is_uuid,
    "request_id": _is_request_id,
    "time_to_first_token_ms": _is_duration,
    "duration_ms": _is_duration,
}
