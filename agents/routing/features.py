"""Turns a question into weighted words, the same way in training and afterwards.

Words and pairs of words tell what is asked; pieces of words find them through typos and endings.
The weighting is that of scikit-learn's ``TfidfVectorizer`` with ``sublinear_tf``: 1 + ln(count)
times the idf, each of the two kinds scaled to length 1.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

LONGEST = 2000
"""Characters that are read; no question is longer."""

_WORD = re.compile(r"[a-z0-9+#']+")
PIECES = (3, 4)
"""Lengths of the pieces of words, in characters."""


def words(text: str) -> list[str]:
    """The words of a text and its pairs of neighbours."""
    single = _WORD.findall(text[:LONGEST].lower())
    pairs = [f"{first} {second}" for first, second in pairwise(single)]
    return single + pairs


def pieces(text: str) -> list[str]:
    """The pieces of the words of a text, with a space where a word begins or ends.

    Marked with a ``~``, so that no piece is taken for a word.
    """
    return [piece for word in _WORD.findall(text[:LONGEST].lower()) for piece in _cut(f" {word} ")]


def _cut(word: str) -> Iterator[str]:
    for length in PIECES:
        for start in range(max(1, len(word) - length + 1)):
            yield f"~{word[start : start + length]}"


def weighted(text: str, idf: Mapping[str, float]) -> dict[str, float]:
    """The features of a text that occur in ``idf``, with their weights."""
    return _scaled(words(text), idf) | _scaled(pieces(text), idf)


def _scaled(found: list[str], idf: Mapping[str, float]) -> dict[str, float]:
    counts = Counter(feature for feature in found if feature in idf)
    weights = {each: (1 + math.log(times)) * idf[each] for each, times in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {each: weight / length for each, weight in weights.items()}
