"""Single skills of an interview."""

from uuid import UUID

from database.engine import Database
from database.errors import ConstraintViolated
from database.statements.interview_skills import (
    DELETE_INTERVIEW_SKILL,
    LIST_INTERVIEW_SKILLS,
    LOCK_INTERVIEW_SKILL,
    READ_INTERVIEW_SKILL,
    SET_INTERVIEW_SKILL,
)
from interviewapis.conditional import require_match
from interviewapis.errors import NotFound, PreconditionFailed
from interviewapis.interviews.parts import Part, missing
from interviewapis.interviews.skills.schemas import InterviewSkillSet

SKILL = Part(
    "Skill not linked to this interview",
    "skill_id",
    LIST_INTERVIEW_SKILLS,
    READ_INTERVIEW_SKILL,
    LOCK_INTERVIEW_SKILL,
    DELETE_INTERVIEW_SKILL,
)


async def set_one(
    database: Database,
    owner_id: UUID,
    interview_id: int,
    skill_id: int,
    body: InterviewSkillSet,
    if_match: str | None,
) -> tuple[str, bool]:
    """Make or replace a skill of an interview; it as JSON, and whether it is new.

    Raises:
        NotFound: the owner has no such interview, or there is no such skill.
        PreconditionFailed: it is not what the caller has seen, or not a skill of the interview.
        DatabaseUnavailable: try again; the outcome is the same.
    """
    one = SKILL.one(owner_id, interview_id, skill_id)
    values = {**one, "document": body.model_dump_json()}
    try:
        if if_match is None:
            rows = await database.write(SET_INTERVIEW_SKILL, values)
        else:
            async with database.transaction() as transaction:
                found = await transaction.rows(LOCK_INTERVIEW_SKILL, values)
                if found:
                    require_match(if_match, found[0]["body"])
                rows = await transaction.rows(SET_INTERVIEW_SKILL, values)
                if rows and not found:
                    raise PreconditionFailed(
                        "It is no skill of this interview. Send it without If-Match to add it."
                    )
    except ConstraintViolated:
        # Somebody deletes the skill at this moment.
        raise NotFound("Skill not found") from None
    if not rows:
        raise await missing(database, "Skill not found", one)
    return rows[0]["body"], rows[0]["is_new"]
