"""Tells whether two questions, or two key points, say nearly the same."""

from collections.abc import Iterable, Sequence
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from agents.contracts import Embedding
from agents.embedding import SentenceEncoder
from agents.embedding.encoder import DIMENSIONS

NEAR_QUESTION: Final = 0.75
"""Cosine from which two questions count as one.

Measured on the library's 423 entries. Of the 89,253 pairs of different questions 4 reach it
(.70: 9, .65: 25); the nearest pair has .83, feedback that was given and feedback that was
received. Of the 2,033 phrasings, which were written to lie far from their question, 4 % reach it;
of the 146 among them that share three words in five with it, 35 % (.70: 49 %, .80: 19 %). So it
finds rewordings and leaves alone what only sounds alike; what means the same in wholly other
words is left to the prompt, which lists what was asked before.
"""

NEAR_ENTRY: Final = 0.65
"""Cosine from which a question counts as that of a library entry, whose vector is the middle of
its phrasings. Of the entries' own questions 96 % reach it with their entry, of their phrasings
33 %, and of the 178,506 pairs with other entries 34."""

NEAR_POINT: Final = 0.9
"""Cosine from which two key points count as one: of 4,497 pairs of points of one entry, written
to be different, the nearest has .83."""

MOST_REMEMBERED: Final = 100
"""Earlier questions that are compared; each costs about 1.3 ms of CPU, off the event loop."""


_AT_ONCE: Final = 10


class AskedBefore:
    """The questions that no further one may come near."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        self._vectors = vectors

    @classmethod
    async def embedded(cls, encoder: SentenceEncoder, questions: Sequence[str]) -> Self:
        """Of the first ``MOST_REMEMBERED`` of these questions."""
        remembered = questions[:MOST_REMEMBERED]
        # Few at once, so that a question that somebody asks meanwhile is embedded in between.
        chunks = [
            await encoder.embed_all(remembered[start : start + _AT_ONCE])
            for start in range(0, len(remembered), _AT_ONCE)
        ]
        return cls(np.concatenate([np.empty((0, DIMENSIONS), np.float32), *chunks]))

    def holds(self, question: Embedding) -> bool:
        """Whether one of them asks nearly the same as this question."""
        return bool((self._vectors @ question >= NEAR_QUESTION).any())

    def holds_entry(self, entry: Embedding) -> bool:
        """Whether one of them asks nearly the same as this entry of the library."""
        return bool((self._vectors @ entry >= NEAR_ENTRY).any())

    def add(self, question: Embedding) -> None:
        """From now on, this one counts too."""
        self._vectors = np.vstack((self._vectors, question))

    def copy(self) -> "AskedBefore":
        """One that can be added to without changing this."""
        return AskedBefore(self._vectors)


def distinct(points: NDArray[np.float32]) -> list[int]:
    """The numbers of those vectors that no earlier one of them comes near."""
    kept: list[int] = []
    for number in range(len(points)):
        if not _near(points[number], (points[other] for other in kept)):
            kept.append(number)
    return kept


def _near(point: Embedding, others: Iterable[Embedding]) -> bool:
    return any(float(point @ other) >= NEAR_POINT for other in others)
