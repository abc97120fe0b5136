"""A request under an ``Idempotency-Key`` makes one interview, however often it is sent (A1)."""

import asyncio
from typing import Any

import httpx2
import pytest

from tests.interviewapis.interviews.support import (
    FULL,
    UNKNOWN_ID,
    change,
    company,
    create,
    ids,
    references,
    send,
    stored,
)
from tests.interviewapis.interviews.tracker import Tracker, assert_told
from tests.interviewapis.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

REUSED = "This Idempotency-Key was used for another request. Take a new one."


async def post(tracker: Tracker, key: str | None = "key-1", **fields: Any) -> httpx2.Response:
    """Send an interview under a key."""
    body = {"seniority_level": "senior"} | fields
    return await send(tracker, "POST", body=body, Idempotency_Key=key)


def assert_replayed(response: httpx2.Response, first: httpx2.Response) -> None:
    """Check that a response is that of an earlier request."""
    assert response.status_code == 201
    assert response.headers["idempotency-replayed"] == "true"
    assert response.text == first.text
    for name in ("location", "etag", "content-type"):
        assert response.headers[name] == first.headers[name]


@pytest.mark.usefixtures("patience")
async def test_twenty_at_once_make_one_interview(tracker: Tracker) -> None:
    """A1, "Same-key POST x20 at once": one row; others replay."""
    body = dict(FULL) | await references(tracker)
    body["skills"] = [{"skill_id": await tracker.skill()} for _ in range(3)]
    responses = await asyncio.gather(*(post(tracker, **body) for _ in range(20)))
    (first,) = [each for each in responses if "idempotency-replayed" not in each.headers]
    for response in responses:
        if response is not first:
            assert_replayed(response, first)
    assert await ids(tracker) == [first.json()["interview_id"]]
    assert [len(rows) for rows in await stored(tracker)] == [1, 3, 1]


@pytest.mark.usefixtures("patience")
async def test_twenty_different_at_once_make_one_interview_and_tell_the_others(
    tracker: Tracker,
) -> None:
    responses = await asyncio.gather(
        *(post(tracker, required_experience_years=years) for years in range(20))
    )
    made = [each for each in responses if each.status_code == 201]
    assert len(made) == 1
    for response in responses:
        if response.status_code != 201:
            assert assert_problem(response, 422, "idempotency_key_reused")["detail"] == REUSED
    assert await ids(tracker) == [made[0].json()["interview_id"]]


async def test_a_retry_is_told_what_the_first_was_told(tracker: Tracker) -> None:
    first = await post(tracker, job_location="Lisbon")
    shown = first.json()
    await change(tracker, shown, job_location="Porto")
    assert_replayed(await post(tracker, job_location="Lisbon"), first)
    await send(tracker, "DELETE", shown["interview_id"])
    assert_replayed(await post(tracker, job_location="Lisbon"), first)
    assert await ids(tracker) == []


async def test_what_means_the_same_is_the_same_request(tracker: Tracker) -> None:
    """Spacing, order and what is default anyway do not count."""
    first = await post(tracker, job_location="Lisbon")
    written_out = (
        b'{ "job_location":" Lisbon ", "is_remote":false, "role_id":null,\n'
        b'"skills":[], "seniority_level":"senior" }'
    )
    again = await send(tracker, "POST", "/", written_out, Idempotency_Key="key-1")
    assert_replayed(again, first)


@pytest.mark.parametrize("other", [{"job_location": "Porto"}, {"is_remote": True}])
async def test_a_key_is_for_one_request(tracker: Tracker, other: dict[str, Any]) -> None:
    first = await post(tracker)
    problem = assert_problem(await post(tracker, **other), 422, "idempotency_key_reused")
    assert problem["detail"] == REUSED
    assert await ids(tracker) == [first.json()["interview_id"]]
    assert_replayed(await post(tracker), first)


async def test_a_key_that_was_used_for_something_else_is_told_so(tracker: Tracker) -> None:
    response = await tracker.client.post(
        "/api/skills", json={"skill_name": "Go"}, headers={"Idempotency-Key": "key-1"}
    )
    assert response.status_code == 201
    assert_problem(await post(tracker), 422, "idempotency_key_reused")
    assert await ids(tracker) == []


async def test_a_key_belongs_to_its_owner(tracker: Tracker) -> None:
    """Somebody else's key is no obstacle."""
    await tracker.insert(
        "request_keys",
        "idempotency_key",
        owner_id=await tracker.somebody_else(),
        idempotency_key="key-1",
        request_digest=b"x",
        response_body='{"interview_id": 1}',
    )
    first = await post(tracker)
    assert first.status_code == 201
    assert "idempotency-replayed" not in first.headers
    assert_replayed(await post(tracker), first)


async def test_other_keys_and_none_make_other_interviews(tracker: Tracker) -> None:
    keys = ["key-1", "KEY-1", "key-2", "x" * 255, "!~", None, None]
    made = [(await post(tracker, key)).json()["interview_id"] for key in keys]
    assert await ids(tracker) == made[::-1]
    assert len(set(made)) == len(keys)


async def test_what_was_refused_is_not_kept_under_the_key(tracker: Tracker) -> None:
    for fields in ({"company_id": 0}, {"mood": "good"}, {"seniority_level": "x"}):
        assert_problem(await post(tracker, **fields), 422, "invalid_request")
    for fields, detail in (
        ({"company_id": UNKNOWN_ID}, f"Company with ID {UNKNOWN_ID} not found"),
        ({"role_id": UNKNOWN_ID}, f"Role with ID {UNKNOWN_ID} not found"),
        ({"skills": [{"skill_id": UNKNOWN_ID}]}, "Skill not found"),
    ):
        for _ in range(2):
            assert_told(await post(tracker, **fields), 404, detail)
    assert await stored(tracker) == [[], [], []]
    first = await post(tracker)
    assert first.status_code == 201
    assert_replayed(await post(tracker), first)


async def test_a_company_that_has_gone_since_is_no_obstacle_to_a_retry(tracker: Tracker) -> None:
    company_id = await company(tracker)
    first = await post(tracker, company_id=company_id)
    await change(tracker, first.json(), company_id=None)
    await tracker.fetch("DELETE FROM companies WHERE company_id = $1", company_id)
    assert_replayed(await post(tracker, company_id=company_id), first)
    response = await post(tracker, company_id=company_id, is_remote=True)
    assert_problem(response, 422, "idempotency_key_reused")
    response = await post(tracker, "key-2", company_id=company_id)
    assert_told(response, 404, f"Company with ID {company_id} not found")


async def test_an_answer_may_hold_anything(tracker: Tracker) -> None:
    """It is kept as text and replayed byte by byte."""
    first = await post(tracker, **FULL)
    assert_replayed(await post(tracker, **FULL), first)
    assert (await create(tracker, **FULL))["strengths"] == first.json()["strengths"]
