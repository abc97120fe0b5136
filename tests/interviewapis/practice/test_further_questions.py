"""Follow-ups, and interviews whose questions come one by one."""

import asyncio
from typing import Any

import pytest

from agents.practice.quotations import occurs
from tests.doubles import replies
from tests.interviewapis.practice.practising import Practice, made, of
from tests.interviewapis.practice.scripted import DEEPER, GOING_DEEPER, malformed
from tests.interviewapis.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

BEFORE = "Answer the question before; the next one depends on how it goes."
LAST = "That was the last question. See how it went at GET .../score."


def assert_conflict(response: Any, detail: str) -> None:
    """Check a 409 and its words."""
    assert assert_problem(response, 409, "conflict")["detail"] == detail


async def test_a_follow_up_takes_up_what_was_said(either: Practice) -> None:
    interview = await either.create()
    said = (await either.judged(interview))["user_answer"]
    response = await either.follow_up(interview)
    asked = made(response)
    parent = interview["questions"][0]
    assert not asked["quotation"] or occurs(asked["quotation"], said)
    assert (asked["kind"], asked["parent_id"]) == ("follow_up", parent["id"])
    assert (asked["order_number"], asked["type"], asked["skill"]) == (
        1,
        parent["type"],
        parent["skill"],
    )
    shown = await either.again(interview)
    assert [each["kind"] for each in shown["questions"]] == ["main", "follow_up", "main"]
    assert shown["total_questions"] == 2
    if either.models:
        assert DEEPER in asked["question"]
        assert asked["provider"] == "openai"


async def test_there_is_one_follow_up_and_none_to_it(either: Practice) -> None:
    interview = await either.create()
    words = "Answer the question first; the follow-up is about what you say."
    assert_conflict(await either.follow_up(interview), words)
    await either.judged(interview)
    responses = await asyncio.gather(*(either.follow_up(interview) for _ in range(3)))
    assert sorted(each.status_code for each in responses) == [201, 409, 409]
    words = "This question has its follow-up already. Read the interview again."
    assert_conflict(await either.follow_up(interview), words)
    shown = await either.again(interview)
    words = "This is a follow-up itself; there is one for each question."
    assert_conflict(await either.follow_up(shown, 1), words)
    await either.complete(interview)
    words = "The interview is completed, so no more questions come."
    assert_conflict(await either.follow_up(interview), words)


@pytest.mark.parametrize(
    "reply", [malformed, replies.error(429, retry_after="3")], ids=["malformed", "429"]
)
async def test_a_model_that_asks_nothing_deeper_is_told(coached: Practice, reply: Any) -> None:
    interview = await coached.create()
    await coached.judged(interview)
    coached.script.instead[GOING_DEEPER] = reply
    assert_problem(await coached.follow_up(interview), 502, "generation_failed")
    assert len((await coached.again(interview))["questions"]) == 2
    del coached.script.instead[GOING_DEEPER]
    assert (await coached.follow_up(interview)).status_code == 201


async def following(practice: Practice, interview: dict[str, Any]) -> Any:
    """Ask for the next question."""
    return await practice.send("POST", f"{of(interview)}/next")


async def test_questions_come_one_by_one_and_as_hard_as_the_answers_suggest(
    coached: Practice,
) -> None:
    interview = await coached.create(adaptive=True, num_questions=3)
    assert (interview["adaptive"], interview["total_questions"]) == (True, 3)
    assert len(interview["questions"]) == 1
    assert_conflict(await following(coached, interview), BEFORE)
    await coached.judged(interview)
    second = made(await following(coached, interview))
    assert (second["order_number"], second["difficulty"]) == (2, "advanced")
    assert_conflict(await following(coached, interview), BEFORE)
    scored = await coached.score(interview)
    assert (scored["answered"], scored["skipped"], scored["completion_rate"]) == (1, 2, 33.33)
    coached.script.rating = 1
    await coached.judged(await coached.again(interview), 1)
    third = made(await following(coached, interview))
    assert (third["order_number"], third["difficulty"]) == (3, "intermediate")
    shown = await coached.again(interview)
    assert len({each["question"] for each in shown["questions"]}) == 3
    await coached.judged(shown, 2)
    assert_conflict(await following(coached, interview), LAST)


async def test_after_an_answer_without_a_score_the_next_question_is_as_hard(
    coached: Practice,
) -> None:
    interview = await coached.create(adaptive=True, num_questions=3)
    coached.script.rating = None
    unscored = await coached.judged(interview, user_answer="I don't know.")
    assert unscored["score"] is None
    second = made(await following(coached, interview))
    assert (second["order_number"], second["difficulty"]) == (2, "intermediate")
    coached.script.rating = 4
    # The question stays open, and what it gets later counts for those still to come.
    await coached.judged(interview)
    shown = await coached.again(interview)
    await coached.judged(shown, 1)
    assert made(await following(coached, interview))["difficulty"] == "advanced"
    scored = await coached.score(interview)
    assert (scored["answered"], scored["skipped"], scored["overall_score"]) == (2, 1, 100)


async def test_without_a_model_the_library_asks_one_by_one(practice: Practice) -> None:
    interview = await practice.create(adaptive=True, num_questions=2)
    await practice.judged(interview, user_answer="I don't know that one.")
    responses = await asyncio.gather(*(following(practice, interview) for _ in range(3)))
    assert sorted(each.status_code for each in responses) == [201, 409, 409]
    shown = await practice.again(interview)
    assert [each["difficulty"] for each in shown["questions"]] == ["intermediate", "beginner"]
    await practice.judged(shown, 1)
    assert_conflict(await following(practice, interview), LAST)


async def test_only_adaptive_interviews_that_go_on_have_a_next_question(
    practice: Practice,
) -> None:
    plain = await practice.create()
    words = "All questions of this interview are there; it is not adaptive."
    assert_conflict(await following(practice, plain), words)
    adaptive = await practice.create(adaptive=True)
    await practice.judged(adaptive)
    await practice.complete(adaptive)
    words = "The interview is completed, so no more questions come."
    assert_conflict(await following(practice, adaptive), words)
