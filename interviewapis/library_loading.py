"""Fills the question library: at first start and whenever its files have changed."""

import asyncio
from collections.abc import Mapping
from typing import Any

from agents.contracts import Embedding
from agents.embedding import SentenceEncoder
from agents.library.catalog import digest, entry_files, read_entries
from agents.library.entry import LibraryEntry
from agents.library.indexing import entry_vectors
from database.engine import Database, Transaction
from database.models.vocabulary import QuestionCategory
from database.statements.library import (
    LOADED_DIGEST,
    LOCK_LIBRARY,
    RECORD_DIGEST,
    RETIRE_ENTRIES,
    UPSERT_ENTRY,
)
from database.statements.library_search import CLEAR_TERMS, COUNT_TERMS, INDEX_TERMS

_CATEGORIES: Mapping[str, QuestionCategory] = {
    "product_manager": "product",
    "technical": "technical",
    "architect": "system_design",
    "coding": "coding",
    "behavioral": "behavioral",
    "system_design": "system_design",
}
"""The question bank's word for a specialist's field; it has none for architecture."""


async def load_library(database: Database, encoder: SentenceEncoder) -> int:
    """Load the entries unless the database has exactly these; all or nothing.

    Returns:
        How many entries were written; 0 when they were there already.

    Raises:
        ValueError: an entry breaks its schema.
        DatabaseUnavailable: nothing was written.
    """
    files = await asyncio.to_thread(entry_files)
    wanted = await asyncio.to_thread(digest, files, encoder.version)
    if await _loaded(database) == wanted:
        return 0
    entries = await asyncio.to_thread(read_entries, files)
    # Embedded before the transaction: it takes seconds, and nothing may wait for it.
    vectors = await asyncio.to_thread(entry_vectors, encoder, entries)
    async with database.transaction() as transaction:
        await transaction.rows(LOCK_LIBRARY)
        if await _loaded(transaction) == wanted:
            return 0  # another worker was faster
        await transaction.many(UPSERT_ENTRY, map(_columns, entries, vectors))
        await transaction.rows(RETIRE_ENTRIES, {"kept": [_slug(entry) for entry in entries]})
        await transaction.rows(CLEAR_TERMS)
        await transaction.rows(INDEX_TERMS)
        await transaction.rows(COUNT_TERMS)
        await transaction.rows(RECORD_DIGEST, {"digest": wanted})
    return len(entries)


async def _loaded(connection: Database | Transaction) -> str | None:
    rows = await connection.rows(LOADED_DIGEST)
    return rows[0]["digest"] if rows else None


def _columns(entry: LibraryEntry, embedding: Embedding) -> dict[str, Any]:
    return {
        "library_slug": _slug(entry),
        "specialist": entry.specialist,
        "question_text": entry.question,
        "question_category": _CATEGORIES[entry.specialist],
        "phrasings": list(entry.phrasings),
        "question_difficulty": entry.difficulty,
        "seniority_levels": list(entry.seniority),
        "answer_markdown_content": entry.answer,
        "key_points": [each.model_dump() for each in entry.key_points],
        "common_mistakes": list(entry.common_mistakes),
        "tips_and_tricks": list(entry.tips),
        "follow_up_questions": list(entry.follow_ups),
        "suggested_frameworks": [entry.framework],
        "skill_names": list(entry.skills),
        "tags": list(entry.tags),
        "sources": [each.model_dump() for each in entry.sources],
        "time_to_answer_minutes": entry.minutes,
        "embedding": embedding,
    }


def _slug(entry: LibraryEntry) -> str:
    return f"{entry.specialist}/{entry.slug}"
