"""Skill gaps: what the judged answers show of skills."""

from typing import Any
from uuid import UUID

import orjson

from agents.practice.composer import Composer
from agents.practice.contracts import SkillGaps
from database.engine import Database
from database.statements.practice_gaps import LIST_GAPS, LIST_SESSION_GAPS, REPLACE_GAPS
from interviewapis.errors import Conflict
from interviewapis.pagination import PageQuery
from interviewapis.practice.problems import failures_told, no_interview
from interviewapis.practice.reviewed import review


async def analyze(
    database: Database, composer: Composer, owner_id: UUID, session_id: UUID, *, anew: bool
) -> str:
    """Find the skill gaps of an interview, as JSON; those found before, if nothing came since.

    Args:
        anew: Find them again all the same.

    Raises:
        NotFound: the owner has no such interview.
        Conflict: nothing has a score yet.
        RunFailed: the library is to recommend, and can't be read.
    """
    own = {"owner_id": owner_id, "session_id": session_id}
    found = await database.rows(LIST_SESSION_GAPS, own)
    if found and found[0]["identified_at"] and not (found[0]["is_stale"] or anew):
        return _told(found[0])
    made = await _found(database, composer, owner_id, session_id)
    rows = await database.write(
        REPLACE_GAPS,
        own
        | {
            "gaps": orjson.dumps(made.gaps).decode(),
            "provider": made.provider,
            "model": made.model,
        },
    )
    if not rows:
        raise no_interview()
    return _told(rows[0])


async def _found(
    database: Database, composer: Composer, owner_id: UUID, session_id: UUID
) -> SkillGaps:
    reviewed = await review(database, owner_id, session_id)
    while True:
        if not reviewed.answers:
            raise Conflict("Nothing is judged in this interview yet. Answer a question first.")
        with failures_told():
            made = await composer.gaps(reviewed.brief)
        before, reviewed = reviewed, await review(database, owner_id, session_id)
        # What was judged meanwhile would count as looked at.
        if reviewed.digest == before.digest:
            return made


async def of_interview(database: Database, owner_id: UUID, session_id: UUID) -> str:
    """The skill gaps that an interview showed, as JSON; none before they are looked for.

    Raises:
        NotFound: the owner has no such interview.
    """
    rows = await database.rows(LIST_SESSION_GAPS, {"owner_id": owner_id, "session_id": session_id})
    if not rows:
        raise no_interview()
    return _told(rows[0])


async def of_owner(database: Database, owner_id: UUID, query: PageQuery) -> tuple[int, str]:
    """How many skills, and one page of the latest finding for each, as JSON."""
    (row,) = await database.rows(
        LIST_GAPS, {"owner_id": owner_id, "skip": query.skip, "limit": query.limit}
    )
    return row["total"], _told(row)


def _told(row: Any) -> str:
    return (
        f'{{"total":{row["total"]},"weak":{row["weak"]},"moderate":{row["moderate"]},'
        f'"strong":{row["strong"]},"skill_gaps":{row["data"]}}}'
    )
