"""Finds what an answer only says back: the question, or the key points, word for word."""

from collections.abc import Iterable
from typing import Final

from agents.practice.sentences import word_list

RUN: Final = 6
"""Words in a row that nobody shares by chance; they are cut out."""

SHARE: Final = 0.7
"""Of a sentence's words in runs of three, from which the whole sentence is said back."""

SHORTEST_SOURCE: Final = 8
"""Words. Of a shorter key point, one's own words may well be the same."""

_SHORT_RUN: Final = 3


class Recital:
    """Knows the texts that an answer must not live on.

    Args:
        sources: The question and the key points; those that are short count for nothing.
    """

    def __init__(self, sources: Iterable[str]) -> None:
        self._short: set[tuple[str, ...]] = set()
        self._long: set[tuple[str, ...]] = set()
        for source in sources:
            words = word_list(source)
            if len(words) >= SHORTEST_SOURCE:
                self._short.update(_runs(words, _SHORT_RUN))
                self._long.update(_runs(words, RUN))

    def own_words(self, sentence: str) -> str:
        """What of a sentence is not said back; empty when most of it is."""
        words = word_list(sentence)
        if not words or sum(_covered(words, self._short, _SHORT_RUN)) >= SHARE * len(words):
            return "" if words else sentence
        said_back = _covered(words, self._long, RUN)
        if not any(said_back):
            return sentence
        return " ".join(word for word, back in zip(words, said_back, strict=True) if not back)


def _runs(words: list[str], size: int) -> Iterable[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(size)), strict=False)


def _covered(words: list[str], known: set[tuple[str, ...]], size: int) -> list[bool]:
    """Which words lie in a run that is known."""
    covered = [False] * len(words)
    for start, run in enumerate(_runs(words, size)):
        if run in known:
            covered[start : start + size] = [True] * size
    return covered
