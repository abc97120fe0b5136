"""Attempts to answer: beginning one, and trying again."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from database.engine import Database
from database.errors import ConstraintViolated
from database.models import LOCAL_USER_ID
from database.statements.practice_attempt_rows import JUDGING_LASTS
from database.statements.practice_attempts import LIST_ATTEMPTS, START_ATTEMPT
from database.statements.practice_sessions import COMPLETE_SESSION, MARK_SHOWN
from tests.database.practice_rows import (
    POINTS,
    answer,
    create,
    fail,
    finish,
    give,
    pass_time,
    question,
    shown,
    standing,
    start,
    tried,
    which,
)
from tests.database.run_rows import AWKWARD, other_user

# Beginning


async def test_a_judge_gets_what_it_needs(database: Database, admin: asyncpg.Connection) -> None:
    asked = question(difficulty="advanced", type="system_design")
    made = await create(database, job_role=AWKWARD, questions=[asked])
    (row,) = await database.write(START_ATTEMPT, answer(made))
    assert (row["attempt_number"], row["job_role"]) == (1, AWKWARD)
    assert json.loads(row["question"]) == {
        name: asked[name] for name in asked if name != "embedding"
    }
    kept = await admin.fetchrow("SELECT * FROM practice_attempts")
    assert (kept["attempt_id"], kept["answer"], kept["state"], kept["is_official"]) == (
        row["attempt_id"],
        AWKWARD,
        "judging",
        True,
    )
    assert kept["judging_until"] - kept["created_at"] == JUDGING_LASTS


@pytest.mark.parametrize("time_taken", [None, 0, 2**31 - 1])
async def test_given_and_measured_time_are_both_kept(
    database: Database, admin: asyncpg.Connection, time_taken: int | None
) -> None:
    made = await create(database)
    await database.write(MARK_SHOWN, which(made))
    await pass_time(admin, timedelta(seconds=100))
    given = await shown(
        database, await start(database, answer(made, time_taken_seconds=time_taken))
    )
    assert given["time_taken_seconds"] == time_taken
    assert 100 <= given["measured_seconds"] < 160


async def test_time_is_measured_from_what_was_answered_before(
    database: Database, admin: asyncpg.Connection
) -> None:
    """All questions are shown at once, but answered one after the other."""
    made = await create(database)
    await database.write(MARK_SHOWN, which(made))
    await pass_time(admin, timedelta(seconds=500))
    await give(database, made, 0)
    await pass_time(admin, timedelta(seconds=100))
    second = await give(database, made, 1)
    assert 100 <= second["measured_seconds"] < 160


async def test_time_of_what_was_only_made_is_measured_from_its_making(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database)
    await pass_time(admin, timedelta(seconds=100))
    assert 100 <= (await give(database, made))["measured_seconds"] < 160


async def test_one_at_a_time_is_judged(database: Database) -> None:
    made = await create(database)
    assert await standing(database, made) == ("in_progress", True, False, None)
    await start(database, answer(made))
    assert await database.write(START_ATTEMPT, answer(made)) == []
    status, has_question, is_answered, retry_after = await standing(database, made) or ()
    assert (status, has_question, is_answered) == ("in_progress", True, False)
    assert 170 <= retry_after <= 180
    # Another question does not wait for it.
    assert await database.write(START_ATTEMPT, answer(made, 1))


async def test_why_nothing_can_begin_is_told(database: Database) -> None:
    made, other = await create(database), await create(database)
    mixed = made | {"questions": other["questions"]}
    nowhere = made | {"interview_id": str(uuid4())}
    assert await database.write(START_ATTEMPT, answer(mixed)) == []
    assert await standing(database, mixed) == ("in_progress", False, False, None)
    assert await database.write(START_ATTEMPT, answer(nowhere)) == []
    assert await standing(database, nowhere) is None
    await give(database, made)
    assert await database.write(START_ATTEMPT, answer(made)) == []
    assert await standing(database, made) == ("in_progress", True, True, None)
    await database.write(COMPLETE_SESSION, which(made))
    assert await database.write(START_ATTEMPT, answer(made, 1)) == []
    assert await standing(database, made, 1) == ("completed", True, False, None)


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"answer": ""}, "practice_attempts_answer_length_check"),
        ({"answer": "x" * 5001}, "practice_attempts_answer_length_check"),
        ({"time_taken_seconds": -1}, "practice_attempts_time_taken_seconds_range_check"),
    ],
)
async def test_what_breaks_the_rules_is_not_begun(
    database: Database, admin: asyncpg.Connection, changed: dict[str, Any], constraint: str
) -> None:
    made = await create(database)
    with pytest.raises(ConstraintViolated) as violated:
        await database.write(START_ATTEMPT, answer(made, **changed))
    assert violated.value.constraint == constraint
    assert await admin.fetchval("SELECT count(*) FROM practice_attempts") == 0


# Key points that came later


async def begun(database: Database, admin: asyncpg.Connection, **asked: Any) -> Any:
    """Begin an attempt at a question of one's own; the row."""
    points = json.dumps(asked.pop("later"))
    mine = await admin.fetchval(
        "INSERT INTO questions (owner_id, question_text, question_category, key_points)"
        " VALUES ($1, 'What is mine?', 'other', $2::jsonb) RETURNING question_id",
        asked.pop("owner_id", LOCAL_USER_ID),
        points,
    )
    made = await create(database, questions=[question(bank_id=mine, **asked)])
    await admin.execute("UPDATE practice_questions SET bank_question_id = $1", mine)
    (row,) = await database.write(START_ATTEMPT, answer(made))
    return row


async def test_points_that_a_question_got_later_are_brought_along(
    database: Database, admin: asyncpg.Connection
) -> None:
    row = await begun(database, admin, expected_points=[], later=POINTS)
    assert json.loads(row["later_points"]) == POINTS
    assert json.loads(row["question"])["expected_points"] == []


async def test_points_that_were_taken_along_stay(
    database: Database, admin: asyncpg.Connection
) -> None:
    assert (await begun(database, admin, later=POINTS))["later_points"] is None


async def test_points_of_somebody_elses_question_are_not_brought_along(
    database: Database, admin: asyncpg.Connection
) -> None:
    theirs = await other_user(admin)
    row = await begun(database, admin, expected_points=[], later=POINTS, owner_id=theirs)
    assert row["later_points"] is None


# Trying again


async def test_retries_follow_an_answer_and_never_change_it(database: Database) -> None:
    made = await create(database)
    assert await database.write(START_ATTEMPT, answer(made, is_official=False)) == []
    official = await give(database, made, score=40)
    better = await give(database, made, is_official=False, score=90)
    assert (better["response_id"], better["answered_at"]) == (None, None)
    assert (better["attempt_number"], better["measured_seconds"]) == (2, None)
    assert await tried(database, made) == {
        "interview_id": made["interview_id"],
        "question_id": made["questions"][0]["id"],
        "question_text": question()["question"],
        "attempts": [official, better],
    }
    assert (await tried(database, made, 1))["attempts"] == []


async def test_a_retry_waits_for_another_and_may_fail(database: Database) -> None:
    made = await create(database)
    await give(database, made)
    attempt_id = await start(database, answer(made, is_official=False))
    assert await database.write(START_ATTEMPT, answer(made, is_official=False)) == []
    assert await fail(database, attempt_id)
    assert await start(database, answer(made, is_official=False))
    states = [each["state"] for each in (await tried(database, made))["attempts"]]
    assert states == ["judged", "failed", "judging"]


async def test_what_is_over_can_be_retried_and_stays_over(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database)
    await give(database, made, score=40)
    await database.write(COMPLETE_SESSION, which(made))
    assert (await give(database, made, is_official=False, score=90))["score"] == 90
    row = await admin.fetchrow("SELECT status, overall_score FROM practice_sessions")
    assert tuple(row) == ("completed", 40)


async def test_what_was_left_open_can_be_tried_when_it_is_over(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database)
    assert await database.write(START_ATTEMPT, answer(made, is_official=False)) == []
    await database.write(COMPLETE_SESSION, which(made))
    assert await database.write(START_ATTEMPT, answer(made)) == []
    tried_late = await give(database, made, is_official=False, score=90)
    assert (tried_late["response_id"], tried_late["is_official"]) == (None, False)
    assert (await give(database, made, is_official=False))["attempt_number"] == 2
    row = await admin.fetchrow("SELECT status, overall_score FROM practice_sessions")
    assert tuple(row) == ("completed", None)
    assert await standing(database, made) == ("completed", True, False, None)


async def test_nothing_is_completed_while_an_answer_is_judged_that_counts(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database)
    await give(database, made, 1)
    await start(database, answer(made, 1, is_official=False))
    attempt_id = await start(database, answer(made))
    assert await database.write(COMPLETE_SESSION, which(made)) == []
    assert await standing(database, made, 2) == ("in_progress", True, False, None)
    assert await finish(database, attempt_id, score=45)
    # A retry holds nothing up.
    (row,) = await database.write(COMPLETE_SESSION, which(made))
    assert json.loads(row["body"])["overall_score"] == 65
    assert await database.write(COMPLETE_SESSION, which(made))


async def test_whose_judge_died_holds_nothing_up(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database)
    await start(database, answer(made))
    await pass_time(admin, JUDGING_LASTS)
    assert await database.write(COMPLETE_SESSION, which(made))


async def test_no_attempts_are_listed_of_a_question_that_is_not_there(database: Database) -> None:
    made, other = await create(database), await create(database)
    mixed = made | {"questions": other["questions"]}
    assert await database.rows(LIST_ATTEMPTS, which(mixed)) == []
