"""Questions: making, reading, changing and putting aside one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from agents.embedding import SentenceEncoder
from database.engine import Database
from database.errors import ConstraintViolated
from database.statements.questions import (
    CHANGE_QUESTION,
    CHANGE_QUESTION_AND_SKILLS,
    CREATE_QUESTION,
    CREATE_QUESTION_ONCE,
    PUT_ASIDE,
    READ_QUESTION,
    UNSEEN,
)
from interviewapis import records
from interviewapis.errors import InvalidField, NotFound
from interviewapis.questions.bank.schemas import QuestionCreate, QuestionUpdate
from interviewapis.questions.owning import NOT_FOUND, held, one
from interviewapis.questions.skills.service import PROBLEMS
from interviewapis.records import Made, OnceKey

PATH = "/api/questions"


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as its owner sees it.

    Args:
        question_id: Its own id, not that of the library entry by which it was asked for.
        body: As JSON.
    """

    question_id: int
    body: str


async def read(database: Database, owner_id: UUID, question_id: int) -> Shown:
    """A question of the caller's own or of the library; their version of it, if there is one.

    Raises:
        NotFound: the caller sees none of that id.
        DatabaseUnavailable: it can't be read.
    """
    rows = await database.rows(READ_QUESTION, one(owner_id, question_id))
    if not rows:
        raise NotFound(NOT_FOUND)
    return Shown(**rows[0])


async def create(
    database: Database,
    encoder: SentenceEncoder,
    owner_id: UUID,
    body: QuestionCreate,
    key: str | None,
) -> Made:
    """Add a question, with its skills.

    Raises:
        NotFound: a skill does not exist.
        InvalidField: a related question is none that the caller sees.
        DatabaseUnavailable: nobody can tell whether it was added.
    """
    await _check_related(database, owner_id, body.related_questions)
    document = body.model_dump_json()
    made = await records.make(
        database,
        CREATE_QUESTION,
        CREATE_QUESTION_ONCE,
        {
            "owner_id": owner_id,
            "document": document,
            "embedding": await encoder.embed(body.question_text),
        },
        OnceKey.of(owner_id, key, "POST", PATH, document),
        PROBLEMS,
    )
    assert made is not None
    return made


async def update(
    database: Database,
    encoder: SentenceEncoder,
    owner_id: UUID,
    question_id: int,
    body: QuestionUpdate,
    if_match: str | None,
) -> Shown:
    """Change the fields that were sent; of a library entry, in the caller's version of it.

    Raises:
        NotFound: the caller sees no question of that id, or a skill does not exist.
        InvalidField: a related question is none that the caller sees, or this one.
        PreconditionFailed: it is not what the caller has seen.
        DatabaseUnavailable: try again; nobody can tell whether it was changed.
    """
    given = body.model_fields_set
    if "related_questions" in given and body.related_questions:
        await _require_others(database, owner_id, question_id, body.related_questions)
        await _check_related(database, owner_id, body.related_questions)
    values = {
        **one(owner_id, question_id),
        # Whole objects in lists, with their defaults: what is laid over has no others.
        "document": body.model_dump_json(include=given),
        # Made before the statement, which would hold a connection meanwhile.
        "embedding": await encoder.embed(body.question_text) if "question_text" in given else None,
    }
    statement = CHANGE_QUESTION_AND_SKILLS if "skills" in given else CHANGE_QUESTION
    try:
        rows: Sequence[Any] = ()
        if if_match is None and statement is CHANGE_QUESTION:
            rows = await database.write(statement, values)
        if not rows:
            async with held(database, owner_id, question_id, if_match) as question:
                rows = await question.transaction.rows(statement, values)
    except ConstraintViolated as violated:
        raise records.told(violated, PROBLEMS) from violated
    return Shown(**rows[0])


async def delete(
    database: Database, owner_id: UUID, question_id: int, if_match: str | None
) -> None:
    """Put a question aside; of a library entry, the caller's version of it. Safe to repeat.

    Raises:
        NotFound: the caller sees no question of that id.
        PreconditionFailed: it is not what the caller has seen.
        DatabaseUnavailable: try again.
    """
    values = one(owner_id, question_id)
    if if_match is None and await database.write(PUT_ASIDE, values):
        return
    async with held(database, owner_id, question_id, if_match) as question:
        await question.transaction.rows(PUT_ASIDE, values)


async def _require_others(
    database: Database, owner_id: UUID, question_id: int, related: Sequence[int]
) -> None:
    """Refuse a question that is related to itself: to its version, or to what that is one of."""
    shown = await read(database, owner_id, question_id)
    itself = {question_id, shown.question_id, orjson.loads(shown.body)["copied_from"]}
    if not itself.isdisjoint(related):
        raise InvalidField("body.related_questions", "must not name the question itself")


async def _check_related(database: Database, owner_id: UUID, related: Sequence[int]) -> None:
    if not related:
        return
    unseen = await database.rows(UNSEEN, {"owner_id": owner_id, "related": related})
    if unseen:
        numbers = ", ".join(str(row["related"]) for row in unseen[:5])
        raise InvalidField(
            "body.related_questions",
            f"must be ids of questions that you can see; there is none with {numbers}",
        )
