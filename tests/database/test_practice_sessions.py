"""Practice interviews: making, reading, listing, drafting, completing, leaving, going on."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from database.engine import Database
from database.errors import ConstraintViolated
from database.models import LOCAL_USER_ID
from database.statements.practice_judgements import LAPSE_ATTEMPTS
from database.statements.practice_questions import RECENT_QUESTIONS, SAVE_DRAFT
from database.statements.practice_sessions import (
    ABANDON_IDLE,
    COMPLETE_SESSION,
    CREATE_SESSION,
    CREATE_SESSION_ONCE,
    IDLE_FOR,
    MARK_SHOWN,
    READ_SESSION,
    list_sessions,
)
from tests.database.practice_rows import (
    POINTS,
    answer,
    create,
    entries,
    finish,
    floats,
    give,
    pass_time,
    question,
    session,
    start,
    which,
)
from tests.database.run_rows import AWKWARD, other_user


async def read(database: Database, interview: dict[str, Any]) -> dict[str, Any]:
    """An interview as it is now."""
    (row,) = await database.rows(READ_SESSION, which(interview))
    return dict(json.loads(row["body"]))


async def listed(database: Database, **more: Any) -> tuple[int, list[dict[str, Any]]]:
    """The number and the first page of interviews."""
    filters = frozenset(more) - {"skip", "limit", "owner_id"}
    values = {"owner_id": LOCAL_USER_ID, "skip": 0, "limit": 20} | more
    (row,) = await database.rows(list_sessions(filters), values)
    return row["total"], json.loads(row["data"])


async def draft(
    database: Database, interview: dict[str, Any], text: str | None, place: int = 0
) -> dict[str, Any] | None:
    """Save a draft; what came back."""
    rows = await database.write(SAVE_DRAFT, which(interview, place) | {"draft": text})
    return json.loads(rows[0]["body"]) if rows else None


# Making


async def test_an_interview_is_shown_as_it_was_made(database: Database) -> None:
    made = await create(
        database,
        job_role=AWKWARD,
        provider="openai",
        model="gpt",
        prompt_version="q1",
        note=AWKWARD,
        questions=[question(type="coding", difficulty="advanced"), question(skill=AWKWARD)],
        total_questions=2,
    )
    times = ("created_at", "started_at", "last_activity_at")
    assert len({made[name] for name in times}) == 1
    first, second = made["questions"]
    assert {name: each for name, each in made.items() if name not in (*times, "questions")} == {
        "interview_id": made["interview_id"],
        "job_role": AWKWARD,
        "difficulty": "intermediate",
        "question_type": "mixed",
        "total_questions": 2,
        "status": "in_progress",
        "adaptive": False,
        "overall_score": None,
        "completed_at": None,
        "duration_minutes": None,
        "provider": "openai",
        "model": "gpt",
        "prompt_version": "q1",
        "note": AWKWARD,
    }
    assert first == {
        "id": first["id"],
        "question": question()["question"],
        "type": "coding",
        "difficulty": "advanced",
        "expected_points": [each["point"] for each in POINTS],
        "order_number": 1,
        "skill": "PostgreSQL",
        "kind": "main",
        "parent_id": None,
        "bank_question_id": None,
        "draft": None,
        "drafted_at": None,
        "answered": False,
        "judging": False,
    }
    assert (second["order_number"], second["skill"]) == (2, AWKWARD)
    assert await read(database, made) == made


async def test_questions_keep_their_order(database: Database) -> None:
    texts = [f"Question {number}?" for number in range(10)]
    made = await create(
        database, questions=[question(question=text) for text in texts], total_questions=10
    )
    assert [each["question"] for each in made["questions"]] == texts
    assert [each["order_number"] for each in made["questions"]] == list(range(1, 11))


async def test_a_key_makes_one_interview(database: Database, admin: asyncpg.Connection) -> None:
    values = session() | {
        "key_owner_id": LOCAL_USER_ID,
        "key_idempotency_key": "k",
        "key_request_digest": b"1",
    }
    assert await database.write(CREATE_SESSION_ONCE, values)
    with pytest.raises(ConstraintViolated) as violated:
        await database.write(CREATE_SESSION_ONCE, values)
    assert violated.value.constraint == "request_keys_pkey"
    assert await admin.fetchval("SELECT count(*) FROM practice_sessions") == 1
    assert await admin.fetchval("SELECT count(*) FROM practice_questions") == 3


async def test_only_questions_of_the_bank_that_one_sees_are_noted(
    database: Database, admin: asyncpg.Connection
) -> None:
    (entry,) = await entries(admin, 1)
    add = (
        "INSERT INTO questions (owner_id, question_text, question_category)"
        " VALUES ($1, 'What is mine?', 'other') RETURNING question_id"
    )
    mine = await admin.fetchval(add, LOCAL_USER_ID)
    theirs = await admin.fetchval(add, await other_user(admin))
    ids = [entry, mine, theirs, 2**31 - 1, None]
    made = await create(database, questions=[question(bank_id=each) for each in ids])
    noted = [each["bank_question_id"] for each in made["questions"]]
    assert noted == [entry, mine, None, None, None]
    # Practice outlives the question.
    await admin.execute("DELETE FROM questions WHERE question_id = $1", mine)
    assert (await read(database, made))["questions"][1]["bank_question_id"] is None


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"job_role": "x"}, "practice_sessions_job_role_length_check"),
        ({"job_role": "x" * 101}, "practice_sessions_job_role_length_check"),
        ({"difficulty": "easy"}, "practice_sessions_difficulty_known_check"),
        ({"question_type": "coding"}, "practice_sessions_question_type_known_check"),
        ({"total_questions": 0}, "practice_sessions_total_questions_range_check"),
        ({"total_questions": 11}, "practice_sessions_total_questions_range_check"),
        ({"questions": [question(type="mixed")]}, "practice_questions_question_type_known_check"),
        ({"questions": [question(skill="")]}, "practice_questions_skill_category_length_check"),
        (
            {"questions": [question(expected_points={})]},
            "practice_questions_expected_points_listed_check",
        ),
    ],
)
async def test_what_breaks_the_rules_is_refused_as_a_whole(
    database: Database, admin: asyncpg.Connection, changed: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(ConstraintViolated) as violated:
        await database.write(CREATE_SESSION, session(**changed))
    assert violated.value.constraint == constraint
    assert await admin.fetchval("SELECT count(*) FROM practice_sessions") == 0


async def test_questions_of_late_come_with_their_embeddings(
    database: Database, admin: asyncpg.Connection
) -> None:
    await create(database, owner_id=await other_user(admin))
    await create(database, questions=[question(question="Old?", embedding=None)])
    await create(database, questions=[question(question="New?")])
    rows = await database.rows(RECENT_QUESTIONS, {"owner_id": LOCAL_USER_ID, "most": 5})
    assert [row["question_text"] for row in rows] == ["New?", "Old?"]
    assert floats(rows[0]["embedding"]) == question()["embedding"]
    assert rows[1]["embedding"] is None
    rows = await database.rows(RECENT_QUESTIONS, {"owner_id": LOCAL_USER_ID, "most": 1})
    assert [row["question_text"] for row in rows] == ["New?"]


# Reading and listing


async def test_the_first_reading_is_noted_once(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database)

    async def unseen() -> bool:
        (row,) = await database.rows(READ_SESSION, which(made))
        return bool(row["has_unseen"])

    assert await unseen()
    assert len(await database.write(MARK_SHOWN, which(made))) == 3
    shown = await admin.fetch("SELECT shown_at FROM practice_questions")
    assert not await unseen()
    assert await database.write(MARK_SHOWN, which(made)) == []
    assert await admin.fetch("SELECT shown_at FROM practice_questions") == shown


async def test_interviews_are_listed_newest_first(database: Database) -> None:
    made = [await create(database, job_role=f"Role {number}") for number in range(5)]
    await give(database, made[1], score=70)
    await database.write(COMPLETE_SESSION, which(made[1]))
    total, page = await listed(database, skip=1, limit=2)
    assert (total, [each["job_role"] for each in page]) == (5, ["Role 3", "Role 2"])
    assert await listed(database, skip=9) == (5, [])
    total, page = await listed(database, status="completed")
    assert total == 1
    assert {name: page[0][name] for name in ("answered", "overall_score", "status")} == {
        "answered": 1,
        "overall_score": 70,
        "status": "completed",
    }
    assert set(page[0]) == {
        *("interview_id", "job_role", "difficulty", "question_type", "total_questions"),
        *("answered", "status", "overall_score", "adaptive", "created_at"),
        *("last_activity_at", "completed_at"),
    }
    assert (await listed(database, status="abandoned")) == (0, [])


# Drafts


async def test_a_draft_is_kept_changed_and_forgotten(database: Database) -> None:
    made = await create(database)
    saved = await draft(database, made, AWKWARD)
    assert saved is not None
    assert (saved["question_id"], saved["draft"]) == (made["questions"][0]["id"], AWKWARD)
    first, second, _ = (await read(database, made))["questions"]
    assert (first["draft"], first["drafted_at"]) == (AWKWARD, saved["drafted_at"])
    assert second["draft"] is None
    assert (await draft(database, made, "Shorter."))["draft"] == "Shorter."
    for nothing in ("", None):
        await draft(database, made, AWKWARD)
        assert await draft(database, made, nothing) == {
            "question_id": saved["question_id"],
            "draft": None,
            "drafted_at": None,
        }
        assert (await read(database, made))["questions"][0]["draft"] is None


async def test_there_is_no_draft_of_what_is_answered_or_over(database: Database) -> None:
    made = await create(database)
    await draft(database, made, "Well, ...")
    await give(database, made)
    assert await draft(database, made, "But ...") is None
    question_shown = (await read(database, made))["questions"][0]
    assert (question_shown["answered"], question_shown["draft"]) == (True, None)
    await database.write(COMPLETE_SESSION, which(made))
    assert await draft(database, made, "Then ...", place=1) is None


async def test_what_was_sent_is_the_draft_until_it_is_judged(database: Database) -> None:
    made = await create(database)
    attempt_id = await start(database, answer(made, answer="I sent this."))
    question_shown = (await read(database, made))["questions"][0]
    assert (question_shown["draft"], question_shown["judging"]) == ("I sent this.", True)
    assert await finish(database, attempt_id)
    question_shown = (await read(database, made))["questions"][0]
    assert (question_shown["draft"], question_shown["judging"]) == (None, False)


# Completing, leaving, going on


async def complete(database: Database, interview: dict[str, Any]) -> dict[str, Any]:
    """Complete an interview; what came back."""
    (row,) = await database.write(COMPLETE_SESSION, which(interview))
    return dict(json.loads(row["body"]))


async def test_completing_twice_shows_the_same(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database)
    await give(database, made, score=51.666)
    await pass_time(admin, timedelta(minutes=12, seconds=31))
    completed = await complete(database, made)
    assert completed == {
        "interview_id": made["interview_id"],
        "status": "completed",
        "message": "Interview completed successfully",
        "completed_at": completed["completed_at"],
        "overall_score": 51.67,
        "duration_minutes": 13,
    }
    before = await admin.fetchrow("SELECT * FROM practice_sessions")
    await pass_time(admin, timedelta(minutes=5))
    assert await complete(database, made) == completed
    after = await admin.fetchrow("SELECT * FROM practice_sessions")
    assert after["updated_at"] == before["updated_at"]


async def test_completing_at_once_shows_all_the_same(database: Database) -> None:
    made = await create(database)
    answers = await asyncio.gather(*(complete(database, made) for _ in range(4)))
    assert all(each == answers[0] for each in answers)


async def test_what_is_left_alone_is_abandoned_and_goes_on(
    database: Database, admin: asyncpg.Connection
) -> None:
    left, drafted, answered, completed = [await create(database) for _ in range(4)]
    await complete(database, completed)
    await pass_time(admin, IDLE_FOR + timedelta(seconds=1))
    alive = await create(database)

    async def statuses() -> list[str]:
        return [
            (await read(database, each))["status"]
            for each in (left, drafted, answered, completed, alive)
        ]

    async def abandon(most: int) -> int:
        (row,) = await database.rows(ABANDON_IDLE, {"age": IDLE_FOR, "most": most})
        return int(row["abandoned"])

    assert [await abandon(2), await abandon(2), await abandon(2)] == [2, 1, 0]
    assert await statuses() == ["abandoned"] * 3 + ["completed", "in_progress"]
    assert await draft(database, drafted, "Back again.")
    await give(database, answered)
    assert await statuses() == ["abandoned"] + ["in_progress"] * 2 + ["completed", "in_progress"]
    assert await abandon(9) == 0
    assert (await complete(database, left))["status"] == "completed"


async def test_what_is_being_gone_on_with_is_not_abandoned(
    database: Database, admin: asyncpg.Connection
) -> None:
    await create(database)
    await pass_time(admin, IDLE_FOR + timedelta(seconds=1))
    values = {"age": IDLE_FOR, "most": 9}
    async with admin.transaction():
        await admin.execute("SELECT FROM practice_sessions FOR NO KEY UPDATE")
        (row,) = await database.rows(ABANDON_IDLE, values)
        assert row["abandoned"] == 0
    (row,) = await database.rows(ABANDON_IDLE, values)
    assert row["abandoned"] == 1


async def test_everything_goes_with_its_owner(
    database: Database, admin: asyncpg.Connection
) -> None:
    owner_id = await other_user(admin)
    made = await create(database, owner_id=owner_id)
    attempt_id = await start(database, answer(made, owner_id=owner_id))
    assert await finish(database, attempt_id, owner_id)
    await admin.execute("DELETE FROM users WHERE user_id = $1", owner_id)
    for table in ("sessions", "questions", "attempts", "responses"):
        assert await admin.fetchval(f"SELECT count(*) FROM practice_{table}") == 0
    assert await database.rows(LAPSE_ATTEMPTS, {"most": 9})
    assert UUID(made["interview_id"])
