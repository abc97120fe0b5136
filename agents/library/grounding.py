"""What the library has to say to a question, ready to be shown or sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agents.contracts import KeyPoint, Source
from agents.library.matching import Match

TELLING = 0.25
"""Strength below which what an entry says, out of its context, tells nobody anything."""

Basis = Literal["entry", "related", "framework"]

SHOWN = 3
"""Entries that an answer names when none answers the question itself."""


@dataclass(frozen=True, slots=True)
class Grounding:
    """What was found for a question.

    Args:
        matches: Entries, best first; none when nothing is near.
        topic: The entry that the conversation is about, when the question follows up on it. Its
            answer was given already.
        excerpts: The parts of the first entry's answer that bear on the question, nearest first.
        points: Key points of the first entries, nearest to the question first.
    """

    matches: tuple[Match, ...] = ()
    topic: Match | None = None
    excerpts: tuple[str, ...] = ()
    points: tuple[KeyPoint, ...] = ()

    @property
    def basis(self) -> Basis:
        """What an answer from this rests on."""
        if not self.matches:
            return "framework"
        if self.topic is None and self.matches[0].kind == "near":
            return "entry"
        return "related"

    @property
    def telling(self) -> bool:
        """Whether the first entry lies near enough to speak for itself."""
        return self.topic is not None or self.matches[0].strength >= TELLING

    @property
    def shown(self) -> Sequence[Match]:
        """The matches that the library's own answer is made of."""
        return self.matches[: 1 if self.basis == "entry" else SHOWN]

    def sources(self, found: Sequence[Match]) -> tuple[Source, ...]:
        """Name the entries that an answer drew on."""
        return tuple(
            Source(
                match.note.slug,
                match.note.question,
                "related" if self.topic else match.kind,
                round(match.strength, 3),
                match.note.references,
            )
            for match in found
        )
