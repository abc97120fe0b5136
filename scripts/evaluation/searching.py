"""Runs cases through the product's search, and ranks the entries in other ways for comparison."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from agents.contracts import Note, NoteFinder
from agents.embedding import SentenceEncoder
from agents.library.matching import Match, matches, score
from agents.library.retrieval import NOTES
from scripts.evaluation.cases import Case

EVERY: Final = 10_000
RRF_K: Final = 60
"""Cormack, Clarke and Büttcher, Reciprocal Rank Fusion, SIGIR 2009: the value they recommend."""

Rank = Callable[[Sequence[Note]], list[Note]]


@dataclass(frozen=True, slots=True)
class Searched:
    """A case and all entries as the search sees them.

    Args:
        notes: Every entry of the library, best first.
    """

    case: Case
    notes: tuple[Note, ...]

    def among(self, specialist: str | None) -> list[Note]:
        """The entries of one specialist, or all."""
        return [note for note in self.notes if specialist in (None, note.specialist)]

    def matches(self, specialist: str | None) -> list[Match]:
        """What the product finds among them."""
        return matches(self.among(specialist)[:NOTES])


async def search_all(
    cases: Sequence[Case], notes: NoteFinder, encoder: SentenceEncoder
) -> list[Searched]:
    """Search the whole library for each case."""
    vectors = encoder.encode([case.text for case in cases])
    return [
        Searched(case, tuple(await notes.nearest(case.text, vector, specialist=None, limit=EVERY)))
        for case, vector in zip(cases, vectors, strict=True)
    ]


def ours(notes: Sequence[Note]) -> list[Note]:
    """The product's ranking: a weighted sum."""
    return sorted(notes, key=score, reverse=True)


def by_meaning(notes: Sequence[Note]) -> list[Note]:
    """By the embeddings alone."""
    return sorted(notes, key=lambda note: note.similarity, reverse=True)


def by_words(notes: Sequence[Note]) -> list[Note]:
    """By BM25 alone."""
    return sorted(notes, key=lambda note: note.lexical, reverse=True)


def by_reciprocal_ranks(notes: Sequence[Note]) -> list[Note]:
    """By reciprocal rank fusion of the two."""
    points = dict.fromkeys((note.slug for note in notes), 0.0)
    for ranking in (by_meaning(notes), by_words(notes)):
        for place, note in enumerate(ranking, 1):
            points[note.slug] += 1 / (RRF_K + place)
    return sorted(notes, key=lambda note: points[note.slug], reverse=True)


RANKINGS: Final[dict[str, Rank]] = {
    "Weighted sum (the product)": ours,
    "Reciprocal rank fusion, k = 60": by_reciprocal_ranks,
    "Meaning alone": by_meaning,
    "Words alone": by_words,
}


def place(searched: Searched, rank: Rank, specialist: str | None) -> int:
    """The place, from 1, at which a ranking has the entry that a paraphrase asks for."""
    slugs = [note.slug for note in rank(searched.among(specialist))]
    return slugs.index(str(searched.case.entry)) + 1
