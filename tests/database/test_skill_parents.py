"""Skills lie under each other, and never in a circle."""

import asyncio
import json
from itertools import pairwise
from typing import Any

import asyncpg
import pytest

from database.engine import Database
from database.errors import ConstraintViolated
from database.models import LOCAL_USER_ID
from database.statements.catalog import SKILLS
from tests.database.waiting import started


@pytest.fixture
async def skills(admin: asyncpg.Connection) -> list[int]:
    """Ids of four skills, none of them under another."""
    rows = await admin.fetch(
        "INSERT INTO skills (skill_name, created_by) SELECT 'Skill ' || number, $1"
        " FROM generate_series(1, 4) AS number RETURNING skill_id",
        LOCAL_USER_ID,
    )
    return [row["skill_id"] for row in rows]


async def put_under(database: Database, skill_id: int, parent: int | None, **fields: Any) -> None:
    """Change the parent of a skill."""
    document = json.dumps({"parent_skill_id": parent} | fields)
    values = {
        "skill_id": skill_id,
        "created_by": LOCAL_USER_ID,
        "is_admin": False,
        "document": document,
    }
    assert await database.write(SKILLS.change, values)


async def parents(admin: asyncpg.Connection) -> list[int | None]:
    """The parent of each skill."""
    rows = await admin.fetch("SELECT parent_skill_id FROM skills ORDER BY skill_id")
    return [row["parent_skill_id"] for row in rows]


@pytest.mark.parametrize("length", [2, 3, 4])
async def test_no_skill_comes_to_lie_under_itself(
    database: Database, admin: asyncpg.Connection, skills: list[int], length: int
) -> None:
    for parent, child in pairwise(skills[:length]):
        await put_under(database, child, parent)
    before = await parents(admin)
    with pytest.raises(ConstraintViolated) as violated:
        await put_under(database, skills[0], skills[length - 1], is_trending=True)
    assert violated.value.constraint == "skills_parent_cycle"
    assert await parents(admin) == before
    assert not await admin.fetchval("SELECT bool_or(is_trending) FROM skills")


async def test_a_skill_is_its_own_parent_by_another_name(
    database: Database, skills: list[int]
) -> None:
    with pytest.raises(ConstraintViolated) as violated:
        await put_under(database, skills[0], skills[0])
    assert violated.value.constraint == "skills_parent_is_another_check"


async def test_whole_branches_move(
    database: Database, admin: asyncpg.Connection, skills: list[int]
) -> None:
    first, second, third, fourth = skills
    for child, parent in ((second, first), (third, second), (second, fourth), (first, third)):
        await put_under(database, child, parent)
    assert await parents(admin) == [third, fourth, second, None]
    await put_under(database, second, None)
    await put_under(database, fourth, first)
    assert await parents(admin) == [third, None, second, first]


async def test_of_changes_at_once_that_would_close_a_circle_one_is_refused(
    database: Database, admin: asyncpg.Connection, skills: list[int]
) -> None:
    """Each of them sees nothing of the others when it begins."""
    ring = [*zip(skills, skills[1:] + skills[:1], strict=True)]
    async with admin.transaction():
        await admin.execute("SELECT FROM skills FOR UPDATE")
        changing = await started(admin, *(put_under(database, *each) for each in ring))
    outcomes = await asyncio.gather(*changing, return_exceptions=True)
    (refused,) = [each for each in outcomes if each is not None]
    assert isinstance(refused, ConstraintViolated)
    assert (await parents(admin)).count(None) == 1
