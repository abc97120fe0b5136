"""What rounds, questions and skills of an interview do alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from database.compiled import Compiled
from database.engine import Database
from database.statements.interview_parts import FIND_INTERVIEW
from interviewapis import records
from interviewapis.errors import NotFound
from interviewapis.pagination import PageQuery


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of thing that lies under an interview.

    Args:
        absent: What to tell when an interview has none of that id.
        key: Name of the id that tells one of an interview from another.
    """

    absent: str
    key: str
    list: Compiled
    read: Compiled
    lock: Compiled
    delete: Compiled

    def one(self, owner_id: UUID, interview_id: int, number: int) -> dict[str, Any]:
        """The values that lead statements to one of them."""
        return {"owner_id": owner_id, "interview_id": interview_id, self.key: number}


async def page(
    database: Database, part: Part, owner_id: UUID, interview_id: int, query: PageQuery
) -> tuple[int, str]:
    """How many an interview has, and one page of them as a JSON array.

    Raises:
        NotFound: the owner has no such interview, or it is deleted.
        DatabaseUnavailable: they can't be read.
    """
    own = {"owner_id": owner_id, "interview_id": interview_id}
    rows = await database.rows(part.list, {**own, "skip": query.skip, "limit": query.limit})
    if not rows:
        raise NotFound("Interview not found")
    return rows[0]["total"], rows[0]["data"]


async def read(
    database: Database, part: Part, owner_id: UUID, interview_id: int, number: int
) -> str:
    """One of them as JSON.

    Raises:
        NotFound: the owner has no such interview, or it has none of that id.
        DatabaseUnavailable: it can't be read.
    """
    one = part.one(owner_id, interview_id, number)
    rows = await database.rows(part.read, one)
    if not rows:
        raise await missing(database, part.absent, one)
    body: str = rows[0]["body"]
    return body


async def delete(
    database: Database,
    part: Part,
    owner_id: UUID,
    interview_id: int,
    number: int,
    if_match: str | None,
) -> None:
    """Delete one for good.

    Raises:
        NotFound: the owner has no such interview, or it has none of that id.
        PreconditionFailed: it is not what the caller has seen.
        DatabaseUnavailable: try again.
    """
    one = part.one(owner_id, interview_id, number)
    if not await records.remove(database, part.lock, part.delete, one, if_match):
        raise await missing(database, part.absent, one)


async def missing(database: Database, absent: str, own: Mapping[str, Any]) -> NotFound:
    """What is not there: the interview, or what was looked for in it.

    Args:
        absent: What to tell when the interview is there.
        own: Has ``owner_id`` and ``interview_id``.
    """
    there = await database.rows(FIND_INTERVIEW, own)
    return NotFound(absent if there else "Interview not found")
