"""A person's figures."""

from uuid import UUID

from database.engine import Database
from database.statements.practice_scores import PRACTICE_STATS


async def figures(database: Database, owner_id: UUID) -> str:
    """How much somebody has practised, as JSON.

    Raises:
        DatabaseUnavailable: it can't be read.
    """
    (row,) = await database.rows(PRACTICE_STATS, {"owner_id": owner_id})
    body: str = row["body"]
    return body
