"""Answers: drafting, submitting, having them judged, trying again."""

import asyncio
from dataclasses import replace
from typing import Any

import orjson

from agents.contracts import KeyPoint
from agents.practice.contracts import (
    AnswerToJudge,
    Judgement,
    PracticeFailed,
    PracticeQuestion,
)
from agents.practice.judging import Judge
from agents.practice.vocabulary import weightiest
from database.engine import Database
from database.errors import DatabaseUnavailable
from database.statements.practice_attempts import (
    FIND_STANDING,
    LIST_ATTEMPTS,
    READ_ATTEMPT,
    START_ATTEMPT,
)
from database.statements.practice_judgements import FAIL_ATTEMPT, FINISH_ATTEMPT
from database.statements.practice_questions import SAVE_DRAFT
from interviewapis.errors import Conflict, NotFound, Problem
from interviewapis.practice.answers.schemas import SubmitAnswerRequest
from interviewapis.practice.place import Place
from interviewapis.practice.problems import (
    INTERRUPTED,
    EvaluationFailed,
    no_interview,
    no_question,
)
from interviewapis.practice.stored_questions import stored
from interviewapis.progress import Tell

KEEPING_TRIES = 20
KEEPING_PAUSE = 1.0
"""Seconds between tries to keep a judgement, which was paid for, while the database is away."""


async def submit(
    database: Database,
    judge: Judge,
    place: Place,
    body: SubmitAnswerRequest,
    tell: Tell,
    *,
    is_official: bool,
) -> str:
    """Keep an answer, have it judged, and show the judgement as JSON.

    Args:
        tell: Hears of progress from when the answer is taken.
        is_official: The first answer with a score counts; a retry is for comparison.

    Raises:
        NotFound: no such interview or question, or it has its official answer.
        Conflict: an answer is being judged, or the interview does not take one.
        EvaluationFailed: the model gave no judgement; the answer is kept.
    """
    rows = await database.write(
        START_ATTEMPT,
        {
            **place.values,
            "answer": body.user_answer,
            "time_taken_seconds": body.time_taken_seconds,
            "is_official": is_official,
        },
    )
    if not rows:
        raise await _why_not(database, place, is_official=is_official)
    (row,) = rows
    attempt = {"owner_id": place.owner_id, "attempt_id": row["attempt_id"]}
    try:
        await tell("Your answer is kept.")
        await tell("It is being judged.")
        brief = AnswerToJudge(row["job_role"], _asked(row), body.user_answer, body.samples)
        judgement = await judge.judge(brief)
        return await _kept(database, attempt, judgement)
    except PracticeFailed as failure:
        problem = EvaluationFailed(failure)
        await _fail(database, attempt, problem.kept)
        raise problem from failure
    except BaseException:
        # Also when the server stops: so that it may be sent again at once.
        await asyncio.shield(_fail(database, attempt, INTERRUPTED))
        raise


def _asked(row: Any) -> PracticeQuestion:
    question = stored(orjson.loads(row["question"]))
    if row["later_points"] is None:
        return question
    points = (KeyPoint(**each) for each in orjson.loads(row["later_points"]))
    return replace(question, expected_points=weightiest(points))


async def _fail(database: Database, attempt: dict[str, Any], failure: dict[str, Any]) -> None:
    """Note why an attempt has no judgement; nothing happens to one that has."""
    try:
        await database.write(FAIL_ATTEMPT, attempt | {"failure": orjson.dumps(failure).decode()})
    except DatabaseUnavailable:
        # It lapses by itself.
        return


async def _kept(database: Database, attempt: dict[str, Any], judgement: Judgement) -> str:
    rows = await _finished(database, attempt | {"judgement": orjson.dumps(judgement).decode()})
    if not rows:
        # Kept by an earlier try whose success nobody heard of, or it has lapsed.
        rows = await database.rows(READ_ATTEMPT, attempt)
    if not rows or orjson.loads(rows[0]["body"])["state"] != "judged":
        raise Conflict("The judging took too long, so it does not count. Send the answer again.")
    body: str = rows[0]["body"]
    return body


async def _finished(database: Database, values: dict[str, Any]) -> list[Any]:
    for _ in range(KEEPING_TRIES - 1):
        try:
            return await database.write(FINISH_ATTEMPT, values)
        except DatabaseUnavailable:
            await asyncio.sleep(KEEPING_PAUSE)
    return await database.write(FINISH_ATTEMPT, values)


async def _why_not(database: Database, place: Place, *, is_official: bool) -> Problem:
    """Why a question takes no answer or draft right now."""
    rows = await database.rows(FIND_STANDING, place.values)
    if not rows:
        return no_interview()
    (standing,) = rows
    if not standing["has_question"]:
        return no_question()
    if is_official and standing["is_answered"]:
        return NotFound("Question already answered")
    if standing["retry_after"] is not None:
        return Conflict(
            "An answer to this question is being judged. Wait for it.",
            retry_after=standing["retry_after"],
            retryable=True,
        )
    is_completed = standing["status"] == "completed"
    if is_official and is_completed:
        return Conflict(
            "The interview is completed, so it takes no more answers that count. "
            "You can still try the question with POST .../attempts."
        )
    if not (is_official or is_completed or standing["is_answered"]):
        return Conflict("Answer the question first; then you can try again for comparison.")
    return Conflict(
        "Another answer came at the same moment. Send yours again.", retry_after=1, retryable=True
    )


async def save_draft(database: Database, place: Place, draft: str | None) -> str:
    """Keep an answer in the making; shown as JSON.

    Raises:
        NotFound: no such interview or question, or it has its official answer.
        Conflict: the interview is completed.
    """
    rows = await database.write(SAVE_DRAFT, place.values | {"draft": draft})
    if not rows:
        raise await _why_not(database, place, is_official=True)
    body: str = rows[0]["body"]
    return body


async def attempts(database: Database, place: Place) -> str:
    """All tries at a question, as JSON.

    Raises:
        NotFound: no such interview or question.
    """
    rows = await database.rows(LIST_ATTEMPTS, place.values)
    if not rows:
        found = await database.rows(FIND_STANDING, place.values)
        raise no_question() if found else no_interview()
    body: str = rows[0]["body"]
    return body
