"""Questions that come while an interview goes on: follow-ups, and the next adaptive one."""

from typing import Any
from uuid import UUID

import orjson

from agents.practice.adapting import next_difficulty
from agents.practice.composer import Composer
from agents.practice.contracts import FollowUpBrief, InterviewPlan
from agents.practice.mixing import next_requested
from database.engine import Database
from database.statements.practice_questions import ADD_FOLLOW_UP, ADD_NEXT_QUESTION
from database.statements.questions import READ_QUESTION
from interviewapis.errors import Conflict
from interviewapis.practice.place import Place
from interviewapis.practice.problems import failures_told, no_question
from interviewapis.practice.reviewed import Reviewed, judged, review, score_of
from interviewapis.practice.stored_questions import asked_lately, to_store

_CHANGED = "The interview has changed meanwhile. Read it again."
_COMPLETED = "The interview is completed, so no more questions come."


async def follow_up(database: Database, composer: Composer, place: Place) -> str:
    """Ask one deeper question about an answer; shown as JSON.

    Raises:
        NotFound: no such interview or question.
        Conflict: the question has no answer yet, has its follow-up, or is one.
        GenerationFailed: the model asked nothing that can be used.
    """
    reviewed = await review(database, place.owner_id, place.session_id)
    question = _asked(reviewed, place.question_id)
    _require_room(reviewed, question)
    others = tuple(each["question"] for each in reviewed.questions if each is not question)
    brief = FollowUpBrief(
        reviewed.row["job_role"],
        judged(question),
        others,
        await _suggestions(database, place.owner_id, question["bank_id"]),
    )
    with failures_told():
        made = await composer.follow_up(brief)
    (document,) = await to_store(composer.encoder, [made.question])
    rows = await database.write(
        ADD_FOLLOW_UP,
        {
            "owner_id": place.owner_id,
            "session_id": place.session_id,
            "parent_question_id": place.question_id,
            "question": document,
        },
    )
    if not rows:
        raise Conflict(_CHANGED)
    source = {
        "quotation": made.quotation,
        "provider": made.provider,
        "model": made.model,
        "prompt_version": made.prompt_version,
        "note": made.note,
    }
    return orjson.dumps(orjson.loads(rows[0]["body"]) | source).decode()


def _asked(reviewed: Reviewed, question_id: UUID) -> dict[str, Any]:
    wanted = str(question_id)
    for question in reviewed.questions:
        if question["id"] == wanted:
            return question
    raise no_question()


def _require_room(reviewed: Reviewed, question: dict[str, Any]) -> None:
    if reviewed.row["status"] == "completed":
        raise Conflict(_COMPLETED)
    if question["kind"] == "follow_up":
        raise Conflict("This is a follow-up itself; there is one for each question.")
    if not question["answer"]:
        raise Conflict("Answer the question first; the follow-up is about what you say.")
    if any(each["parent_id"] == question["id"] for each in reviewed.questions):
        raise Conflict("This question has its follow-up already. Read the interview again.")


async def _suggestions(database: Database, owner_id: UUID, bank_id: int | None) -> tuple[str, ...]:
    if bank_id is None:
        return ()
    rows = await database.rows(READ_QUESTION, {"owner_id": owner_id, "question_id": bank_id})
    return tuple(orjson.loads(rows[0]["body"])["follow_up_questions"]) if rows else ()


async def next_question(
    database: Database, composer: Composer, owner_id: UUID, session_id: UUID
) -> str:
    """Ask the next question of an adaptive interview; shown as JSON.

    Raises:
        NotFound: no such interview.
        Conflict: it is not adaptive, is over, or waits for an answer that can be judged.
        GenerationFailed: the model asked nothing that can be used.
        RunFailed: the library can't be read.
    """
    reviewed = await review(database, owner_id, session_id)
    row, main = reviewed.row, reviewed.main
    if not row["is_adaptive"]:
        raise Conflict("All questions of this interview are there; it is not adaptive.")
    if row["status"] == "completed":
        raise Conflict(_COMPLETED)
    if len(main) >= row["total_questions"]:
        raise Conflict("That was the last question. See how it went at GET .../score.")
    if not main[-1]["has_judgement"]:
        raise Conflict("Answer the question before; the next one depends on how it goes.")
    plan = InterviewPlan(
        row["job_role"],
        next_difficulty(row["difficulty"], map(score_of, main)),
        next_requested(row["question_type"], [each["type"] for each in main]),
        1,
        await asked_lately(database, owner_id),
    )
    with failures_told():
        made = await composer.compose(plan)
    (document,) = await to_store(composer.encoder, made.questions)
    rows = await database.write(
        ADD_NEXT_QUESTION,
        {
            "owner_id": owner_id,
            "session_id": session_id,
            "order_number": len(main) + 1,
            "question": document,
        },
    )
    if not rows:
        raise Conflict(_CHANGED)
    body: str = rows[0]["body"]
    return body
