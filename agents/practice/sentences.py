"""Cuts an answer into sentences, and tells which of them say something.

A list of terms is no answer, however well chosen they are. Words like "because", "it" and "is"
connect terms to statements, commas and "and" string them together. Of the sentences of the
library's answers that have eight words or more, 5 % have fewer than a fifth of such words; of
lists made of its key points' terms, 94 %.
"""

import re
import unicodedata
from typing import Final

_ENGLISH: Final = """
a an the this that these those it its they them their there he him his she her hers
i me my mine we us our ours you your yours who whom whose which what when where why how
is are was were be been being am do does did done has have had having can could will would
shall should may might must cannot isnt arent wasnt werent dont doesnt didnt cant couldnt
wont wouldnt shouldnt hasnt havent hadnt im ive id ill youre theyre were weve thats lets
of to in on at by for from with without within into onto over under about between through
during before after above below against among across per via than as like until since
if then else because so but though although while whereas unless whether not no nor never
only even just also too very still already again ever always often usually more most less
least much many few some any all both each every either neither one two another other
others same such own out up down off away back here now once first last instead rather
"""

FUNCTION_WORDS: Final = frozenset(_ENGLISH.split())
"""English words that hold sentences together, ``and`` and ``or`` apart: lists have those too."""

_PAST: Final = """
was were had did didnt wasnt werent hadnt went told said asked came took made gave got knew thought
found left felt kept began wrote ran sat stood brought bought built chose spoke met paid sent lost
won meant heard saw led held became broke drove fell grew taught caught fought sold spent stuck
"""

_PAST_FORMS: Final = frozenset(_PAST.split())
"""The frequent verbs that show the past by themselves; "-ed" may be a participle as well."""

_FENCED: Final = re.compile(r"^(```|~~~)[^\n]*\n.*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
_BULLET: Final = re.compile(r"^\s*(?:[-*+•–>]|\(?\d{1,2}[.)]|#{1,6})\s+")
_MARKS: Final = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)")
_END: Final = re.compile(r"(?<=[.!?;])[\"'”’)\]]*\s+(?=\S)|(?<=[。！？])")
_ABBREVIATION: Final = re.compile(r"(?:^|\W)(?:e\.g|i\.e|etc|vs|cf|approx|dr|mr|ms)\.$", re.I)
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

LONGEST: Final = 60
"""Words of a sentence; longer ones are cut, since the encoder reads 128 tokens."""

FEWEST_WORDS: Final = 4
"""Of a sentence that says something by itself."""

_SEPARATOR: Final = re.compile(r"[,;:/&]|\b(?:and|or)\b", re.IGNORECASE)
_FEW_SEPARATORS: Final = 2
"""A sentence with no more than these is no list."""


def visible(text: str) -> str:
    """A text without zero-width and other format characters, which part words that look whole."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def is_only_code(answer: str) -> bool:
    """Whether an answer has code in fences, and no sentence beside it."""
    beside = _FENCED.sub("\n", visible(answer))
    return beside != visible(answer) and not _WORD.search(beside)


def statement(sentence: str) -> float:
    """How much of a statement a sentence is, from 0, a list of terms, to 1.

    It is 1 from 22 % function words on and 0 below 10 %; and 1 up to 24 separators in a hundred
    words, 0 from 34 on.
    """
    found = word_list(sentence)
    if len(found) < FEWEST_WORDS:
        return 0.0
    connecting = sum(word in FUNCTION_WORDS for word in found) / len(found)
    separators = len(_SEPARATOR.findall(sentence))
    strung = separators / len(found) if separators > _FEW_SEPARATORS else 0.0
    return _between(connecting, 0.10, 0.22) * _between(-strung, -0.34, -0.24)


def tells_what_happened(sentence: str) -> bool:
    """Whether a sentence speaks of the past. In English."""
    return not _PAST_FORMS.isdisjoint(word_list(sentence))


def _between(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def sentences(answer: str) -> list[str]:
    """The sentences of an answer, without Markdown and without code in fences."""
    found: list[str] = []
    for line in _FENCED.sub("\n", visible(answer)).splitlines():
        plain = _MARKS.sub("", _BULLET.sub("", line)).replace("|", " ; ").strip(" ;")
        start = 0
        for end in (*(match.end() for match in _END.finditer(plain)), len(plain)):
            part = plain[start:end].strip()
            if end < len(plain) and _ABBREVIATION.search(part):
                continue
            found.extend(_pieces(part))
            start = end
    return found


def word_list(text: str) -> list[str]:
    """The words of a text in lower case; apostrophes are left out."""
    return [re.sub("['’]", "", word) for word in _WORD.findall(text.casefold())]


def _pieces(sentence: str) -> list[str]:
    tokens = sentence.split()
    if not _WORD.search(sentence):
        return []
    return [" ".join(tokens[at : at + LONGEST]) for at in range(0, len(tokens), LONGEST)]
