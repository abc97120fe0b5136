"""Questions on their way into statements, and back."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from uuid import UUID

import orjson

from agents.contracts import KeyPoint
from agents.embedding import SentenceEncoder
from agents.practice.contracts import PracticeQuestion
from database.engine import Database
from database.statements.practice_questions import RECENT_QUESTIONS

_MOST_AVOIDED = 100
"""Questions of earlier interviews that are not asked again soon."""


async def to_store(encoder: SentenceEncoder, questions: Iterable[PracticeQuestion]) -> list[str]:
    """Each question with its embedding, as JSON."""
    listed = list(questions)
    embeddings = await encoder.embed_all([each.question for each in listed])
    return [
        orjson.dumps(asdict(question) | {"embedding": embedding.tolist()}).decode()
        for question, embedding in zip(listed, embeddings, strict=True)
    ]


def stored(told: dict[str, Any]) -> PracticeQuestion:
    """A question as statements tell it."""
    return PracticeQuestion(
        question=told["question"],
        type=told["type"],
        difficulty=told["difficulty"],
        expected_points=tuple(KeyPoint(**each) for each in told["expected_points"]),
        skill=told["skill"],
        bank_id=told["bank_id"],
    )


async def asked_lately(database: Database, owner_id: UUID) -> tuple[str, ...]:
    """What somebody was asked and is not to be asked again soon, the latest first."""
    values = {"owner_id": owner_id, "most": _MOST_AVOIDED}
    return tuple(row["question_text"] for row in await database.rows(RECENT_QUESTIONS, values))
