"""Counts of three owners: as the statement tells them, and by looking at every row."""

import json
from collections import Counter
from typing import Any
from uuid import UUID

import asyncpg

from database.engine import Database
from database.statements.statistics import BREAKDOWNS, DROP_EMPTY, FOLD_CHANGES, OVERVIEW

OWNERS = tuple(UUID(int=number) for number in range(1, 4))
COMPANIES = ("Ash", "Birch", "Cedar", "Dogwood", "Elm")
Counts = dict[str, Any]


async def add_owners(admin: asyncpg.Connection) -> None:
    """Insert the owners."""
    await admin.execute(
        "INSERT INTO users (user_id, username) SELECT id, id::text FROM unnest($1::uuid[]) AS id",
        OWNERS,
    )


async def told(database: Database | asyncpg.Connection, owner_id: UUID) -> Counts:
    """What the statement says."""
    values = {"owner_id": owner_id}
    if isinstance(database, Database):
        (row,) = await database.rows(OVERVIEW, values)
    else:
        row = await database.fetchrow(OVERVIEW.sql, *OVERVIEW.arguments(values))
    return dict(json.loads(row["body"]))


async def counted(admin: asyncpg.Connection) -> dict[UUID, Counts]:
    """The same by looking at every row."""
    interviews = await admin.fetch(
        "SELECT owner_id, interview_status, interview_result FROM interviews"
        " WHERE deleted_at IS NULL"
    )
    questions = await admin.fetch(
        "SELECT owner_id, question_category, question_difficulty FROM questions WHERE is_active"
    )
    companies = await admin.fetch("SELECT company_id FROM companies")
    expected = {}
    for owner_id in OWNERS:
        own = {
            "interview": [row for row in interviews if row["owner_id"] == owner_id],
            "question": [row for row in questions if row["owner_id"] == owner_id],
        }
        expected[owner_id] = {
            "total_interviews": len(own["interview"]),
            "total_questions": len(own["question"]),
            "total_companies": len(companies),
            "library_questions": sum(row["owner_id"] is None for row in questions),
        }
        for name, (kind, values) in BREAKDOWNS.items():
            found = Counter(row[kind] for row in own[kind.partition("_")[0]])
            expected[owner_id][name] = {each: found[each] for each in values}
    return expected


async def assert_right(database: Database, admin: asyncpg.Connection) -> None:
    """Check the counts of every owner."""
    assert {owner: await told(database, owner) for owner in OWNERS} == await counted(admin)


async def fold(database: Database, most: int = 1000) -> int:
    """Fold as a server does; how many changes."""
    (row,) = await database.rows(FOLD_CHANGES, {"most": most})
    await database.rows(DROP_EMPTY, {"owners": row["emptied"]})
    return int(row["folded"])
