"""Adaptive difficulty: which difficulty the next question has, by how the last answers went."""

from collections.abc import Iterable, Sequence
from typing import Final

from agents.practice.contracts import Difficulty

UP_FROM: Final = 75.0
"""Score, 0 to 100, from which the next question is harder."""

DOWN_BELOW: Final = 50.0
"""Score below which the next question is easier."""

ORDER: Final[Sequence[Difficulty]] = ("beginner", "intermediate", "advanced")


def next_difficulty(start: Difficulty, scores: Iterable[float | None]) -> Difficulty:
    """The difficulty of the next question.

    Args:
        start: Of the first question, as the interview was ordered.
        scores: Of the answers so far, in order; None where none got a score, which says nothing
            about difficulty.

    Returns:
        One step up after each good answer, one down after each poor one, within the bounds.
    """
    level = ORDER.index(start)
    for score in scores:
        level = max(0, min(level + _step(score), len(ORDER) - 1))
    return ORDER[level]


def _step(score: float | None) -> int:
    if score is None or DOWN_BELOW <= score < UP_FROM:
        return 0
    return 1 if score >= UP_FROM else -1
