"""Filling the library: whole, once, and without touching what people own."""

import asyncio
import re
import shutil
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from agents.embedding import SentenceEncoder
from agents.library.catalog import ENTRIES, entry_files
from database.engine import Database
from database.errors import DatabaseUnavailable
from database.models import LOCAL_USER_ID
from database.statements.library import LOCK_LIBRARY
from interviewapis import library_loading
from interviewapis.library_loading import load_library

KEPT = 4
"""Entries in the folder of a test; few, so that embedding them is quick."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of few entries, which the loading reads instead of the real one."""
    for path in entry_files()[:KEPT]:
        copy = tmp_path / "entries" / path.relative_to(ENTRIES)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    own = tmp_path / "entries"
    monkeypatch.setattr(library_loading, "entry_files", partial(entry_files, own))
    return own


async def content(admin: asyncpg.Connection) -> list[list[asyncpg.Record]]:
    """All that loading may change."""
    return [
        await admin.fetch("SELECT * FROM questions ORDER BY question_id"),
        await admin.fetch("SELECT * FROM library_terms ORDER BY term, question_id"),
        await admin.fetch("SELECT * FROM library_state"),
    ]


async def ids(admin: asyncpg.Connection) -> dict[str, int]:
    """Ids of the active entries by slug."""
    rows = await admin.fetch("SELECT * FROM questions WHERE owner_id IS NULL AND is_active")
    return {row["library_slug"]: row["question_id"] for row in rows}


def change(folder: Path) -> str:
    """Give the first entry another question; its slug."""
    path = entry_files(folder)[0]
    question = "question: What did the second edition change?"
    text, replaced = re.subn(r"^question: .*$", question, path.read_text(), flags=re.MULTILINE)
    assert replaced == 1
    path.write_text(text)
    return f"{path.parent.name}/{path.stem}"


async def test_a_first_load_writes_and_indexes_every_entry(
    database: Database, encoder: SentenceEncoder, admin: asyncpg.Connection
) -> None:
    """The template was filled by a first load; it is looked at here."""
    expected = {f"{path.parent.name}/{path.stem}" for path in entry_files()}
    assert set(await ids(admin)) == expected
    bare = await admin.fetchval(
        "SELECT count(*) FROM questions WHERE embedding IS NULL OR cardinality(phrasings) < 2"
    )
    assert bare == 0
    indexed = await admin.fetchval("SELECT count(DISTINCT question_id) FROM library_terms")
    assert indexed == len(expected)


async def test_entries_leave_the_first_ids_to_what_people_add(
    database: Database, admin: asyncpg.Connection
) -> None:
    assert min((await ids(admin)).values()) == 1_000_000_001
    own = await admin.fetchval(
        "INSERT INTO questions (owner_id, question_category, question_text) "
        "VALUES ($1, 'coding', 'A question of my own?') RETURNING question_id",
        LOCAL_USER_ID,
    )
    assert own == 1


async def test_a_second_load_writes_nothing(
    database: Database, encoder: SentenceEncoder, admin: asyncpg.Connection
) -> None:
    before = await content(admin)
    assert await load_library(database, encoder) == 0
    assert await content(admin) == before


async def test_other_files_are_loaded_and_ids_stay(
    database: Database, encoder: SentenceEncoder, admin: asyncpg.Connection, folder: Path
) -> None:
    """Entries that are gone are hidden, and come back as the same rows."""
    before = await ids(admin)
    assert await load_library(database, encoder) == KEPT
    after = await ids(admin)
    assert len(after) == KEPT
    assert after.items() <= before.items()
    total = await admin.fetchval("SELECT count(*) FROM questions")
    assert total == len(before), "rows that others may point at were deleted"

    shutil.copytree(ENTRIES, folder, dirs_exist_ok=True)
    assert await load_library(database, encoder) == len(before)
    assert await ids(admin) == before


async def test_a_changed_entry_is_written_and_indexed_anew(
    database: Database, encoder: SentenceEncoder, admin: asyncpg.Connection, folder: Path
) -> None:
    await load_library(database, encoder)
    before = await ids(admin)
    slug = change(folder)
    assert await load_library(database, encoder) == KEPT
    assert await ids(admin) == before
    row = await admin.fetchrow("SELECT * FROM questions WHERE library_slug = $1", slug)
    assert row["question_text"] == "What did the second edition change?"
    edition = await admin.fetch("SELECT question_id FROM library_terms WHERE term = 'edit'")
    assert before[slug] in {each["question_id"] for each in edition}
    assert await load_library(database, encoder) == 0


async def test_another_sentence_model_makes_all_vectors_anew(
    database: Database,
    encoder: SentenceEncoder,
    admin: asyncpg.Connection,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await load_library(database, encoder)
    await admin.execute("UPDATE questions SET embedding = embedding + embedding")
    monkeypatch.setattr(type(encoder), "version", "another")
    assert await load_library(database, encoder) == KEPT
    lengths = await admin.fetch(
        "SELECT vector_norm(embedding) AS length FROM questions WHERE is_active"
    )
    assert [row["length"] for row in lengths] == pytest.approx([1.0] * len(lengths), abs=1e-3)


async def test_questions_that_people_own_are_not_touched(
    database: Database, encoder: SentenceEncoder, admin: asyncpg.Connection, folder: Path
) -> None:
    await admin.execute(
        "INSERT INTO questions (owner_id, question_category, question_text, is_active) VALUES "
        "($1, 'coding', 'A question of my own?', true), ($1, 'coding', 'A hidden one?', false)",
        LOCAL_USER_ID,
    )
    query = "SELECT * FROM questions WHERE owner_id IS NOT NULL ORDER BY question_id"
    before = await admin.fetch(query)
    assert len(before) == 2
    assert await load_library(database, encoder) == KEPT
    assert await admin.fetch(query) == before


async def test_workers_that_start_together_load_once(
    database: Database, encoder: SentenceEncoder, admin: asyncpg.Connection, folder: Path
) -> None:
    written = await asyncio.gather(*(load_library(database, encoder) for _ in range(3)))
    assert sorted(written) == [0, 0, KEPT]
    assert len(await ids(admin)) == KEPT


async def test_a_broken_entry_is_named_and_nothing_is_written(
    database: Database, encoder: SentenceEncoder, admin: asyncpg.Connection, folder: Path
) -> None:
    before = await content(admin)
    path = entry_files(folder)[1]
    path.write_text(path.read_text().replace("difficulty:", "hardness:"))
    with pytest.raises(ValueError, match=path.name):
        await load_library(database, encoder)
    assert await content(admin) == before


async def test_a_load_that_is_cut_off_leaves_nothing_behind_and_can_be_repeated(
    database: Database, encoder: SentenceEncoder, admin: asyncpg.Connection, folder: Path
) -> None:
    """All or nothing: the connection is killed between two of the statements."""
    before = await content(admin)
    last = entry_files(folder)[-1]
    question_id = (await ids(admin))[f"{last.parent.name}/{last.stem}"]
    holding = admin.transaction()
    await holding.start()
    # The load has written the others by the time that it waits for this row.
    await admin.execute("SELECT FROM questions WHERE question_id = $1 FOR UPDATE", question_id)
    loading = asyncio.create_task(load_library(database, encoder))
    await _kill_what_waits(admin)
    with pytest.raises(DatabaseUnavailable):
        await loading
    await holding.rollback()
    assert await content(admin) == before
    assert await load_library(database, encoder) == KEPT


async def _kill_what_waits(admin: asyncpg.Connection) -> None:
    for _ in range(500):
        killed = await admin.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE wait_event_type = 'Lock' AND application_name = 'interviewapis' "
            "AND datname = current_database()"
        )
        if killed:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nothing waited")


async def test_the_lock_of_the_library_is_free_after_loading(
    database: Database, encoder: SentenceEncoder, folder: Path
) -> None:
    await load_library(database, encoder)
    async with database.transaction() as first:
        await first.rows(LOCK_LIBRARY)
