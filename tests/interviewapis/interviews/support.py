"""Interviews with every field, and requests for them, for their tests."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, get_args
from uuid import UUID, uuid4

import httpx2
import orjson

from database.models import LOCAL_USER_ID, vocabulary
from tests.contract.document import document
from tests.interviewapis.interviews.tracker import AWKWARD, INTERVIEWS, LISTED, Tracker
from tests.interviewapis.problems import assert_problem

LARGEST = UNKNOWN_ID = 2**31 - 1
CHANGING = ("PUT", "PATCH")
SORTS = (
    "created_at",
    "application_date",
    "first_interview_date",
    "company_name",
    "interview_status",
)
WORDS = {
    "interview_type": get_args(vocabulary.InterviewType),
    "seniority_level": get_args(vocabulary.SeniorityLevel),
    "interview_status": get_args(vocabulary.InterviewStatus),
    "interview_result": get_args(vocabulary.InterviewResult),
}
"""What fields know that know only some words."""

REFERENCES = ("company_id", "role_id", "cv_version_id")

FULL: Mapping[str, Any] = {
    "custom_role_title": "Backend engineer, payments",
    "interview_type": "mock",
    "seniority_level": "principal",
    "interview_status": "completed",
    "interview_result": "offer_received",
    "job_description": AWKWARD,
    "main_skills_required": LISTED,
    "required_experience_years": 50,
    "job_location": "Lisbon, Portugal",
    "is_remote": True,
    "salary_range": "€ 70,000 - 90,000",
    "application_date": "2024-02-29",
    "job_posting_url": "https://jobs.techcorp.example/17?from=list#apply",
    "referral_source": "A former colleague",
    "first_interview_date": "2024-03-04",
    "final_interview_date": "2024-03-04",
    "offer_date": "2024-03-10",
    "offer_deadline": "2024-03-17",
    "overall_feedback": AWKWARD,
    "strengths": "Design, and asking first.",
    "areas_for_improvement": "Estimates.",
    "offer_details": "Base and equity.",
    "preparation_notes": "line\r\nends\N{LINE SEPARATOR}inside",
    "resources_used": "A book, two talks.",
    "time_spent_preparing_hours": 12.25,
    "cv_content": "# CV\n\n- ten years of it",
    "cv_file_path": "/home/me/cv.pdf",
    "cv_file_url": "http://files.example/cv.pdf",
    "cv_version": "v7",
    "cv_tailored_for_role": True,
    "cv_highlights": ['braces {}, commas, "quotes" \\', "payments"],
    "cv_uploaded_at": "2024-02-28T09:30:00+00:00",
    "cv_last_updated": "2024-02-27T23:59:59.123456+00:00",
}
"""Every field that a request may have, except for references and skills."""

OTHER: Mapping[str, Any] = {
    "custom_role_title": "Data engineer",
    "interview_type": "practice",
    "seniority_level": "intern",
    "interview_status": "rescheduled",
    "interview_result": "offer_declined",
    "job_description": "Another posting",
    "main_skills_required": ["Go"],
    "required_experience_years": 0,
    "job_location": "Porto",
    "is_remote": False,
    "salary_range": "As they like",
    "application_date": "2023-12-31",
    "job_posting_url": "HTTP://other.example",
    "referral_source": "Their own search",
    "first_interview_date": "2024-01-05",
    "final_interview_date": "9999-12-31",
    "offer_date": "0001-01-01",
    "offer_deadline": "2024-04-01",
    "overall_feedback": "None yet.",
    "strengths": "\N{GRINNING FACE}",
    "areas_for_improvement": "null",
    "offer_details": "{}",
    "preparation_notes": "'; DROP TABLE interviews; --",
    "resources_used": "\\",
    "time_spent_preparing_hours": 0,
    "cv_content": "Another",
    "cv_file_path": "C:\\cv.pdf",
    "cv_file_url": "https://x.example",
    "cv_version": "v8",
    "cv_tailored_for_role": False,
    "cv_highlights": [],
    "cv_uploaded_at": "0001-01-01T00:00:00+00:00",
    "cv_last_updated": "9999-12-31T23:59:59.999999+00:00",
}
"""The same with other values, each of which goes with those above."""

DEFAULTS: Mapping[str, Any] = {
    "interview_type": "actual",
    "interview_status": "scheduled",
    "interview_result": "pending",
    "main_skills_required": [],
    "is_remote": False,
    "cv_tailored_for_role": False,
    "cv_highlights": [],
    "skills": [],
}
"""What fields are that were left out and can't be null; all others are null."""

NULLABLE = tuple(name for name in FULL if name not in DEFAULTS and name != "seniority_level")

SKILL: Mapping[str, Any] = {
    "is_required": False,
    "is_nice_to_have": True,
    "required_proficiency": "advanced",
    "priority_level": "high",
    "was_assessed": True,
    "assessed_proficiency": "expert",
    "assessment_notes": AWKWARD,
    "passed_assessment": False,
}
BARE_SKILL: Mapping[str, Any] = {
    "is_required": True,
    "is_nice_to_have": False,
    "required_proficiency": None,
    "priority_level": None,
    "was_assessed": False,
    "assessed_proficiency": None,
    "assessment_notes": None,
    "passed_assessment": None,
}


async def send(
    tracker: Tracker, method: str, path: str | int = "", body: Any = None, **headers: str | None
) -> httpx2.Response:
    """Send a request; the document must know the status of the response.

    Args:
        path: Below ``/api/interviews``, with a query, if there is one.
        body: Bytes, or anything that Python can write as JSON, NaN and half surrogates too.
        headers: With underscores for hyphens; those that are None are left out.
    """
    sent = {name.replace("_", "-"): value for name, value in headers.items() if value}
    content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    if content is not None:
        sent.setdefault("Content-Type", "application/json")
    address = INTERVIEWS + (f"/{path}" if path and str(path)[0] not in "?/" else str(path))
    response = await tracker.client.request(method, address, content=content, headers=sent)
    assert_status_documented(method, address, response.status_code)
    return response


def assert_status_documented(method: str, address: str, status: int) -> None:
    """Check that the document knows that an operation may answer so."""
    _, _, *below = address.partition("?")[0].strip("/").split("/")
    template = "/".join([INTERVIEWS, *(["{interview_id}", *below[1:]] if below else [])])
    responses = document()["paths"][template][method.lower()]["responses"]
    assert str(status) in responses


async def create(tracker: Tracker, **fields: Any) -> Any:
    """Add an interview; how it is shown."""
    response = await send(tracker, "POST", body={"seniority_level": "senior"} | fields)
    assert response.status_code == 201, response.text
    return response.json()


async def read(tracker: Tracker, path: str | int = "") -> Any:
    """What is there."""
    response = await send(tracker, "GET", path)
    assert response.status_code == 200, response.text
    return response.json()


async def change(tracker: Tracker, shown: Any, **fields: Any) -> Any:
    """Change an interview; how it is shown then."""
    response = await send(tracker, "PATCH", shown["interview_id"], fields)
    assert response.status_code == 200, response.text
    return response.json()


def listed(*shown: Any) -> list[Any]:
    """Interviews without rounds, as lists show them."""
    return [each | {"next_round": None} for each in shown]


async def ids(tracker: Tracker, query: str = "") -> list[int]:
    """Ids of the interviews that a list shows."""
    return [each["interview_id"] for each in (await read(tracker, query))["data"]]


async def write(tracker: Tracker, owner: UUID = LOCAL_USER_ID, **columns: Any) -> int:
    """Write an interview behind the API's back; its id."""
    columns = {"owner_id": owner, "seniority_level": "senior"} | columns
    return await tracker.insert("interviews", "interview_id", **columns)


async def write_all(tracker: Tracker, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Write interviews of the caller's, which have the same fields; their ids."""
    names = ", ".join(rows[0])
    written = await tracker.fetch(
        f"INSERT INTO interviews (owner_id, {names}) "
        f"SELECT $1, {names} FROM jsonb_populate_recordset(NULL::interviews, $2) "
        "RETURNING interview_id",
        LOCAL_USER_ID,
        orjson.dumps(rows).decode(),
    )
    return [row["interview_id"] for row in written]


async def company(tracker: Tracker, name: str | None = None) -> int:
    """Write a company of the caller's; its id."""
    return await tracker.insert(
        "companies",
        "company_id",
        company_name=name or f"Company {uuid4()}",
        created_by=LOCAL_USER_ID,
    )


async def role(tracker: Tracker, name: str | None = None) -> int:
    """Write a role; its id."""
    return await tracker.insert("roles", "role_id", role_name=name or f"Role {uuid4()}")


async def cv_version(tracker: Tracker, owner: UUID = LOCAL_USER_ID) -> int:
    """Write a version of somebody's CV; its id."""
    return await tracker.insert(
        "cv_versions", "cv_version_id", owner_id=owner, version_name="A version"
    )


async def references(tracker: Tracker) -> dict[str, int]:
    """Things that an interview may refer to."""
    return {
        "company_id": await company(tracker),
        "role_id": await role(tracker),
        "cv_version_id": await cv_version(tracker),
    }


async def stored(tracker: Tracker) -> list[Any]:
    """All that the database has of interviews."""
    tables = ("interviews", "interview_skills", "request_keys")
    return [
        list(map(tuple, await tracker.fetch(f"SELECT * FROM {table} ORDER BY 1, 2")))
        for table in tables
    ]


def moment(text: str) -> datetime:
    """A point in time as the database takes it."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def assert_invalid_field(response: httpx2.Response, field: str, message: str | None = None) -> None:
    """Check that a 422 names just this field, and what is allowed."""
    problem = assert_problem(response, 422, "invalid_request")
    assert [error["field"] for error in problem["errors"]] == [field]
    assert message in (None, problem["errors"][0]["message"])


# What errors say

NUL = "must not contain the character NUL (U+0000)"
SURROGATE = "must not contain half of a surrogate pair (U+D800 to U+DFFF)"
STRING, LIST, FLAG = "must be a string", "must be a list", "must be true or false"
WHOLE, NUMBER, FINITE = "must be a whole number", "must be a number", "must be a finite number"
REQUIRED, NULL = "is required", "can't be null"
UNKNOWN, READ_ONLY = "unknown field; remove it", "can't be set; leave it out"
DAY = "must be a date like 2026-01-31"
MOMENT = "must be a date with time and offset, like 2026-01-05T09:30:00Z"
ADDRESS = "must be an address like https://example.com/page"
BODY = "must be a JSON object, sent with Content-Type: application/json"


def one_of(words: tuple[str, ...]) -> str:
    """What a field with these words is told."""
    *others, last = (f"'{word}'" for word in words)
    return f"must be {', '.join(others)} or {last}"


def named(cases: list[Any]) -> list[str]:
    """Names for parameters."""
    return [f"{name}-{message[:24]}" for name, message, _ in cases]
