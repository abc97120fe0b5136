"""Bad requests for interviews are refused in a 4xx that names the field (A3)."""

import json
from typing import Any

import pytest

from tests.interviewapis.interviews.support import (
    BODY,
    CHANGING,
    DAY,
    DEFAULTS,
    FLAG,
    FULL,
    LARGEST,
    NUL,
    READ_ONLY,
    REQUIRED,
    SORTS,
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
from tests.interviewapis.problems import assert_invalid, assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

# Bodies


READ_ONLY_FIELDS = (
    "interview_id",
    "created_by",
    "created_at",
    "updated_at",
    "deleted_at",
    "company_name",
    "role_name",
)
UNKNOWN_FIELDS = ("owner_id", "user_id", "total", "Seniority_level", "rounds", "__proto__", "")


@pytest.mark.parametrize(
    ("field", "message"),
    [
        *((field, READ_ONLY) for field in READ_ONLY_FIELDS),
        *((field, UNKNOWN) for field in UNKNOWN_FIELDS),
    ],
)
async def test_unknown_and_read_only_fields_are_refused_by_name(
    tracker: Tracker, field: str, message: str
) -> None:
    """A3: extra and read-only fields: 422, value unchanged."""
    shown = await create(tracker)
    before = await stored(tracker)
    for method, path in (("POST", ""), ("PUT", shown["interview_id"])):
        body = {"seniority_level": "lead", field: "2020-01-01"}
        assert_invalid_field(await send(tracker, method, path, body), f"body.{field}", message)
    assert await stored(tracker) == before


@pytest.mark.parametrize("field", [*DEFAULTS, "seniority_level"])
async def test_what_always_has_a_value_cannot_be_emptied(tracker: Tracker, field: str) -> None:
    shown = await create(tracker, seniority_level="staff")
    for method in CHANGING:
        response = await send(tracker, method, shown["interview_id"], {field: None})
        assert_invalid_field(response, f"body.{field}")
    assert await read(tracker, shown["interview_id"]) == shown


async def test_the_seniority_is_required(tracker: Tracker) -> None:
    response = await send(tracker, "POST", body=dict(FULL) | {"skills": []} | {"company_id": None})
    assert response.status_code == 201
    without = {name: value for name, value in FULL.items() if name != "seniority_level"}
    for body in ({}, without):
        assert_invalid(await send(tracker, "POST", body=body), body__seniority_level=REQUIRED)


async def test_all_that_is_wrong_is_named(tracker: Tracker) -> None:
    body = {"company_id": 0, "is_remote": "yes", "mood": "good", "application_date": "soon"}
    assert_invalid(
        await send(tracker, "POST", body=body),
        body__seniority_level=REQUIRED,
        body__company_id="must be at least 1",
        body__is_remote=FLAG,
        body__mood=UNKNOWN,
        body__application_date=DAY,
    )


@pytest.mark.parametrize(
    ("content", "status", "field"),
    [
        (b"", 422, "body"),
        (b"[]", 422, "body"),
        (b"null", 422, "body"),
        (b"17", 422, "body"),
        (b'"x"', 422, "body"),
        (b'[{"seniority_level": "senior"}]', 422, "body"),
        (rb'{"seniority_level": "senior", "\ud800": 1}', 422, "body"),
        (b"seniority_level=senior", 400, None),
        (b'{"seniority_level": "senior"', 400, None),
        (b'{"seniority_level": "senior"} {}', 400, None),
        (b'{"seniority_level": "\xff\xfe"}', 400, None),
        (b'{"company_id": ' + b"9" * 5000 + b"}", 400, None),
        (b'{"a":' * 3000 + b"1" + b"}" * 3000, 400, None),
        (b"[" * 100_000 + b"]" * 100_000, 400, None),
    ],
    ids=lambda value: repr(value)[:24],
)
async def test_what_is_no_object_is_refused(
    tracker: Tracker, content: bytes, status: int, field: str | None
) -> None:
    """A3: 5,000-digit int, 3k-deep JSON, bad UTF-8 body: 400 problem+json."""
    shown = await create(tracker)
    before = await stored(tracker)
    for method, path in (("POST", ""), ("PUT", shown["interview_id"])):
        response = await send(tracker, method, path, content)
        if field:
            assert_invalid_field(response, field)
        else:
            assert_problem(response, status, "malformed_request")
    assert await stored(tracker) == before


@pytest.mark.parametrize("field", ["strengths", "main_skills_required", "skills", "company_id"])
async def test_json_900_deep_is_invalid_in_every_field(tracker: Tracker, field: str) -> None:
    """A3: 900-deep JSON is 422, not stored."""
    content = b'{"seniority_level": "senior", "%b": %b1%b}' % (
        field.encode(),
        b'{"a":[' * 450,
        b"]}" * 450,
    )
    problem = assert_problem(await send(tracker, "POST", "", content), 422, "invalid_request")
    assert problem["errors"][0]["field"].startswith(f"body.{field}")
    assert await stored(tracker) == [[], [], []]


async def test_a_body_over_the_limit_is_too_large(tracker: Tracker) -> None:
    """A3: 50 MB body: 413 early, chunked too."""
    shown = await create(tracker)
    large = json.dumps({"seniority_level": "senior", "strengths": "x" * 1_000_000}).encode()

    async def pieces() -> Any:
        for start in range(0, len(large), 100_000):
            yield large[start : start + 100_000]

    for method, path in (("POST", ""), ("PATCH", f"/{shown['interview_id']}")):
        assert_problem(await send(tracker, method, path, large), 413, "body_too_large")
        response = await tracker.client.request(method, f"/api/interviews{path}", content=pieces())
        assert_problem(response, 413, "body_too_large")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "x"])
async def test_other_content_types_are_refused(tracker: Tracker, content_type: str) -> None:
    """A page of another site can send text/plain without asking; it must not pass as JSON."""
    content = b'{"seniority_level": "senior"}'
    response = await send(tracker, "POST", "", content, **{"Content-Type": content_type})
    assert_invalid(response, body=BODY)


async def test_a_bom_is_passed_over_and_of_duplicate_keys_the_last_one_counts(
    tracker: Tracker,
) -> None:
    """A3: duplicate keys, BOM: documented choices."""
    content = b'\xef\xbb\xbf{"seniority_level": "x", "seniority_level": "lead"}'
    response = await send(tracker, "POST", "", content)
    assert response.json()["seniority_level"] == "lead"


async def test_nothing_of_the_input_is_echoed(tracker: Tracker) -> None:
    secret = "sesame-4711"
    for body in (
        {"seniority_level": secret},
        {"seniority_level": "senior", "application_date": secret},
        {"seniority_level": "senior", "company_id": secret},
        {"seniority_level": "senior", "skills": [{"skill_id": secret}]},
        {"seniority_level": "senior", "cv_file_url": secret},
    ):
        response = await send(tracker, "POST", body=body)
        assert response.status_code == 422
        assert secret not in response.text
    for query in ("sort_by", "order", "limit", "company_id", "is_remote", "cursor"):
        response = await send(tracker, "GET", f"?{query}={secret}")
        assert response.status_code == 422
        assert secret not in response.text


# Addresses and headers


BAD_IDS = {
    "0": "must be at least 1",
    "-1": "must be at least 1",
    "2147483648": f"may be at most {LARGEST}",
    "9223372036854775808": f"may be at most {LARGEST}",
    "99999999999999999999": f"may be at most {LARGEST}",
    "100000000000000000000": f"may be at most {LARGEST}",
    "9" * 5000: "has too many digits",
    "1_0": WHOLE,
    "%201": WHOLE,
    "1%20": WHOLE,
    "+1": WHOLE,
    "1.0": WHOLE,
    "1e3": WHOLE,
    "0x1": WHOLE,
    "x": WHOLE,
    "null": WHOLE,
    "%D9%A1": WHOLE,
    "%00": WHOLE,
    "1%00": WHOLE,
    "1;drop": WHOLE,
    "'": WHOLE,
}


@pytest.mark.parametrize("bad", BAD_IDS, ids=lambda bad: bad[:24])
async def test_an_id_in_a_path_must_be_one(tracker: Tracker, bad: str) -> None:
    """A3: path id > int8; ``1_0``."""
    for method, path, body in (
        ("GET", bad, None),
        ("PUT", bad, {}),
        ("PATCH", bad, {}),
        ("DELETE", bad, None),
        ("POST", f"{bad}/restore", None),
    ):
        response = await send(tracker, method, path, body)
        assert_invalid_field(response, "path.interview_id", BAD_IDS[bad])


UNKNOWN_PARAMETER = (
    "unknown parameter; this address takes skip, limit, order, cursor, search, company_id, "
    "role_id, interview_type, interview_status, interview_result, seniority_level, is_remote, "
    "is_deleted, sort_by"
)
BAD_QUERIES: list[tuple[str, str, list[str]]] = [
    *(
        (name, WHOLE, ["", "x", "1_0", "1.5", "%201", "+1", "%D9%A1", "%00", "null", "1e2"])
        for name in ("company_id", "role_id", "skip", "limit")
    ),
    *((name, "must be at least 1", ["0", "-1"]) for name in ("company_id", "role_id", "limit")),
    *(
        (name, f"may be at most {LARGEST}", ["2147483648", "9223372036854775808"])
        for name in ("company_id", "role_id", "skip")
    ),
    ("skip", "must be at least 0", ["-1", "-9223372036854775809"]),
    ("limit", "may be at most 100", ["101", "2147483648"]),
    *(
        (name, one_of(words), ["", "x", "%00", words[0].upper(), f"{words[0]},{words[1]}"])
        for name, words in WORDS.items()
    ),
    ("search", "may have at most 100 characters", ["x" * 101]),
    ("search", "must be one line, without control characters (U+000A)", ["a%0Ab"]),
    ("search", NUL, ["%00", "a%00b"]),
    ("is_remote", FLAG, ["", "maybe", "2", "%00", "null"]),
    ("order", one_of(("asc", "desc")), ["", "ASC", "up", "%00", "asc;drop"]),
    (
        "sort_by",
        one_of(SORTS),
        ["", "id;drop", "password", "owner_id", "deleted_at", "created_at%20desc", "%00", "1"],
    ),
    *(
        (name, UNKNOWN_PARAMETER, ["x", ""])
        for name in ("owner_id", "deleted_at", "Limit", "company_name", "interview_id")
    ),
]


@pytest.mark.parametrize(("name", "message", "values"), BAD_QUERIES, ids=named(BAD_QUERIES))
async def test_what_a_query_cannot_have_is_refused(
    tracker: Tracker, name: str, message: str, values: list[str]
) -> None:
    """A3: sort injection; NUL in a query; unknown parameters."""
    for value in values:
        response = await send(tracker, "GET", f"?{name}={value}")
        assert_invalid_field(response, f"query.{name}", message)


@pytest.mark.parametrize("value", ["x", "a b", '"a', 'a"', '"a" "b"', "W/a", ","])
async def test_if_match_must_have_tags(tracker: Tracker, value: str) -> None:
    shown = await create(tracker)
    for method, body in (("PUT", {"job_location": "x"}), ("PATCH", {}), ("DELETE", None)):
        response = await send(tracker, method, shown["interview_id"], body, If_Match=value)
        assert_invalid_field(response, "header.If-Match")
    assert await read(tracker, shown["interview_id"]) == shown


@pytest.mark.parametrize("key", ["two words", "x" * 256, "é".encode().decode("latin-1")])
async def test_an_idempotency_key_has_255_visible_characters(tracker: Tracker, key: str) -> None:
    response = await tracker.client.post(
        "/api/interviews",
        json={"seniority_level": "senior"},
        headers={"Idempotency-Key": key.encode("latin-1")},  # type: ignore[dict-item]
    )
    message = "must be 1 to 255 visible ASCII characters, without spaces"
    assert_invalid_field(response, "header.Idempotency-Key", message)
    assert await stored(tracker) == [[], [], []]
