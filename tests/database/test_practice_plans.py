"""Statements of practice find their rows by indexes, however many there are."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest
import pytest_asyncio

from database.compiled import Compiled
from database.models import LOCAL_USER_ID
from database.statements.practice_sessions import list_sessions
from tests.database.plans import filled_copy, nodes
from tests.database.test_practice_ownership import STATEMENTS

pytestmark = pytest.mark.asyncio(loop_scope="module")

INTERVIEWS, OF_ONE, PEOPLE = 9_000, 3_000, 900
FEW = UUID("00000000-0000-4000-8000-000000000002")
BIG = {
    *("practice_sessions", "practice_questions", "practice_attempts", "practice_responses"),
    *("skill_gaps", "questions"),
}


def _id(kind: str, number: str) -> str:
    return f"('00000000-0000-4000-{kind}-' || lpad(({number})::text, 12, '0'))::uuid"


FILL = f"""
INSERT INTO users (user_id, username)
SELECT {_id("8000", "number")}, 'person ' || number FROM generate_series(2, {PEOPLE}) AS number;

INSERT INTO questions (owner_id, question_text, question_category)
SELECT {_id("8000", f"1 + number % {PEOPLE}")}, 'What is question ' || number || '?', 'technical'
FROM generate_series(1, 20000) AS number;

INSERT INTO practice_sessions (
    session_id, owner_id, job_role, difficulty, question_type, total_questions, provider, model,
    status, completed_at, created_at, last_activity_at
)
SELECT
    {_id("9000", "number")},
    {_id("8000", f"CASE WHEN number <= {OF_ONE} THEN 1 ELSE 2 + number % {PEOPLE - 1} END")},
    'Python Developer', 'intermediate', 'mixed', 3, 'library', 'library',
    CASE WHEN number % 3 > 0 THEN 'completed' WHEN number % 9 = 0 THEN 'in_progress'
        ELSE 'abandoned' END,
    CASE WHEN number % 3 > 0 THEN now() END,
    now() - number * interval '2 minutes', now() - number * interval '2 minutes'
FROM generate_series(1, {INTERVIEWS}) AS number;

INSERT INTO practice_questions (
    practice_question_id, owner_id, session_id, kind, bank_question_id, question_text,
    question_type, difficulty, skill_category, expected_points, order_number, created_at
)
SELECT
    {_id("a000", "number * 4 + place")}, owner_id, session_id, 'main',
    CASE WHEN place < 3 THEN (SELECT min(question_id) FROM questions) + number % 300 END,
    'Why?', 'technical', 'intermediate', 'SQL', '[]', place, created_at
FROM generate_series(1, {INTERVIEWS}) AS number
JOIN practice_sessions ON session_id = {_id("9000", "number")}, generate_series(1, 3) AS place;

INSERT INTO practice_attempts (
    attempt_id, practice_question_id, attempt_number, is_official, answer, state, judged_at, basis,
    score
)
SELECT
    {_id("b000", "number * 8 + place * 2 + try")}, {_id("a000", "number * 4 + place")}, try,
    try = 1, 'Because.', 'judged', now(), 'coverage', number % 100
FROM generate_series(1, {INTERVIEWS}) AS number, generate_series(1, 2) AS place,
    generate_series(1, 2) AS try
WHERE try = 1 OR number % 5 = 0;

INSERT INTO practice_attempts (
    practice_question_id, attempt_number, is_official, answer, judging_until
)
SELECT {_id("a000", "number * 4 + 3")}, 1, true, 'Because.', now() + number * interval '1 second'
FROM generate_series(1, {INTERVIEWS}, 50) AS number;

INSERT INTO practice_responses (practice_question_id, attempt_id)
SELECT practice_question_id, attempt_id FROM practice_attempts WHERE is_official
AND state = 'judged';

INSERT INTO skill_gaps (
    owner_id, session_id, skill_name, proficiency_level, gap_score, recommendation, provider, model
)
SELECT owner_id, session_id, 'Skill ' || place, 'weak', 1, 'Practise.', 'library', 'library'
FROM practice_sessions, generate_series(1, 2) AS place;
"""
"""900 people with 9,000 interviews, a third of them one person's."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def filled(cluster: str, template: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to a database with that many interviews."""
    async with filled_copy(cluster, template, FILL) as connection:
        yield connection


def read_whole(plan: list[Any]) -> set[str]:
    """Big tables that a plan reads from end to end."""
    return {
        node["Relation Name"]
        for node in plan
        if node["Node Type"] in ("Seq Scan", "Parallel Seq Scan")
    } & BIG


async def generic(connection: asyncpg.Connection, statement: Compiled) -> list[Any]:
    """Nodes of the plan that serves all values."""
    await connection.execute(f"PREPARE planned AS {statement.sql}")
    try:
        types = await connection.fetchval(
            "SELECT parameter_types FROM pg_prepared_statements WHERE name = 'planned'"
        )
        await connection.execute("SET plan_cache_mode = force_generic_plan")
        values = ", ".join(["NULL"] * len(types))
        explained = await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE planned({values})")
    finally:
        await connection.execute("DEALLOCATE planned")
    return list(nodes(orjson.loads(explained)[0]["Plan"]))


async def run(connection: asyncpg.Connection, statement: Compiled, **values: Any) -> list[Any]:
    """Nodes of the plan for these values, as it went."""
    explained = await connection.fetchval(
        f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement.sql}",
        *statement.arguments(values),
    )
    return list(nodes(orjson.loads(explained)[0]["Plan"]))


@pytest.mark.parametrize("name", sorted(STATEMENTS))
async def test_nothing_is_read_from_end_to_end(filled: asyncpg.Connection, name: str) -> None:
    assert read_whole(await generic(filled, STATEMENTS[name])) == set()


@pytest.mark.parametrize("owner_id", [LOCAL_USER_ID, FEW], ids=["many", "few"])
@pytest.mark.parametrize("more", [{}, {"status": "completed"}], ids=["all", "completed"])
async def test_a_page_reads_what_it_shows(
    filled: asyncpg.Connection, owner_id: UUID, more: dict[str, Any]
) -> None:
    statement = list_sessions(frozenset(more))
    plan = await run(filled, statement, owner_id=owner_id, skip=0, limit=10, **more)
    assert read_whole(plan) == set()
    # In the order of an index; only counting goes further, without looking at the rows.
    scans = [node for node in plan if node.get("Relation Name") == "practice_sessions"]
    assert {node["Node Type"] for node in scans} <= {"Index Scan", "Index Only Scan"}
    shown = [node for node in scans if node["Node Type"] == "Index Scan"]
    assert all(node["Actual Rows"] * node["Actual Loops"] <= 10 for node in shown)


async def test_questions_of_late_are_read_from_an_index(filled: asyncpg.Connection) -> None:
    statement = STATEMENTS["RECENT_QUESTIONS"]
    plan = await run(filled, statement, owner_id=LOCAL_USER_ID, most=50)
    assert [node for node in plan if "Sort" in node["Node Type"]] == []
    assert max(node["Actual Rows"] for node in plan) == 50
