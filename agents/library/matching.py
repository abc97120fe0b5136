"""What a match is worth: whether an entry answers a question, or only lies near it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from agents.contracts import Note

LEXICAL_WEIGHT: Final = 0.08
"""What one unit of ``Note.lexical`` counts for against cosine when entries are ranked."""

RELATED: Final = 0.62
"""Score from which an entry is worth reading for the question."""

NEAR: Final = 0.5
"""Strength from which an entry is taken to answer the very question."""

_SIMILARITY: Final = 6.06
_LEXICAL: Final = 0.19
_MARGIN: Final = 4.85
_BIAS: Final = -5.33


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and how well it fits.

    Args:
        strength: Probability, 0 to 1, that the entry asks what was asked: logistic in the
            similarity, the words in common and the lead over the next best entry.
    """

    note: Note
    strength: float

    @property
    def kind(self) -> Literal["near", "related"]:
        """``near`` when the entry answers the question itself."""
        return "near" if self.strength >= NEAR else "related"


def matches(notes: Sequence[Note]) -> list[Match]:
    """Weigh notes (nearest first); those that have nothing to do with the question are left out."""
    scores = [score(note) for note in notes]
    return [
        Match(note, _strength(note, scores[number] - _best_other(scores, number)))
        for number, note in enumerate(notes)
        if scores[number] >= RELATED
    ]


def score(note: Note) -> float:
    """What notes are ranked by."""
    return note.similarity + LEXICAL_WEIGHT * note.lexical


def _best_other(scores: Sequence[float], number: int) -> float:
    return max((each for other, each in enumerate(scores) if other != number), default=0.0)


def _strength(note: Note, margin: float) -> float:
    logit = _SIMILARITY * note.similarity + _LEXICAL * note.lexical + _MARGIN * margin + _BIAS
    return 1 / (1 + math.exp(-logit))
