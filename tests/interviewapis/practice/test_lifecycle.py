"""The documented life of a practice interview, in its five steps, without and with a model."""

from datetime import datetime

import pytest

from tests.interviewapis.practice.practising import INTERVIEW, Practice, made, of
from tests.interviewapis.practice.scripted import JUDGING, SUMMING_UP

pytestmark = pytest.mark.asyncio(loop_scope="module")

CREATED = {
    "interview_id",
    "job_role",
    "difficulty",
    "question_type",
    "total_questions",
    "questions",
    "status",
    "created_at",
}
QUESTION = {"id", "question", "type", "difficulty", "expected_points", "order_number"}
ANSWERED = {
    "response_id",
    "interview_id",
    "question_id",
    "question_text",
    "user_answer",
    "score",
    "feedback",
    "strengths",
    "improvements",
    "keywords_mentioned",
    "time_taken_seconds",
    "answered_at",
}
LISTED = CREATED - {"question_type", "questions"} | {"overall_score"}
RESULTS = {
    "interview_id",
    "job_role",
    "difficulty",
    "status",
    "overall_score",
    "total_questions",
    "answered",
    "responses",
    "created_at",
    "completed_at",
}
RESPONSE = ANSWERED - {"interview_id", "keywords_mentioned"} | {"question_type", "order_number"}
SCORED = {
    "interview_id",
    "job_role",
    "difficulty",
    "status",
    "overall_score",
    "performance",
    "total_questions",
    "answered",
    "skipped",
    "completion_rate",
    "category_scores",
    "question_scores",
    "overall_summary",
    "top_strengths",
    "top_improvements",
    "started_at",
    "completed_at",
}
QUESTION_SCORE = {
    "question_id",
    "question_text",
    "question_type",
    "order_number",
    "score",
    "feedback",
    "strengths",
    "improvements",
    "answered",
}
COMPLETED = {"interview_id", "status", "message", "completed_at"}
STATS = {
    "total_interviews": 0,
    "completed_interviews": 0,
    "average_score": 0,
    "best_score": 0,
    "total_questions_answered": 0,
    "account_status": "active",
}
ORDER = {
    "job_role": "Python Developer",
    "difficulty": "intermediate",
    "num_questions": 3,
    "question_type": "technical",
}
"""As the document sends it."""


async def test_the_five_documented_steps(either: Practice) -> None:
    stats = await either.stats()
    assert STATS.items() <= stats.items()
    assert set(stats) == {*STATS, "member_since"}

    # 1: create
    interview = made(await either.send("POST", f"{INTERVIEW}/create", ORDER))
    assert set(interview) >= CREATED
    assert interview["total_questions"] == len(interview["questions"]) == 3
    assert interview["status"] == "in_progress"
    assert {name: interview[name] for name in ORDER if name != "num_questions"} == {
        name: value for name, value in ORDER.items() if name != "num_questions"
    }
    for number, question in enumerate(interview["questions"], start=1):
        assert set(question) >= QUESTION
        assert question["order_number"] == number
        assert question["type"] in ("technical", "coding", "system_design")
        assert question["difficulty"] == "intermediate"
        assert len(question["expected_points"]) >= 2
    assert (await either.stats())["total_interviews"] == 1
    assert await either.again(interview) == interview

    # 2: submit an answer
    answered = await either.judged(interview, time_taken_seconds=120)
    assert set(answered) >= ANSWERED
    assert answered["time_taken_seconds"] == 120
    assert answered["question_text"] == interview["questions"][0]["question"]
    assert 70 < answered["score"] <= 100
    assert answered["feedback"]
    assert answered["judged_by"] == ("model" if either.models else "coverage")
    stats = await either.stats()
    assert (stats["total_questions_answered"], stats["best_score"], stats["average_score"]) == (
        1,
        answered["score"],
        answered["score"],
    )

    # 3: results
    results = await either.results(interview)
    assert set(results) == RESULTS
    assert (results["answered"], results["overall_score"]) == (1, answered["score"])
    (response,) = results["responses"]
    assert set(response) >= RESPONSE
    assert {name: response[name] for name in RESPONSE & set(answered)} == {
        name: answered[name] for name in RESPONSE & set(answered)
    }

    # 4: score
    scored = await either.score(interview, summary=True)
    assert set(scored) == {*SCORED, "summary_by"}
    assert set(scored["question_scores"][0]) == QUESTION_SCORE
    assert (scored["answered"], scored["skipped"], scored["completion_rate"]) == (1, 2, 33.33)
    assert scored["overall_summary"]
    assert scored["performance"]["level"] in ("excellent", "good")

    # 5: complete
    completed = await either.complete(interview)
    assert set(completed) >= COMPLETED
    assert completed["status"] == "completed"
    assert completed["message"] == "Interview completed successfully"
    assert (await either.stats())["completed_interviews"] == 1
    shown = await either.again(interview)
    assert (shown["status"], shown["completed_at"]) == ("completed", completed["completed_at"])
    listed = await either.get(f"{INTERVIEW}/")
    assert listed["total"] == 1
    assert set(listed["interviews"][0]) >= LISTED
    assert listed["interviews"][0]["overall_score"] == answered["score"]


async def test_the_response_says_who_made_and_judged(either: Practice) -> None:
    interview = await either.create()
    answered = await either.judged(interview)
    scored = await either.score(interview, summary=True)
    provider = "openai" if either.models else "library"
    assert interview["provider"] == answered["provider"] == scored["summary_by"] == provider
    assert interview["model"]
    assert answered["rubric_version"]
    assert bool(interview["prompt_version"]) == bool(answered["prompt_version"])
    assert bool(interview["prompt_version"]) == bool(either.models)
    if either.models:
        assert (either.asked(JUDGING), either.asked(SUMMING_UP)) == (1, 1)


async def test_completing_again_changes_nothing(either: Practice) -> None:
    interview = await either.create()
    await either.judged(interview)
    first = await either.complete(interview)
    assert await either.complete(interview) == first
    assert first["duration_minutes"] == 0
    scored = await either.score(interview)
    assert (scored["status"], scored["skipped"]) == ("completed", 1)
    # The same moment; one of them leaves out zeros at the end of its microseconds.
    assert datetime.fromisoformat(scored["completed_at"]) == datetime.fromisoformat(
        first["completed_at"]
    )


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{INTERVIEW}/"),
        ("GET", "/api/skill-gaps/"),
        ("GET", "/api/user/stats/"),
    ],
)
async def test_a_trailing_slash_makes_no_difference(
    practice: Practice, method: str, path: str
) -> None:
    """The document writes some addresses with it."""
    with_it = await practice.send(method, path)
    without = await practice.send(method, path.rstrip("/"))
    assert (with_it.status_code, with_it.text) == (200, without.text)


async def test_slashes_of_requests_that_change_something(practice: Practice) -> None:
    response = await practice.send("POST", f"{INTERVIEW}/create/", ORDER)
    completed = await practice.send("PATCH", f"{of(made(response))}/complete/")
    assert completed.status_code == 200
