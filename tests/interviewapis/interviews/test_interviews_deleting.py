"""A deleted interview is hidden as it is, and can be restored; paths and who may ask."""

from typing import Any

import httpx2
import pytest

from tests.interviewapis.interviews.support import (
    CHANGING,
    FULL,
    SKILL,
    change,
    create,
    ids,
    listed,
    read,
    references,
    send,
    stored,
)
from tests.interviewapis.interviews.tracker import PARTS, Tracker, assert_told

pytestmark = pytest.mark.asyncio(loop_scope="module")

REQUESTS = (("GET", None), ("PUT", {}), ("PATCH", {"job_location": "Lisbon"}), ("DELETE", None))


async def delete(tracker: Tracker, shown: Any) -> None:
    """Delete an interview."""
    response = await send(tracker, "DELETE", shown["interview_id"])
    assert (response.status_code, response.content) == (204, b"")


async def restore(tracker: Tracker, shown: Any) -> httpx2.Response:
    """Restore an interview."""
    response = await send(tracker, "POST", f"{shown['interview_id']}/restore")
    assert response.status_code == 200, response.text
    return response


async def test_what_is_deleted_is_gone_from_everywhere(tracker: Tracker) -> None:
    company_id = (await references(tracker))["company_id"]
    gone, kept = [await create(tracker, company_id=company_id) for _ in range(2)]
    await delete(tracker, gone)
    for query in ("", f"?company_id={company_id}", "?sort_by=company_name&order=asc"):
        response = await send(tracker, "GET", query)
        assert (response.json()["total"], response.json()["data"]) == (1, listed(kept))
        assert response.headers["x-total-count"] == "1"
    for method, body in REQUESTS:
        response = await send(tracker, method, gone["interview_id"], body)
        assert_told(response, 404, "Interview not found")
    assert await read(tracker, kept["interview_id"]) == kept


async def test_what_lies_under_a_deleted_interview_is_hidden_with_it(tracker: Tracker) -> None:
    shown = await create(tracker)
    interview_id = shown["interview_id"]
    for part in PARTS:
        await tracker.add(part, interview_id)
    await delete(tracker, shown)
    for part in PARTS:
        response = await tracker.send("GET", f"{interview_id}/{part.path}")
        assert_told(response, 404, "Interview not found")
    await restore(tracker, shown)
    for part in PARTS:
        assert len(await tracker.get(f"{interview_id}/{part.path}")) == 1


async def test_deleting_hides_and_changes_nothing_else(tracker: Tracker) -> None:
    """Above all not the status, as the original did."""
    skills = [{"skill_id": await tracker.skill(), **SKILL}]
    shown = await create(tracker, **FULL, **await references(tracker), skills=skills)
    ((before,), links, _) = await stored(tracker)
    await delete(tracker, shown)
    ((after,), links_after, _) = await stored(tracker)
    (row,) = await tracker.fetch("SELECT * FROM interviews")
    assert row["deleted_at"] == row["updated_at"]
    assert row["interview_status"] == FULL["interview_status"]
    changed = {name for name, old, new in zip(row.keys(), before, after, strict=True) if old != new}
    assert changed == {"deleted_at", "updated_at"}
    assert links_after == links


async def test_what_is_restored_is_as_it_was(tracker: Tracker) -> None:
    skills = [{"skill_id": await tracker.skill(), **SKILL}]
    shown = await create(tracker, **FULL, **await references(tracker), skills=skills)
    await delete(tracker, shown)
    restored = await restore(tracker, shown)
    assert restored.json() == shown | {"updated_at": restored.json()["updated_at"]}
    assert restored.json()["updated_at"] > shown["updated_at"]
    found = await send(tracker, "GET", shown["interview_id"])
    assert (found.text, found.headers["etag"]) == (restored.text, restored.headers["etag"])
    assert (await read(tracker))["data"] == listed(restored.json())
    changed = await change(tracker, shown, interview_status="cancelled")
    assert changed["interview_status"] == "cancelled"


async def test_restoring_what_was_not_deleted_leaves_it_as_it_is(tracker: Tracker) -> None:
    shown = await create(tracker)
    assert (await restore(tracker, shown)).json() == shown
    assert await read(tracker, shown["interview_id"]) == shown


async def test_an_interview_can_be_deleted_again_after_it_was_restored(tracker: Tracker) -> None:
    shown = await create(tracker)
    for _ in range(2):
        await delete(tracker, shown)
        assert await ids(tracker) == []
        assert_told(
            await send(tracker, "DELETE", shown["interview_id"]), 404, "Interview not found"
        )
        await restore(tracker, shown)
        await restore(tracker, shown)
        assert await ids(tracker) == [shown["interview_id"]]


async def test_a_restored_interview_has_its_place_in_the_list_again(tracker: Tracker) -> None:
    first, second, third = [await create(tracker) for _ in range(3)]
    await delete(tracker, second)
    await restore(tracker, second)
    assert await ids(tracker) == [each["interview_id"] for each in (third, second, first)]


async def test_paths_may_end_with_a_slash(tracker: Tracker) -> None:
    response = await send(tracker, "POST", "/", {"seniority_level": "lead"})
    assert response.status_code == 201
    shown = response.json()
    path = f"{shown['interview_id']}/"
    assert response.headers["location"] == f"/api/interviews/{path}".rstrip("/")
    assert (await read(tracker, "/"))["data"] == listed(shown)
    assert await read(tracker, path) == shown
    assert (await read(tracker, "/?limit=1&company_id=1"))["total"] == 0
    for method in CHANGING:
        response = await send(tracker, method, path, {"job_location": method})
        assert response.json()["job_location"] == method
        assert response.history == []
    assert (await send(tracker, "DELETE", path)).status_code == 204
    assert (await send(tracker, "POST", f"{path}restore/")).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "", "GET, HEAD, POST"),
        ("POST", "/1", "DELETE, GET, HEAD, PATCH, PUT"),
        ("GET", "/1/restore", "POST"),
        ("DELETE", "/1/restore/", "POST"),
    ],
)
async def test_a_wrong_method_is_told_the_right_ones(
    tracker: Tracker, method: str, path: str, allowed: str
) -> None:
    response = await tracker.client.request(method, f"/api/interviews{path}")
    assert (response.status_code, response.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}], ids=["host", "site"]
)
async def test_only_the_person_at_this_machine_may_ask(
    tracker: Tracker, headers: dict[str, str]
) -> None:
    shown = await create(tracker)
    before = await stored(tracker)
    path = str(shown["interview_id"])
    for method, below, body in (
        ("GET", "", None),
        ("POST", "", {"seniority_level": "senior"}),
        *((method, path, body) for method, body in REQUESTS),
        ("POST", f"{path}/restore", None),
    ):
        assert (await send(tracker, method, below, body, **headers)).status_code == 401
    assert await stored(tracker) == before
