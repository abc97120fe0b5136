"""Entity tags, preconditions and idempotency keys below an interview (A1: races of writers)."""

import asyncio
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest

from tests.interviewapis.interviews.tracker import PARTS, Part, Tracker, assert_told, at
from tests.interviewapis.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

POSTED = pytest.mark.parametrize("posted", PARTS[:2], ids=str)
CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "rounds": ({"rating": 3}, {"rating": 7}),
    "questions": ({"confidence_level": 3}, {"confidence_level": 7}),
    "skills": ({"priority_level": "low"}, {"priority_level": "high"}),
}


async def test_who_has_seen_it_is_told_so(tracker: Tracker, interview_id: int, part: Part) -> None:
    shown = await tracker.add(part, interview_id)
    for path in (at(part, shown), f"{interview_id}/{part.path}"):
        tag = (await tracker.send("GET", path)).headers["ETag"]
        for wanted in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            response = await tracker.send("GET", path, If_None_Match=wanted)
            assert (response.status_code, response.content) == (304, b"")
            assert response.headers["ETag"] == tag
        assert (await tracker.send("GET", path, If_None_Match='"other"')).status_code == 200


async def test_a_change_tells_the_new_tag(tracker: Tracker, interview_id: int, part: Part) -> None:
    shown = await tracker.add(part, interview_id)
    old = (await tracker.send("GET", at(part, shown))).headers["ETag"]
    for method in part.changing:
        response = await tracker.send(method, at(part, shown), CHANGES[part.path][0], If_Match=old)
        assert response.status_code == 200, response.text
        new = (await tracker.send("GET", at(part, shown))).headers["ETag"]
        assert response.headers["ETag"] == new != old
        old = new


async def test_what_has_changed_since_stays(
    tracker: Tracker, interview_id: int, part: Part
) -> None:
    shown = await tracker.add(part, interview_id)
    path, (first, second) = at(part, shown), CHANGES[part.path]
    old = (await tracker.send("GET", path)).headers["ETag"]
    changed = (await tracker.send("PUT", path, first)).json()
    for method in (*part.changing, "DELETE"):
        body = None if method == "DELETE" else second
        response = await tracker.send(method, path, body, If_Match=old)
        assert_problem(response, 412, "precondition_failed")
    assert await tracker.get(path) == changed
    new = (await tracker.send("GET", path)).headers["ETag"]
    assert (await tracker.send("DELETE", path, If_Match=new)).status_code == 204


async def test_a_precondition_that_is_none_is_refused(
    tracker: Tracker, interview_id: int, part: Part
) -> None:
    path = at(part, await tracker.add(part, interview_id))
    before = await tracker.rows()
    for bad in ("0a1b2c", '"open', "*, *", '"x" "y"', "x" * 3000):
        response = await tracker.send("PUT", path, {}, If_Match=bad)
        problem = assert_problem(response, 422, "invalid_request")
        assert problem["errors"][0]["field"] == "header.If-Match"
    assert await tracker.rows() == before


async def test_of_two_changes_with_one_tag_one_is_made(
    tracker: Tracker, interview_id: int, part: Part
) -> None:
    path, method = at(part, await tracker.add(part, interview_id)), part.changing[-1]
    for _ in range(5):
        tag = (await tracker.send("GET", path)).headers["ETag"]
        responses = await asyncio.gather(
            *(tracker.send(method, path, each, If_Match=tag) for each in CHANGES[part.path])
        )
        assert Counter(each.status_code for each in responses) == {200: 1, 412: 1}
        (made,) = (each.json() for each in responses if each.status_code == 200)
        assert await tracker.get(path) == made


@POSTED
async def test_changes_of_different_fields_at_once_are_all_made(
    tracker: Tracker, interview_id: int, posted: Part
) -> None:
    shown = await tracker.add(posted, interview_id)
    fields = {name: each for name, each in posted.full.items() if each != posted.bare[name]}
    responses = await asyncio.gather(
        *(tracker.send("PATCH", at(posted, shown), {name: each}) for name, each in fields.items())
    )
    assert {each.status_code for each in responses} == {200}
    found = await tracker.get(at(posted, shown))
    assert found | fields == found


@POSTED
async def test_a_key_adds_once(tracker: Tracker, interview_id: int, posted: Part) -> None:
    path, body = await tracker.ready(posted, interview_id)
    key = str(uuid4())
    first = await tracker.send("POST", path, body, Idempotency_Key=key)
    await tracker.send("PATCH", at(posted, first.json()), CHANGES[posted.path][0])
    again = await tracker.send("POST", path, body, Idempotency_Key=key)
    assert (again.status_code, again.text) == (201, first.text)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert await tracker.count(posted.table) == 1


@pytest.mark.usefixtures("patience")
@POSTED
async def test_of_many_with_one_key_at_once_one_adds(
    tracker: Tracker, interview_id: int, posted: Part
) -> None:
    path, body = await tracker.ready(posted, interview_id)
    responses = await asyncio.gather(
        *(tracker.send("POST", path, body, Idempotency_Key="one") for _ in range(20))
    )
    assert {(each.status_code, each.text) for each in responses} == {(201, responses[0].text)}
    replayed = [each for each in responses if "Idempotency-Replayed" in each.headers]
    assert len(replayed) == 19
    assert await tracker.count(posted.table) == 1


@POSTED
async def test_a_key_belongs_to_one_request(
    tracker: Tracker, interview_id: int, posted: Part
) -> None:
    path, body = await tracker.ready(posted, interview_id)
    await tracker.send("POST", path, body, Idempotency_Key="one")
    elsewhere = f"{await tracker.interview()}/{posted.path}"
    for other_path, other_body in (
        (path, body | CHANGES[posted.path][0]),
        (elsewhere, body),
    ):
        response = await tracker.send("POST", other_path, other_body, Idempotency_Key="one")
        assert_problem(response, 422, "idempotency_key_reused")
    assert await tracker.count(posted.table) == 1


@POSTED
async def test_a_request_that_was_refused_leaves_its_key_free(
    tracker: Tracker, interview_id: int, posted: Part
) -> None:
    path, body = await tracker.ready(posted, interview_id)
    unknown = f"{interview_id + 1}/{posted.path}"
    response = await tracker.send("POST", unknown, body, Idempotency_Key="one")
    assert_told(response, 404, "Interview not found")
    assert (await tracker.send("POST", path, body, Idempotency_Key="one")).status_code == 201
