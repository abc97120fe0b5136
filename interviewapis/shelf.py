"""Connects practice's choice of questions to the question bank."""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import numpy as np
import orjson

from agents.contracts import AnswerFailed, KeyPoint
from agents.library.entry import Difficulty
from agents.practice.shelf import BankQuestion, Candidate
from database.compiled import Compiled
from database.engine import Database
from database.errors import DatabaseUnavailable
from database.statements.practice_choosing import SHELF_CANDIDATES, SHELF_QUESTIONS


class DatabaseShelf:
    """Finds entries of the library in PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def candidates(
        self, specialists: Sequence[str], difficulties: Sequence[Difficulty]
    ) -> list[Candidate]:
        """All entries of these specialists at these difficulties, by id.

        Raises:
            AnswerFailed: ``library_unavailable`` while the database does not answer.
        """
        rows = await self._rows(
            SHELF_CANDIDATES,
            {"specialists": list(specialists), "difficulties": list(difficulties)},
        )
        return [_candidate(row) for row in rows]

    async def questions(self, bank_ids: Sequence[int]) -> list[BankQuestion]:
        """The entries with these ids, in any order; unknown ids are left out.

        Raises:
            AnswerFailed: ``library_unavailable`` while the database does not answer.
        """
        rows = await self._rows(SHELF_QUESTIONS, {"bank_ids": list(bank_ids)})
        return [bank_question(row) for row in rows]

    async def _rows(self, statement: Compiled, values: Mapping[str, Any]) -> list[asyncpg.Record]:
        try:
            return await self._database.rows(statement, values)
        except DatabaseUnavailable as error:
            raise AnswerFailed(
                "library_unavailable",
                "The question library can't be read right now. Try again in a moment.",
                retryable=True,
                retry_after=2,
            ) from error


def bank_question(row: asyncpg.Record) -> BankQuestion:
    """A row of ``SHELF_QUESTIONS`` or ``CHOSEN_QUESTIONS``."""
    return BankQuestion(
        bank_id=row["bank_id"],
        question=row["question"],
        specialist=row["specialist"],
        category=row["category"],
        difficulty=row["difficulty"],
        key_points=tuple(KeyPoint(**each) for each in orjson.loads(row["key_points"])),
        skills=tuple(row["skills"]),
        tags=tuple(row["tags"]),
    )


def _candidate(row: asyncpg.Record) -> Candidate:
    return Candidate(
        bank_id=row["bank_id"],
        question=row["question"],
        specialist=row["specialist"],
        difficulty=row["difficulty"],
        skills=tuple(row["skills"]),
        tags=tuple(row["tags"]),
        # After four bytes that tell how many there are.
        embedding=np.frombuffer(row["embedding"], ">f4", offset=4).astype(np.float32),
    )
