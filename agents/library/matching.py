"""What a similarity means: whether an entry answers a question, or only lies near it."""

from collections.abc import Sequence
from typing import Literal

from agents.contracts import Note, Source

NEAR = 0.65
"""Cosine from which an entry is taken to ask the same thing.

With each phrasing of the library held out in turn, 0.5 % came this near to a wrong entry of the
same specialist.
"""

RELATED = 0.40
"""Cosine from which an entry is worth reading for the question."""

Match = Literal["near", "related"]


def match_strength(similarity: float) -> Match | None:
    """Name the strength of a match, or None when the entry has nothing to do with the question."""
    if similarity >= NEAR:
        return "near"
    return "related" if similarity >= RELATED else None


def relevant(notes: Sequence[Note]) -> list[Note]:
    """Keep the notes that lie near enough to be of use, in their order."""
    return [note for note in notes if match_strength(note.similarity)]


def sources(notes: Sequence[Note]) -> tuple[Source, ...]:
    """Name the notes that an answer drew on."""
    return tuple(
        Source(note.slug, note.question, match, round(note.similarity, 3), note.references)
        for note in notes
        if (match := match_strength(note.similarity))
    )
