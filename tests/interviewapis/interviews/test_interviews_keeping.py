"""Interviews are added, read and changed, with every field and their skills."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from database.models import LOCAL_USER_ID
from interviewapis.interviews.interviews.schemas import (
    InterviewCreate,
    InterviewUpdate,
    TrackedInterviewResponse,
)
from tests.contract.document import document, validate
from tests.interviewapis.interviews.support import (
    BARE_SKILL,
    CHANGING,
    DEFAULTS,
    FULL,
    NULLABLE,
    OTHER,
    REFERENCES,
    SKILL,
    UNKNOWN_ID,
    change,
    create,
    cv_version,
    listed,
    read,
    references,
    send,
    stored,
)
from tests.interviewapis.interviews.tracker import INTERVIEWS, Tracker, assert_told

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_nothing_that_a_request_may_have_is_missing_here() -> None:
    everything = {*FULL, *REFERENCES, "skills"}
    assert set(InterviewCreate.model_fields) == everything
    assert set(InterviewUpdate.model_fields) == everything
    assert set(OTHER) == set(FULL)
    times = {"created_at", "updated_at", "deleted_at"}
    told = {"interview_id", "created_by", "company_name", "role_name", *times}
    assert set(TrackedInterviewResponse.model_fields) == everything | told
    assert all(FULL[name] != OTHER[name] for name in FULL)


async def test_what_is_added_is_shown_with_every_field(tracker: Tracker) -> None:
    referred = await references(tracker)
    python, go = await tracker.skill("python"), await tracker.skill("Go")
    skills = [{"skill_id": python, **SKILL}, {"skill_id": go}]
    body = dict(FULL) | referred | {"skills": skills}
    response = await send(tracker, "POST", body=body)
    assert response.status_code == 201, response.text
    shown = response.json()
    validate(shown, {"$ref": "#/components/schemas/TrackedInterviewResponse"})
    assert response.headers["location"] == f"{INTERVIEWS}/{shown['interview_id']}"
    assert "idempotency-replayed" not in response.headers
    found = await send(tracker, "GET", shown["interview_id"])
    assert (found.text, found.headers["etag"]) == (response.text, response.headers["etag"])
    assert found.headers["content-type"] == "application/json"
    assert (await read(tracker))["data"] == listed(shown)
    assert shown.pop("interview_id") >= 1
    assert shown.pop("created_by") == str(LOCAL_USER_ID)
    added_at = shown.pop("created_at")
    assert shown.pop("updated_at") == added_at
    assert shown.pop("deleted_at") is None
    age = datetime.now(UTC) - datetime.fromisoformat(added_at)
    assert timedelta(seconds=-1) < age < timedelta(minutes=1)
    assert shown == body | {
        "company_name": await name_of(tracker, "company", referred["company_id"]),
        "role_name": await name_of(tracker, "role", referred["role_id"]),
        "skills": [
            {"skill_id": go, "skill_name": "Go", **BARE_SKILL},
            {"skill_id": python, "skill_name": "python", **SKILL},
        ],
    }


async def name_of(tracker: Tracker, what: str, key: int) -> str:
    """The name of a company or a role."""
    table = {"company": "companies", "role": "roles"}[what]
    ((name,),) = await tracker.fetch(f"SELECT {what}_name FROM {table} WHERE {what}_id = $1", key)
    return name


async def test_only_the_seniority_is_needed(tracker: Tracker) -> None:
    shown = await create(tracker)
    nothing = dict.fromkeys((*NULLABLE, *REFERENCES, "company_name", "role_name"))
    assert shown | nothing | DEFAULTS == shown
    assert document()["components"]["schemas"]["InterviewCreate"]["required"] == ["seniority_level"]


async def test_null_is_as_good_as_left_out_where_a_field_may_be_empty(tracker: Tracker) -> None:
    shown = await create(tracker, **dict.fromkeys((*NULLABLE, *REFERENCES)))
    assert all(shown[name] is None for name in (*NULLABLE, *REFERENCES))


async def test_white_space_at_both_ends_is_dropped(tracker: Tracker) -> None:
    shown = await create(
        tracker,
        job_location=" \t Lisbon \n",
        overall_feedback="  two\n\nparagraphs  \n",
        main_skills_required=["  Go "],
        job_posting_url=" https://x.example/1 ",
    )
    assert shown["job_location"] == "Lisbon"
    assert shown["overall_feedback"] == "two\n\nparagraphs"
    assert shown["main_skills_required"] == ["Go"]
    assert shown["job_posting_url"] == "https://x.example/1"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("2026-01-05T09:30:00Z", "2026-01-05T09:30:00+00:00"),
        ("2026-01-05T01:30:00.5-08:00", "2026-01-05T09:30:00.5+00:00"),
        ("2026-01-05 09:30:00+00:00", "2026-01-05T09:30:00+00:00"),
    ],
)
async def test_moments_are_shown_in_utc(tracker: Tracker, sent: str, shown: str) -> None:
    assert (await create(tracker, cv_uploaded_at=sent))["cv_uploaded_at"] == shown


@pytest.mark.parametrize("hours", [0, 1, 0.1, 100_000, 99_999.99, 1e-7, 5e-324, 2])
async def test_hours_are_kept_exactly(tracker: Tracker, hours: float) -> None:
    shown = await create(tracker, time_spent_preparing_hours=hours)
    assert shown["time_spent_preparing_hours"] == hours
    assert (await read(tracker, shown["interview_id"])) == shown


async def full(tracker: Tracker) -> Any:
    """An interview that has everything."""
    skills = [{"skill_id": await tracker.skill(), **SKILL}]
    return await create(tracker, **FULL, **await references(tracker), skills=skills)


@pytest.mark.parametrize("method", CHANGING)
async def test_a_change_of_one_field_leaves_the_others(tracker: Tracker, method: str) -> None:
    shown = await full(tracker)
    for field, value in OTHER.items():
        response = await send(tracker, method, shown["interview_id"], {field: value})
        assert response.status_code == 200, response.text
        changed = response.json()
        assert changed == shown | {field: value, "updated_at": changed["updated_at"]}
        assert changed["updated_at"] > shown["updated_at"]
        shown = changed
    found = await send(tracker, "GET", shown["interview_id"])
    assert (found.text, found.headers["etag"]) == (response.text, response.headers["etag"])
    validate(shown, {"$ref": "#/components/schemas/TrackedInterviewResponse"})


@pytest.mark.parametrize("method", CHANGING)
async def test_all_fields_change_at_once(tracker: Tracker, method: str) -> None:
    shown = await full(tracker)
    new = dict(OTHER) | await references(tracker) | {"skills": []}
    response = await send(tracker, method, shown["interview_id"], new)
    assert response.status_code == 200, response.text
    changed = response.json()
    assert changed | new == changed
    assert changed["company_name"] not in (None, shown["company_name"])
    assert changed["role_name"] not in (None, shown["role_name"])
    for kept in ("interview_id", "created_by", "created_at"):
        assert changed[kept] == shown[kept]
    assert await read(tracker, shown["interview_id"]) == changed


@pytest.mark.parametrize("method", CHANGING)
async def test_null_empties_a_field_that_may_be_empty(tracker: Tracker, method: str) -> None:
    shown = await full(tracker)
    empty = dict.fromkeys((*NULLABLE, *REFERENCES))
    response = await send(tracker, method, shown["interview_id"], empty)
    assert response.status_code == 200, response.text
    changed = response.json()
    nameless = {"company_name": None, "role_name": None, "updated_at": changed["updated_at"]}
    assert changed == shown | empty | nameless


async def test_an_empty_change_changes_nothing_else_than_its_time(tracker: Tracker) -> None:
    shown = await full(tracker)
    changed = await change(tracker, shown)
    assert changed == shown | {"updated_at": changed["updated_at"]}


@pytest.mark.parametrize("method", CHANGING)
async def test_lists_are_replaced_whole(tracker: Tracker, method: str) -> None:
    shown = await create(tracker, main_skills_required=["one", "two"], cv_highlights=["three"])
    for new in (["four"], [], ["five", "six"]):
        fields = {"main_skills_required": new, "cv_highlights": new}
        response = await send(tracker, method, shown["interview_id"], fields)
        assert response.json() | fields == response.json()


# Skills


@pytest.mark.parametrize("method", CHANGING)
async def test_skills_are_replaced_whole(tracker: Tracker, method: str) -> None:
    first, second, third = [await tracker.skill(name) for name in ("A", "b", "C")]
    shown = await create(tracker, skills=[{"skill_id": first, **SKILL}, {"skill_id": second}])
    for sent, told in (
        # What is left out of a skill is not kept: a skill is replaced whole.
        ([{"skill_id": first}], [("A", first, BARE_SKILL)]),
        (
            [{"skill_id": third, **SKILL}, {"skill_id": second}, {"skill_id": first, **SKILL}],
            [("A", first, SKILL), ("b", second, BARE_SKILL), ("C", third, SKILL)],
        ),
        ([{"skill_id": third}], [("C", third, BARE_SKILL)]),
        ([], []),
        ([{"skill_id": second, **SKILL}], [("b", second, SKILL)]),
    ):
        response = await send(tracker, method, shown["interview_id"], {"skills": sent})
        assert response.status_code == 200, response.text
        assert response.json()["skills"] == [
            {"skill_id": key, "skill_name": name, **fields} for name, key, fields in told
        ]
        found = await send(tracker, "GET", shown["interview_id"])
        assert (found.text, found.headers["etag"]) == (response.text, response.headers["etag"])


async def test_other_interviews_keep_their_skills(tracker: Tracker) -> None:
    asked = [{"skill_id": await tracker.skill()}]
    one, other = await create(tracker, skills=asked), await create(tracker, skills=asked)
    assert (await change(tracker, one, skills=[]))["skills"] == []
    assert await read(tracker, other["interview_id"]) == other


async def test_skills_and_fields_change_together_or_not_at_all(tracker: Tracker) -> None:
    kept = [{"skill_id": await tracker.skill()}]
    shown = await create(tracker, skills=kept)
    new = {"skills": [*kept, {"skill_id": UNKNOWN_ID}], "job_location": "Lisbon"}
    response = await send(tracker, "PATCH", shown["interview_id"], new)
    assert_told(response, 404, "Skill not found")
    assert await read(tracker, shown["interview_id"]) == shown


# What is not there


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({"company_id": UNKNOWN_ID}, f"Company with ID {UNKNOWN_ID} not found"),
        ({"role_id": UNKNOWN_ID}, f"Role with ID {UNKNOWN_ID} not found"),
        ({"cv_version_id": UNKNOWN_ID}, "CV version not found"),
        ({"skills": [{"skill_id": UNKNOWN_ID}]}, "Skill not found"),
    ],
    ids=["company", "role", "CV version", "skill"],
)
async def test_what_an_interview_refers_to_must_be_there(
    tracker: Tracker, fields: dict[str, Any], detail: str
) -> None:
    shown = await full(tracker)
    before = await stored(tracker)
    response = await send(tracker, "POST", body={"seniority_level": "senior"} | fields)
    assert_told(response, 404, detail)
    for method in CHANGING:
        response = await send(tracker, method, shown["interview_id"], fields)
        assert_told(response, 404, detail)
    assert await stored(tracker) == before


async def test_an_unknown_interview_is_not_found(tracker: Tracker) -> None:
    for method, path, body in (
        ("GET", f"{UNKNOWN_ID}", None),
        ("PUT", f"{UNKNOWN_ID}", {}),
        ("PATCH", f"{UNKNOWN_ID}", {"company_id": UNKNOWN_ID}),
        ("PATCH", f"{UNKNOWN_ID}", {"skills": []}),
        ("DELETE", f"{UNKNOWN_ID}", None),
        ("POST", f"{UNKNOWN_ID}/restore", None),
    ):
        assert_told(await send(tracker, method, path, body), 404, "Interview not found")


async def test_a_cv_version_that_is_deleted_leaves_the_interview(tracker: Tracker) -> None:
    shown = await create(tracker, cv_version_id=await cv_version(tracker), cv_version="v2")
    await tracker.fetch("DELETE FROM cv_versions")
    assert await read(tracker, shown["interview_id"]) == shown | {"cv_version_id": None}
