"""Looks runs up."""

from typing import Any
from uuid import UUID

from database.engine import Database
from database.statements.pages import containing
from database.statements.runs import list_runs
from interviewapis.history.schemas import RunsQuery


async def runs_page(database: Database, owner_id: UUID, query: RunsQuery) -> tuple[int, str]:
    """How many runs match, and one page of them as a JSON array.

    Raises:
        DatabaseUnavailable: they can't be read.
    """
    filters = query.model_dump(exclude={"skip", "limit"}, exclude_none=True)
    if query.q is not None:
        filters["q"] = containing(query.q)
    values: dict[str, Any] = {
        **filters,
        "owner_id": owner_id,
        "skip": query.skip,
        "limit": query.limit,
    }
    rows = await database.rows(list_runs(frozenset(filters)), values)
    return rows[0]["total"], rows[0]["data"]
