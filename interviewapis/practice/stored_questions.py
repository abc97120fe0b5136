"""Questions on their way into statements, and back."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import orjson

from agents.contracts import KeyPoint
from agents.embedding import SentenceEncoder
from agents.practice.contracts import PracticeQuestion


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
