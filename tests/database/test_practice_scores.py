"""What practice comes to: results, reviews, summaries, a person's figures, the bank's counters."""

import json
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from database.engine import Database
from database.models import LOCAL_USER_ID
from database.statements.practice_questions import ADD_FOLLOW_UP
from database.statements.practice_scores import (
    PRACTICE_STATS,
    READ_RESULTS,
    REVIEW_SESSION,
    SAVE_SUMMARY,
)
from database.statements.practice_sessions import COMPLETE_SESSION
from database.statements.questions import COPY_ENTRY, READ_QUESTION
from tests.database.practice_rows import (
    POINTS,
    UNSCORED,
    create,
    entries,
    give,
    question,
    which,
)
from tests.database.run_rows import AWKWARD, other_user

OWN = {"owner_id": LOCAL_USER_ID}


async def follow_up(database: Database, interview: dict[str, Any]) -> dict[str, Any]:
    """Ask a follow-up of the first question; an interview with only that."""
    values = which(interview) | {
        "parent_question_id": UUID(interview["questions"][0]["id"]),
        "question": json.dumps(question(question="Why?")),
    }
    (row,) = await database.write(ADD_FOLLOW_UP, values)
    return interview | {"questions": [json.loads(row["body"])]}


async def results(database: Database, interview: dict[str, Any]) -> dict[str, Any]:
    """The results of an interview."""
    (row,) = await database.rows(READ_RESULTS, which(interview))
    return dict(json.loads(row["body"]))


async def stats(database: Database) -> dict[str, Any]:
    """The caller's figures, without those of the account."""
    (row,) = await database.rows(PRACTICE_STATS, OWN)
    shown = json.loads(row["body"])
    assert (shown.pop("account_status"), bool(shown.pop("member_since"))) == ("active", True)
    return dict(shown)


# Results


async def test_results_show_official_answers_in_their_order(database: Database) -> None:
    made = await create(database)
    second = await give(database, made, 1, score=51)
    first = await give(database, made, 0, score=85)
    await give(database, made, 0, is_official=False, score=99)
    third = await give(database, await follow_up(database, made), score=30)
    shown = await results(database, made)
    answers = shown.pop("responses")
    assert shown == {
        "interview_id": made["interview_id"],
        "job_role": "Python Developer",
        "difficulty": "intermediate",
        "status": "in_progress",
        "overall_score": 68,
        "total_questions": 3,
        "answered": 2,
        "created_at": made["created_at"],
        "completed_at": None,
    }
    assert [each["response_id"] for each in answers] == [
        each["response_id"] for each in (first, third, second)
    ]
    assert answers[0] == {
        "response_id": first["response_id"],
        "question_id": made["questions"][0]["id"],
        "question_text": question()["question"],
        "question_type": "technical",
        "order_number": 1,
        "kind": "main",
        "parent_id": None,
        "skill": "PostgreSQL",
        "user_answer": AWKWARD,
        "score": 85,
        "feedback": AWKWARD,
        "strengths": ["Clear.", AWKWARD],
        "improvements": ["Say why."],
        "keywords_mentioned": ["index"],
        "judged_by": "model",
        "provider": "openai",
        "model": "gpt",
        "time_taken_seconds": 120,
        "measured_seconds": first["measured_seconds"],
        "answered_at": first["answered_at"],
    }
    assert answers[1]["parent_id"] == made["questions"][0]["id"]


async def test_results_of_nothing_are_empty(database: Database) -> None:
    shown = await results(database, await create(database))
    assert (shown["overall_score"], shown["answered"], shown["responses"]) == (None, 0, [])


@pytest.mark.parametrize(
    ("scores", "mean"),
    [
        ([85, 50, 20], 51.67),
        ([0, 0, 0.01], 0),
        ([100, None, 50], 75),
        ([None, None, None], None),
        ([66.665, 66.665, 66.67], 66.67),
    ],
)
async def test_the_overall_score_is_the_mean_of_what_could_be_scored(
    database: Database, scores: list[float | None], mean: float | None
) -> None:
    made = await create(database)
    for place, score in enumerate(scores):
        await give(database, made, place, **UNSCORED if score is None else {"score": score})
    shown = await results(database, made)
    scored = [score for score in scores if score is not None]
    assert (shown["overall_score"], shown["answered"]) == (mean, len(scored))
    assert [each["score"] is None for each in shown["responses"]] == [False] * len(scored)


# Reviews and summaries


async def review(database: Database, interview: dict[str, Any]) -> dict[str, Any]:
    """Everything of an interview."""
    (row,) = await database.rows(REVIEW_SESSION, which(interview))
    return dict(row) | {"questions": json.loads(row["questions"])}


async def test_a_review_has_all_questions_with_their_answers(
    database: Database, admin: asyncpg.Connection
) -> None:
    (entry,) = await entries(admin, 1)
    made = await create(
        database, questions=[question(bank_id=entry), question(type="coding")], total_questions=2
    )
    first = await give(database, made, score=51.67)
    await give(database, made, is_official=False, score=99)
    await follow_up(database, made)
    row = await review(database, made)
    questions = row.pop("questions")
    assert (row["job_role"], row["overall_score"], row["total_questions"]) == (
        "Python Developer",
        51.67,
        2,
    )
    assert (row["summary"], row["summary_of"], row["is_adaptive"]) == (None, None, False)
    assert [(each["order_number"], each["kind"]) for each in questions] == [
        (1, "main"),
        (1, "follow_up"),
        (2, "main"),
    ]
    assert questions[0].pop("answer") == {
        "response_id": first["response_id"],
        "attempt_id": first["attempt_id"],
        "missed_points": [POINTS[1]["point"]],
        **{
            name: first[name]
            for name in (
                *("user_answer", "score", "feedback", "strengths"),
                *("improvements", "keywords_mentioned", "judged_by", "provider", "model"),
                *("time_taken_seconds", "measured_seconds", "answered_at"),
            )
        },
    }
    assert questions[0] == {
        "id": made["questions"][0]["id"],
        "question": question()["question"],
        "type": "technical",
        "difficulty": "intermediate",
        "expected_points": POINTS,
        "skill": "PostgreSQL",
        "bank_id": entry,
        "kind": "main",
        "parent_id": None,
        "order_number": 1,
        "has_judgement": True,
    }
    assert [each["has_judgement"] for each in questions[1:]] == [False, False]
    assert [each["answer"] for each in questions[1:]] == [None, None]


async def test_without_a_score_there_is_no_answer_to_look_back_on(database: Database) -> None:
    made = await create(database)
    await give(database, made, **UNSCORED)
    row = await review(database, made)
    assert [each["answer"] for each in row["questions"]] == [None, None, None]
    shown = await results(database, made)
    assert (shown["answered"], shown["responses"]) == (0, [])


async def test_a_summary_is_kept_with_what_it_is_of(database: Database) -> None:
    made = await create(database)
    summary = {"text": AWKWARD, "strengths": [], "improvements": [AWKWARD]}
    values = which(made) | {"summary": json.dumps(summary), "summary_of": b"\0\xff"}
    assert await database.write(SAVE_SUMMARY, values)
    row = await review(database, made)
    assert (json.loads(row["summary"]), row["summary_of"]) == (summary, b"\0\xff")


# Figures


async def test_figures_of_nothing_are_zero(database: Database) -> None:
    assert await stats(database) == {
        "total_interviews": 0,
        "completed_interviews": 0,
        "average_score": 0,
        "best_score": 0,
        "total_questions_answered": 0,
    }


async def test_figures_are_of_official_answers_to_main_questions(
    database: Database, admin: asyncpg.Connection
) -> None:
    first, second, third = [await create(database) for _ in range(3)]
    await give(database, first, 0, score=40)
    await give(database, first, 0, is_official=False, score=100)
    await give(database, await follow_up(database, first), score=90)
    await give(database, first, 1, **UNSCORED)
    await give(database, second, 0, score=75.5)
    await give(database, second, 1, score=20)
    for each in (first, third):
        await database.write(COMPLETE_SESSION, which(each))
    await create(database, owner_id=await other_user(admin))
    assert await stats(database) == {
        "total_interviews": 3,
        "completed_interviews": 2,
        "average_score": 45.17,
        "best_score": 75.5,
        "total_questions_answered": 3,
    }


# The question bank


async def bank(database: Database, question_id: int) -> tuple[int, float | None]:
    """How often a question was practised, and how its answers were rated, as the bank shows it."""
    (row,) = await database.rows(READ_QUESTION, OWN | {"question_id": question_id})
    shown = json.loads(row["body"])
    return shown["times_practiced"], shown["average_rating"]


async def practise(database: Database, bank_id: int, *scores: float | None) -> None:
    """Answer a question of the bank, and try again."""
    made = await create(database, questions=[question(bank_id=bank_id)])
    for number, score in enumerate(scores):
        judged = UNSCORED if score is None else {"score": score}
        await give(database, made, is_official=number == 0, **judged)


async def test_practice_counts_in_the_library(
    database: Database, admin: asyncpg.Connection
) -> None:
    entry, other = await entries(admin, 2)
    before = await admin.fetchrow("SELECT * FROM questions WHERE question_id = $1", entry)
    await practise(database, entry, 40, 90)
    assert await bank(database, entry) == (2, 6.5)
    await practise(database, entry, None)
    assert await bank(database, entry) == (3, 6.5)
    assert await bank(database, other) == (0, None)
    # What it is for everybody stays as it was.
    assert await admin.fetchrow("SELECT * FROM questions WHERE question_id = $1", entry) == before


async def test_practice_counts_in_ones_own_questions(
    database: Database, admin: asyncpg.Connection
) -> None:
    mine = await admin.fetchval(
        "INSERT INTO questions (owner_id, question_text, question_category)"
        " VALUES ($1, 'What is mine?', 'other') RETURNING question_id",
        LOCAL_USER_ID,
    )
    before = await admin.fetchrow("SELECT * FROM questions WHERE question_id = $1", mine)
    await practise(database, mine, None)
    assert await bank(database, mine) == (1, None)
    await practise(database, mine, 55.55, 10)
    assert await bank(database, mine) == (3, 3.28)
    after = await admin.fetchrow("SELECT * FROM questions WHERE question_id = $1", mine)
    assert after["updated_at"] == before["updated_at"]


async def test_an_entry_and_ones_own_version_of_it_count_as_one(
    database: Database, admin: asyncpg.Connection
) -> None:
    (entry,) = await entries(admin, 1)
    await practise(database, entry, 40)
    (row,) = await database.write(COPY_ENTRY, OWN | {"question_id": entry})
    assert await bank(database, entry) == (1, 4)
    await practise(database, entry, 60)
    await practise(database, row["question_id"], 80)
    for each in (entry, row["question_id"]):
        assert await bank(database, each) == (3, 6)
    assert await admin.fetchval("SELECT count(*) FROM library_uses") == 0


async def test_what_another_practised_does_not_count(
    database: Database, admin: asyncpg.Connection
) -> None:
    (entry,) = await entries(admin, 1)
    await practise(database, entry, 40)
    other = await other_user(admin)
    await admin.execute("UPDATE practice_sessions SET job_role = 'Theirs'")
    await admin.execute("UPDATE library_uses SET owner_id = $1", other)
    assert await bank(database, entry) == (0, None)
