"""What loading the library writes, and what searching it finds, on a real database."""

import json
import math
import re
from collections import Counter
from typing import Any

import asyncpg
import numpy as np
import pytest

from agents.specialists import SPECIALISTS
from database.engine import Database
from database.models import LOCAL_USER_ID
from database.models.questions import EMBEDDING_SIZE
from database.statements.library import (
    LOADED_DIGEST,
    RECORD_DIGEST,
    RETIRE_ENTRIES,
    UPSERT_ENTRY,
)
from database.statements.library_search import CLEAR_TERMS, INDEX_TERMS, SEARCH_ENTRIES

AWKWARD = "line\nends\r\n\t\N{LINE SEPARATOR}'quotes\"; DROP TABLE users; -- \\ %s {} $1 \U0001f600"


def direction(*heights: float) -> np.ndarray:
    """A unit vector with these first components; the rest is zero."""
    vector = np.zeros(EMBEDDING_SIZE, np.float32)
    vector[: len(heights)] = heights
    return vector / np.linalg.norm(vector)


def entry(slug: str = "coding/new", **changed: Any) -> dict[str, Any]:
    """An entry as UPSERT_ENTRY takes it."""
    return {
        "library_slug": slug,
        "specialist": slug.partition("/")[0],
        "question_text": f"What is new in {slug}?",
        "phrasings": ["What is there that was not before?", AWKWARD],
        "question_difficulty": "hard",
        "seniority_levels": ["junior", "senior"],
        "answer_markdown_content": AWKWARD,
        "key_points": [{"point": AWKWARD, "weight": 3}],
        "common_mistakes": [AWKWARD],
        "tips_and_tricks": [],
        "follow_up_questions": ["a", "b"],
        "suggested_frameworks": ["f"],
        "skill_names": ["s"],
        "question_category": "technical",
        "tags": ["t"],
        "sources": [{"title": AWKWARD, "url": None}],
        "time_to_answer_minutes": 7,
        "embedding": direction(1),
    } | changed


def plain(slug: str, text: str, **changed: Any) -> dict[str, Any]:
    """An entry whose only words are those of its question."""
    bare = {"answer_markdown_content": "", "key_points": [], "skill_names": [], "tags": []}
    return entry(slug, question_text=text, phrasings=[], **bare, **changed)


async def fill(database: Database, *entries: dict[str, Any]) -> None:
    """Make these the whole library."""
    async with database.transaction() as transaction:
        await transaction.rows(RETIRE_ENTRIES, {"kept": []})
        await transaction.many(UPSERT_ENTRY, entries)
        await transaction.rows(CLEAR_TERMS)
        await transaction.rows(INDEX_TERMS)


async def search(database: Database, **changed: Any) -> list[asyncpg.Record]:
    """Entries near the first axis."""
    asked = {
        "question": "Unheard of",
        "embedding": direction(1),
        "lexical_weight": 1.0,
        "specialist": None,
        "limit": 10,
    }
    return await database.rows(SEARCH_ENTRIES, asked | changed)


async def found(database: Database, **changed: Any) -> list[str]:
    """Their slugs."""
    return [row["library_slug"] for row in await search(database, **changed)]


async def test_an_entry_keeps_its_id_when_it_is_written_again(
    database: Database, admin: asyncpg.Connection
) -> None:
    query = "SELECT * FROM questions WHERE library_slug = 'coding/new'"
    await database.rows(UPSERT_ENTRY, entry())
    first = (await admin.fetchrow(query))["question_id"]
    await admin.execute("UPDATE questions SET is_active = false WHERE question_id = $1", first)
    changed = entry(question_text="What has changed here?")
    await database.rows(UPSERT_ENTRY, changed)
    row = dict(await admin.fetchrow(query))
    assert row["question_id"] == first
    assert row["updated_at"] > row["created_at"]
    assert row["is_active"] is True
    assert row["owner_id"] is None
    for name in ("key_points", "sources"):
        row[name] = json.loads(row[name])
    row["embedding"] = changed["embedding"] = None
    assert {name: row[name] for name in changed} == changed


async def test_only_entries_that_are_gone_are_retired(
    database: Database, admin: asyncpg.Connection
) -> None:
    own = await _own_question(admin)
    await database.rows(UPSERT_ENTRY, entry())
    await database.rows(RETIRE_ENTRIES, {"kept": ["coding/new"]})
    active = await admin.fetch("SELECT owner_id, library_slug FROM questions WHERE is_active")
    assert {row["library_slug"] for row in active} == {None, "coding/new"}
    await database.rows(RETIRE_ENTRIES, {"kept": []})
    active = await admin.fetch("SELECT question_id FROM questions WHERE is_active")
    assert [row["question_id"] for row in active] == [own]


async def _own_question(admin: asyncpg.Connection) -> int:
    own: int = await admin.fetchval(
        "INSERT INTO questions (owner_id, question_category, question_text, embedding) "
        "VALUES ($1, 'coding', 'A question of my own?', $2::text::vector) RETURNING question_id",
        LOCAL_USER_ID,
        json.dumps(direction(1).tolist()),
    )
    return own


async def test_entries_are_found_by_meaning(database: Database, admin: asyncpg.Connection) -> None:
    await fill(
        database,
        entry("coding/far", embedding=direction(1, 2)),
        entry("coding/near", embedding=direction(3, 1)),
        entry("coding/exact", embedding=direction(1)),
        entry("coding/opposite", embedding=direction(-1)),
        entry("coding/retired", embedding=direction(1)),
        entry("coding/silent", embedding=None),
        entry("behavioral/other", embedding=direction(1, 1)),
    )
    await admin.execute("UPDATE questions SET is_active = false WHERE library_slug ~ 'retired'")
    of_coding = await search(database, specialist="coding")
    assert {row["library_slug"]: row["similarity"] for row in of_coding} == pytest.approx(
        {
            "coding/exact": 1,
            "coding/near": 3 / math.sqrt(10),
            "coding/far": 1 / math.sqrt(5),
            "coding/opposite": -1,
        }
    )
    ranked = ["coding/exact", "coding/near", "behavioral/other", "coding/far", "coding/opposite"]
    assert await found(database) == ranked
    assert await found(database, limit=2) == ranked[:2]
    assert await found(database, specialist="behavioral") == ["behavioral/other"]
    assert await found(database, specialist="architect") == []


async def test_entries_are_found_by_their_words(database: Database) -> None:
    sideways = direction(0, 1)
    await fill(
        database,
        plain("coding/heap", "How is a heap kept in order?", embedding=sideways),
        plain("coding/tries", "How are tries kept in order?", embedding=sideways),
        plain("coding/order", "How is the order of keys kept?", embedding=sideways),
    )
    # The plural is another form of the same word; a word that all entries have says little.
    assert await found(database, question="kept order heaps", limit=1) == ["coding/heap"]
    rows = await search(database, question="unrelated")
    assert {row["lexical"] for row in rows} == {0}
    assert await found(database, question="heaps", lexical_weight=0.0) == await found(
        database, question="unrelated"
    )


async def test_meaning_and_words_add_up(database: Database) -> None:
    await fill(
        database,
        plain("coding/meant", "Something else entirely", embedding=direction(2, 1)),
        plain("coding/worded", "How do tries work inside?", embedding=direction(1, 1)),
    )
    asked = {"question": "tries", "limit": 1}
    assert await found(database, lexical_weight=0.0, **asked) == ["coding/meant"]
    assert await found(database, lexical_weight=1.0, **asked) == ["coding/worded"]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("event driven", "event-driven systems, why?"),
        ("CI CD pipelines", "How does CI/CD change a team?"),
        ("nodejs", "nodejs and its event loop"),
        ("node js", "What is node.js good for?"),
        ("utf 8", "How does UTF-8 encode text?"),
        ("snake_case", "Why do some prefer snake case?"),
        ("naïve", "The NAÏVE approach to sorting"),
    ],
)
async def test_words_are_found_however_they_are_joined(
    database: Database, asked: str, written: str
) -> None:
    await fill(database, plain("coding/one", written), plain("coding/two", "Nothing of the sort"))
    (row, other) = await search(database, question=asked)
    assert row["library_slug"] == "coding/one"
    assert row["lexical"] > other["lexical"] == 0


async def test_weights_are_those_of_bm25(database: Database) -> None:
    """Against the formula, worked out here from the words."""
    texts = {
        "coding/a": "queue queue queue worker",
        "coding/b": "queue worker retry timeout jitter",
        "coding/c": "worker timeout jitter",
    }
    await fill(database, *(plain(slug, text) for slug, text in texts.items()))
    words = {slug: Counter(text.split()) for slug, text in texts.items()}
    mean = sum(counts.total() for counts in words.values()) / len(words)

    def bm25(slug: str, word: str) -> float:
        having = sum(word in counts for counts in words.values())
        idf = math.log(1 + (len(words) - having + 0.5) / (having + 0.5))
        times, length = words[slug][word], words[slug].total()
        return idf * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length / mean))

    rows = await search(database, question="Which queue has jitter?")
    assert {row["library_slug"]: row["lexical"] for row in rows} == pytest.approx(
        {slug: (bm25(slug, "queue") + bm25(slug, "jitter")) / math.sqrt(2) for slug in texts},
        rel=1e-5,
    )


@pytest.mark.parametrize("question", ["", " \n", "the of and", "???", AWKWARD, "word " * 400])
async def test_any_text_may_be_asked(database: Database, question: str) -> None:
    rows = await search(database, question=question, lexical_weight=0.1)
    assert len(rows) == 10
    assert all(math.isfinite(row["lexical"]) for row in rows)


async def test_a_persons_question_is_no_note_for_others(
    database: Database, admin: asyncpg.Connection
) -> None:
    before = await found(database, question="A question of my own?", limit=1000)
    await _own_question(admin)
    await database.rows(CLEAR_TERMS)
    await database.rows(INDEX_TERMS)
    assert await found(database, question="A question of my own?", limit=1000) == before


@pytest.mark.parametrize("specialist", SPECIALISTS)
async def test_similarity_is_that_of_a_plain_comparison(
    database: Database, admin: asyncpg.Connection, specialist: str
) -> None:
    rows = await admin.fetch(
        "SELECT library_slug, embedding::text FROM questions WHERE specialist = $1 AND is_active",
        specialist,
    )
    asked = np.random.default_rng(7).normal(size=EMBEDDING_SIZE).astype(np.float32)
    expected = {}
    for row in rows:
        vector = np.array(json.loads(row["embedding"]), np.float32)
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)
        expected[row["library_slug"]] = float(vector @ asked / np.linalg.norm(asked))
    got = await search(database, embedding=asked, specialist=specialist, limit=1000)
    assert {row["library_slug"]: row["similarity"] for row in got} == pytest.approx(
        expected, abs=1e-3
    )


async def test_the_index_holds_the_words_of_the_active_entries(
    database: Database, admin: asyncpg.Connection
) -> None:
    await fill(database, plain("coding/kept", "Words that stay"))
    terms = await admin.fetch("SELECT term FROM library_terms")
    assert {row["term"] for row in terms} == {"word", "stay"}


async def test_a_search_reads_no_other_rows_than_the_librarys(
    database: Database, admin: asyncpg.Connection
) -> None:
    """People's own questions may be a million; the library's index leaves them out."""
    await admin.execute(
        "INSERT INTO questions (owner_id, question_category, question_text) "
        "SELECT $1, 'coding', 'My question number ' || n FROM generate_series(1, 20000) n",
        LOCAL_USER_ID,
    )
    await admin.execute("ANALYZE questions")
    values = {
        "question": "heap",
        "embedding": direction(1),
        "lexical_weight": 0.1,
        "specialist": None,
        "limit": 4,
    }
    plan = await admin.fetch(
        f"EXPLAIN (COSTS OFF) {SEARCH_ENTRIES.sql}", *SEARCH_ENTRIES.arguments(values)
    )
    text = "\n".join(row[0] for row in plan)
    assert not re.search(r"Seq Scan on questions", text), text


async def test_one_digest_is_remembered(database: Database, admin: asyncpg.Connection) -> None:
    await database.rows(RECORD_DIGEST, {"digest": "one"})
    await database.rows(RECORD_DIGEST, {"digest": "two"})
    assert [row["digest"] for row in await database.rows(LOADED_DIGEST)] == ["two"]
    assert await admin.fetchval("SELECT count(*) FROM library_state") == 1
