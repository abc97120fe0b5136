"""What the statements read and write, on a real database."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg
import numpy as np
import pytest
from sqlalchemy import Integer, bindparam, insert, literal, select

from agents.specialists import SPECIALISTS
from database.compiled import Compiled
from database.engine import Database
from database.models import LOCAL_USER_ID, AgentRun, LibraryState
from database.models.questions import EMBEDDING_SIZE
from database.statements.library import (
    ADD_PHRASING,
    CLEAR_PHRASINGS,
    LOADED_DIGEST,
    NEAREST_ENTRIES,
    RECORD_DIGEST,
    RETIRE_ENTRIES,
    UPSERT_ENTRY,
)

AWKWARD = "line\nends\r\n\t\N{LINE SEPARATOR}'quotes\"; DROP TABLE users; -- \\ %s {} $1 \U0001f600"


# Library


def entry(slug: str = "coding/new", **changed: Any) -> dict[str, Any]:
    """An entry as UPSERT_ENTRY takes it."""
    return {
        "library_slug": slug,
        "specialist": "coding",
        "question_text": f"What is new in {slug}?",
        "question_difficulty": "hard",
        "seniority_levels": ["junior", "senior"],
        "answer_markdown_content": AWKWARD,
        "key_points": [{"point": AWKWARD, "weight": 3}],
        "common_mistakes": [AWKWARD],
        "tips_and_tricks": [],
        "follow_up_questions": ["a", "b"],
        "suggested_frameworks": ["f"],
        "skills": ["s"],
        "tags": ["t"],
        "sources": [{"title": AWKWARD, "url": None}],
        "time_to_answer_minutes": 7,
    } | changed


async def upsert(database: Database, values: dict[str, Any]) -> int:
    """Write an entry; its id."""
    (row,) = await database.rows(UPSERT_ENTRY, values)
    return row["question_id"]


async def test_an_entry_keeps_its_id_when_it_is_written_again(
    database: Database, admin: asyncpg.Connection
) -> None:
    first = await upsert(database, entry())
    await admin.execute("UPDATE questions SET is_active = false WHERE question_id = $1", first)
    assert await upsert(database, entry(question_text="What has changed here?")) == first
    row = dict(await admin.fetchrow("SELECT * FROM questions WHERE question_id = $1", first))
    assert row["updated_at"] > row["created_at"]
    assert row["is_active"] is True
    assert row["owner_id"] is None
    for name in ("key_points", "sources"):
        row[name] = json.loads(row[name])
    expected = entry(question_text="What has changed here?")
    assert {name: row[name] for name in expected} == expected


async def test_only_entries_that_are_gone_are_retired(
    database: Database, admin: asyncpg.Connection
) -> None:
    own = await admin.fetchval(
        "INSERT INTO questions (owner_id, specialist, question_text) "
        "VALUES ($1, 'coding', 'A question of my own?') RETURNING question_id",
        LOCAL_USER_ID,
    )
    kept = await upsert(database, entry())
    await database.rows(RETIRE_ENTRIES, {"kept": ["coding/new"]})
    active = await admin.fetch("SELECT question_id FROM questions WHERE is_active")
    assert {row["question_id"] for row in active} == {own, kept}
    await database.rows(RETIRE_ENTRIES, {"kept": []})
    active = await admin.fetch("SELECT question_id FROM questions WHERE is_active")
    assert {row["question_id"] for row in active} == {own}


def direction(*heights: float) -> np.ndarray:
    """A vector with these first components; the rest is zero."""
    vector = np.zeros(EMBEDDING_SIZE, np.float32)
    vector[: len(heights)] = heights
    return vector / np.linalg.norm(vector)


async def add(database: Database, slug: str, *embeddings: np.ndarray, **changed: Any) -> None:
    """Write an entry with a phrasing for each embedding."""
    question_id = await upsert(database, entry(slug, **changed))
    async with database.transaction() as transaction:
        await transaction.many(
            ADD_PHRASING,
            (
                {"question_id": question_id, "phrasing": f"way {number}", "embedding": embedding}
                for number, embedding in enumerate(embeddings)
            ),
        )


async def nearest(database: Database, **changed: Any) -> list[tuple[str, float]]:
    """Slugs and similarities of the entries nearest to the first axis."""
    asked = {"embedding": direction(1), "specialist": "coding", "limit": 10} | changed
    rows = await database.rows(NEAREST_ENTRIES, asked)
    return [(row["library_slug"], round(row["similarity"], 4)) for row in rows]


async def test_entries_are_found_by_their_nearest_phrasing(
    database: Database, admin: asyncpg.Connection
) -> None:
    await admin.execute("DELETE FROM questions")
    await add(database, "coding/far", direction(0, 1), direction(1, 2))
    await add(database, "coding/near", direction(-1), direction(0, 1), direction(3, 1))
    await add(database, "coding/b-exact", direction(1))
    await add(database, "coding/a-exact", direction(1))
    await add(database, "coding/retired", direction(1))
    await add(database, "coding/silent")
    await add(database, "behavioral/other", direction(1), specialist="behavioral")
    await admin.execute("UPDATE questions SET is_active = false WHERE library_slug ~ 'retired'")
    assert await nearest(database) == [
        ("coding/a-exact", 1.0),
        ("coding/b-exact", 1.0),
        ("coding/near", round(3 / 10**0.5, 4)),
        ("coding/far", round(1 / 5**0.5, 4)),
    ]
    assert len(await nearest(database, limit=3)) == 3
    assert await nearest(database, specialist="behavioral") == [("behavioral/other", 1.0)]
    assert await nearest(database, specialist="architect") == []


async def test_a_persons_question_is_no_note_for_others(
    database: Database, admin: asyncpg.Connection
) -> None:
    before = await nearest(database, limit=1000)
    own = await admin.fetchval(
        "INSERT INTO questions (owner_id, specialist, question_text) "
        "VALUES ($1, 'coding', 'A question of my own?') RETURNING question_id",
        LOCAL_USER_ID,
    )
    async with database.transaction() as transaction:
        values = {"question_id": own, "phrasing": "x", "embedding": direction(1)}
        await transaction.many(ADD_PHRASING, [values])
    assert await nearest(database, limit=1000) == before


@pytest.mark.parametrize("specialist", SPECIALISTS)
async def test_nearest_entries_are_those_of_a_plain_comparison(
    database: Database, admin: asyncpg.Connection, specialist: str
) -> None:
    rows = await admin.fetch(
        "SELECT library_slug, embedding::text FROM questions JOIN question_phrasings "
        "USING (question_id) WHERE specialist = $1 AND is_active",
        specialist,
    )
    asked = np.random.default_rng(7).normal(size=EMBEDDING_SIZE).astype(np.float32)
    best: dict[str, float] = {}
    for row in rows:
        vector = np.array(json.loads(row["embedding"]), np.float32)
        cosine = float(vector @ asked / np.linalg.norm(vector) / np.linalg.norm(asked))
        best[row["library_slug"]] = max(cosine, best.get(row["library_slug"], -1))
    expected = sorted(best.items(), key=lambda each: -each[1])[:5]
    found = await database.rows(
        NEAREST_ENTRIES, {"embedding": asked, "specialist": specialist, "limit": 5}
    )
    assert [row["library_slug"] for row in found] == [slug for slug, _ in expected]
    assert [row["similarity"] for row in found] == pytest.approx([c for _, c in expected], abs=1e-5)


async def test_phrasings_are_replaced_and_not_doubled(
    database: Database, admin: asyncpg.Connection
) -> None:
    await add(database, "coding/new", direction(1))
    await add(database, "coding/new", direction(0, 1))
    question_id = await upsert(database, entry())
    query = "SELECT phrasing, embedding FROM question_phrasings WHERE question_id = $1"
    assert len(await admin.fetch(query, question_id)) == 1
    before = await admin.fetchval("SELECT count(*) FROM question_phrasings")
    await database.rows(CLEAR_PHRASINGS, {"question_id": question_id})
    assert await admin.fetch(query, question_id) == []
    assert await admin.fetchval("SELECT count(*) FROM question_phrasings") == before - 1


async def test_one_digest_is_remembered(database: Database, admin: asyncpg.Connection) -> None:
    await database.rows(RECORD_DIGEST, {"digest": "one"})
    await database.rows(RECORD_DIGEST, {"digest": "two"})
    assert [row["digest"] for row in await database.rows(LOADED_DIGEST)] == ["two"]
    assert await admin.fetchval("SELECT count(*) FROM library_state") == 1


# The mechanism


async def test_values_travel_in_the_order_of_their_parameters(database: Database) -> None:
    statement = Compiled(
        select(
            (bindparam("a", type_=Integer()) - bindparam("b", type_=Integer())).label("less"),
            (bindparam("b", type_=Integer()) * literal(10) + bindparam("a")).label("more"),
        )
    )
    (row,) = await database.rows(statement, {"b": 2, "a": 5})
    assert tuple(row) == (3, 25)
    with pytest.raises(KeyError, match="a"):
        await database.rows(statement, {"b": 2})


def test_statements_are_compiled_once_with_values_outside() -> None:
    statement = Compiled(
        insert(LibraryState).values(digest=bindparam("digest"), only_row=literal(True))
    )
    assert AWKWARD not in statement.sql
    assert statement.arguments({"digest": AWKWARD}).count(AWKWARD) == 1
    assert "$1" in statement.sql
    assert statement.sql in repr(statement)


async def test_json_may_be_null(database: Database) -> None:
    names = ("run_id", "owner_id", "status", "question", "routing", "usage", "finished_at")
    columns = AgentRun.__table__.c
    add = insert(AgentRun).values({n: bindparam(n, type_=columns[n].type) for n in names})
    missing = {"routing": None, "usage": None}
    await database.rows(
        Compiled(add),
        {
            "run_id": uuid4(),
            "owner_id": LOCAL_USER_ID,
            "status": "completed",
            "question": AWKWARD,
            "finished_at": datetime.now(UTC),
        }
        | missing,
    )
    kinds = Compiled(
        select(
            AgentRun.routing.is_(None).label("routing"),
            AgentRun.usage.is_(None).label("usage"),
        )
    )
    assert [tuple(row) for row in await database.rows(kinds)] == [(True, True)]
