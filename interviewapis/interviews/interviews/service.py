"""Interviews: reading pages of them, making, changing, hiding and restoring one."""

from functools import partial
from typing import Any
from uuid import UUID

from database.engine import Database
from database.statements.interviews import (
    CHANGE_INTERVIEW,
    CHANGE_INTERVIEW_AND_SKILLS,
    CREATE_INTERVIEW,
    CREATE_INTERVIEW_ONCE,
    DELETE_INTERVIEW,
    LOCK_INTERVIEW,
    READ_INTERVIEW,
    RESTORE_INTERVIEW,
    list_interviews,
)
from database.statements.pages import containing
from interviewapis import records
from interviewapis.cursors import SortedPage, begins, is_day, is_moment, sorted_page
from interviewapis.errors import InvalidField, NotFound
from interviewapis.interviews.interviews.schemas import (
    BEGINNINGS,
    InterviewCreate,
    InterviewsQuery,
    InterviewUpdate,
)
from interviewapis.records import Made, OnceKey, Problems

_NOT_FOUND = "Interview not found"
_CHECKS = {
    "created_at": is_moment,
    "application_date": is_day,
    "first_interview_date": is_day,
}
"""What cursors hold; the other sorts are by text."""


async def page(database: Database, owner_id: UUID, query: InterviewsQuery) -> SortedPage:
    """One page of an owner's interviews.

    Raises:
        InvalidField: the cursor belongs to another list.
        DatabaseUnavailable: they can't be read.
    """
    filters = query.filters
    if "search" in filters:
        filters["search"] = [containing(word) for word in filters["search"].split()]
    begin = begins(query, query.sort_by, _CHECKS, "interviews", filters)
    statement = list_interviews(
        frozenset(filters), query.sort_by, query.order == "desc", begin.seeking
    )
    (row,) = await database.rows(
        statement,
        {**filters, "owner_id": owner_id, "limit": query.limit, **begin.values},
    )
    return sorted_page(query, begin, row)


async def read(database: Database, owner_id: UUID, interview_id: int) -> str:
    """One interview as JSON.

    Raises:
        NotFound: the owner has none of that id, or it is deleted.
        DatabaseUnavailable: it can't be read.
    """
    rows = await database.rows(READ_INTERVIEW, _own(owner_id, interview_id))
    if not rows:
        raise NotFound(_NOT_FOUND)
    body: str = rows[0]["body"]
    return body


async def create(
    database: Database, owner_id: UUID, body: InterviewCreate, key: str | None
) -> Made:
    """Add an interview, with its skills.

    Raises:
        NotFound: the company, the role, a skill or the CV version does not exist.
        DatabaseUnavailable: nobody can tell whether it was added.
    """
    document = body.model_dump_json()
    made = await records.make(
        database,
        CREATE_INTERVIEW,
        CREATE_INTERVIEW_ONCE,
        {"owner_id": owner_id, "document": document},
        OnceKey.of(owner_id, key, "POST", "/api/interviews", document),
        _problems(body),
    )
    assert made is not None
    return made


async def update(
    database: Database,
    owner_id: UUID,
    interview_id: int,
    body: InterviewUpdate,
    if_match: str | None,
) -> str:
    """Change the fields that were sent; the whole as JSON.

    Raises:
        NotFound: the owner has none of that id, or what it refers to does not exist.
        InvalidField: an end would come before its beginning.
        PreconditionFailed: it is not what the caller has seen.
    """
    statement = CHANGE_INTERVIEW
    if "skills" in body.model_fields_set:
        statement = CHANGE_INTERVIEW_AND_SKILLS
        # Any state will do, but it is locked first, as the statement needs it.
        if_match = if_match or "*"
    changed = await records.change(
        database,
        LOCK_INTERVIEW,
        statement,
        {
            **_own(owner_id, interview_id),
            # Skills in it whole, with their defaults: they are replaced.
            "document": body.model_dump_json(include=body.model_fields_set),
        },
        if_match,
        _problems(body),
    )
    if changed is None:
        raise NotFound(_NOT_FOUND)
    return changed


async def delete(
    database: Database, owner_id: UUID, interview_id: int, if_match: str | None
) -> None:
    """Hide an interview until it is restored.

    Raises:
        NotFound: the owner has none of that id, or it is deleted already.
        PreconditionFailed: it is not what the caller has seen.
    """
    own = _own(owner_id, interview_id)
    if not await records.remove(database, LOCK_INTERVIEW, DELETE_INTERVIEW, own, if_match):
        raise NotFound(_NOT_FOUND)


async def restore(database: Database, owner_id: UUID, interview_id: int) -> str:
    """Show a deleted interview again, as JSON; one that was not deleted stays as it is.

    Raises:
        NotFound: the owner has none of that id.
    """
    rows = await database.write(RESTORE_INTERVIEW, _own(owner_id, interview_id))
    if not rows:
        raise NotFound(_NOT_FOUND)
    body: str = rows[0]["body"]
    return body


def _own(owner_id: UUID, interview_id: int) -> dict[str, Any]:
    return {"owner_id": owner_id, "interview_id": interview_id}


def _problems(body: InterviewCreate | InterviewUpdate) -> Problems:
    return {
        "interviews_company_id_fkey": partial(_unknown, "Company", body.company_id),
        "interviews_role_id_fkey": partial(_unknown, "Role", body.role_id),
        "interviews_cv_version_id_fkey": partial(NotFound, "CV version not found"),
        "interview_skills_skill_id_fkey": partial(NotFound, "Skill not found"),
        "interviews_final_not_before_first_check": partial(
            _ends_early, body, "final_interview_date"
        ),
        "interviews_deadline_not_before_offer_check": partial(_ends_early, body, "offer_deadline"),
    }


def _unknown(what: str, number: int | None) -> NotFound:
    return NotFound(f"{what} with ID {number} not found")


def _ends_early(body: InterviewCreate | InterviewUpdate, end: str) -> InvalidField:
    beginning = BEGINNINGS[end]
    if end in body.model_fields_set:
        return InvalidField(f"body.{end}", f"must not be before {beginning}")
    # What was sent is to blame, not what was there.
    return InvalidField(f"body.{beginning}", f"must not be after {end}")
