"""Names the terms of a question and its key points that an answer uses."""

import re
from collections.abc import Iterator
from typing import Final

from agents.practice.contracts import PracticeQuestion
from agents.practice.sentences import FUNCTION_WORDS

MOST: Final = 12
_LONGEST_TERM: Final = 3
"""Words."""

_GENERAL: Final = """
and or use uses used using make makes made making get gets give gives given take takes taken
say says said name names named know knows known show shows shown need needs needed want wants
keep keeps kept let lets put puts set sets call calls called come comes go goes went work works
worked find finds found choose chooses chosen decide decides decided explain explains explained
describe describes state states stated tell tells told mean means meant look looks see sees
seen become becomes happen happens happened change changes changed add adds added remove
removes avoid avoids help helps allow allows start starts started stop stops ends end
different difference differences example examples important good better best bad worse worst
new old big small large great high higher low lower long short full whole own real true false
right wrong clear clearly simple simply hard easy possible possibly specific specifically
strong weak early late later next previous current particular general usual common typical
way ways thing things part parts kind kinds type types case cases point points reason reasons
people person someone somebody everybody everyone anyone nobody team teams company companies
candidate interviewer question questions answer answers time times day days week weeks month
months year years hour hours minute minutes second seconds number numbers lot bit place places
first third two three four five six seven eight nine ten hundred thousand million half
yes well really actually across around along toward towards upon whatever whichever
something anything everything nothing otherwise together enough beside besides inside outside
gave got asked front does cannot without within per versus vs etc eg ie plus able unable
try tries tried
one's it's that's there's
"""

_COMMON: Final = FUNCTION_WORDS | frozenset(_GENERAL.split())

_WORD: Final = re.compile(r"[^\W_](?:[\w+#./'’-]*[\w+#])?")


def keywords_mentioned(question: PracticeQuestion, answer: str) -> tuple[str, ...]:
    """Terms of up to three words that the answer shares with the key points and the question.

    Endings like plurals don't count. Longer terms come before their parts, weightier key points
    before others; at most twelve, in the words of the question and its points.
    """
    said = [_stem(word) for word in _WORD.findall(answer.casefold())]
    sources = sorted(question.expected_points, key=lambda each: -each.weight)
    texts = [*(each.point for each in sources), question.question]
    kept: list[str] = []
    known: set[tuple[str, ...]] = set()
    # Whole terms first: what they consist of would only repeat them.
    for size in range(_LONGEST_TERM, 0, -1):
        spoken = {tuple(said[at : at + size]) for at in range(len(said) - size + 1)}
        for text in texts:
            for term in _terms(text, size):
                stems = tuple(_stem(word.casefold()) for word in term)
                if stems in spoken and not any(_within(stems, longer) for longer in known):
                    known.add(stems)
                    kept.append(" ".join(term))
    return tuple(kept[:MOST])


def _terms(text: str, size: int) -> Iterator[tuple[str, ...]]:
    """Neighbouring words that are no common ones, of one clause."""
    for clause in re.split(r"[,;:()\"“”]|[.?!](?:\s|$)|\s[-–—]\s", text):
        words = _WORD.findall(clause)
        for at in range(len(words) - size + 1):
            term = tuple(words[at : at + size])
            # Numbers say something beside words only.
            if all(map(_is_telling, term)) and any(map(str.isalpha, "".join(term))):
                yield term


def _is_telling(word: str) -> bool:
    plain = re.sub("['’.]", "", word.casefold())
    # Of "O(1)" and the like, only letters and digits would be left.
    if len(plain) == 1 or plain in _COMMON or _stem(plain) in _COMMON:
        return False
    return len(plain) > 3 or word.isupper() or not word.isalpha()


def _stem(word: str) -> str:
    """A word without the endings that grammar gives it; crude, and the same on both sides."""
    for ending, least in (("ies", 5), ("ing", 6), ("ed", 6), ("es", 6), ("s", 4)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def _within(short: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    size = len(short)
    return any(longer[at : at + size] == short for at in range(len(longer) - size + 1))
