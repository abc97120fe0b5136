"""The skills of a question."""

from functools import partial
from uuid import UUID

from database.engine import Database
from database.errors import ConstraintViolated
from database.statements.question_skills import (
    LIST_SKILLS,
    LOCK_SKILL,
    READ_SKILL,
    REMOVE_SKILL,
    SET_SKILL,
)
from database.statements.questions import LOCK_QUESTION, READ_QUESTION
from interviewapis.conditional import require_match
from interviewapis.errors import NotFound, PreconditionFailed
from interviewapis.pagination import PageQuery
from interviewapis.questions.owning import NOT_FOUND, held, one
from interviewapis.questions.skills.schemas import QuestionSkillSet
from interviewapis.records import Problems, told

PROBLEMS: Problems = {"question_skills_skill_id_fkey": partial(NotFound, "Skill not found")}
"""What violated constraints mean, for questions with their skills too."""


async def page(
    database: Database, owner_id: UUID, question_id: int, query: PageQuery
) -> tuple[int, str]:
    """How many skills a question has, and one page of them as a JSON array.

    Raises:
        NotFound: the caller sees no such question.
        DatabaseUnavailable: they can't be read.
    """
    values = {**one(owner_id, question_id), "skip": query.skip, "limit": query.limit}
    rows = await database.rows(LIST_SKILLS, values)
    if not rows:
        raise NotFound(NOT_FOUND)
    return rows[0]["total"], rows[0]["data"]


async def read(database: Database, owner_id: UUID, question_id: int, skill_id: int) -> str:
    """What a question has to do with a skill, as JSON.

    Raises:
        NotFound: the caller sees no such question, or it is not linked to the skill.
        DatabaseUnavailable: it can't be read.
    """
    rows = await database.rows(READ_SKILL, {**one(owner_id, question_id), "skill_id": skill_id})
    if not rows:
        raise await _missing(database, owner_id, question_id)
    body: str = rows[0]["body"]
    return body


async def set_one(
    database: Database,
    owner_id: UUID,
    question_id: int,
    skill_id: int,
    body: QuestionSkillSet,
    if_match: str | None,
) -> tuple[str, bool]:
    """Link a skill, or replace what the link says; it as JSON, and whether it is new.

    A library entry becomes the caller's own version of it.

    Raises:
        NotFound: the caller sees no such question, or there is no such skill.
        PreconditionFailed: it is not what the caller has seen, or not linked.
        DatabaseUnavailable: try again; the outcome is the same.
    """
    values = {
        **one(owner_id, question_id),
        "skill_id": skill_id,
        "document": body.model_dump_json(),
    }
    try:
        rows = await database.write(SET_SKILL, values) if if_match is None else []
        if not rows:
            async with held(database, owner_id, question_id) as question:
                if if_match is not None:
                    linked = await question.transaction.rows(LOCK_SKILL, values)
                    if not linked:
                        raise PreconditionFailed(
                            "The question is not linked to it. Send it without If-Match to link it."
                        )
                    require_match(if_match, linked[0]["body"])
                rows = await question.transaction.rows(SET_SKILL, values)
    except ConstraintViolated as violated:
        raise told(violated, PROBLEMS) from violated
    return rows[0]["body"], rows[0]["is_new"]


async def remove(
    database: Database, owner_id: UUID, question_id: int, skill_id: int, if_match: str | None
) -> None:
    """Unlink a skill from a question of the caller's own.

    Raises:
        NotFound: the caller sees no such question, or it is not linked to the skill.
        PreconditionFailed: it is not what the caller has seen.
        DatabaseUnavailable: try again.
    """
    values = {**one(owner_id, question_id), "skill_id": skill_id}
    if if_match is None:
        gone = await database.write(REMOVE_SKILL, values)
    else:
        async with database.transaction() as transaction:
            await transaction.rows(LOCK_QUESTION, values)
            linked = await transaction.rows(LOCK_SKILL, values)
            if linked:
                require_match(if_match, linked[0]["body"])
            gone = await transaction.rows(REMOVE_SKILL, values)
    if not gone:
        raise await _missing(database, owner_id, question_id)


async def _missing(database: Database, owner_id: UUID, question_id: int) -> NotFound:
    seen = await database.rows(READ_QUESTION, one(owner_id, question_id))
    return NotFound("Skill not found" if seen else NOT_FOUND)
