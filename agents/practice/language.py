"""Whether a text is English: the sentence model has learned no other language well."""

import re
import unicodedata
from typing import Final

from agents.practice.sentences import FUNCTION_WORDS, visible, word_list

FEWEST_WORDS: Final = 12
"""Words, or letters of another script, below which there is too little to tell."""

# The most frequent words of German, French, Spanish, Portuguese, Italian, Dutch, Swedish, Polish
# and Turkish, without those that English has too.
_FOREIGN: Final = """
der das und ist nicht ich ein eine einen einem einer mit für auf dem den des sich auch wie
wird werden wenn dass wir sie es aber oder haben hatte kann bei nach aus zu zum zur von vom
le la les des du et est une pour dans qui que quoi ne pas sur avec par ce cette ces nous vous
je il elle ils au aux mais ou où sont être avoir fait plus leur son sa ses
el los las y es un una por para con se del al lo como pero su sus sin sobre muy también cuando
porque este esta eso ser hay ya más yo mi
o os e em não uma com na dos das ao mas foi isso você meu minha são tem eu
di che il della dei non per sono si gli nel alla anche questo perché ho era
het een van dat niet ik met voor zijn maar ook naar wordt werd deze bij wij hebben
och att det som är på inte jag av till vi om så ett har från
jest nie się na że i w z do to jak ale przez oraz dla są był
ve bir bu için ile olarak çok daha da değil gibi olan ben
"""

_OTHER_FUNCTION_WORDS: Final = (
    frozenset(word for word in _FOREIGN.split() if len(word) > 1) - FUNCTION_WORDS - {"plus"}
)

_LETTERS: Final = re.compile(r"[^\W\d_]")
_DENSE: Final = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")

LETTERS_OF_A_SIGN: Final = 3
"""What a Chinese, Japanese or Korean sign counts against Latin letters. Answers in these languages
are full of English terms, and say in two signs what takes six letters."""


def is_english(text: str) -> bool:
    """Whether a text may be English. Short ones and mere lists of terms may always be."""
    text = visible(text)
    names = [unicodedata.name(each, "") for each in _LETTERS.findall(text)]
    latin = sum(name.startswith(("LATIN", "FULLWIDTH LATIN")) for name in names)
    signs = sum(name.startswith(_DENSE) for name in names)
    if len(names) >= FEWEST_WORDS and latin < len(names) - latin + (LETTERS_OF_A_SIGN - 1) * signs:
        return False
    words = word_list(text)
    if len(words) < FEWEST_WORDS:
        return True
    english = sum(word in FUNCTION_WORDS for word in words)
    other = sum(word in _OTHER_FUNCTION_WORDS for word in words)
    return other <= english or 10 * other < len(words)
