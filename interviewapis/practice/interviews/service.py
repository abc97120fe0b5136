"""Practice interviews: beginning, showing, completing one."""

from collections.abc import Sequence
from uuid import UUID

from agents.practice.composer import Composer
from agents.practice.contracts import InterviewPlan, MadeQuestions, PracticeQuestion
from agents.practice.vocabulary import practice_question
from database.engine import Database
from database.statements.practice_choosing import CHOSEN_QUESTIONS
from database.statements.practice_sessions import (
    COMPLETE_SESSION,
    CREATE_SESSION,
    CREATE_SESSION_ONCE,
    HAS_SESSION,
    MARK_SHOWN,
    READ_SESSION,
    list_sessions,
)
from interviewapis import records
from interviewapis.errors import Conflict, NotFound
from interviewapis.practice.interviews.schemas import InterviewCreateRequest, InterviewsQuery
from interviewapis.practice.problems import failures_told, no_interview
from interviewapis.practice.stored_questions import asked_lately, to_store
from interviewapis.progress import Tell
from interviewapis.records import Made, OnceKey
from interviewapis.shelf import bank_question

_JUDGING_TAKES = 5
"""Seconds, about."""


async def create(
    database: Database,
    composer: Composer,
    owner_id: UUID,
    body: InterviewCreateRequest,
    key: str | None,
    tell: Tell,
) -> Made:
    """Begin an interview with questions that were named, or that are chosen or made for it.

    Args:
        tell: Hears of progress from when nothing known stands against it.

    Raises:
        NotFound: one of the questions that were named is not there.
        GenerationFailed: the model made nothing that can be used.
        RunFailed: the library can't be read.
        KeyReused: the key was used for another request.
    """
    once = OnceKey.of(owner_id, key, "POST", "/api/interview/create", body.model_dump_json())
    # A model is not paid again for what is there.
    if once and (earlier := await records.earlier(database, once)):
        await tell("The interview is there already.")
        return earlier
    made = await _questions(database, composer, owner_id, body, tell)
    questions = await to_store(composer.encoder, made.questions)
    interview = await records.make(
        database,
        CREATE_SESSION,
        CREATE_SESSION_ONCE,
        {
            "owner_id": owner_id,
            "job_role": body.job_role,
            "difficulty": body.difficulty,
            "question_type": body.question_type,
            "is_adaptive": body.adaptive,
            "total_questions": body.num_questions if body.adaptive else len(questions),
            "provider": made.provider,
            "model": made.model,
            "prompt_version": made.prompt_version,
            "note": made.note,
            "questions": f"[{','.join(questions)}]",
        },
        once,
        {},
    )
    assert interview is not None, "nothing makes it depend on a condition"
    return interview


async def _questions(
    database: Database,
    composer: Composer,
    owner_id: UUID,
    body: InterviewCreateRequest,
    tell: Tell,
) -> MadeQuestions:
    if body.question_ids:
        chosen = await _chosen(database, owner_id, body.question_ids)
        await tell("Your questions are there.")
        return MadeQuestions(chosen, "bank", "chosen", None)
    count = 1 if body.adaptive else body.num_questions
    plan = InterviewPlan(
        body.job_role,
        body.difficulty,
        body.question_type,
        count,
        await asked_lately(database, owner_id),
    )

    await tell("Looking for questions.")

    async def told(so_far: int) -> None:
        await tell(f"{so_far} of {count} questions are there.")

    with failures_told():
        return await composer.compose(plan, told)


async def _chosen(
    database: Database, owner_id: UUID, bank_ids: Sequence[int]
) -> tuple[PracticeQuestion, ...]:
    rows = await database.rows(CHOSEN_QUESTIONS, {"owner_id": owner_id, "bank_ids": list(bank_ids)})
    found = {row["asked_id"] for row in rows}
    for bank_id in bank_ids:
        if bank_id not in found:
            raise NotFound(f"Question with ID {bank_id} not found")
    return tuple(practice_question(bank_question(row)) for row in rows)


async def page(database: Database, owner_id: UUID, query: InterviewsQuery) -> tuple[int, str]:
    """How many interviews match, and one page of them as a JSON array."""
    filters = query.model_dump(include={"status"}, exclude_none=True)
    (row,) = await database.rows(
        list_sessions(frozenset(filters)),
        {**filters, "owner_id": owner_id, "skip": query.skip, "limit": query.limit},
    )
    return row["total"], row["data"]


async def read(database: Database, owner_id: UUID, session_id: UUID) -> str:
    """One interview with its questions as JSON; from now on their time is measured.

    Raises:
        NotFound: the owner has none of that id.
    """
    own = {"owner_id": owner_id, "session_id": session_id}
    rows = await database.rows(READ_SESSION, own)
    if not rows:
        raise no_interview()
    (row,) = rows
    if row["has_unseen"]:
        await database.rows(MARK_SHOWN, own)
    body: str = row["body"]
    return body


async def complete(database: Database, owner_id: UUID, session_id: UUID) -> str:
    """Complete an interview; one that is complete already stays as it is. Shown as JSON.

    Raises:
        NotFound: the owner has none of that id.
        Conflict: an answer is being judged.
    """
    own = {"owner_id": owner_id, "session_id": session_id}
    rows = await database.write(COMPLETE_SESSION, own)
    if not rows:
        if not await database.rows(HAS_SESSION, own):
            raise no_interview()
        raise Conflict(
            "An answer is being judged. Wait for its judgement, then complete the interview.",
            retry_after=_JUDGING_TAKES,
            retryable=True,
        )
    body: str = rows[0]["body"]
    return body
