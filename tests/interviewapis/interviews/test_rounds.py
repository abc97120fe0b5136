"""Rounds of an interview: numbers, times, time zones, and what a deleted one leaves behind."""

import asyncio
from collections import Counter

import pytest

from tests.interviewapis.interviews.tracker import (
    ASKED,
    ROUNDS,
    Tracker,
    assert_refused,
    assert_told,
    at,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def numbers(tracker: Tracker, interview_id: int) -> list[int]:
    """Of the rounds as they are listed."""
    return [each["round_number"] for each in await tracker.get(f"{interview_id}/rounds?limit=100")]


async def test_rounds_are_listed_by_number(tracker: Tracker, interview_id: int) -> None:
    for number in (5, 2, 9, 1):
        await tracker.add(ROUNDS, interview_id, round_number=number)
    assert await numbers(tracker, interview_id) == [1, 2, 5, 9]


async def test_a_round_without_a_number_comes_after_the_last(
    tracker: Tracker, interview_id: int
) -> None:
    first = await tracker.add(ROUNDS, interview_id)
    await tracker.add(ROUNDS, interview_id, round_number=7)
    last = await tracker.add(ROUNDS, interview_id, round_number=None)
    elsewhere = await tracker.add(ROUNDS, await tracker.interview())
    shown = [each["round_number"] for each in (first, last, elsewhere)]
    assert shown == [1, 8, 1]


async def test_rounds_that_are_added_at_once_get_numbers_of_their_own(
    tracker: Tracker, interview_id: int
) -> None:
    await asyncio.gather(*(tracker.add(ROUNDS, interview_id) for _ in range(10)))
    assert await numbers(tracker, interview_id) == list(range(1, 11))


async def test_so_do_those_that_are_added_under_keys(tracker: Tracker, interview_id: int) -> None:
    path, body = await tracker.ready(ROUNDS, interview_id)
    await asyncio.gather(
        *(
            tracker.send("POST", path, body, Idempotency_Key=f"key-{number % 5}")
            for number in range(10)
        )
    )
    assert await numbers(tracker, interview_id) == list(range(1, 6))


async def test_a_number_is_taken_once(tracker: Tracker, interview_id: int) -> None:
    first = await tracker.add(ROUNDS, interview_id)
    path, body = await tracker.ready(ROUNDS, interview_id)
    words = "Round 1 already exists in this interview"
    for key in (None, "one"):
        response = await tracker.send("POST", path, body | {"round_number": 1}, Idempotency_Key=key)
        assert_told(response, 409, words)
    second = await tracker.add(ROUNDS, interview_id)
    for method in ("PUT", "PATCH"):
        for if_match in (None, "*"):
            response = await tracker.send(
                method, at(ROUNDS, second), {"round_number": 1}, If_Match=if_match
            )
            assert_told(response, 409, words)
    assert await tracker.get(path) == [first, second]


async def test_of_many_of_one_number_at_once_one_is_added(
    tracker: Tracker, interview_id: int
) -> None:
    path, body = await tracker.ready(ROUNDS, interview_id)
    responses = await asyncio.gather(
        *(tracker.send("POST", path, body | {"round_number": 2}) for _ in range(10))
    )
    assert Counter(each.status_code for each in responses) == {201: 1, 409: 9}


async def test_rounds_that_change_places_at_once_end_neither_stuck_nor_alike(
    tracker: Tracker, interview_id: int
) -> None:
    one = await tracker.add(ROUNDS, interview_id)
    two = await tracker.add(ROUNDS, interview_id)
    for _ in range(5):
        responses = await asyncio.gather(
            tracker.send("PATCH", at(ROUNDS, one), {"round_number": 2}),
            tracker.send("PATCH", at(ROUNDS, two), {"round_number": 1}),
        )
        assert {each.status_code for each in responses} == {409}
    assert await numbers(tracker, interview_id) == [1, 2]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("00:00", "00:00:00"),
        ("09:05", "09:05:00"),
        ("23:59:59", "23:59:59"),
        (" 14:30 ", "14:30:00"),
        (None, None),
    ],
)
async def test_a_time_of_day_is_a_text(
    tracker: Tracker, interview_id: int, sent: str | None, shown: str | None
) -> None:
    added = await tracker.add(ROUNDS, interview_id, scheduled_time=sent)
    assert added["scheduled_time"] == shown
    response = await tracker.send("PUT", at(ROUNDS, added), {"scheduled_time": sent})
    assert response.json()["scheduled_time"] == shown


@pytest.mark.parametrize(
    "name",
    ["UTC", "Europe/Lisbon", "Asia/Kolkata", "America/Argentina/Buenos_Aires", "Etc/GMT+5"],
)
async def test_time_zones_are_those_of_iana(tracker: Tracker, interview_id: int, name: str) -> None:
    added = await tracker.add(ROUNDS, interview_id, timezone=name)
    assert added["timezone"] == name
    response = await tracker.send("PATCH", at(ROUNDS, added), {"timezone": name})
    assert response.json()["timezone"] == name


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Lissabon",
        "europe/lisbon",
        "CEST",
        "UTC+1",
        "FOO5BAR",
        "posix/UTC",
        "right/UTC",
        "posixrules",
        "localtime",
        "Factory",
        "/etc/localtime",
        "../UTC",
        "'; DROP TABLE interview_rounds; --",
    ],
)
async def test_other_names_are_no_time_zones(
    tracker: Tracker, interview_id: int, name: str
) -> None:
    added = await tracker.add(ROUNDS, interview_id)
    path, body = await tracker.ready(ROUNDS, interview_id)
    assert_refused(await tracker.send("POST", path, body | {"timezone": name}), "body.timezone")
    assert_refused(
        await tracker.send("PATCH", at(ROUNDS, added), {"timezone": name}), "body.timezone"
    )
    assert await tracker.get(path) == [added]


async def test_empty_addresses_are_null(tracker: Tracker, interview_id: int) -> None:
    fields = dict.fromkeys(("interviewer_email", "meeting_link", "interviewer_linkedin_url"), "")
    added = await tracker.add(ROUNDS, interview_id, **fields)
    assert added | dict.fromkeys(fields) == added


async def test_a_deleted_round_leaves_its_questions(tracker: Tracker, interview_id: int) -> None:
    goes = await tracker.add(ROUNDS, interview_id)
    stays = await tracker.add(ROUNDS, interview_id)
    asked = [
        await tracker.add(ASKED, interview_id, round_id=each["round_id"]) for each in (goes, stays)
    ]
    assert (await tracker.send("DELETE", at(ROUNDS, goes))).status_code == 204
    assert await tracker.get(f"{interview_id}/questions") == [
        asked[0] | {"round_id": None},
        asked[1],
    ]


async def test_a_round_that_goes_while_questions_are_linked_to_it_leaves_none_to_it(
    tracker: Tracker, interview_id: int
) -> None:
    for _ in range(5):
        added = await tracker.add(ROUNDS, interview_id)
        path, body = await tracker.ready(ASKED, interview_id)
        linked = await tracker.add(ASKED, interview_id)
        responses = await asyncio.gather(
            tracker.send("POST", path, body | {"round_id": added["round_id"]}),
            tracker.send("PATCH", at(ASKED, linked), {"round_id": added["round_id"]}),
            tracker.send("DELETE", at(ROUNDS, added)),
        )
        assert responses[0].status_code in (201, 404)
        assert responses[1].status_code in (200, 404)
        assert responses[2].status_code == 204
    asked = await tracker.get(f"{interview_id}/questions")
    assert {each["round_id"] for each in asked} == {None}
