"""What a migration makes of what its predecessors let in."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from alembic import command

from database.migrating import migration_config
from tests.database.at_revision import database_at


@pytest.fixture
async def old(cluster: str) -> AsyncIterator[str]:
    """Address of a database as the tracker had it at first."""
    async with database_at(cluster, "0004") as address:
        yield address


async def test_circles_of_parents_are_cut_and_nothing_else(old: str) -> None:
    parents = {1: 2, 2: 3, 3: 1, 4: 1, 5: None, 6: 5, 7: 6, 8: 9, 9: 8}
    connection = await asyncpg.connect(old)
    await connection.execute(
        "INSERT INTO skills (skill_name) SELECT number::text FROM generate_series(1, 9) AS number"
    )
    await connection.executemany(
        "UPDATE skills SET parent_skill_id = $2 WHERE skill_id = $1", parents.items()
    )
    await asyncio.to_thread(command.upgrade, migration_config(old), "0005")
    rows = await connection.fetch("SELECT skill_id, parent_skill_id FROM skills")
    await connection.close()
    in_circles = dict.fromkeys((1, 2, 3, 8, 9))
    assert dict(rows) == parents | in_circles


async def test_counts_leave_out_what_is_deleted(old: str) -> None:
    connection = await asyncpg.connect(old)
    await connection.execute(_ASKED)
    await asyncio.to_thread(command.upgrade, migration_config(old), "0005")
    own = await connection.fetch(
        "SELECT question_text, times_asked FROM questions WHERE owner_id IS NOT NULL"
    )
    uses = await connection.fetch("SELECT question_id, times_asked FROM library_uses ORDER BY 1")
    await connection.close()
    assert dict(own) == {"A question of their own": 1, "Their version of it": 1, "Never linked": 0}
    assert [tuple(row) for row in uses] == [(2, 1)]


_ASKED = """
INSERT INTO users (user_id, username) VALUES
    ('00000000-0000-4000-8000-00000000000a', 'asked'),
    ('00000000-0000-4000-8000-00000000000b', 'another');
INSERT INTO questions
    (owner_id, library_slug, specialist, copied_from, question_text, question_category, times_asked)
VALUES
    (NULL, 'coding/one', 'coding', NULL, 'An entry, changed', 'coding', 0),
    (NULL, 'coding/two', 'coding', NULL, 'An entry as it is', 'coding', 0),
    ('00000000-0000-4000-8000-00000000000a', NULL, NULL, NULL, 'A question of their own', 'coding',
        3),
    ('00000000-0000-4000-8000-00000000000a', NULL, NULL, 1, 'Their version of it', 'coding', 2),
    ('00000000-0000-4000-8000-00000000000a', NULL, NULL, NULL, 'Never linked', 'coding', 1);
INSERT INTO library_uses (owner_id, question_id, times_asked) VALUES
    ('00000000-0000-4000-8000-00000000000a', 2, 2);
INSERT INTO interviews (owner_id, seniority_level, deleted_at) VALUES
    ('00000000-0000-4000-8000-00000000000a', 'mid', NULL),
    ('00000000-0000-4000-8000-00000000000a', 'mid', now()),
    ('00000000-0000-4000-8000-00000000000b', 'mid', NULL);
INSERT INTO interview_questions (interview_id, question_id, was_asked, order_asked) VALUES
    (1, 1, true, 1), (1, 2, true, 2), (1, 3, true, 3), (1, 5, false, 4),
    (2, 1, true, 1), (2, 2, true, 2), (2, 3, true, 3), (3, 1, true, 1), (3, 2, true, 2);
"""


async def test_ids_that_are_there_stay_and_later_entries_have_some_of_their_own(old: str) -> None:
    connection = await asyncpg.connect(old)
    ids = "SELECT question_id FROM questions ORDER BY question_id"
    own = (
        "INSERT INTO questions (owner_id, question_text, question_category)"
        " SELECT user_id, 'A question of their own', 'coding' FROM users LIMIT 1"
    )
    await connection.execute(_ASKED)
    config = migration_config(old)

    async def grown() -> list[int]:
        """Ids that an own question and a library entry get."""
        there = {row[0] for row in await connection.fetch(ids)}
        await connection.execute(own)
        await connection.execute(
            "INSERT INTO questions"
            " (question_id, library_slug, specialist, question_text, question_category)"
            " VALUES (nextval('library_question_ids'), gen_random_uuid()::text, 'coding',"
            " 'A later entry', 'coding')"
        )
        now = [row[0] for row in await connection.fetch(ids)]
        assert there < set(now)
        return [each for each in now if each not in there]

    await asyncio.to_thread(command.upgrade, config, "0005")
    assert await grown() == [6, 1_000_000_001]
    await asyncio.to_thread(command.downgrade, config, "0004")
    await connection.execute(own)
    await asyncio.to_thread(command.upgrade, config, "0005")
    assert await grown() == [8, 1_000_000_002]
    await connection.close()
