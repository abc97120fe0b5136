"""Reads what somebody has, counted."""

from uuid import UUID

from database.engine import Database
from database.statements.statistics import OVERVIEW


async def overview(database: Database, owner_id: UUID) -> str:
    """The counts of one owner as JSON.

    Raises:
        DatabaseUnavailable: they can't be read.
    """
    (row,) = await database.rows(OVERVIEW, {"owner_id": owner_id})
    body: str = row["body"]
    return body
