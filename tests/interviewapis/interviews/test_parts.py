"""Rounds, questions and skills of an interview: adding, reading, changing, deleting."""

from typing import Any

import pytest

from tests.interviewapis.interviews.tracker import PARTS, ROUNDS, Part, Tracker, assert_told, at

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_all_fields_are_kept_as_sent(tracker: Tracker, interview_id: int, part: Part) -> None:
    shown = await tracker.add(part, interview_id, **part.full)
    assert shown | part.full == shown
    assert shown["interview_id"] == interview_id
    assert shown["created_at"] == shown["updated_at"]
    assert await tracker.get(at(part, shown)) == shown


async def test_what_is_left_out_has_its_default(
    tracker: Tracker, interview_id: int, part: Part
) -> None:
    shown = await tracker.add(part, interview_id)
    assert shown | part.bare == shown


async def test_what_was_made_is_found_where_location_says(
    tracker: Tracker, interview_id: int, part: Part
) -> None:
    path, body = await tracker.ready(part, interview_id)
    response = await tracker.send(part.new[0], path, body)
    found = await tracker.client.get(response.headers["Location"])
    assert found.text == response.text
    assert found.headers["ETag"] == response.headers["ETag"]


async def test_a_path_may_end_with_a_slash(tracker: Tracker, interview_id: int, part: Part) -> None:
    shown = await tracker.add(part, interview_id)
    assert await tracker.get(f"{interview_id}/{part.path}/") == [shown]
    assert await tracker.get(f"{at(part, shown)}/") == shown


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("number", [0, 1], ids=[str(part) for part in PARTS[:2]])
async def test_a_change_leaves_other_fields_as_they_are(
    tracker: Tracker, interview_id: int, method: str, number: int
) -> None:
    part = PARTS[number]
    shown = await tracker.add(part, interview_id, **part.full)
    for field in part.full:
        response = await tracker.send(method, at(part, shown), {field: part.bare[field]})
        assert response.status_code == 200, response.text
        changed = response.json()
        assert changed["updated_at"] > shown["updated_at"]
        kept = {"updated_at": changed["updated_at"], field: part.bare[field]}
        assert changed == shown | kept
        shown = changed


async def test_an_empty_change_changes_nothing(tracker: Tracker, interview_id: int) -> None:
    shown = await tracker.add(ROUNDS, interview_id, **ROUNDS.full)
    response = await tracker.send("PATCH", at(ROUNDS, shown), {})
    assert response.json() | {"updated_at": shown["updated_at"]} == shown


async def test_one_is_deleted_for_good(tracker: Tracker, interview_id: int, part: Part) -> None:
    stays = await tracker.add(part, interview_id)
    goes = await tracker.add(part, interview_id)
    assert (await tracker.send("DELETE", at(part, goes))).status_code == 204
    assert await tracker.get(f"{interview_id}/{part.path}") == [stays]
    for method in ("GET", "DELETE"):
        response = await tracker.send(method, at(part, goes))
        assert_told(response, 404, part.absent)
    assert await tracker.count(part.table) == 1


async def test_lists_come_in_pages(tracker: Tracker, interview_id: int, part: Part) -> None:
    for _ in range(5):
        await tracker.add(part, interview_id)
    path = f"{interview_id}/{part.path}"
    everything = await tracker.get(path)
    response = await tracker.send("GET", f"{path}?skip=2&limit=2")
    assert response.json() == everything[2:4]
    assert response.headers["X-Total-Count"] == "5"
    links = {
        rel: f"/api/interviews/{path}?limit=2&skip={skip}"
        for rel, skip in (("first", 0), ("prev", 0), ("next", 4), ("last", 4))
    }
    assert response.headers["Link"] == ", ".join(
        f'<{address}>; rel="{rel}"' for rel, address in links.items()
    )
    response = await tracker.send("GET", f"{path}?skip=2147483647")
    assert (response.json(), response.headers["X-Total-Count"]) == ([], "5")


async def test_an_interview_with_nothing_below_it_has_empty_lists(
    tracker: Tracker, interview_id: int, part: Part
) -> None:
    await tracker.add(part, await tracker.interview())
    response = await tracker.send("GET", f"{interview_id}/{part.path}")
    assert (response.json(), response.headers["X-Total-Count"]) == ([], "0")


async def test_what_is_another_interviews_is_not_found(
    tracker: Tracker, interview_id: int, part: Part
) -> None:
    shown = await tracker.add(part, interview_id)
    elsewhere = f"{await tracker.interview()}/{part.path}/{shown[part.key]}"
    requests: list[tuple[str, Any]] = [("GET", None), ("DELETE", None)]
    if "PATCH" in part.changing:
        requests += [("PUT", {}), ("PATCH", {})]
    for method, body in requests:
        response = await tracker.send(method, elsewhere, body)
        assert_told(response, 404, part.absent)
    assert await tracker.get(at(part, shown)) == shown


async def test_what_goes_with_an_interview_that_is_deleted_for_good(
    tracker: Tracker, interview_id: int
) -> None:
    for part in PARTS:
        await tracker.add(part, interview_id)
    await tracker.fetch("DELETE FROM interviews")
    assert await tracker.rows() == [[], [], []]


async def test_what_comes_back_with_an_interview_that_is_restored(
    tracker: Tracker, interview_id: int, part: Part
) -> None:
    shown = await tracker.add(part, interview_id)
    await tracker.hide(interview_id)
    assert_told(await tracker.send("GET", at(part, shown)), 404, "Interview not found")
    await tracker.fetch("UPDATE interviews SET deleted_at = NULL")
    assert await tracker.get(at(part, shown)) == shown
