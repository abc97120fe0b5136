"""Interviews that several people, or tabs, change at once; ETag, If-Match and If-None-Match."""

import asyncio
import json
from typing import Any

import pytest

from database.models import LOCAL_USER_ID
from database.statements.interview_skills import SET_INTERVIEW_SKILL
from tests.interviewapis.interviews.support import (
    BARE_SKILL,
    CHANGING,
    FULL,
    change,
    create,
    ids,
    read,
    references,
    send,
)
from tests.interviewapis.interviews.tracker import Tracker
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.runs.asking import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAITING = (
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
"""A row for each statement that waits for another transaction."""


async def tag_of(tracker: Tracker, shown: Any) -> str:
    """The tag of an interview."""
    response = await send(tracker, "GET", shown["interview_id"])
    assert response.status_code == 200
    return response.headers["etag"]


# Reading


async def test_who_has_seen_it_gets_it_again_only_when_it_changed(tracker: Tracker) -> None:
    shown = await create(tracker)
    tag = await tag_of(tracker, shown)
    for seen in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        response = await send(tracker, "GET", shown["interview_id"], If_None_Match=seen)
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == tag
    await change(tracker, shown, job_location="Lisbon")
    response = await send(tracker, "GET", shown["interview_id"], If_None_Match=tag)
    assert response.json()["job_location"] == "Lisbon"
    assert response.headers["etag"] != tag


@pytest.mark.parametrize("what", ["companies", "roles", "skills"])
async def test_the_tag_changes_with_the_names_that_are_shown(tracker: Tracker, what: str) -> None:
    """Design, section 4: joined names are part of what the tag stands for."""
    word = {"companies": "company", "roles": "role", "skills": "skill"}[what]
    made = await tracker.client.post(f"/api/{what}", json={f"{word}_name": f"Old {what}"})
    key = made.json()[f"{word}_id"]
    fields = {"skills": [{"skill_id": key}]} if word == "skill" else {f"{word}_id": key}
    shown = await create(tracker, **fields)
    tag = await tag_of(tracker, shown)
    listed = (await send(tracker, "GET")).headers["etag"]
    new_name = {f"{word}_name": f"New {what}"}
    assert (await tracker.client.patch(f"/api/{what}/{key}", json=new_name)).status_code == 200
    response = await send(tracker, "GET", shown["interview_id"], If_None_Match=tag)
    assert response.status_code == 200
    assert f"New {what}" in response.text
    assert response.headers["etag"] != tag
    assert (await send(tracker, "GET", If_None_Match=listed)).status_code == 200
    for method, body in (("PATCH", {}), ("DELETE", None)):
        response = await send(tracker, method, shown["interview_id"], body, If_Match=tag)
        assert_problem(response, 412, "precondition_failed")
    await send(tracker, "DELETE", shown["interview_id"])
    for table in ("interview_skills", "interviews"):
        await tracker.fetch(f"DELETE FROM {table}")
    assert (await tracker.client.delete(f"/api/{what}/{key}")).status_code == 204


# Changing


@pytest.mark.parametrize("method", CHANGING)
@pytest.mark.parametrize("given", ["{}", '"x", {} ,W/"y"', "*"], ids=["one", "several", "any"])
async def test_a_change_of_what_was_seen_is_made(tracker: Tracker, method: str, given: str) -> None:
    shown = await create(tracker)
    for fields in ({"job_location": "Lisbon"}, {"skills": []}, {}):
        seen = given.format(await tag_of(tracker, shown))
        response = await send(tracker, method, shown["interview_id"], fields, If_Match=seen)
        assert response.status_code == 200, response.text
        assert response.headers["etag"] == await tag_of(tracker, shown)


@pytest.mark.parametrize("given", ['"x"', "W/{}", '"", "*"', 'W/"x", "y"'])
async def test_a_change_of_something_else_is_not_made(tracker: Tracker, given: str) -> None:
    """A1, "Concurrent PATCH": If-Match, 412. Weak tags match nothing."""
    shown = await create(tracker)
    seen = given.format(await tag_of(tracker, shown))
    for method, body in (
        ("PUT", {"job_location": "Lisbon"}),
        ("PATCH", {"skills": []}),
        ("PATCH", {}),
        ("DELETE", None),
    ):
        response = await send(tracker, method, shown["interview_id"], body, If_Match=seen)
        assert "Read it again" in assert_problem(response, 412, "precondition_failed")["detail"]
    assert await read(tracker, shown["interview_id"]) == shown


async def test_of_two_who_saw_the_same_the_second_is_told(tracker: Tracker) -> None:
    shown = await create(tracker)
    tag = await tag_of(tracker, shown)
    first = await send(
        tracker, "PATCH", shown["interview_id"], {"job_location": "Lisbon"}, If_Match=tag
    )
    second = await send(
        tracker, "PATCH", shown["interview_id"], {"job_location": "Porto"}, If_Match=tag
    )
    assert_problem(second, 412, "precondition_failed")
    assert await read(tracker, shown["interview_id"]) == first.json()
    again = await send(
        tracker,
        "PATCH",
        shown["interview_id"],
        {"job_location": "Porto"},
        If_Match=first.headers["etag"],
    )
    assert again.json()["job_location"] == "Porto"


@pytest.mark.parametrize("field", ["overall_feedback", "skills"])
async def test_of_ten_at_once_who_saw_the_same_one_makes_a_change(
    tracker: Tracker, field: str
) -> None:
    """A1, "Concurrent PATCH": If-Match, 412."""
    shown = await create(tracker)
    tag = await tag_of(tracker, shown)
    values: list[Any] = [f"Feedback {number}" for number in range(10)]
    if field == "skills":
        values = [[{"skill_id": await tracker.skill()}] for _ in range(10)]
    responses = await asyncio.gather(
        *(
            send(tracker, "PATCH", shown["interview_id"], {field: value}, If_Match=tag)
            for value in values
        )
    )
    made = [each for each in responses if each.status_code == 200]
    assert len(made) == 1
    for response in responses:
        if response is not made[0]:
            assert_problem(response, 412, "precondition_failed")
    assert await read(tracker, shown["interview_id"]) == made[0].json()


async def test_of_a_change_and_a_deletion_at_once_one_is_made(tracker: Tracker) -> None:
    for _ in range(5):
        shown = await create(tracker)
        tag = await tag_of(tracker, shown)
        path = shown["interview_id"]
        changed, deleted = await asyncio.gather(
            send(tracker, "PATCH", path, {"job_location": "Lisbon"}, If_Match=tag),
            send(tracker, "DELETE", path, If_Match=tag),
        )
        assert (changed.status_code, deleted.status_code) in ((200, 412), (404, 204))


async def test_a_deletion_of_what_was_seen_is_made(tracker: Tracker) -> None:
    for given in ("{}", "*"):
        shown = await create(tracker)
        seen = given.format(await tag_of(tracker, shown))
        response = await send(tracker, "DELETE", shown["interview_id"], If_Match=seen)
        assert response.status_code == 204
    assert await ids(tracker) == []


# At once


async def test_thirty_changes_of_different_fields_at_once_all_survive(tracker: Tracker) -> None:
    new = {name: value for name, value in FULL.items() if name != "offer_deadline"}
    new |= await references(tracker)
    assert len(new) >= 30
    for _ in range(3):
        shown = await create(tracker)
        responses = await asyncio.gather(
            *(
                send(tracker, "PATCH", shown["interview_id"], {name: value})
                for name, value in new.items()
            )
        )
        assert {each.status_code for each in responses} == {200}
        for name, response in zip(new, responses, strict=True):
            assert response.json()[name] == new[name]
        now = await read(tracker, shown["interview_id"])
        assert {name: now[name] for name in new} == new


async def test_skills_that_are_replaced_at_once_are_those_of_one_request(tracker: Tracker) -> None:
    keys = [await tracker.skill() for _ in range(12)]
    shown = await create(tracker)
    sent = [{keys[number], keys[(number + 5) % 12]} for number in range(12)]
    responses = await asyncio.gather(
        *(
            send(
                tracker,
                "PATCH",
                shown["interview_id"],
                {"skills": [{"skill_id": key} for key in each]},
            )
            for each in sent
        )
    )
    for each, response in zip(sent, responses, strict=True):
        assert {skill["skill_id"] for skill in response.json()["skills"]} == each
    now = await read(tracker, shown["interview_id"])
    assert {skill["skill_id"] for skill in now["skills"]} in sent
    assert now in [response.json() for response in responses]


async def test_days_that_are_changed_at_once_stay_in_order(tracker: Tracker) -> None:
    """Each alone would do; the second is told."""
    for _ in range(5):
        shown = await create(
            tracker, first_interview_date="2026-05-02", final_interview_date="2026-05-05"
        )
        responses = await asyncio.gather(
            send(tracker, "PATCH", shown["interview_id"], {"first_interview_date": "2026-05-04"}),
            send(tracker, "PATCH", shown["interview_id"], {"final_interview_date": "2026-05-03"}),
        )
        assert sorted(each.status_code for each in responses) == [200, 422]
        now = await read(tracker, shown["interview_id"])
        assert now["first_interview_date"] <= now["final_interview_date"]


async def test_of_ten_deletions_at_once_one_is_made(tracker: Tracker) -> None:
    shown = await create(tracker)
    responses = await asyncio.gather(
        *(send(tracker, "DELETE", shown["interview_id"]) for _ in range(10))
    )
    assert sorted(each.status_code for each in responses) == [204] + [404] * 9


async def test_restoring_at_once_restores_once(tracker: Tracker) -> None:
    shown = await create(tracker)
    await send(tracker, "DELETE", shown["interview_id"])
    responses = await asyncio.gather(
        *(send(tracker, "POST", f"{shown['interview_id']}/restore") for _ in range(10))
    )
    assert {each.status_code for each in responses} == {200}
    assert len({each.text for each in responses}) == 1


@pytest.mark.usefixtures("patience")
async def test_twenty_that_are_added_at_once_are_all_there(tracker: Tracker) -> None:
    made = await asyncio.gather(*(create(tracker) for _ in range(20)))
    assert {each["interview_id"] for each in made} == set(await ids(tracker))


async def test_a_skill_that_is_added_while_a_change_waits_is_noticed(tracker: Tracker) -> None:
    """Skills belong to what the tag stands for, and a change of one locks the interview only."""
    shown = await create(tracker)
    tag = await tag_of(tracker, shown)
    values = {
        "interview_id": shown["interview_id"],
        "owner_id": LOCAL_USER_ID,
        "skill_id": await tracker.skill(),
        "document": json.dumps(BARE_SKILL),
    }
    other = await tracker.connect()
    try:
        async with other.transaction():
            await other.fetch(SET_INTERVIEW_SKILL.sql, *SET_INTERVIEW_SKILL.arguments(values))
            changing = asyncio.create_task(
                send(tracker, "PATCH", shown["interview_id"], {"skills": []}, If_Match=tag)
            )
            await until(lambda: tracker.fetch(WAITING))
    finally:
        await other.close()
    assert_problem(await changing, 412, "precondition_failed")
