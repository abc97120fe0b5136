"""Answers: the one that counts, tries for comparison, and what is refused."""

from typing import Any
from uuid import uuid4

import pytest

from tests.doubles import replies
from tests.interviewapis.practice.practising import (
    INTERVIEW,
    NOBODYS,
    Practice,
    answer_path,
    below,
    of,
)
from tests.interviewapis.practice.scripted import JUDGING, Script, malformed
from tests.interviewapis.problems import assert_invalid, assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANSWER = {"user_answer": "I read the plan that the database made."}


def assert_told(response: Any, status: int, detail: str) -> dict[str, Any]:
    """Check a problem and its words."""
    code = {404: "not_found", 409: "conflict"}[status]
    problem = assert_problem(response, status, code)
    assert problem["detail"] == detail
    return problem


async def test_a_judged_answer_stays(either: Practice) -> None:
    interview = await either.create()
    first = await either.judged(interview)
    assert (first["is_official"], first["state"], first["attempt_number"]) == (True, "judged", 1)
    assert_told(await either.answer(interview), 404, "Question already answered")
    if either.models:
        assert either.asked(JUDGING) == 1
    (question, other) = (await either.again(interview))["questions"]
    assert (question["answered"], other["answered"]) == (True, False)
    assert [each["attempt_id"] for each in await either.attempts(interview)] == [
        first["attempt_id"]
    ]


@pytest.mark.parametrize("below_question", ["answer", "attempts", "draft", "follow-up"])
async def test_what_is_not_there_is_told_in_the_documented_words(
    practice: Practice, below_question: str
) -> None:
    interview, other = await practice.create(), await practice.create()
    method, body = ("PUT", {"draft": "x"}) if below_question == "draft" else ("POST", ANSWER)
    body = body if below_question != "follow-up" else None
    for told, question, words in (
        ({"interview_id": NOBODYS}, interview["questions"][0], "Interview not found"),
        (interview, {"id": str(uuid4())}, "Question not found in interview"),
        (interview, other["questions"][0], "Question not found in interview"),
    ):
        path = below(told, question, below_question)
        path = answer_path(told, question) if below_question == "answer" else path
        assert_told(await practice.send(method, path, body), 404, words)
        if below_question == "attempts":
            assert_told(await practice.send("GET", path), 404, words)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("PATCH", "/complete"),
        ("GET", "/results"),
        ("GET", "/score"),
        ("POST", "/next"),
    ],
)
async def test_an_interview_that_is_not_there_is_told(
    practice: Practice, method: str, path: str
) -> None:
    response = await practice.send(method, of({"interview_id": NOBODYS}) + path)
    assert_told(response, 404, "Interview not found")


@pytest.mark.parametrize("identifier", ["1", "None", "0" * 32 + "x"])
async def test_what_can_be_no_id_is_told(practice: Practice, identifier: str) -> None:
    problem = assert_problem(
        await practice.send("GET", of({"interview_id": identifier})), 422, "invalid_request"
    )
    assert problem["errors"][0]["field"] == "path.interview_id"


async def test_a_completed_interview_takes_no_more_answers_but_tries(either: Practice) -> None:
    interview = await either.create()
    await either.judged(interview)
    await either.complete(interview)
    words = (
        "The interview is completed, so it takes no more answers that count. "
        "You can still try the question with POST .../attempts."
    )
    assert_told(await either.answer(interview, 1), 409, words)
    assert_told(await either.draft(interview, "Late", 1), 409, words)
    assert_told(await either.answer(interview), 404, "Question already answered")
    before = await either.results(interview), await either.stats()
    for number in (0, 1, 1):
        tried = (await either.retry(interview, number)).json()
        assert (tried["is_official"], tried["response_id"]) == (False, None)
        assert tried["score"] is not None
    assert len(await either.attempts(interview, 1)) == 2
    assert (await either.results(interview), await either.stats()) == before
    assert not (await either.again(interview))["questions"][1]["answered"]


async def test_tries_are_compared_and_change_nothing_official(either: Practice) -> None:
    interview = await either.create()
    words = "Answer the question first; then you can try again for comparison."
    assert_told(await either.retry(interview), 409, words)
    if either.models:
        either.script.rating = 1
    first = await either.judged(interview, user_answer="I don't know that.", time_taken_seconds=0)
    assert first["is_official"]
    if either.models:
        either.script.rating = 4
    retry = await either.retry(interview, time_taken_seconds=30)
    second = retry.json()
    assert second["score"] > first["score"]
    assert (second["response_id"], second["is_official"], second["answered_at"]) == (
        None,
        False,
        None,
    )
    assert await either.attempts(interview) == [first, second]
    results = await either.results(interview)
    assert [each["response_id"] for each in results["responses"]] == [first["response_id"]]
    assert results["overall_score"] == first["score"]
    stats = await either.stats()
    assert stats["total_questions_answered"] == 1
    assert stats["best_score"] == first["score"]


@pytest.mark.parametrize(
    "fields",
    [
        {"user_answer": "x"},
        {"user_answer": "é" * 5000},
        {"user_answer": f"  {'word ' * 999}last  "},
        {"time_taken_seconds": 0},
        {"time_taken_seconds": None},
        {"time_taken_seconds": 2_147_483_647},
        {"samples": 1},
        {"samples": 5},
    ],
    ids=lambda fields: str(fields)[:40],
)
async def test_what_is_at_a_bound_is_taken(practice: Practice, fields: dict[str, Any]) -> None:
    interview = await practice.create()
    answered = await practice.judged(interview, **fields)
    assert answered["time_taken_seconds"] == fields.get("time_taken_seconds")
    if "user_answer" in fields:
        assert answered["user_answer"] == fields["user_answer"].strip()


NOT_EMPTY = "must not be empty; white space at both ends does not count"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("user_answer", "", NOT_EMPTY),
        ("user_answer", " \n ", NOT_EMPTY),
        ("user_answer", "x" * 5001, "may have at most 5000 characters"),
        ("user_answer", None, "can't be null"),
        ("user_answer", ["x"], "must be a string"),
        ("user_answer", "a\0b", "must not contain the character NUL (U+0000)"),
        ("time_taken_seconds", -1, "must be at least 0"),
        ("time_taken_seconds", "5", "must be a whole number"),
        ("time_taken_seconds", 1.5, "must be a whole number"),
        ("time_taken_seconds", 2_147_483_648, "may be at most 2147483647"),
        ("samples", 0, "must be at least 1"),
        ("samples", 6, "may be at most 5"),
        ("score", 100, "can't be set; leave it out"),
        ("mood", "good", "unknown field; remove it"),
    ],
)
@pytest.mark.parametrize("what", ["answer", "attempts"])
async def test_what_is_not_allowed_is_told_by_field(
    practice: Practice, what: str, field: str, value: Any, message: str
) -> None:
    place = {"interview_id": NOBODYS}, {"id": NOBODYS}
    path = answer_path(*place) if what == "answer" else below(*place, what)
    response = await practice.send("POST", path, ANSWER | {field: value})
    assert_invalid(response, **{f"body__{field}": message})


async def test_an_answer_is_required(practice: Practice) -> None:
    path = answer_path({"interview_id": NOBODYS}, {"id": NOBODYS})
    assert_invalid(await practice.send("POST", path, {}), body__user_answer="is required")


PLANNED = "The plan of the database shows whether an index is used, so I read it first."


async def test_without_key_points_only_a_model_can_judge(either: Practice) -> None:
    interview = await either.create(question_ids=[await either.own_question()])
    answered = await either.judged(interview, user_answer=PLANNED)
    assert bool(answered["response_id"]) == answered["is_official"] == bool(either.models)
    if not either.models:
        assert answered["score"] is None
        assert answered["unscored_reason"]
        assert answered["feedback"]


async def test_an_answer_without_a_score_does_not_count_and_may_be_sent_again(
    practice: Practice,
) -> None:
    interview = await practice.create(question_ids=[await practice.own_question()])
    for number in (1, 2):
        unscored = await practice.judged(interview, user_answer=PLANNED)
        assert (unscored["attempt_number"], unscored["state"]) == (number, "judged")
        assert (unscored["response_id"], unscored["answered_at"]) == (None, None)
        assert unscored["hint"] == (
            "This try has no score, so it does not count. Send the answer again, or a better one; "
            "or leave the question open and go on."
        )
    assert len(await practice.attempts(interview)) == 2

    (question,) = (await practice.again(interview))["questions"]
    assert (question["answered"], question["draft"]) == (False, PLANNED)
    results = await practice.results(interview)
    assert (results["answered"], results["overall_score"], results["responses"]) == (0, None, [])
    scored = await practice.score(interview, summary=True)
    assert (scored["answered"], scored["skipped"], scored["completion_rate"]) == (0, 1, 0)
    assert scored["overall_summary"] is None
    assert [each["answered"] for each in scored["question_scores"]] == [False]
    assert (await practice.stats())["total_questions_answered"] == 0
    (listed,) = (await practice.get(INTERVIEW))["interviews"]
    assert (listed["answered"], listed["overall_score"]) == (0, None)
    for response in (await practice.retry(interview), await practice.follow_up(interview)):
        assert assert_problem(response, 409, "conflict")["detail"].startswith("Answer the question")


async def test_key_points_that_come_later_are_judged_by(practice: Practice) -> None:
    mine = await practice.own_question()
    interview = await practice.create(question_ids=[mine])
    assert (await practice.judged(interview, user_answer=PLANNED))["score"] is None
    await practice.server.fetch(
        "UPDATE questions SET key_points = $1::jsonb WHERE question_id = $2",
        '[{"point": "Read the plan of the database to see whether an index is used", "weight": 3}]',
        mine,
    )
    judged = await practice.judged(interview, user_answer=PLANNED)
    assert (judged["is_official"], judged["attempt_number"]) == (True, 2)
    assert judged["score"] > 50
    assert [each["weight"] for each in judged["points"]] == [3]
    assert (await practice.results(interview))["overall_score"] == judged["score"]


async def test_several_samples_show_how_far_judgements_lie_apart(coached: Practice) -> None:
    interview = await coached.create()
    ratings = iter((4, 1, 3))

    async def judge(exchange: Any) -> None:
        script = Script()
        script.rating = next(ratings)
        await script(exchange)

    coached.script.instead[JUDGING] = judge
    answered = await coached.judged(interview, samples=3)
    assert sorted(answered["sample_scores"]) == [25, 75, 100]
    assert answered["score"] == 75
    assert coached.asked(JUDGING) == 3


async def test_samples_that_fail_are_left_out_while_there_are_others(coached: Practice) -> None:
    interview = await coached.create()
    good = Script()
    coached.script.instead[JUDGING] = replies.in_turn(
        replies.error(500), malformed, malformed, good
    )
    answered = await coached.judged(interview, samples=3)
    assert answered["score"] == 100
    assert len(answered["sample_scores"]) in (1, 2)


async def test_time_is_measured_from_the_first_look(practice: Practice) -> None:
    interview = await practice.create()
    path = of(interview)
    await practice.get(path)
    await practice.server.fetch(
        "UPDATE practice_questions SET shown_at = shown_at - interval '100 seconds'"
        " WHERE session_id = $1",
        interview["interview_id"],
    )
    await practice.get(path)
    answered = await practice.judged(interview, time_taken_seconds=5)
    assert answered["time_taken_seconds"] == 5
    assert 100 <= answered["measured_seconds"] < 160
