"""What is below somebody else's interview is not there (A3, "IDOR"), nor below a deleted one."""

from typing import Any

import pytest

from tests.contract.document import operations
from tests.interviewapis.interviews.tracker import ASKED, PARTS, Part, Tracker, assert_told

pytestmark = pytest.mark.asyncio(loop_scope="module")

PREFIX = "/api/interviews/{interview_id}/"
ROUTES = [
    (method, path.removeprefix(PREFIX))
    for method, path, _ in operations()
    if path.startswith(PREFIX) and path.removeprefix(PREFIX).split("/")[0] in map(str, PARTS)
]


async def every_route(tracker: Tracker, interview_id: int, **ids: int) -> None:
    """Each answers that there is no such interview, and does nothing."""
    bodies: dict[str, Any] = {
        "rounds": {"round_type": "final"},
        "questions": {"question_id": ids["question_id"]},
    }
    before = await tracker.rows()
    for method, path in ROUTES:
        body = {} if method in ("put", "patch") else bodies.get(path) if method == "post" else None
        for headers in ({}, {"If_Match": "*"}, {"Idempotency_Key": "one"}):
            sent = f"{interview_id}/{path.format(**ids)}"
            response = await tracker.send(method.upper(), sent, body, **headers)
            assert_told(response, 404, "Interview not found")
    assert await tracker.rows() == before
    assert await tracker.count("request_keys") == 0
    assert await tracker.count("library_uses") == 0


async def test_there_are_as_many_routes_as_there_should_be() -> None:
    assert len(ROUTES) == 6 + 6 + 4


async def test_every_route_hides_somebody_elses_interview(tracker: Tracker) -> None:
    theirs = await tracker.interview(await tracker.somebody_else())
    await every_route(
        tracker, theirs, **{part.key: await tracker.add_of(part, theirs) for part in PARTS}
    )


async def test_every_route_hides_a_deleted_interview(tracker: Tracker, interview_id: int) -> None:
    ids = {part.key: (await tracker.add(part, interview_id))[part.key] for part in PARTS}
    await tracker.hide(interview_id)
    await every_route(tracker, interview_id, **ids)


async def test_every_route_tells_of_an_unknown_interview(tracker: Tracker) -> None:
    question_id = await tracker.question()
    await every_route(tracker, 2_147_483_647, round_id=1, skill_id=1, question_id=question_id)


async def test_ids_of_somebody_elses_rows_lead_nowhere(
    tracker: Tracker, interview_id: int, part: Part
) -> None:
    theirs = await tracker.interview(await tracker.somebody_else())
    number = await tracker.add_of(part, theirs)
    before = await tracker.rows()
    methods = ["GET", "DELETE"] + (["PUT", "PATCH"] if "PATCH" in part.changing else [])
    for method in methods:
        body = {} if method.startswith("P") else None
        response = await tracker.send(method, f"{interview_id}/{part.path}/{number}", body)
        assert_told(response, 404, part.absent)
    assert await tracker.rows() == before


async def test_what_is_below_one_interview_shows_only_there(
    tracker: Tracker, interview_id: int, part: Part
) -> None:
    shown = await tracker.add(part, interview_id)
    await tracker.add_of(part, await tracker.interview(await tracker.somebody_else()))
    await tracker.add(part, await tracker.interview())
    assert await tracker.get(f"{interview_id}/{part.path}") == [shown]


async def test_somebody_elses_question_can_not_be_linked(
    tracker: Tracker, interview_id: int
) -> None:
    theirs = await tracker.question(await tracker.somebody_else())
    response = await tracker.send("POST", f"{interview_id}/{ASKED.path}", {"question_id": theirs})
    assert_told(response, 404, "Question not found")
    assert await tracker.count(ASKED.table) == 0
    assert await tracker.times_asked(theirs) == 0


async def test_somebody_elses_round_can_not_be_named(tracker: Tracker, interview_id: int) -> None:
    theirs = await tracker.interview(await tracker.somebody_else())
    round_id = await tracker.add_of(PARTS[0], theirs)
    path, body = await tracker.ready(ASKED, interview_id)
    response = await tracker.send("POST", path, body | {"round_id": round_id})
    assert_told(response, 404, "Round not found")
    shown = await tracker.add(ASKED, interview_id)
    for headers in ({}, {"If_Match": "*"}):
        response = await tracker.send(
            "PATCH", f"{path}/{shown['question_id']}", {"round_id": round_id}, **headers
        )
        assert_told(response, 404, "Round not found")
