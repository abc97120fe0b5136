"""Attempts to answer: beginning, judging, failing, lapsing, trying again."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from database.engine import Database
from database.errors import ConstraintViolated
from database.models import LOCAL_USER_ID
from database.statements.practice_attempts import (
    FAIL_ATTEMPT,
    FIND_STANDING,
    JUDGING_LASTS,
    LAPSE_ATTEMPTS,
    LIST_ATTEMPTS,
    READ_ATTEMPT,
    START_ATTEMPT,
)
from database.statements.practice_sessions import COMPLETE_SESSION, MARK_SHOWN
from tests.database.practice_rows import (
    POINTS,
    UNSCORED,
    answer,
    create,
    finish,
    give,
    pass_time,
    question,
    start,
    which,
)
from tests.database.run_rows import AWKWARD

FAILURE = {"code": "evaluation_failed", "message": AWKWARD, "retryable": True}


async def fail(database: Database, attempt_id: UUID) -> bool:
    """Have an attempt fail; whether it did."""
    values = {"owner_id": LOCAL_USER_ID, "attempt_id": attempt_id, "failure": json.dumps(FAILURE)}
    return bool(await database.write(FAIL_ATTEMPT, values))


async def shown(database: Database, attempt_id: UUID) -> dict[str, Any]:
    """An attempt as it is now."""
    values = {"owner_id": LOCAL_USER_ID, "attempt_id": attempt_id}
    (row,) = await database.rows(READ_ATTEMPT, values)
    return dict(json.loads(row["body"]))


async def standing(
    database: Database, interview: dict[str, Any], place: int = 0
) -> tuple[Any, ...] | None:
    """What an answer would meet: status, has_question, is_answered, retry_after."""
    rows = await database.rows(FIND_STANDING, which(interview, place))
    return tuple(rows[0]) if rows else None


async def tried(database: Database, interview: dict[str, Any], place: int = 0) -> Any:
    """All attempts at a question."""
    (row,) = await database.rows(LIST_ATTEMPTS, which(interview, place))
    return json.loads(row["body"])


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


# Finishing


async def test_a_judged_answer_is_shown_with_all_its_judgement(database: Database) -> None:
    made = await create(database)
    given = await give(database, made)
    made_up = ("response_id", "answered_at", "attempt_id", "created_at", "judged_at")
    assert all(given[name] for name in made_up)
    assert given == {name: given[name] for name in made_up} | {
        "interview_id": made["interview_id"],
        "question_id": made["questions"][0]["id"],
        "question_text": question()["question"],
        "kind": "main",
        "user_answer": AWKWARD,
        "score": 85,
        "feedback": AWKWARD,
        "strengths": ["Clear.", AWKWARD],
        "improvements": ["Say why."],
        "keywords_mentioned": ["index"],
        "time_taken_seconds": 120,
        "attempt_number": 1,
        "is_official": True,
        "state": "judged",
        "unscored_reason": None,
        "judged_by": "model",
        "provider": "openai",
        "model": "gpt",
        "rubric_version": "1",
        "prompt_version": "p1",
        "criteria": [{"criterion": "accuracy", "rating": 4, "reason": "It is right."}],
        "points": [
            {"point": POINTS[0]["point"], "weight": 3, "covered": True, "quotation": "kept"},
            {"point": POINTS[1]["point"], "weight": 1, "covered": False, "quotation": ""},
        ],
        "sample_scores": [85],
        "measured_seconds": given["measured_seconds"],
        "failure": None,
    }
    assert await shown(database, UUID(given["attempt_id"])) == given


@pytest.mark.parametrize("score", [0, 51.666666, 99.995, 100])
async def test_a_score_has_two_decimals(database: Database, score: float) -> None:
    given = await give(database, await create(database), score=score)
    assert given["score"] == pytest.approx(score, abs=0.0051)
    assert len(str(given["score"]).partition(".")[2]) <= 2


async def test_what_could_not_be_scored_is_answered_all_the_same(database: Database) -> None:
    made = await create(database)
    given = await give(database, made, **UNSCORED)
    assert given["response_id"]
    assert (given["score"], given["unscored_reason"]) == (None, UNSCORED["unscored_reason"])
    assert await standing(database, made) == ("in_progress", True, True, None)


@pytest.mark.parametrize(
    "changed",
    [
        {"score": 100.01},
        {"score": -0.01},
        {"score": None},
        {"unscored_reason": "It has both."},
        {"basis": None},
        {"basis": "guess"},
        {"strengths": None},
    ],
)
async def test_a_judgement_that_breaks_the_rules_changes_nothing(
    database: Database, admin: asyncpg.Connection, changed: dict[str, Any]
) -> None:
    attempt_id = await start(database, answer(await create(database)))
    with pytest.raises(ConstraintViolated):
        await finish(database, attempt_id, **changed)
    assert (await shown(database, attempt_id))["state"] == "judging"
    assert await admin.fetchval("SELECT count(*) FROM practice_responses") == 0


async def test_a_second_end_changes_nothing(database: Database) -> None:
    made = await create(database)
    attempt_id = await start(database, answer(made))
    first = await finish(database, attempt_id, score=60)
    assert await finish(database, attempt_id, score=90) is None
    assert not await fail(database, attempt_id)
    assert await shown(database, attempt_id) == first


# Failing and lapsing


async def test_what_could_not_be_judged_is_kept_and_can_be_sent_again(database: Database) -> None:
    made = await create(database)
    attempt_id = await start(database, answer(made))
    assert await fail(database, attempt_id)
    failed = await shown(database, attempt_id)
    assert (failed["state"], failed["failure"], failed["user_answer"]) == (
        "failed",
        FAILURE,
        AWKWARD,
    )
    assert (failed["response_id"], failed["score"], failed["judged_at"]) == (None, None, None)
    assert await finish(database, attempt_id) is None
    assert not await fail(database, attempt_id)
    assert await standing(database, made) == ("in_progress", True, False, None)
    again = await give(database, made)
    assert (again["attempt_number"], again["is_official"]) == (2, True)


async def test_an_attempt_whose_judge_died_makes_room(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database)
    dead = await start(database, answer(made))
    await pass_time(admin, JUDGING_LASTS - timedelta(seconds=30))
    assert await database.write(START_ATTEMPT, answer(made)) == []
    await pass_time(admin, timedelta(seconds=31))
    assert await standing(database, made) == ("in_progress", True, False, None)
    (row,) = await database.write(START_ATTEMPT, answer(made))
    assert row["attempt_number"] == 2
    lapsed = await shown(database, dead)
    assert (lapsed["state"], lapsed["failure"]["code"]) == ("failed", "interrupted")
    # It was not dead after all.
    assert await finish(database, dead) is None
    finished = await finish(database, row["attempt_id"])
    assert finished is not None
    assert finished["response_id"]


async def test_a_late_judgement_counts_when_nobody_sent_again(
    database: Database, admin: asyncpg.Connection
) -> None:
    attempt_id = await start(database, answer(await create(database)))
    await pass_time(admin, JUDGING_LASTS * 2)
    finished = await finish(database, attempt_id)
    assert finished is not None
    assert finished["response_id"]


async def test_dead_attempts_are_settled(database: Database, admin: asyncpg.Connection) -> None:
    made = await create(database)
    dead = [await start(database, answer(made, place)) for place in range(3)]

    async def lapse(most: int) -> int:
        (row,) = await database.rows(LAPSE_ATTEMPTS, {"most": most})
        return int(row["lapsed"])

    assert await lapse(9) == 0
    await pass_time(admin, JUDGING_LASTS)
    async with admin.transaction():
        await admin.execute(
            "SELECT FROM practice_attempts WHERE attempt_id = $1 FOR UPDATE", dead[0]
        )
        assert await lapse(9) == 2
    assert [await lapse(1), await lapse(1)] == [1, 0]
    states = {(await shown(database, each))["state"] for each in dead}
    assert states == {"failed"}


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


async def test_no_attempts_are_listed_of_a_question_that_is_not_there(database: Database) -> None:
    made, other = await create(database), await create(database)
    mixed = made | {"questions": other["questions"]}
    assert await database.rows(LIST_ATTEMPTS, which(mixed)) == []
