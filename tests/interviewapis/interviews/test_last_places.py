"""Numbers and orders end at 1000, also those that are given without being asked for."""

from typing import Any

import pytest

from tests.interviewapis.interviews.tracker import ASKED, ROUNDS, Part, Tracker, assert_told, at

pytestmark = pytest.mark.asyncio(loop_scope="module")

LAST = 1000
WORDS = {
    "round_number": "This interview has a round 1000, the last number there is. Send a "
    "round_number that is free, or give that round a lower one first.",
    "order_asked": "A question of this interview has order_asked 1000, the highest there is. Send "
    "an order_asked yourself; several questions may have the same.",
}


@pytest.fixture(params=[(ROUNDS, "round_number"), (ASKED, "order_asked")], ids=["round", "asked"])
def numbered(request: Any) -> tuple[Part, str]:
    """What has a number, and where."""
    return request.param


async def test_after_the_last_number_one_has_to_be_chosen(
    tracker: Tracker, interview_id: int, numbered: tuple[Part, str]
) -> None:
    part, field = numbered
    last = await tracker.add(part, interview_id, **{field: LAST})
    path, body = await tracker.ready(part, interview_id)
    for key in (None, "one"):
        response = await tracker.send("POST", path, body, Idempotency_Key=key)
        assert_told(response, 409, WORDS[field])
    response = await tracker.send("POST", path, body | {field: 3}, Idempotency_Key="two")
    assert response.status_code == 201
    changed = await tracker.send("PATCH", at(part, last), {field: 7})
    assert changed.json()[field] == 7
    assert (await tracker.add(part, interview_id))[field] == 8


async def test_the_last_number_itself_is_given(
    tracker: Tracker, interview_id: int, numbered: tuple[Part, str]
) -> None:
    part, field = numbered
    await tracker.add(part, interview_id, **{field: LAST - 1})
    shown = await tracker.add(part, interview_id)
    assert shown[field] == LAST
    response = await tracker.send("PUT", at(part, shown), {field: shown[field]})
    assert response.json()[field] == LAST
