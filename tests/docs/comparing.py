"""Compares what a server answers with what the documentation shows."""

import json
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from scripts.api_documentation.ids import UNIQUE, Ids, in_header, kind_of, name_in

MORE = "…"
TOLERANCE = 0.05
"""Of scores: processors round the arithmetic of the models differently."""

SCORE_TOLERANCE = 2.0
"""The same of those from 0 to 100."""

_SCORES = {
    "score",
    "overall_score",
    "average_score",
    "best_score",
    "gap_score",
    "sample_scores",
}

_LIBRARY_IDS = 1_000_000_000
"""Ids of the library's questions are above it."""

_CHOSEN = {"question", "type", "difficulty", "expected_points", "skill"}
"""Of a question that the library chose to be practised: the next time it chooses another."""

_COUNTED = re.compile(r"^\.(total|library)_|_by_(status|result|category|difficulty)\.")
"""Places of counts that other examples change."""

_GROWING = {
    "status",
    "routing",
    "answer",
    "follow_up_questions",
    "usage",
    "time_to_first_token_ms",
    "duration_ms",
    "metadata",
    "finished_at",
}
"""Fields of a run that goes on; it may be further than the documentation shows."""


def assert_shown(shown: Any, real: Any, ids: Ids, where: str = "") -> None:
    """Fail when ``real`` is not what ``shown`` says.

    What differs every time is compared by its form, and ids by where else they are; ``…`` stands
    for what was left out.

    Args:
        ids: What is not known yet is taken down.
    """
    name = re.sub(r"\[\d+\]$", "", where.rpartition(".")[2])
    match shown:
        case dict():
            assert isinstance(real, dict), where
            empty = {key for key, value in real.items() if value in (None, [])}
            left_out = empty - shown.keys() if MORE in shown else set()
            assert [key for key in shown if key != MORE] == [
                key for key in real if key not in left_out
            ], where
            going_on = shown.get("status") == "running"
            chosen = "expected_points" in shown and (real["bank_question_id"] or 0) > _LIBRARY_IDS
            for key, value in shown.items():
                if chosen and key in _CHOSEN:
                    assert type(real[key]) is type(value), f"{where}.{key}"
                elif key != MORE and not (going_on and key in _GROWING):
                    assert_shown(value, real[key], ids, f"{where}.{name_in(shown, key)}")
            assert not going_on or real["status"] in ("running", "completed"), where
        case [*first, last] if last == MORE:
            assert isinstance(real, list), where
            assert len(real) > len(first), where
            for index, value in enumerate(first):
                assert_shown(value, real[index], ids, f"{where}[{index}]")
        case list():
            assert isinstance(real, list), where
            assert len(shown) == len(real), where
            for index, value in enumerate(shown):
                assert_shown(value, real[index], ids, f"{where}[{index}]")
        case str() | int() if real is not None and (kind := kind_of(name, shown)):
            assert type(real) is type(shown), where
            assert kind_of(name, real) == kind, where
            assert not name.endswith("run_id") or str(UUID(real)) == real, where
            _assert_stands_for(kind, shown, real, ids, where)
        case int() | float() if name in _SCORES:
            assert abs(shown - real) <= SCORE_TOLERANCE, f"{where}: {real}, shown {shown}"
        case _ if name in _FORMS and shown is not None and real is not None:
            assert _FORMS[name](real), f"{where}: {real!r}"
        case int() if name == "total":
            assert real >= shown, where
        case int() if _COUNTED.search(where):
            assert _is_count(real), where
        case float() if name in ("confidence", "confidence_score", "strength"):
            assert abs(shown - real) <= TOLERANCE, f"{where}: {real}, shown {shown}"
        case str() if shown.endswith(MORE):
            start = shown.removesuffix(MORE)
            assert real.startswith(start), f"{where}: {real!r}"
            assert len(real) > len(start), where
        case _:
            assert shown == real, f"{where}: {real!r}, shown {shown!r}"


def assert_stream_shown(shown: str, real: str, ids: Ids) -> None:
    """Fail when a stream is not what the documentation shows; ``…`` stands for frames between."""
    expected = [part for part in shown.strip().split("\n\n") if part]
    frames = real.removesuffix("\n\n").split("\n\n")
    if MORE in expected:
        gap = expected.index(MORE)
        rest = len(expected) - gap - 1
        assert len(frames) > len(expected) - 1
        frames = frames[:gap] + frames[len(frames) - rest :]
        del expected[gap]
    assert len(expected) == len(frames), frames
    for part, frame in zip(expected, frames, strict=True):
        *fields, data = part.split("\n")
        *real_fields, real_data = frame.split("\n")
        if data.startswith("data: "):
            event = json.loads(data.removeprefix("data: "))
            told = json.loads(real_data.removeprefix("data: "))
            assert_shown(event, told, ids, event["event_type"])
        else:
            assert data == real_data
        assert len(fields) == len(real_fields)
        for line, real_line in zip(fields, real_fields, strict=True):
            (name, value), (real_name, real_value) = line.split(": ", 1), real_line.split(": ", 1)
            assert name == real_name
            header = "Last-Event-ID" if name == "id" else name
            assert_headers_shown({header: value}, {header.lower(): real_value}, ids)


def assert_headers_shown(shown: dict[str, str], real: dict[str, str], ids: Ids) -> None:
    """Fail when a header is not what the documentation shows; its counts differ every time.

    Args:
        real: By names in lower case.
    """
    for name, value in shown.items():
        around, inside = _taken_apart(name, value)
        real_around, real_inside = _taken_apart(name, real[name.lower()])
        assert around == real_around, name
        for (kind, each), (_, real_each) in zip(inside, real_inside, strict=True):
            _assert_stands_for(kind, each, real_each, ids, name)


def _taken_apart(name: str, value: str) -> tuple[str, list[tuple[str, Any]]]:
    """A header without counts and ids, and the ids in it."""
    found: list[tuple[str, Any]] = []

    def take(kind: str, each: Any) -> str:
        found.append((kind, each))
        return kind

    around = in_header(name, value, take)
    return re.sub(r"(?<=skip=)\d+|^\d+$", "1", around), found


def _assert_stands_for(kind: str, shown: Any, real: Any, ids: Ids, where: str) -> None:
    if kind in UNIQUE:
        assert ids.get((kind, shown), shown) == real, where
        return
    assert ids.setdefault((kind, shown), real) == real, where
    known = [each for (of, _), each in ids.items() if of == kind]
    assert len(set(known)) == len(known), where


def events_of(stream: str) -> list[dict[str, Any]]:
    """The events of a stream."""
    return [json.loads(data) for data in re.findall(r"^data: (.*)$", stream, re.MULTILINE)]


def _is_timestamp(value: Any) -> bool:
    return datetime.fromisoformat(value).utcoffset() == timedelta(0)


def _is_request_id(value: Any) -> bool:
    return re.fullmatch(r"[0-9a-f]{16}", value) is not None


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_password(value: Any) -> bool:
    return re.fullmatch(r"[\w-]{16}-A1", value) is not None


def _is_start_of_key(value: Any) -> bool:
    return re.fullmatch(r"iak_[\w-]{4}", value) is not None


def _is_ticket(value: Any) -> bool:
    return re.fullmatch(r"[\w-]{43}", value) is not None


_FORMS = {
    "timestamp": _is_timestamp,
    "created_at": _is_timestamp,
    "updated_at": _is_timestamp,
    "finished_at": _is_timestamp,
    "expires_at": _is_timestamp,
    "started_at": _is_timestamp,
    "completed_at": _is_timestamp,
    "last_activity_at": _is_timestamp,
    "drafted_at": _is_timestamp,
    "answered_at": _is_timestamp,
    "judged_at": _is_timestamp,
    "identified_at": _is_timestamp,
    "member_since": _is_timestamp,
    "last_used_at": _is_timestamp,
    "ticket": _is_ticket,
    "request_id": _is_request_id,
    "time_to_first_token_ms": _is_count,
    "duration_ms": _is_count,
    "measured_seconds": _is_count,
    "duration_minutes": _is_count,
    "password": _is_password,
    "key_start": _is_start_of_key,
}
