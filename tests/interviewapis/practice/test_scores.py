"""Scores: levels, categories, totals, and the summary."""

from typing import Any

import pytest

from tests.doubles import replies
from tests.interviewapis.practice.practising import Practice, of
from tests.interviewapis.practice.scripted import JUDGING, SUMMING_UP, malformed, summary
from tests.interviewapis.problems import assert_invalid, assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEVELS = [
    (100, "excellent", "Excellent! 🌟", "green"),
    (85, "excellent", "Excellent! 🌟", "green"),
    (84.99, "good", "Good 👍", "blue"),
    (70, "good", "Good 👍", "blue"),
    (69.99, "average", "Average 📈", "yellow"),
    (50, "average", "Average 📈", "yellow"),
    (49.99, "poor", "Needs Work 💪", "red"),
    (0, "poor", "Needs Work 💪", "red"),
]


@pytest.mark.parametrize(("score", "level", "label", "color"), LEVELS)
async def test_documented_levels(
    coached: Practice, score: float, level: str, label: str, color: str
) -> None:
    interview = await coached.create()
    await coached.judged(interview)
    # What a rubric never yields, a mean of several may.
    await coached.server.fetch(
        "UPDATE practice_sessions SET overall_score = $1 WHERE session_id = $2",
        score,
        interview["interview_id"],
    )
    performance = (await coached.score(interview))["performance"]
    assert performance.pop("message")
    assert performance == {"level": level, "label": label, "color": color}


async def test_totals_categories_and_what_was_skipped(coached: Practice) -> None:
    interview = await coached.create(num_questions=5, question_type="mixed")
    types = [each["type"] for each in interview["questions"]]
    for number, rating in ((0, 4), (1, 1), (2, 2)):
        coached.script.rating = rating
        await coached.judged(interview, number)
    scored = await coached.score(interview)
    assert (scored["overall_score"], scored["answered"], scored["skipped"]) == (58.33, 3, 2)
    assert (scored["total_questions"], scored["completion_rate"]) == (5, 60)
    scores = dict(zip(range(5), (100, 25, 50, None, None), strict=True))
    for category in scored["category_scores"]:
        numbers = [number for number, each in enumerate(types) if each == category["category"]]
        given = [each for number in numbers if (each := scores[number]) is not None]
        mean = round(sum(given) / len(given), 2) if given else None
        assert category == {
            "category": category["category"],
            "average_score": mean,
            "total_questions": len(numbers),
            "answered": len(given),
        }
    assert {each["category"] for each in scored["category_scores"]} == set(types)
    told = [(each["score"], each["answered"]) for each in scored["question_scores"]]
    assert told == [(100, True), (25, True), (50, True), (None, False), (None, False)]
    unanswered = scored["question_scores"][-1]
    assert (unanswered["feedback"], unanswered["strengths"]) == (None, [])
    assert scored["top_strengths"] == ["You say what matters."]
    stats = await coached.stats()
    assert (stats["average_score"], stats["best_score"]) == (58.33, 100)


async def test_nothing_answered_is_no_score_of_zero(either: Practice) -> None:
    interview = await either.create()
    scored = await either.score(interview, summary=True)
    assert (scored["overall_score"], scored["performance"], scored["overall_summary"]) == (
        None,
        None,
        None,
    )
    assert (scored["answered"], scored["skipped"], scored["completion_rate"]) == (0, 2, 0)
    assert (await either.results(interview))["responses"] == []


async def test_what_could_not_be_scored_stays_out_of_means(coached: Practice) -> None:
    interview = await coached.create()
    await coached.judged(interview, 0)
    coached.script.rating = None
    unscored = await coached.judged(interview, 1)
    assert unscored["score"] is None
    assert unscored["unscored_reason"]
    assert (unscored["response_id"], unscored["is_official"]) == (None, False)
    scored = await coached.score(interview)
    assert (scored["overall_score"], scored["answered"], scored["skipped"]) == (100, 1, 1)
    assert scored["category_scores"][0]["average_score"] == 100
    assert scored["category_scores"][0]["answered"] == 1
    stats = await coached.stats()
    assert (stats["average_score"], stats["total_questions_answered"]) == (100, 1)
    coached.script.rating = 2
    assert (await coached.judged(interview, 1))["is_official"]
    scored = await coached.score(interview)
    assert (scored["overall_score"], scored["answered"], scored["skipped"]) == (75, 2, 0)


async def test_follow_ups_stand_outside_totals(coached: Practice) -> None:
    interview = await coached.create()
    await coached.judged(interview)
    before = await coached.score(interview), await coached.stats()
    asked = (await coached.follow_up(interview)).json()
    coached.script.rating = 1
    shown = await coached.again(interview)
    assert shown["questions"][1]["id"] == asked["id"]
    judged = await coached.judged(shown, 1, user_answer="I would measure the effect of each one.")
    assert judged["kind"] == "follow_up"
    after = await coached.score(interview), await coached.stats()
    for name in ("overall_score", "answered", "skipped", "completion_rate", "category_scores"):
        assert before[0][name] == after[0][name]
    assert before[1] == after[1]
    assert len(after[0]["question_scores"]) == 2
    results = await coached.results(interview)
    assert [each["kind"] for each in results["responses"]] == ["main", "follow_up"]
    assert (results["answered"], results["total_questions"]) == (1, 2)
    assert results["responses"][1]["parent_id"] == interview["questions"][0]["id"]


async def test_a_summary_is_kept_until_another_answer_is_judged(coached: Practice) -> None:
    interview = await coached.create()
    assert (await coached.score(interview, summary=True))["overall_summary"] is None
    await coached.judged(interview)
    assert (await coached.score(interview))["overall_summary"] is None
    assert coached.asked(SUMMING_UP) == 0
    first = await coached.score(interview, summary=True)
    assert first["overall_summary"] == summary("")["summary"]
    assert first["top_improvements"] == ["Say what things cost."]
    assert (await coached.score(interview, summary=True)) == first
    await coached.retry(interview)
    await coached.complete(interview)
    again = await coached.score(interview, summary=True)
    assert again["overall_summary"] == first["overall_summary"]
    assert coached.asked(SUMMING_UP) == 1


async def test_another_answer_brings_another_summary(coached: Practice) -> None:
    interview = await coached.create()
    for number in (0, 1):
        await coached.judged(interview, number)
        await coached.score(interview, summary=True)
    assert coached.asked(SUMMING_UP) == 2


async def test_an_answer_without_a_score_brings_no_other_summary(coached: Practice) -> None:
    interview = await coached.create()
    await coached.judged(interview)
    first = await coached.score(interview, summary=True)
    coached.script.rating = None
    await coached.judged(interview, 1)
    assert await coached.score(interview, summary=True) == first
    assert coached.asked(SUMMING_UP) == 1


@pytest.mark.parametrize("scopes", [["read"], ["ask"], ["read", "ask"]], ids="+".join)
async def test_a_key_that_only_reads_gets_no_summary(coached: Practice, scopes: list[str]) -> None:
    interview = await coached.create()
    await coached.judged(interview)
    response = await coached.send(
        "POST", "/api/user/api-keys", {"key_name": "script", "scopes": scopes}
    )
    assert response.status_code == 201, response.text
    key = {"X-API-Key": response.json()["api_key"]}

    async def score(query: str) -> Any:
        path = f"{of(interview)}/score?{query}"
        return await coached.server.client.get(path, headers=key)

    plain = await score("generate_summary=false")
    assert plain.json() == await coached.score(interview)
    if "ask" in scopes:
        assert (await score("")).json()["overall_summary"]
        return
    for query in ("", "generate_summary=true"):
        problem = assert_problem(await score(query), 403, "forbidden")
        assert "lacks the scope ask" in problem["detail"]
    assert coached.asked(SUMMING_UP) == 0


@pytest.mark.parametrize("reply", [malformed, replies.error(500)], ids=["malformed", "500"])
async def test_a_summary_that_stands_in_for_the_models_is_not_kept(
    coached: Practice, reply: Any
) -> None:
    interview = await coached.create()
    await coached.judged(interview)
    coached.script.instead[SUMMING_UP] = reply
    standing_in = await coached.score(interview, summary=True)
    assert standing_in["summary_by"] == "library"
    assert standing_in["overall_summary"]
    del coached.script.instead[SUMMING_UP]
    assert (await coached.score(interview, summary=True))["summary_by"] == "openai"


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("generate_summary=maybe", "generate_summary", "must be true or false"),
        ("summary=true", "summary", "unknown parameter; this address takes generate_summary"),
    ],
)
async def test_queries_of_scores_are_checked(
    coached: Practice, query: str, field: str, message: str
) -> None:
    interview = await coached.create()
    response = await coached.send("GET", f"{of(interview)}/score?{query}")
    assert_invalid(response, **{f"query__{field}": message})


async def test_scoring_costs_no_judgement(coached: Practice) -> None:
    interview = await coached.create()
    await coached.judged(interview)
    for _ in range(2):
        await coached.score(interview, summary=True)
        await coached.results(interview)
    assert coached.asked(JUDGING) == 1
