"""What a match is worth: whether an entry answers a question, or only lies near it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from agents.contracts import Note

LEXICAL_WEIGHT: Final = 0.1
"""What one unit of ``Note.lexical`` counts for against cosine when entries are ranked."""

RELATED: Final = 0.65
"""Score from which an entry is worth reading for the question."""

MEANT: Final = 0.3
"""Cosine below which shared words are chance: "hi" is a word of JavaScript examples."""

NEAR: Final = 0.6
"""Strength from which an entry is taken to answer the very question."""

# Logistic regression on agents/library/evaluation/development.jsonl: is the first entry the
# right one? ``make evaluate`` prints what it finds now.
SIMILARITY_WEIGHT: Final = 8.19
EVIDENCE_WEIGHT: Final = 0.23
MARGIN_WEIGHT: Final = 4.98
BIAS: Final = -5.78


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
    """Weigh notes, nearest first; those that have nothing to do with the question are left out."""
    return [
        Match(note, _strength(notes, number))
        for number, note in enumerate(notes)
        if score(note) >= RELATED and note.similarity >= MEANT
    ]


def score(note: Note) -> float:
    """What notes are ranked by."""
    return note.similarity + LEXICAL_WEIGHT * note.lexical


def features(notes: Sequence[Note], number: int) -> tuple[float, float, float]:
    """What the strength of a match is judged by: cosine, words in common, lead over the others."""
    scores = [score(note) for note in notes]
    rest = max((each for other, each in enumerate(scores) if other != number), default=0.0)
    return notes[number].similarity, notes[number].lexical, scores[number] - rest


def _strength(notes: Sequence[Note], number: int) -> float:
    similarity, lexical, margin = features(notes, number)
    logit = (
        SIMILARITY_WEIGHT * similarity + EVIDENCE_WEIGHT * lexical + MARGIN_WEIGHT * margin + BIAS
    )
    return 1 / (1 + math.exp(-logit))
