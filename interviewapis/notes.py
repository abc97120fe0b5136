"""Connects the agents' search for notes to the database."""

import asyncpg
import orjson

from agents.contracts import AnswerFailed, Embedding, KeyPoint, Note
from agents.library.matching import LEXICAL_WEIGHT
from database.engine import Database
from database.errors import DatabaseUnavailable
from database.statements.library_search import SEARCH_ENTRIES


class DatabaseNotes:
    """Finds library entries in PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def nearest(
        self, question: str, embedding: Embedding, *, specialist: str | None, limit: int
    ) -> list[Note]:
        """Find the entries nearest to a question, of one specialist or of all, nearest first.

        Raises:
            AnswerFailed: ``library_unavailable`` while the database does not answer.
        """
        try:
            rows = await self._database.rows(
                SEARCH_ENTRIES,
                {
                    "question": question,
                    "embedding": embedding,
                    "lexical_weight": LEXICAL_WEIGHT,
                    "specialist": specialist,
                    "limit": limit,
                },
            )
        except DatabaseUnavailable as error:
            raise AnswerFailed(
                "library_unavailable",
                "The question library can't be read right now. Try again in a moment.",
                retryable=True,
                retry_after=2,
            ) from error
        return [_note(row) for row in rows]


def _note(row: asyncpg.Record) -> Note:
    return Note(
        slug=row["library_slug"],
        specialist=row["specialist"],
        question=row["question_text"],
        similarity=row["similarity"],
        lexical=row["lexical"],
        answer=row["answer_markdown_content"],
        key_points=tuple(KeyPoint(**each) for each in orjson.loads(row["key_points"])),
        common_mistakes=tuple(row["common_mistakes"]),
        tips=tuple(row["tips_and_tricks"]),
        follow_ups=tuple(row["follow_up_questions"]),
        framework=row["suggested_frameworks"][0],
        seniority=tuple(row["seniority_levels"]),
        minutes=row["time_to_answer_minutes"],
        references=tuple(
            f"{each['title']} <{each['url']}>" if each["url"] else each["title"]
            for each in orjson.loads(row["sources"])
        ),
    )
