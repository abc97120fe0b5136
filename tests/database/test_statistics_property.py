"""Counts equal what counting would find, whatever is written and folded meanwhile."""

from dataclasses import dataclass
from typing import Any, get_args
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.engine import Database
from database.models.vocabulary import (
    InterviewResult,
    InterviewStatus,
    QuestionCategory,
    QuestionDifficulty,
)
from tests.database.tallying import COMPANIES, OWNERS, add_owners, assert_right, fold


@pytest.fixture(autouse=True)
async def _owners(admin: asyncpg.Connection) -> None:
    await add_owners(admin)


STATUS, RESULT, CATEGORY, DIFFICULTY = (
    st.sampled_from(get_args(values))
    for values in (InterviewStatus, InterviewResult, QuestionCategory, QuestionDifficulty)
)
OWNER = st.sampled_from(OWNERS)
PICK = st.sampled_from([(1, 0), (2, 0), (2, 1), (3, 0), (3, 1)])
"""Which rows a statement is about: those whose place has this remainder by that divisor."""

_PLACED = (
    "{0}_id IN (SELECT {0}_id FROM (SELECT {0}_id, row_number() OVER (ORDER BY {0}_id) AS place"
    " FROM {0}s{1}) AS placed WHERE place % $1 = $2)"
)
INTERVIEWS = _PLACED.format("interview", "")
QUESTIONS = _PLACED.format("question", " WHERE owner_id IS NOT NULL OR library_slug LIKE 'test/%'")


@dataclass(frozen=True)
class Written:
    """Statements that are carried out together.

    Args:
        kept: False where the transaction is rolled back.
    """

    statements: tuple[tuple[str, tuple[Any, ...]], ...]
    kept: bool

    async def run(self, _: Database, admin: asyncpg.Connection) -> None:
        """Carry them out."""
        transaction = admin.transaction()
        await transaction.start()
        for sql, arguments in self.statements:
            await admin.execute(sql, *arguments)
        await (transaction.commit() if self.kept else transaction.rollback())


@dataclass(frozen=True)
class Folded:
    """A fold of a few changes."""

    most: int

    async def run(self, database: Database, _: asyncpg.Connection) -> None:
        """Fold them."""
        await fold(database, self.most)


def one(sql: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A statement with arguments to choose."""
    return st.tuples(st.just(sql), st.tuples(*arguments))


def several(sql: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A statement that takes columns with a value for each of several rows."""
    rows = st.lists(st.tuples(*arguments), min_size=1, max_size=4)
    return st.tuples(st.just(sql), rows.map(lambda rows: tuple(zip(*rows, strict=True))))


def of_picked(sql: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A statement about some of the rows that are there."""
    chosen = st.tuples(PICK, st.tuples(*arguments))
    return st.tuples(st.just(sql), chosen.map(lambda each: (*each[0], *each[1])))


STATEMENT = st.one_of(
    several(
        "INSERT INTO interviews (owner_id, seniority_level, interview_status, interview_result,"
        " deleted_at) SELECT owner, 'mid', status, result, CASE WHEN deleted THEN now() END"
        " FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bool[])"
        " AS each (owner, status, result, deleted)",
        OWNER,
        STATUS,
        RESULT,
        st.booleans(),
    ),
    of_picked(
        "UPDATE interviews SET interview_status = coalesce($3, interview_status),"
        " interview_result = coalesce($4, interview_result),"
        f" owner_id = coalesce($5, owner_id) WHERE {INTERVIEWS}",
        st.none() | STATUS,
        st.none() | RESULT,
        st.none() | OWNER,
    ),
    of_picked(
        f"UPDATE interviews SET deleted_at = CASE WHEN $3 THEN now() END WHERE {INTERVIEWS}",
        st.booleans(),
    ),
    of_picked(f"DELETE FROM interviews WHERE {INTERVIEWS}"),
    several(
        "INSERT INTO questions (owner_id, library_slug, specialist, question_text,"
        " question_category, question_difficulty, is_active) SELECT owner,"
        " CASE WHEN owner IS NULL THEN 'test/' || gen_random_uuid() END, 'coding',"
        " 'Which questions count?', category, difficulty, active"
        " FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bool[])"
        " AS each (owner, category, difficulty, active)",
        st.none() | OWNER,
        CATEGORY,
        DIFFICULTY,
        st.booleans(),
    ),
    of_picked(
        "UPDATE questions SET question_category = coalesce($3, question_category),"
        f" question_difficulty = coalesce($4, question_difficulty) WHERE {QUESTIONS}",
        st.none() | CATEGORY,
        st.none() | DIFFICULTY,
    ),
    of_picked(f"UPDATE questions SET is_active = $3 WHERE {QUESTIONS}", st.booleans()),
    of_picked(f"DELETE FROM questions WHERE {QUESTIONS}"),
    one(
        "INSERT INTO companies (company_name) SELECT unnest($1::text[])"
        " ON CONFLICT (lower(company_name)) DO UPDATE SET industry = 'Again'",
        st.sets(st.sampled_from(COMPANIES), min_size=1),
    ),
    one(
        "DELETE FROM companies WHERE company_name = ANY($1)",
        st.sets(st.sampled_from(COMPANIES), min_size=1),
    ),
    one("DELETE FROM interviews WHERE owner_id = $1", OWNER),
)


def _left_and_come_back(owner_id: UUID) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    return (
        ("DELETE FROM users WHERE user_id = $1", (owner_id,)),
        ("INSERT INTO users (user_id, username) VALUES ($1, $1::uuid::text)", (owner_id,)),
    )


STEP = st.one_of(
    st.builds(
        Written,
        st.lists(STATEMENT, min_size=1, max_size=3).map(tuple) | OWNER.map(_left_and_come_back),
        # Mostly kept.
        st.sampled_from([True, True, True, False]),
    ),
    st.builds(Folded, st.integers(1, 12)),
)

_NOTHING_THERE = (
    "DELETE FROM interviews; DELETE FROM companies;"
    " DELETE FROM questions WHERE owner_id IS NOT NULL OR library_slug LIKE 'test/%';"
    " TRUNCATE tallies, tally_changes"
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=1, max_size=12))
async def test_counts_equal_what_counting_finds_after_any_statements_and_folds(
    database: Database, admin: asyncpg.Connection, steps: list[Written | Folded]
) -> None:
    await admin.execute(_NOTHING_THERE)
    for step in steps:
        await step.run(database, admin)
        await assert_right(database, admin)
    await fold(database)
    await assert_right(database, admin)
    assert await admin.fetchval("SELECT count(*) FROM tally_changes") == 0
    assert await admin.fetchval("SELECT count(*) FROM tallies WHERE count <= 0") == 0
