"""Practice interviews, as statements make them."""

import json
import struct
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg

from database.engine import Database
from database.models import LOCAL_USER_ID
from database.statements.practice_attempts import (
    FIND_STANDING,
    LIST_ATTEMPTS,
    READ_ATTEMPT,
    START_ATTEMPT,
)
from database.statements.practice_judgements import FAIL_ATTEMPT, FINISH_ATTEMPT
from database.statements.practice_sessions import CREATE_SESSION
from tests.database.run_rows import AWKWARD

POINTS = [{"point": "It is kept.", "weight": 3}, {"point": AWKWARD, "weight": 1}]


def question(**changed: Any) -> dict[str, Any]:
    """A question as statements take it."""
    return {
        "question": f"What happens to {AWKWARD}?",
        "type": "technical",
        "difficulty": "intermediate",
        "expected_points": POINTS,
        "skill": "PostgreSQL",
        "bank_id": None,
        "embedding": [1.0, *[0.0] * 383],
    } | changed


def session(**changed: Any) -> dict[str, Any]:
    """An interview as CREATE_SESSION takes it; three questions unless others are given."""
    values = {
        "owner_id": LOCAL_USER_ID,
        "job_role": "Python Developer",
        "difficulty": "intermediate",
        "question_type": "mixed",
        "is_adaptive": False,
        "total_questions": 3,
        "provider": "library",
        "model": "library",
        "prompt_version": None,
        "note": None,
        "questions": [question() for _ in range(3)],
    } | changed
    return values | {"questions": json.dumps(values["questions"])}


async def create(database: Database, **changed: Any) -> dict[str, Any]:
    """Make an interview; as it is shown."""
    (row,) = await database.write(CREATE_SESSION, session(**changed))
    return dict(json.loads(row["body"]))


def judgement(**changed: Any) -> str:
    """A judgement as FINISH_ATTEMPT takes it."""
    values = {
        "score": 85.0,
        "feedback": AWKWARD,
        "strengths": ["Clear.", AWKWARD],
        "improvements": ["Say why."],
        "keywords": ["index"],
        "basis": "model",
        "provider": "openai",
        "model": "gpt",
        "rubric_version": "1",
        "prompt_version": "p1",
        "criteria": [{"criterion": "accuracy", "rating": 4, "reason": "It is right."}],
        "points": [
            {"point": POINTS[0]["point"], "weight": 3, "covered": True, "quotation": "kept"},
            {"point": POINTS[1]["point"], "weight": 1, "covered": False, "quotation": ""},
        ],
        "sample_scores": [85.0],
        "unscored_reason": None,
    } | changed
    return json.dumps(values)


UNSCORED = {"score": None, "unscored_reason": "It has no key points.", "basis": "coverage"}


def answer(interview: dict[str, Any], place: int = 0, **changed: Any) -> dict[str, Any]:
    """An answer to the question at a place, as START_ATTEMPT takes it."""
    return {
        "owner_id": LOCAL_USER_ID,
        "session_id": UUID(interview["interview_id"]),
        "practice_question_id": UUID(interview["questions"][place]["id"]),
        "answer": AWKWARD,
        "time_taken_seconds": 120,
        "is_official": True,
    } | changed


def which(interview: dict[str, Any], place: int = 0) -> dict[str, Any]:
    """Parameters of statements about an interview, and about the question at a place."""
    names = ("owner_id", "session_id", "practice_question_id")
    values = answer(interview, place)
    return {name: values[name] for name in names}


async def start(database: Database, values: dict[str, Any]) -> UUID:
    """Begin an attempt; its id."""
    (row,) = await database.write(START_ATTEMPT, values)
    return row["attempt_id"]


async def finish(
    database: Database, attempt_id: UUID, owner_id: UUID = LOCAL_USER_ID, **changed: Any
) -> dict[str, Any] | None:
    """Judge an attempt; as it is shown, or None when it is not being judged any more."""
    values = {"owner_id": owner_id, "attempt_id": attempt_id, "judgement": judgement(**changed)}
    rows = await database.write(FINISH_ATTEMPT, values)
    return json.loads(rows[0]["body"]) if rows else None


FAILURE = {"code": "evaluation_failed", "message": AWKWARD, "retryable": True}


async def fail(database: Database, attempt_id: UUID) -> bool:
    """Have an attempt fail; whether it did."""
    values = {"owner_id": LOCAL_USER_ID, "attempt_id": attempt_id, "failure": json.dumps(FAILURE)}
    return bool(await database.write(FAIL_ATTEMPT, values))


async def give(
    database: Database,
    interview: dict[str, Any],
    place: int = 0,
    *,
    is_official: bool = True,
    **judged: Any,
) -> dict[str, Any]:
    """Answer a question and judge it; as it is shown."""
    attempt_id = await start(database, answer(interview, place, is_official=is_official))
    shown = await finish(database, attempt_id, **judged)
    assert shown is not None
    return shown


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


def floats(sent: bytes) -> list[float]:
    """The numbers of a vector that was sent as bytes."""
    count = int.from_bytes(sent[:2])
    return list(struct.unpack_from(f">{count}f", sent, 4))


async def entries(admin: asyncpg.Connection, number: int) -> list[int]:
    """Ids of entries of the library."""
    rows = await admin.fetch(
        "SELECT question_id FROM questions WHERE owner_id IS NULL ORDER BY 1 LIMIT $1", number
    )
    return [row["question_id"] for row in rows]


async def pass_time(admin: asyncpg.Connection, time: timedelta) -> None:
    """Make everything look as if it had happened so long before."""
    await admin.execute(
        "UPDATE practice_attempts SET judging_until = judging_until - $1::interval,"
        " created_at = created_at - $1::interval",
        time,
    )
    await admin.execute(
        "UPDATE practice_questions SET shown_at = shown_at - $1::interval,"
        " created_at = created_at - $1::interval",
        time,
    )
    await admin.execute(
        "UPDATE practice_sessions SET last_activity_at = last_activity_at - $1::interval,"
        " started_at = started_at - $1::interval",
        time,
    )
