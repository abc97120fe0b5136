"""What becomes of attempts to answer: judgements, failures, judges that died."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from database.engine import Database
from database.errors import ConstraintViolated
from database.statements.practice_attempt_rows import JUDGING_LASTS
from database.statements.practice_attempts import START_ATTEMPT
from database.statements.practice_judgements import LAPSE_ATTEMPTS
from database.statements.practice_sessions import COMPLETE_SESSION
from tests.database.practice_rows import (
    FAILURE,
    POINTS,
    UNSCORED,
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
from tests.database.run_rows import AWKWARD

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
        "hint": None,
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


async def test_what_could_not_be_scored_is_kept_and_leaves_its_place(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database)
    unscored = await give(database, made, **UNSCORED)
    assert (unscored["state"], unscored["score"]) == ("judged", None)
    assert unscored["unscored_reason"] == UNSCORED["unscored_reason"]
    assert (unscored["response_id"], unscored["is_official"]) == (None, False)
    assert "Send the answer again" in unscored["hint"]
    assert await standing(database, made) == ("in_progress", True, False, None)
    draft = await admin.fetchval(
        "SELECT draft FROM practice_questions WHERE practice_question_id = $1",
        UUID(made["questions"][0]["id"]),
    )
    assert draft == AWKWARD
    again = await give(database, made, **UNSCORED)
    official = await give(database, made, score=0)
    assert (official["attempt_number"], official["is_official"]) == (3, True)
    assert official["response_id"]
    # Nothing is left to be done about the earlier ones.
    assert await tried(database, made) == {
        "interview_id": made["interview_id"],
        "question_id": made["questions"][0]["id"],
        "question_text": question()["question"],
        "attempts": [unscored | {"hint": None}, again | {"hint": None}, official],
    }
    assert await database.write(START_ATTEMPT, answer(made)) == []


async def test_a_retry_without_a_score_needs_no_hint(database: Database) -> None:
    made = await create(database)
    await give(database, made)
    retry = await give(database, made, is_official=False, **UNSCORED)
    assert (retry["score"], retry["hint"]) == (None, None)
    assert await standing(database, made) == ("in_progress", True, True, None)


async def test_nothing_becomes_official_once_the_interview_is_completed(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database)
    attempt_id = await start(database, answer(made))
    # Its judge is taken for dead, so nobody waits for it.
    await pass_time(admin, JUDGING_LASTS)
    assert await database.write(COMPLETE_SESSION, which(made))
    assert await finish(database, attempt_id) is None
    assert (await shown(database, attempt_id))["state"] == "judging"
    assert await admin.fetchval("SELECT overall_score FROM practice_sessions") is None
    retry = await give(database, made, is_official=False)
    assert (retry["score"], retry["response_id"]) == (85, None)


async def test_no_try_needs_a_hint_when_the_interview_is_over(database: Database) -> None:
    made = await create(database)
    unscored = await give(database, made, **UNSCORED)
    assert unscored["hint"]
    await database.write(COMPLETE_SESSION, which(made))
    retry = await give(database, made, is_official=False, **UNSCORED)
    listed = await tried(database, made)
    assert [each["hint"] for each in (retry, *listed["attempts"])] == [None, None, None]


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
    assert (failed["is_official"], failed["hint"]) == (False, None)
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
