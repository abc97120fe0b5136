"""What practice chooses its questions from."""

import json
from uuid import UUID

import asyncpg
import pytest

from database.engine import Database
from database.models import LOCAL_USER_ID
from database.statements.practice_choosing import (
    CHOSEN_QUESTIONS,
    SHELF_CANDIDATES,
    SHELF_QUESTIONS,
)
from tests.database.practice_rows import entries, floats
from tests.database.run_rows import other_user


async def add(
    admin: asyncpg.Connection, owner_id: UUID = LOCAL_USER_ID, copied_from: int | None = None
) -> int:
    """Write a question of somebody's own; its id."""
    return await admin.fetchval(
        "INSERT INTO questions (owner_id, copied_from, question_text, question_category,"
        " skill_names, tags) VALUES ($1, $2, 'What is mine?', 'other', '{In words}', '{mine}')"
        " RETURNING question_id",
        owner_id,
        copied_from,
    )


async def chosen(database: Database, *bank_ids: int) -> list[tuple[int, int]]:
    """Which questions the local user means by ids: asked and found."""
    values = {"owner_id": LOCAL_USER_ID, "bank_ids": bank_ids}
    rows = await database.rows(CHOSEN_QUESTIONS, values)
    return [(row["asked_id"], row["bank_id"]) for row in rows]


async def test_candidates_are_entries_of_those_fields_and_difficulties(
    database: Database, admin: asyncpg.Connection
) -> None:
    await add(admin)
    values = {"specialists": ["coding", "behavioral"], "difficulties": ["hard", "expert"]}
    rows = await database.rows(SHELF_CANDIDATES, values)
    ids = [row["bank_id"] for row in rows]
    expected = await admin.fetch(
        "SELECT question_id FROM questions WHERE owner_id IS NULL"
        " AND specialist IN ('coding', 'behavioral')"
        " AND question_difficulty IN ('hard', 'expert') ORDER BY 1"
    )
    assert ids == [row["question_id"] for row in expected]
    assert ids
    embedding = floats(rows[0]["embedding"])
    assert len(embedding) == 384
    assert sum(each * each for each in embedding) == pytest.approx(1, abs=1e-3)
    assert all(row["skills"] and row["tags"] for row in rows)


async def test_what_left_the_library_or_has_no_vector_is_no_candidate(
    database: Database, admin: asyncpg.Connection
) -> None:
    values = {"specialists": ["coding"], "difficulties": ["easy", "medium", "hard", "expert"]}
    before = [row["bank_id"] for row in await database.rows(SHELF_CANDIDATES, values)]
    change = "UPDATE questions SET {} WHERE question_id = $1"
    await admin.execute(change.format("is_active = false"), before[0])
    await admin.execute(change.format("embedding = NULL"), before[1])
    after = [row["bank_id"] for row in await database.rows(SHELF_CANDIDATES, values)]
    assert after == before[2:]
    rows = await database.rows(SHELF_QUESTIONS, {"bank_ids": before[:3]})
    assert [row["bank_id"] for row in rows] == [before[2]]
    nothing = {"specialists": [], "difficulties": []}
    assert await database.rows(SHELF_CANDIDATES, nothing) == []


async def test_entries_come_with_what_practising_needs(
    database: Database, admin: asyncpg.Connection
) -> None:
    (entry,) = await entries(admin, 1)
    mine = await add(admin)
    (row,) = await database.rows(SHELF_QUESTIONS, {"bank_ids": [entry, mine, 0]})
    found = await admin.fetchrow("SELECT * FROM questions WHERE question_id = $1", entry)
    assert {
        name: each for name, each in row.items() if name not in ("key_points", "embedding")
    } == {
        "bank_id": entry,
        "question": found["question_text"],
        "specialist": found["specialist"],
        "category": found["question_category"],
        "difficulty": found["question_difficulty"],
        "skills": found["skill_names"],
        "tags": found["tags"],
    }
    assert json.loads(row["key_points"]) == json.loads(found["key_points"])


async def test_chosen_questions_come_in_the_order_asked(
    database: Database, admin: asyncpg.Connection
) -> None:
    first, second = await entries(admin, 2)
    mine = await add(admin)
    theirs = await add(admin, await other_user(admin))
    asked = (second, 0, theirs, mine, first)
    assert await chosen(database, *asked) == [(each, each) for each in (second, mine, first)]
    assert await chosen(database) == []


async def test_an_entry_means_ones_own_version_of_it(
    database: Database, admin: asyncpg.Connection
) -> None:
    entry, other = await entries(admin, 2)
    await add(admin, await other_user(admin), entry)
    assert await chosen(database, entry) == [(entry, entry)]
    version = await add(admin, copied_from=entry)
    assert await chosen(database, entry, version, other) == [
        (entry, version),
        (version, version),
        (other, other),
    ]


async def test_skills_of_ones_own_are_those_linked_and_those_named(
    database: Database, admin: asyncpg.Connection
) -> None:
    mine = await add(admin)
    for name, is_primary in (("Beta", False), ("alpha", False), ("Zulu", True)):
        await admin.execute(
            "WITH skill AS (INSERT INTO skills (skill_name) VALUES ($1) RETURNING skill_id)"
            " INSERT INTO question_skills (question_id, skill_id, is_primary_skill)"
            " SELECT $2, skill_id, $3 FROM skill",
            name,
            mine,
            is_primary,
        )
    values = {"owner_id": LOCAL_USER_ID, "bank_ids": [mine]}
    (row,) = await database.rows(CHOSEN_QUESTIONS, values)
    assert row["skills"] == ["Zulu", "alpha", "Beta", "In words"]
    assert (row["key_points"], row["specialist"]) == ("[]", None)
