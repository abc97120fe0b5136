"""Bad fields of interviews are refused by name, and nothing is written (A3)."""

from typing import Any

import pytest

from interviewapis.interviews.interviews.schemas import InterviewCreate
from tests.interviewapis.interviews.support import (
    ADDRESS,
    CHANGING,
    DAY,
    FINITE,
    FLAG,
    LARGEST,
    LIST,
    MOMENT,
    NUL,
    NULL,
    NUMBER,
    READ_ONLY,
    REFERENCES,
    REQUIRED,
    SKILL,
    STRING,
    SURROGATE,
    UNKNOWN,
    WHOLE,
    WORDS,
    assert_invalid_field,
    create,
    named,
    one_of,
    read,
    send,
    stored,
)
from tests.interviewapis.interviews.tracker import Tracker
from tests.interviewapis.problems import assert_invalid

pytestmark = pytest.mark.asyncio(loop_scope="module")

EMOJI = "\N{GRINNING FACE}"
LENGTHS = {
    "custom_role_title": 200,
    "job_description": 50_000,
    "job_location": 200,
    "salary_range": 200,
    "job_posting_url": 500,
    "referral_source": 200,
    "overall_feedback": 20_000,
    "strengths": 20_000,
    "areas_for_improvement": 20_000,
    "offer_details": 20_000,
    "preparation_notes": 20_000,
    "resources_used": 20_000,
    "cv_content": 50_000,
    "cv_file_path": 200,
    "cv_file_url": 500,
    "cv_version": 50,
}
ADDRESSES = ("job_posting_url", "cv_file_url")
LISTS = ("main_skills_required", "cv_highlights")
FLAGS = ("is_remote", "cv_tailored_for_role")
DAYS = (
    "application_date",
    "first_interview_date",
    "final_interview_date",
    "offer_date",
    "offer_deadline",
)
MOMENTS = ("cv_uploaded_at", "cv_last_updated")


BAD: list[tuple[tuple[str, ...], str, list[Any]]] = [
    (tuple(LENGTHS), NUL, ["a\0b", "\0"]),
    (tuple(LENGTHS), SURROGATE, ["\ud800", "why \udfff\ud83d"]),
    (tuple(LENGTHS), STRING, [5, 1.5, True, [], {}, ["x"], float("nan"), 1e999]),
    (ADDRESSES, ADDRESS, ["x", "javascript:alert(1)", "//x", "ftp://x", "https://", "http:///x"]),
    *(((name,), one_of(words), ["", "x", words[0].title(), 5, f"{words[0]}\0", [words[0]]])
      for name, words in WORDS.items()),
    (LISTS, LIST, ["x", 5, {}, {"0": "x"}, True]),
    (FLAGS, FLAG, ["true", "", 0, 1, [], 1.0]),
    ((*WORDS, *LISTS, *FLAGS), NULL, [None]),
    (DAYS, DAY, ["", "x", "2026-13-01", "2026-02-30", "0000-01-01", "10000-01-01", "2026-1-1"]),
    (DAYS, DAY, ["20260101", "2026-01-01T00:00:00Z", "-0001-01-01", "infinity", "2026-W01-1"]),
    (DAYS, DAY, [20260101, 0, 1.5, True, [], {}, "٢٠٢٦-01-01", "2026-01-01\0", " 2026-01-01"]),
    (MOMENTS, MOMENT, ["", "x", 1700000000, 0, True, [], "infinity", "1e9", "20260101T000000Z"]),
    (MOMENTS, MOMENT, ["2026-01-05", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-1-1"]),
    (MOMENTS, MOMENT, ["2026-01-05T09:30:00", "2026-01-05T25:00:00Z", "2026-01-05T09:30:00+99:99"]),
    (("required_experience_years",), WHOLE, ["5", 5.5, True, [], {}, float("nan"), 1e999, ""]),
    (("required_experience_years",), "must be at least 0", [-1, -(2**31), -(2**63), -(10**30)]),
    (("required_experience_years",), "may be at most 50", [51, 2**31, 2**63, 10**400]),
    (("time_spent_preparing_hours",), NUMBER, ["5", True, [], {}, ""]),
    (("time_spent_preparing_hours",), FINITE, [float("nan"), 1e999, -1e999]),
    (("time_spent_preparing_hours",), "must be at least 0", [-1, -0.001, -1e308]),
    (("time_spent_preparing_hours",), "may be at most 100000", [100_000.001, 1e308, 10**20]),
    (REFERENCES, WHOLE, ["1", 1.5, True, [], {}, float("nan"), 1e999, ""]),
    (REFERENCES, "must be at least 1", [0, -1, -(2**63), -(10**30)]),
    (REFERENCES, f"may be at most {LARGEST}", [2**31, 2**63, 2**64, 10**400]),
]  # fmt: skip

CASES = [(name, message, values) for names, message, values in BAD for name in names]


@pytest.mark.parametrize(("field", "message", "values"), CASES, ids=named(CASES))
async def test_what_a_field_cannot_have_is_refused(
    tracker: Tracker, field: str, message: str, values: list[Any]
) -> None:
    """A3: NUL; lone surrogates; int4, int8; NaN, 1e999."""
    shown = await create(tracker)
    before = await stored(tracker)
    for value in values:
        body = {"seniority_level": "senior", field: value}
        for method, path in (("POST", ""), ("PATCH", shown["interview_id"])):
            response = await send(tracker, method, path, body)
            assert_invalid_field(response, f"body.{field}", message)
    assert await stored(tracker) == before


async def test_every_field_has_something_that_it_cannot_have() -> None:
    assert {field for field, _, _ in CASES} == set(InterviewCreate.model_fields) - {"skills"}


@pytest.mark.parametrize("field", LENGTHS)
async def test_texts_have_a_longest_length(tracker: Tracker, field: str) -> None:
    """In characters, white space at both ends aside."""
    longest = LENGTHS[field]
    for character in ("x", EMOJI):
        text = ("https://x" if field in ADDRESSES else "").ljust(longest, character)
        shown = await create(tracker, **{field: f" {text}\n"})
        assert shown[field] == text
        response = await send(tracker, "PUT", shown["interview_id"], {field: text + character})
        assert_invalid_field(response, f"body.{field}", f"may have at most {longest} characters")
        assert await read(tracker, shown["interview_id"]) == shown


@pytest.mark.parametrize("field", LISTS)
async def test_lists_hold_100_texts_of_500_characters(tracker: Tracker, field: str) -> None:
    longest = [f"{number:02}{EMOJI * 498}" for number in range(100)]
    shown = await create(tracker, **{field: longest})
    assert shown[field] == longest
    for entries, path, message in (
        (["x"] * 101, "", "may have at most 100 entries"),
        (["x", "x" * 501], ".1", "may have at most 500 characters"),
        (
            ["x", " "],
            ".1",
            "must not be empty; white space at both ends does not count",
        ),
        (["a\0b"], ".0", NUL),
        (["\ud800"], ".0", SURROGATE),
        (["x", "x", 5], ".2", STRING),
        ([None], ".0", NULL),
        (["a\nb"], ".0", "must be one line, without control characters (U+000A)"),
        ([["x"]], ".0", STRING),
        ([{"x": "x"}], ".0", STRING),
    ):
        response = await send(tracker, "PATCH", shown["interview_id"], {field: entries})
        assert_invalid_field(response, f"body.{field}{path}", message)
    assert await read(tracker, shown["interview_id"]) == shown


SKILL_CASES: list[tuple[str, str, list[Any]]] = [
    ("skill_id", WHOLE, ["1", 1.5, True, [], float("nan")]),
    ("skill_id", NULL, [None]),
    ("skill_id", "must be at least 1", [0, -1]),
    ("skill_id", f"may be at most {LARGEST}", [2**31, 2**63]),
    *(
        (name, FLAG, ["true", 1, 0, "", []])
        for name in ("is_required", "is_nice_to_have", "was_assessed", "passed_assessment")
    ),
    *((name, NULL, [None]) for name in ("is_required", "is_nice_to_have", "was_assessed")),
    *(
        (name, message, values)
        for name, longest in (
            ("required_proficiency", 50),
            ("priority_level", 50),
            ("assessed_proficiency", 50),
            ("assessment_notes", 20_000),
        )
        for message, values in (
            (NUL, ["a\0b"]),
            (SURROGATE, ["\ud800"]),
            (STRING, [5, True, [], {}]),
            (f"may have at most {longest} characters", ["x" * (longest + 1)]),
        )
    ),
    *(
        (name, READ_ONLY if name == "skill_name" else UNKNOWN, ["x"])
        for name in ("skill_name", "interview_id", "created_at", "level", "__proto__")
    ),
]


@pytest.mark.parametrize(("field", "message", "values"), SKILL_CASES, ids=named(SKILL_CASES))
async def test_what_a_skill_cannot_have_is_refused(
    tracker: Tracker, field: str, message: str, values: list[Any]
) -> None:
    good = {"skill_id": await tracker.skill()}
    shown = await create(tracker, skills=[good])
    before = await stored(tracker)
    for value in values:
        body = {"seniority_level": "senior", "skills": [good, good | {field: value}]}
        for method, path in (("POST", ""), ("PUT", shown["interview_id"])):
            response = await send(tracker, method, path, body)
            assert_invalid_field(response, f"body.skills.1.{field}", message)
    assert await stored(tracker) == before


@pytest.mark.parametrize(
    ("skills", "field", "message"),
    [
        ("x", "", LIST),
        ({}, "", LIST),
        (None, "", NULL),
        (5, "", LIST),
        ([5], ".0", "must be an object"),
        (["Python"], ".0", "must be an object"),
        ([None], ".0", NULL),
        ([[]], ".0", "must be an object"),
        ([{}], ".0.skill_id", REQUIRED),
        ([SKILL], ".0.skill_id", REQUIRED),
        ([{"skill_id": 1}, {"skill_id": 1}], "", "must have each skill_id only once"),
        (
            [{"skill_id": number} for number in range(1, 102)],
            "",
            "may have at most 100 entries",
        ),
    ],
    ids=lambda value: str(value)[:24],
)
async def test_skills_must_be_a_list_of_different_skills(
    tracker: Tracker, skills: Any, field: str, message: str
) -> None:
    shown = await create(tracker)
    for method, path in (("POST", ""), ("PATCH", shown["interview_id"])):
        body = {"seniority_level": "senior", "skills": skills}
        response = await send(tracker, method, path, body)
        assert_invalid_field(response, f"body.skills{field}", message)


async def test_an_interview_can_have_100_skills(tracker: Tracker) -> None:
    rows = await tracker.fetch(
        "INSERT INTO skills (skill_name) SELECT 'Skill ' || number "
        "FROM generate_series(1, 100) AS number RETURNING skill_id"
    )
    shown = await create(tracker, skills=[dict(row) | SKILL for row in rows])
    assert len(shown["skills"]) == 100


# Days


ENDS = [
    ("first_interview_date", "final_interview_date"),
    ("offer_date", "offer_deadline"),
]


@pytest.mark.parametrize(("begin", "end"), ENDS)
async def test_an_end_must_not_come_before_its_beginning(
    tracker: Tracker, begin: str, end: str
) -> None:
    shown = await create(tracker)
    before = await stored(tracker)
    for method, path in (("POST", ""), ("PUT", shown["interview_id"])):
        # In whatever order they are sent.
        for fields in ((begin, end), (end, begin)):
            days = {begin: "2026-05-02", end: "2026-05-01"}
            body = {"seniority_level": "senior"} | {name: days[name] for name in fields}
            response = await send(tracker, method, path, body)
            assert_invalid_field(response, f"body.{end}", f"must not be before {begin}")
    assert await stored(tracker) == before


@pytest.mark.parametrize("method", CHANGING)
@pytest.mark.parametrize(("begin", "end"), ENDS)
async def test_an_end_must_not_come_before_the_beginning_that_is_there(
    tracker: Tracker, begin: str, end: str, method: str
) -> None:
    shown = await create(tracker, **{begin: "2026-05-02", end: "2026-05-02"})
    for field, day, message in (
        (end, "2026-05-01", f"must not be before {begin}"),
        (begin, "2026-05-03", f"must not be after {end}"),
    ):
        for more in ({}, {"skills": []}):
            response = await send(tracker, method, shown["interview_id"], {field: day} | more)
            assert_invalid_field(response, f"body.{field}", message)
    assert await read(tracker, shown["interview_id"]) == shown
    for fields in ({begin: None, end: "2026-05-01"}, {begin: "2026-05-03", end: None}):
        response = await send(tracker, method, shown["interview_id"], fields)
        assert response.status_code == 200
    response = await send(tracker, method, shown["interview_id"], {end: "2026-05-03"})
    assert response.status_code == 200


async def test_both_ends_before_their_beginnings_are_both_named(tracker: Tracker) -> None:
    body = {
        "seniority_level": "senior",
        "first_interview_date": "2026-05-02",
        "final_interview_date": "2026-05-01",
        "offer_date": "2026-05-04",
        "offer_deadline": "2026-05-03",
    }
    assert_invalid(
        await send(tracker, "POST", body=body),
        body__final_interview_date="must not be before first_interview_date",
        body__offer_deadline="must not be before offer_date",
    )


@pytest.mark.parametrize(
    "moment",
    [
        "2026-01-05",
        "2026-01-05T09:30:00",
        "2026-01-05T25:00:00Z",
        "2026-02-30T09:30:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-01-05T09:30:00+99:00",
        "2026-01-05T09:30:00Z\0",
        "2026-13-05T09:30:00Z",
        "2026-",
        "9999999-01-01T00:00:00Z",
    ],
)
@pytest.mark.parametrize("field", MOMENTS)
async def test_moments_must_be_real_and_have_an_offset(
    tracker: Tracker, field: str, moment: str
) -> None:
    response = await send(tracker, "POST", body={"seniority_level": "senior", field: moment})
    assert_invalid_field(response, f"body.{field}")
