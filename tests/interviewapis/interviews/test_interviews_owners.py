"""Somebody else's interviews are not there (A3, "IDOR")."""

from typing import Any

import pytest

from tests.interviewapis.interviews.support import (
    SORTS,
    company,
    create,
    cv_version,
    ids,
    read,
    role,
    send,
    stored,
    write,
)
from tests.interviewapis.interviews.tracker import Tracker, assert_told

pytestmark = pytest.mark.asyncio(loop_scope="module")

REQUESTS: list[tuple[str, str, Any]] = [
    ("GET", "", None),
    ("PUT", "", {"job_location": "Mine now"}),
    ("PATCH", "", {"skills": []}),
    ("PATCH", "", {}),
    ("DELETE", "", None),
    ("POST", "/restore", None),
]


@pytest.mark.parametrize("deleted", [False, True], ids=["there", "deleted"])
@pytest.mark.parametrize("matching", ["*", '"x"', None])
async def test_nobody_reads_or_changes_what_is_somebody_elses(
    tracker: Tracker, deleted: bool, matching: str | None
) -> None:
    theirs = await write(tracker, await tracker.somebody_else())
    await tracker.insert(
        "interview_skills", "skill_id", interview_id=theirs, skill_id=await tracker.skill()
    )
    if deleted:
        await tracker.hide(theirs)
    before = await stored(tracker)
    for method, below, body in REQUESTS:
        response = await send(tracker, method, f"{theirs}{below}", body, If_Match=matching)
        assert_told(response, 404, "Interview not found")
    assert await stored(tracker) == before


async def test_the_same_words_tell_of_what_is_hidden_and_of_what_never_was(
    tracker: Tracker,
) -> None:
    theirs = await write(tracker, await tracker.somebody_else())
    told = [(await send(tracker, "GET", key)).json() for key in (theirs, theirs + 1)]
    for problem in told:
        del problem["request_id"]
    assert told[0] == told[1]


async def test_lists_and_filters_show_only_ones_own(tracker: Tracker) -> None:
    columns = {
        "company_id": await company(tracker),
        "role_id": await role(tracker),
        "interview_type": "mock",
        "interview_status": "completed",
        "interview_result": "passed",
        "is_remote": True,
    }
    other = await tracker.somebody_else()
    for _ in range(3):
        await write(tracker, other, **columns)
    mine = await write(tracker, **columns)
    queries = ["", "?seniority_level=senior"]
    queries += [f"?{name}={str(value).lower()}" for name, value in columns.items()]
    for sort_by in SORTS:
        queries += [f"?sort_by={sort_by}&order={order}" for order in ("asc", "desc")]
    for query in queries:
        shown = await read(tracker, query)
        assert (shown["total"], await ids(tracker, query)) == (1, [mine]), query
        assert shown["next_cursor"] is None


async def test_a_cursor_leads_to_ones_own_only(tracker: Tracker) -> None:
    other = await tracker.somebody_else()
    mine = []
    for _ in range(3):
        mine.append(await write(tracker))
        await write(tracker, other)
    walked, query = [], "?limit=1"
    while query:
        shown = await read(tracker, query)
        walked += [each["interview_id"] for each in shown["data"]]
        query = shown["next_cursor"] and f"?limit=1&cursor={shown['next_cursor']}"
    assert walked == mine[::-1]


async def test_somebody_elses_cv_version_is_not_there(tracker: Tracker) -> None:
    theirs = await cv_version(tracker, await tracker.somebody_else())
    shown = await create(tracker)
    before = await stored(tracker)
    body = {"seniority_level": "senior", "cv_version_id": theirs}
    for method, path in (
        ("POST", ""),
        ("PUT", shown["interview_id"]),
        ("PATCH", shown["interview_id"]),
    ):
        response = await send(tracker, method, path, body)
        assert_told(response, 404, "CV version not found")
    assert await stored(tracker) == before


async def test_an_interview_is_the_callers_whatever_the_body_says(tracker: Tracker) -> None:
    other = str(await tracker.somebody_else())
    for field in ("owner_id", "created_by", "user_id"):
        response = await send(tracker, "POST", body={"seniority_level": "senior", field: other})
        assert response.status_code == 422
    assert await ids(tracker) == []


async def test_companies_and_roles_that_somebody_else_added_can_be_used(tracker: Tracker) -> None:
    """These are shared."""
    other = await tracker.somebody_else()
    company_id, role_id = await company(tracker), await role(tracker)
    await tracker.fetch("UPDATE companies SET created_by = $1", other)
    shown = await create(tracker, company_id=company_id, role_id=role_id)
    assert None not in (shown["company_name"], shown["role_name"])
