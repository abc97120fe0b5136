"""The same answer sent several times at once, and what else happens while one is being judged."""

import asyncio
from collections import Counter

import pytest

from tests.interviewapis.practice.practising import Practice, of
from tests.interviewapis.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.usefixtures("patience")
async def test_twenty_at_once_are_judged_once(either: Practice) -> None:
    interview = await either.create()
    responses = await asyncio.gather(*(either.answer(interview) for _ in range(20)))
    statuses = Counter(each.status_code for each in responses)
    assert statuses[201] == 1
    assert set(statuses) <= {201, 404, 409}
    for each in responses:
        if each.status_code == 409:
            assert int(each.headers["retry-after"]) > 0
            assert each.json()["retryable"]
        elif each.status_code == 404:
            assert each.json()["detail"] == "Question already answered"
    assert len(await either.attempts(interview)) == 1
    assert (await either.results(interview))["answered"] == 1
    if either.models:
        assert either.asked() == 1


async def test_while_an_answer_is_judged_others_are_told_to_wait(coached: Practice) -> None:
    interview = await coached.create()
    coached.script.waiting.clear()
    judging = asyncio.create_task(coached.answer(interview))
    await coached.until_judging()
    for response in (await coached.answer(interview), await coached.retry(interview)):
        problem = assert_problem(response, 409, "conflict")
        assert problem["detail"] == "An answer to this question is being judged. Wait for it."
        assert problem["retryable"]
        assert 150 < int(response.headers["retry-after"]) <= 180
    question, other = (await coached.again(interview))["questions"]
    assert (question["judging"], question["answered"], other["judging"]) == (True, False, False)
    (attempt,) = await coached.attempts(interview)
    assert attempt["state"] == "judging"
    # Nothing else of it has to wait.
    assert (await coached.draft(interview, "Meanwhile", 1)).status_code == 200
    assert (await coached.score(interview))["answered"] == 0
    coached.script.waiting.set()
    assert (await judging).status_code == 201
    assert coached.asked() == 1


async def test_two_questions_are_judged_at_once(coached: Practice) -> None:
    interview = await coached.create()
    coached.script.waiting.clear()
    judging = [asyncio.create_task(coached.answer(interview, number)) for number in (0, 1)]
    await coached.until_judging(2)
    coached.script.waiting.set()
    assert {each.status_code for each in await asyncio.gather(*judging)} == {201}
    assert (await coached.results(interview))["overall_score"] == 100


async def test_an_interview_is_completed_only_when_nothing_is_judged(coached: Practice) -> None:
    interview = await coached.create()
    coached.script.waiting.clear()
    judging = asyncio.create_task(coached.answer(interview))
    await coached.until_judging()
    response = await coached.send("PATCH", f"{of(interview)}/complete")
    problem = assert_problem(response, 409, "conflict")
    assert problem["detail"] == (
        "An answer is being judged. Wait for its judgement, then complete the interview."
    )
    assert problem["retryable"]
    assert int(response.headers["retry-after"]) > 0
    coached.script.waiting.set()
    assert (await judging).status_code == 201
    assert (await coached.complete(interview))["overall_score"] == 100
    results = await coached.results(interview)
    assert (results["status"], results["overall_score"]) == ("completed", 100)


async def test_a_completed_interview_stays_so_while_a_try_is_judged(coached: Practice) -> None:
    interview = await coached.create()
    completed = await coached.complete(interview)
    coached.script.waiting.clear()
    trying = asyncio.create_task(coached.retry(interview))
    await coached.until_judging()
    assert await coached.complete(interview) == completed
    coached.script.waiting.set()
    assert (await trying).status_code == 201


async def test_the_official_answer_is_told_first_while_a_retry_is_judged(
    coached: Practice,
) -> None:
    interview = await coached.create()
    await coached.judged(interview)
    coached.script.waiting.clear()
    retrying = asyncio.create_task(coached.retry(interview))
    await coached.until_judging(2)
    for response in (await coached.answer(interview), await coached.draft(interview, "New")):
        problem = assert_problem(response, 404, "not_found")
        assert problem["detail"] == "Question already answered"
    assert_problem(await coached.retry(interview), 409, "conflict")
    coached.script.waiting.set()
    assert (await retrying).status_code == 201


async def test_a_judgement_that_comes_too_late_does_not_count(coached: Practice) -> None:
    """Its judge was taken for dead, and the answer was sent again."""
    interview = await coached.create()
    coached.script.waiting.clear()
    late = asyncio.create_task(coached.answer(interview, user_answer="The first words of mine."))
    await coached.until_judging()
    await coached.server.fetch("UPDATE practice_attempts SET judging_until = now()")
    again = asyncio.create_task(coached.answer(interview))
    await coached.until_judging(2)
    coached.script.waiting.set()
    assert (await again).status_code == 201
    problem = assert_problem(await late, 409, "conflict")
    assert "took too long" in problem["detail"]
    first, second = await coached.attempts(interview)
    assert (first["state"], first["failure"]["code"]) == ("failed", "interrupted")
    assert (second["state"], second["is_official"]) == ("judged", True)
    assert (await coached.results(interview))["answered"] == 1
