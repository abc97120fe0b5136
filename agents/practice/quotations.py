"""Whether words that a judge quotes really stand in an answer."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

FEWEST_WORDS: Final = 3
"""Fewer words occur in any answer; only an answer that is shorter may be quoted whole."""

# Chinese, Japanese and Thai are written without spaces: there, each sign stands for itself.
_UNSPACED: Final = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD: Final = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_ELLIPSIS: Final = re.compile(r"\.{3,}|…|\[[.…]*\]|\(\.{3}\)")


def occurs(quotation: str, answer: str) -> bool:
    """Whether the words of a quotation stand in the answer, one after the other.

    Case, white space, quotation marks and other punctuation don't count. Parts on both sides of
    an ellipsis must each be long enough, and stand in that order.
    """
    said = words(answer)
    parts = [words(part) for part in _ELLIPSIS.split(quotation)]
    parts = [part for part in parts if part]
    if not parts:
        return False
    if parts == [said]:
        return True
    start = 0
    for part in parts:
        if _length(part) < FEWEST_WORDS:
            return False
        found = _find(part, said, start)
        if found is None:
            return False
        start = found + len(part)
    return True


def words(text: str) -> list[str]:
    """The words of a text as they are compared: without case, accents' encoding, punctuation."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    # Apostrophes are typed in many ways, and left out.
    return _WORD.findall(re.sub(r"(?<=\w)['’‘`´](?=\w)", "", plain).replace("_", " "))


def _length(part: Sequence[str]) -> float:
    """Words; two signs of a script without spaces make about one."""
    return sum(0.5 if re.match(f"[{_UNSPACED}]", word) else 1 for word in part)


def _find(part: Sequence[str], said: Sequence[str], start: int) -> int | None:
    size = len(part)
    places = range(start, len(said) - size + 1)
    return next((place for place in places if said[place : place + size] == part), None)
