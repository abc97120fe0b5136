"""Bad input below interviews is refused and named, and nothing is written (A3)."""

from itertools import cycle
from typing import Any

import pytest

from tests.interviewapis.interviews.tracker import (
    ASKED,
    PARTS,
    ROUNDS,
    Part,
    Tracker,
    assert_refused,
    at,
)
from tests.interviewapis.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

SURROGATE = "half \ud800"
NO_TEXT = ("a\0b", SURROGATE, 7, True, ["x"], {"x": 1})
NO_LIST = ("x", 7, {}, [7], [None], [[]], ["a\0b"], [SURROGATE], ["x"] * 101)
NO_NUMBER = ("7", "x", 7.5, 1e999, float("nan"), True, [7], 2**31, 2**63, -1, 10**30)
NO_FLAG = ("true", 0, 1, "x", [], {})
LIMITS: dict[str, int] = {
    "round_name": 200,
    "meeting_platform": 200,
    "meeting_link": 500,
    "physical_location": 500,
    "interviewer_name": 200,
    "interviewer_title": 200,
    "interviewer_linkedin_url": 500,
    "interviewer_email": 254,
    "required_proficiency": 50,
    "priority_level": 50,
    "assessed_proficiency": 50,
}
RANGES = {
    "round_number": (1, 1000),
    "duration_minutes": (1, 1440),
    "rating": (1, 10),
    "order_asked": (1, 1000),
    "answer_quality_rating": (1, 10),
    "time_taken_minutes": (0, 1440),
    "confidence_level": (1, 10),
}
CHOICES = ("round_type", "round_status", "round_result")
SPECIAL: dict[str, tuple[Any, ...]] = {
    "scheduled_date": (
        "2026-02-30",
        "2026-1-1",
        "14.10.2026",
        "",
        20261014,
        0,
        "2026-10-14T09:00Z",
    ),
    "scheduled_time": (
        "24:00",
        "9:30",
        "12:60",
        "12:30:60",
        "12:30:15.5",
        "12:30Z",
        "12:30+01:00",
        "١٢:٣٠",
        "",
        "noon",
        1230,
        "12:30\0",
    ),
    "timezone": ("Europe/Lissabon", "UTC+1", "posix/UTC", "", "../UTC", "FOO5", "localtime"),
    "meeting_link": ("javascript:alert(1)", "meet.example.com", "ftp://x", "https://"),
    "interviewer_linkedin_url": ("//x", "data:text/html,x"),
    "interviewer_email": ("ada", "ada@", "@x", "a b@x", "a@b@c", "ada@x y"),
    "follow_up_questions_asked": ([""], ["x" * 2001]),
    "follow_up_answers": (["x" * 5001],),
    "key_topics_covered": ([""], ["x" * 501]),
}
READ_ONLY = ("interview_id", "created_at", "updated_at", "owner_id", "created_by", "__proto__")
NOT_NULL_IN_CHANGES = {
    "rounds": (
        "round_number",
        "round_type",
        "timezone",
        "is_virtual",
        "round_status",
        "round_result",
        "key_topics_covered",
    ),
    "questions": (
        "was_asked",
        "was_prepared",
        "follow_up_questions_asked",
        "follow_up_answers",
    ),
    "skills": ("is_required", "is_nice_to_have", "was_assessed"),
}


def bad_values(field: str, good: Any) -> tuple[Any, ...]:
    """What a field must refuse, by what a good value is like."""
    special = SPECIAL.get(field, ())
    if isinstance(good, bool):
        return NO_FLAG
    if isinstance(good, int):
        least, most = RANGES[field]
        return (*NO_NUMBER, least - 1, most + 1)
    if isinstance(good, list):
        return (*NO_LIST, *special)
    if field in CHOICES:
        return (*NO_TEXT, "", "Technical", "unknown")
    if field in ("scheduled_date", "scheduled_time", "timezone"):
        return (*NO_TEXT, *special)
    return (*NO_TEXT, *special, "x" * (LIMITS.get(field, 20_000) + 1))


async def test_a_bad_field_is_named(
    subtests: pytest.Subtests, tracker: Tracker, interview_id: int, part: Part
) -> None:
    """A3: NUL, lone surrogates, NaN, int4 and int8, wrong types, ranges, lengths."""
    shown = await tracker.add(part, interview_id)
    path, body = await tracker.ready(part, interview_id)
    ways = cycle(
        [(part.new[0], path, body), *((each, at(part, shown), {}) for each in part.changing)]
    )
    before = await tracker.rows()
    for field, good in part.full.items():
        for value in bad_values(field, good):
            method, where, others = next(ways)
            with subtests.test(field=field, value=repr(value)[:40], method=method):
                response = await tracker.send(method, where, others | {field: value})
                problem = assert_problem(response, 422, "invalid_request")
                for error in problem["errors"]:
                    assert error["field"].startswith(f"body.{field}")
                    assert "Input should" not in error["message"], error
                    assert "String should" not in error["message"], error
                assert len(response.content) < 10_000
    assert await tracker.rows() == before


async def test_bounds_belong_to_what_is_allowed(
    tracker: Tracker, interview_id: int, part: Part
) -> None:
    shown = await tracker.add(part, interview_id)
    for field, (least, most) in RANGES.items():
        for value in (least, most):
            if field in part.full:
                response = await tracker.send("PUT", at(part, shown), {field: value})
                assert response.json()[field] == value
    for field, longest in LIMITS.items():
        if field in part.full and not field.endswith(("link", "url", "email")):
            value = "\N{GRINNING FACE}" * longest
            response = await tracker.send("PUT", at(part, shown), {field: f" {value}\n"})
            assert response.json()[field] == value


async def test_null_is_refused_where_something_has_to_be(
    tracker: Tracker, interview_id: int, part: Part
) -> None:
    shown = await tracker.add(part, interview_id, **part.full)
    for field in NOT_NULL_IN_CHANGES[part.path]:
        for method in part.changing:
            assert_refused(
                await tracker.send(method, at(part, shown), {field: None}), f"body.{field}"
            )
    assert await tracker.get(at(part, shown)) == shown


async def test_fields_that_nobody_sets_are_unknown(
    tracker: Tracker, interview_id: int, part: Part
) -> None:
    """A3: read-only and unknown fields."""
    shown = await tracker.add(part, interview_id)
    path, body = await tracker.ready(part, interview_id)
    before = await tracker.rows()
    foreign = {"rounds": "round_id", "questions": "interview_question_id", "skills": "skill_id"}
    for field in (*READ_ONLY, foreign[part.path], "question_text"):
        response = await tracker.send(part.new[0], path, body | {field: 1})
        assert_refused(response, f"body.{field}")
        for method in part.changing:
            assert_refused(await tracker.send(method, at(part, shown), {field: 1}), f"body.{field}")
    assert await tracker.rows() == before


async def test_a_link_leads_to_its_question_for_good(tracker: Tracker, interview_id: int) -> None:
    shown = await tracker.add(ASKED, interview_id)
    other = await tracker.question()
    response = await tracker.send("PATCH", at(ASKED, shown), {"question_id": other})
    assert_refused(response, "body.question_id")


@pytest.mark.parametrize("field", ["question_id", "round_id"])
@pytest.mark.parametrize("value", ["1", 0, -1, 1.5, True, 2**31, 2**63, 10**400, [], "x\0"])
async def test_ids_in_bodies_are_whole_numbers(
    tracker: Tracker, interview_id: int, field: str, value: Any
) -> None:
    path, body = await tracker.ready(ASKED, interview_id)
    response = await tracker.send("POST", path, body | {field: value})
    assert_refused(response, f"body.{field}")
    assert await tracker.count(ASKED.table) == 0


async def test_what_has_to_be_there_is_missed(tracker: Tracker, interview_id: int) -> None:
    for part, field in ((ROUNDS, "round_type"), (ASKED, "question_id")):
        response = await tracker.send("POST", f"{interview_id}/{part.path}", {})
        assert_refused(response, f"body.{field}")
        assert response.json()["errors"][0]["message"] == "is required"


BAD_BODIES: dict[str, tuple[bytes, set[int]]] = {
    "nothing": (b"", {422}),
    "no JSON": (b"{", {400}),
    "an array": (b"[]", {422}),
    "a string": (b'"x"', {422}),
    "null": (b"null", {422}),
    "900 deep": (b'{"x":' * 900 + b"1" + b"}" * 900, {422}),
    "100,000 deep": (b"[" * 100_000 + b"]" * 100_000, {400, 422}),
    "bad UTF-8": (b'{"preparation_notes": "\xff\xfe"}', {400}),
    "a number of 5,000 digits": (b'{"rating": ' + b"9" * 5000 + b"}", {400, 422}),
    "2 MB": (b'{"preparation_notes": "' + b"x" * 2_000_000 + b'"}', {413}),
}


async def test_a_bad_body_is_refused(
    subtests: pytest.Subtests, tracker: Tracker, interview_id: int, part: Part
) -> None:
    """A3: deep JSON, bad UTF-8, oversize."""
    shown = await tracker.add(part, interview_id)
    path, _ = await tracker.ready(part, interview_id)
    before = await tracker.rows()
    requests = [(part.new[0], path), *((method, at(part, shown)) for method in part.changing)]
    for name, (body, statuses) in BAD_BODIES.items():
        for method, where in requests:
            with subtests.test(name, method=method):
                response = await tracker.send_bytes(method, where, body)
                assert response.status_code in statuses, response.text
    assert await tracker.rows() == before


BAD_IDS = ("0", "-1", "x", "1_0", "1.0", "+1", "%201", "2147483648", "9" * 30, "%00", "%ED%A0%80")


async def test_an_id_that_is_none_is_refused(
    subtests: pytest.Subtests, tracker: Tracker, interview_id: int, part: Part
) -> None:
    """A3: path ids."""
    path, body = await tracker.ready(part, interview_id)
    good = path.split("/", 1)[1]
    methods = {"GET": None, "DELETE": None} | {each: {} for each in part.changing}
    for bad in BAD_IDS:
        with subtests.test(id=bad):
            assert_refused(
                await tracker.send(part.new[0], f"{bad}/{good}", body), "path.interview_id"
            )
            assert_refused(await tracker.send("GET", f"{bad}/{part.path}"), "path.interview_id")
            for method, sent in methods.items():
                response = await tracker.send(method, f"{interview_id}/{part.path}/{bad}", sent)
                assert_refused(response, f"path.{part.key}")
    assert await tracker.count(part.table) == 0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("skip=-1", "skip"),
        ("skip=2147483648", "skip"),
        ("skip=x", "skip"),
        ("skip=1_0", "skip"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=", "limit"),
        ("sort=id;drop", "sort"),
        ("cursor=x", "cursor"),
    ],
)
async def test_bad_parameters_of_lists_are_named(
    tracker: Tracker, interview_id: int, query: str, field: str
) -> None:
    for part in PARTS:
        response = await tracker.send("GET", f"{interview_id}/{part.path}?{query}")
        assert_refused(response, f"query.{field}")


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256])
async def test_a_key_that_is_none_is_refused(tracker: Tracker, interview_id: int, key: str) -> None:
    for part in PARTS[:2]:
        path, body = await tracker.ready(part, interview_id)
        response = await tracker.client.post(
            f"/api/interviews/{path}", json=body, headers={"Idempotency-Key": key.encode()}
        )
        assert_refused(response, "header.Idempotency-Key")
    assert await tracker.count(ROUNDS.table) == 0
