"""Which question of the bank a specialist is given."""

from uuid import UUID

import asyncpg
import pytest

from database.engine import Database
from database.models import LOCAL_USER_ID
from database.statements.question_answers import FIND_QUESTION_TO_ANSWER
from tests.database.run_rows import other_user


@pytest.fixture
async def entry_id(admin: asyncpg.Connection) -> int:
    """An entry of the library."""
    return await admin.fetchval("SELECT min(question_id) FROM questions WHERE owner_id IS NULL")


async def add_version(admin: asyncpg.Connection, owner_id: UUID, entry_id: int) -> int:
    """Write somebody's version of an entry; its id."""
    return await admin.fetchval(
        "INSERT INTO questions (owner_id, copied_from, question_text, question_category)"
        " VALUES ($1, $2, 'What is mine?', 'other') RETURNING question_id",
        owner_id,
        entry_id,
    )


async def found(database: Database, question_id: int) -> list[tuple[int, bool]]:
    """Which question the local user has answered by that id, and whether it is the library's."""
    values = {"owner_id": LOCAL_USER_ID, "question_id": question_id}
    rows = await database.rows(FIND_QUESTION_TO_ANSWER, values)
    return [(row["question_id"], row["is_library"]) for row in rows]


async def test_an_entry_is_found_unless_the_library_has_it_no_more(
    database: Database, admin: asyncpg.Connection, entry_id: int
) -> None:
    assert await found(database, entry_id) == [(entry_id, True)]
    await admin.execute("UPDATE questions SET is_active = false WHERE question_id = $1", entry_id)
    assert await found(database, entry_id) == []


@pytest.mark.parametrize("is_active", [True, False])
async def test_ones_own_version_stands_for_the_entry(
    database: Database, admin: asyncpg.Connection, entry_id: int, is_active: bool
) -> None:
    theirs = await add_version(admin, await other_user(admin), entry_id)
    assert await found(database, theirs) == []
    assert await found(database, entry_id) == [(entry_id, True)]
    mine = await add_version(admin, LOCAL_USER_ID, entry_id)
    await admin.execute("UPDATE questions SET is_active = $1", is_active)
    for number in (entry_id, mine):
        assert await found(database, number) == [(mine, False)]
