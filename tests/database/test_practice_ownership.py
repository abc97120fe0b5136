"""Nobody sees or changes what somebody else practises, whatever ids they know."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from database.compiled import Compiled
from database.engine import Database
from database.models import LOCAL_USER_ID
from database.statements import (
    practice_attempts,
    practice_choosing,
    practice_gaps,
    practice_judgements,
    practice_questions,
    practice_scores,
    practice_sessions,
)
from tests.database.practice_rows import answer, create, give, judgement, question, start, which
from tests.database.run_rows import other_user

OF_EVERYBODY = {"SHELF_CANDIDATES", "SHELF_QUESTIONS"}
OF_HOUSEKEEPING = {"ABANDON_IDLE", "LAPSE_ATTEMPTS"}
MAKING = {"CREATE_SESSION", "CREATE_SESSION_ONCE"}
OF_NOBODY_ELSE = {
    "RECENT_QUESTIONS": [],
    "LIST_GAPS": [(0, 0, 0, 0, "[]")],
    "CHOSEN_QUESTIONS": [],
    "list_sessions": [(0, "[]")],
    "list_sessions of a status": [(0, "[]")],
}
"""What has no id of an interview, and what it tells somebody who has nothing."""

TABLES = (
    *("practice_sessions", "practice_questions", "practice_attempts", "practice_responses"),
    *("skill_gaps", "library_uses"),
)

STATEMENTS: dict[str, Compiled] = {
    name: each
    for module in (
        practice_attempts,
        practice_choosing,
        practice_gaps,
        practice_judgements,
        practice_questions,
        practice_scores,
        practice_sessions,
    )
    for name, each in vars(module).items()
    if isinstance(each, Compiled)
} | {
    "list_sessions": practice_sessions.list_sessions(frozenset()),
    "list_sessions of a status": practice_sessions.list_sessions(frozenset({"status"})),
}
OWNED = sorted(set(STATEMENTS) - OF_EVERYBODY - OF_HOUSEKEEPING - MAKING)


@dataclass
class Practised:
    """An interview of the local user, and all parameters with which others may try."""

    database: Database
    admin: asyncpg.Connection
    other: UUID
    known: dict[str, Any]

    async def attempt(self, name: str, owner_id: UUID) -> list[tuple[Any, ...]]:
        """Run a statement as somebody; the rows."""
        rows = await self.database.write(STATEMENTS[name], self.known | {"owner_id": owner_id})
        return [tuple(row) for row in rows]

    async def everything(self) -> list[Any]:
        """All rows of practice."""
        return [await self.admin.fetch(f"SELECT * FROM {table}") for table in TABLES]


@pytest.fixture
async def practised(database: Database, admin: asyncpg.Connection) -> Practised:
    """An adaptive interview with an answer, a retry under way and a gap."""
    mine = await admin.fetchval(
        "INSERT INTO questions (owner_id, question_text, question_category)"
        " VALUES ($1, 'What is mine?', 'other') RETURNING question_id",
        LOCAL_USER_ID,
    )
    made = await create(database, is_adaptive=True, questions=[question(bank_id=mine)])
    await give(database, made)
    gaps = [{"skill": "Go", "score": 1, "level": "weak", "recommendation": "Practise."}]
    known = {
        **answer(made, is_official=False),
        "attempt_id": await start(database, answer(made, is_official=False)),
        "parent_question_id": which(made)["practice_question_id"],
        "order_number": 2,
        "question": json.dumps(question()),
        "draft": "Mine now.",
        "judgement": judgement(),
        "failure": "{}",
        "summary": "{}",
        "summary_of": b"",
        "gaps": json.dumps(gaps),
        "provider": "openai",
        "model": "gpt",
        "bank_ids": [mine],
        "status": "in_progress",
        "skip": 0,
        "limit": 10,
        "most": 10,
    }
    theirs = Practised(database, admin, await other_user(admin), known)
    assert await theirs.attempt("REPLACE_GAPS", LOCAL_USER_ID)
    return theirs


@pytest.mark.parametrize("name", OWNED)
async def test_somebody_else_gets_nothing(practised: Practised, name: str) -> None:
    before = await practised.everything()
    rows = await practised.attempt(name, practised.other)
    if name == "PRACTICE_STATS":
        assert json.loads(rows[0][0])["total_interviews"] == 0
    else:
        assert rows == OF_NOBODY_ELSE.get(name, [])
    assert await practised.everything() == before


@pytest.mark.parametrize("name", OWNED)
async def test_its_owner_gets_something(practised: Practised, name: str) -> None:
    """So that the other test looks at the right thing."""
    if name == "SAVE_DRAFT":
        await practised.admin.execute("DELETE FROM practice_responses")
    if name == "START_ATTEMPT":
        await practised.attempt("FINISH_ATTEMPT", LOCAL_USER_ID)
    if name == "MARK_SHOWN":
        await practised.admin.execute("UPDATE practice_questions SET shown_at = NULL")
    rows = await practised.attempt(name, LOCAL_USER_ID)
    assert rows
    assert rows != OF_NOBODY_ELSE.get(name, [])


async def test_an_interview_belongs_to_who_made_it(
    database: Database, admin: asyncpg.Connection
) -> None:
    owner_id = await other_user(admin)
    await create(database, owner_id=owner_id)
    for table in ("practice_sessions", "practice_questions"):
        assert {row[0] for row in await admin.fetch(f"SELECT owner_id FROM {table}")} == {owner_id}


def test_every_statement_knows_its_caller() -> None:
    without = {name for name, each in STATEMENTS.items() if "owner_id" not in each._names}
    assert without == OF_EVERYBODY | OF_HOUSEKEEPING
