"""Drafts, and interviews that were left alone."""

from datetime import timedelta
from typing import Any

import pytest

from database.statements.practice_sessions import ABANDON_IDLE, IDLE_FOR
from tests.interviewapis.practice.practising import Practice
from tests.interviewapis.problems import assert_invalid, assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORDS = 'Two\nlines, "quoted" \\ and \N{GRINNING FACE} '


async def saved(practice: Practice, interview: dict[str, Any], draft: Any) -> Any:
    """Save a draft; how the interview's first question is then."""
    response = await practice.draft(interview, draft)
    assert response.status_code == 200, response.text
    told, question = response.json(), (await practice.again(interview))["questions"][0]
    assert (told["draft"], told["drafted_at"]) == (question["draft"], question["drafted_at"])
    assert told["question_id"] == question["id"]
    return question


@pytest.mark.parametrize("draft", [WORDS, " ", "x" * 5000], ids=["words", "space", "longest"])
async def test_a_draft_is_kept_as_it_is(practice: Practice, draft: str) -> None:
    question = await saved(practice, await practice.create(), draft)
    assert question["draft"] == draft
    assert question["drafted_at"]


@pytest.mark.parametrize("nothing", [None, ""])
async def test_a_draft_is_replaced_and_thrown_away(practice: Practice, nothing: Any) -> None:
    interview = await practice.create()
    await saved(practice, interview, "First")
    assert (await saved(practice, interview, "Second"))["draft"] == "Second"
    question = await saved(practice, interview, nothing)
    assert (question["draft"], question["drafted_at"]) == (None, None)


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        ({}, {"body__draft": "is required"}),
        ({"draft": "x" * 5001}, {"body__draft": "may have at most 5000 characters"}),
        ({"draft": "\0"}, {"body__draft": "must not contain the character NUL (U+0000)"}),
        ({"draft": 1}, {"body__draft": "must be a string"}),
        ({"draft": "x", "score": 1}, {"body__score": "unknown field; remove it"}),
    ],
    ids=lambda each: str(each)[:30],
)
async def test_what_is_no_draft_is_told(
    practice: Practice, body: dict[str, Any], messages: dict[str, str]
) -> None:
    interview = await practice.create(num_questions=1)
    path = f"/api/interview/{interview['interview_id']}/questions/{interview['questions'][0]['id']}"
    assert_invalid(await practice.send("PUT", f"{path}/draft", body), **messages)


async def test_an_answered_question_takes_no_draft_and_shows_none(practice: Practice) -> None:
    interview = await practice.create()
    await saved(practice, interview, "So far")
    await practice.judged(interview)
    problem = assert_problem(await practice.draft(interview, "More"), 404, "not_found")
    assert problem["detail"] == "Question already answered"
    question = (await practice.again(interview))["questions"][0]
    assert (question["draft"], question["drafted_at"]) == (None, None)


async def _leave_alone(practice: Practice, interview: dict[str, Any], age: timedelta) -> str:
    """Let time pass and have housekeeping look; the status then."""
    await practice.server.fetch(
        "UPDATE practice_sessions SET last_activity_at = now() - $1::interval"
        " WHERE session_id = $2",
        age,
        interview["interview_id"],
    )
    await practice.server.services.database.rows(ABANDON_IDLE, {"age": IDLE_FOR, "most": 100})
    return str((await practice.again(interview))["status"])


MINUTE = timedelta(minutes=1)


async def test_an_interview_is_abandoned_after_a_day_and_goes_on(practice: Practice) -> None:
    interview = await practice.create()
    assert await _leave_alone(practice, interview, timedelta(hours=24) - MINUTE) == "in_progress"
    assert await _leave_alone(practice, interview, timedelta(hours=24) + MINUTE) == "abandoned"
    assert (await practice.get("/api/interview?status=abandoned"))["total"] == 1
    await saved(practice, interview, "Here I am again")
    assert (await practice.again(interview))["status"] == "in_progress"

    assert await _leave_alone(practice, interview, timedelta(days=9)) == "abandoned"
    await practice.judged(interview)
    assert (await practice.again(interview))["status"] == "in_progress"

    assert await _leave_alone(practice, interview, timedelta(days=9)) == "abandoned"
    assert (await practice.complete(interview))["status"] == "completed"
    assert await _leave_alone(practice, interview, timedelta(days=9)) == "completed"
