"""Skill gaps: of one interview, and of a person."""

import json
from typing import Any

import asyncpg

from database.engine import Database
from database.models import LOCAL_USER_ID
from database.statements.practice_gaps import LIST_GAPS, LIST_SESSION_GAPS, REPLACE_GAPS
from tests.database.practice_rows import create, give, which
from tests.database.run_rows import AWKWARD


def gap(skill: str, score: float) -> dict[str, Any]:
    """A gap as REPLACE_GAPS takes it."""
    level = "weak" if score < 50 else "moderate" if score < 75 else "strong"
    return {"skill": skill, "score": score, "level": level, "recommendation": AWKWARD}


async def replace(
    database: Database, interview: dict[str, Any], *gaps: dict[str, Any]
) -> dict[str, Any]:
    """Analyse an interview; what came back."""
    values = which(interview) | {"gaps": json.dumps(gaps), "provider": "openai", "model": "gpt"}
    (row,) = await database.write(REPLACE_GAPS, values)
    return dict(row) | {"data": json.loads(row["data"])}


async def of_session(database: Database, interview: dict[str, Any]) -> dict[str, Any]:
    """The gaps of an interview."""
    (row,) = await database.rows(LIST_SESSION_GAPS, which(interview))
    return dict(row) | {"data": json.loads(row["data"])}


async def of_owner(database: Database, skip: int = 0, limit: int = 20) -> dict[str, Any]:
    """The gaps of a person."""
    values = {"owner_id": LOCAL_USER_ID, "skip": skip, "limit": limit}
    (row,) = await database.rows(LIST_GAPS, values)
    return dict(row) | {"data": json.loads(row["data"])}


def names(shown: dict[str, Any]) -> list[tuple[str, float]]:
    """Skills with their scores, as they are listed."""
    return [(each["skill_name"], each["gap_score"]) for each in shown["data"]]


async def test_the_biggest_gap_comes_first(database: Database) -> None:
    made = await create(database)
    before = await of_session(database, made)
    assert (before["identified_at"], before["is_stale"], before["total"]) == (None, False, 0)
    found = await replace(database, made, gap("SQL", 80), gap("Go", 12.345), gap(AWKWARD, 60))
    assert names(found) == [("Go", 12.35), (AWKWARD, 60), ("SQL", 80)]
    assert [found[name] for name in ("total", "weak", "moderate", "strong")] == [3, 1, 1, 1]
    assert found["data"][0] == {
        "gap_id": found["data"][0]["gap_id"],
        "interview_id": made["interview_id"],
        "skill_name": "Go",
        "proficiency_level": "weak",
        "gap_score": 12.35,
        "recommendation": AWKWARD,
        "identified_at": found["data"][0]["identified_at"],
        "provider": "openai",
        "model": "gpt",
    }
    assert await of_session(database, made) == found


async def test_a_new_analysis_takes_the_place_of_the_old(
    database: Database, admin: asyncpg.Connection
) -> None:
    made, other = await create(database), await create(database)
    await replace(database, other, gap("Go", 5))
    await replace(database, made, gap("SQL", 80), gap("Go", 12))
    found = await replace(database, made, gap("SQL", 30), gap("Rust", 90), gap("Rust", 90))
    assert names(found) == [("SQL", 30), ("Rust", 90)]
    assert await of_session(database, made) == found
    assert await admin.fetchval("SELECT count(*) FROM skill_gaps") == 3
    assert names(await replace(database, made)) == []
    assert (await of_session(database, made))["total"] == 0


async def test_answers_that_came_later_make_an_analysis_stale(database: Database) -> None:
    made = await create(database)
    await give(database, made)
    await replace(database, made, gap("SQL", 80))
    assert not (await of_session(database, made))["is_stale"]
    await give(database, made, is_official=False)
    assert not (await of_session(database, made))["is_stale"]
    await give(database, made, 1)
    assert (await of_session(database, made))["is_stale"]


async def test_skills_of_a_person_are_as_they_were_found_last(database: Database) -> None:
    first, second = await create(database), await create(database)
    await replace(database, second, gap("sql", 20), gap("Rust", 70))
    await replace(database, first, gap("SQL", 80), gap("Go", 12))
    shown = await of_owner(database)
    assert names(shown) == [("Go", 12), ("Rust", 70), ("SQL", 80)]
    assert [shown[name] for name in ("total", "weak", "moderate", "strong")] == [3, 1, 1, 1]
    await replace(database, second, gap("sql", 20))
    assert names(await of_owner(database)) == [("Go", 12), ("sql", 20)]
    page = await of_owner(database, skip=1, limit=1)
    assert (page["total"], names(page)) == (2, [("sql", 20)])
