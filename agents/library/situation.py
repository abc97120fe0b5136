"""Reads from the caller's words what an answer can be fitted to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

_LEVELS = {
    "intern": "intern",
    "graduate": "junior",
    "entry-level": "junior",
    "junior": "junior",
    "mid-level": "mid",
    "mid": "mid",
    "senior": "senior",
    "staff": "staff",
    "principal": "principal",
    "lead": "lead",
    "director": "director",
}
_LEVEL = re.compile(
    rf"\b({'|'.join(_LEVELS)})(?:[- ]level)?[\s:,]+(?:[\w+#/.-]+\s+){{0,3}}?"
    r"(?:engineer|developer|programmer|role|position|candidate|interview|level|manager|"
    r"architect|designer|analyst|scientist|pm|sre|swe)\b"
    rf"|\b(?:level|seniority)\s*(?::|is|=)?\s*({'|'.join(_LEVELS)})\b",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"\b(\d{1,3})[- ]?min(?:ute)?s?\b", re.IGNORECASE)
_QUANTITY = re.compile(
    r"\b\d[\d.,]*\s?(?:k|m|bn|tb|gb|pb|ms|million|billion|thousand|percent)\b|\b\d[\d.,]*\s?%",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b(?:[A-Z][\w+#]*(?:\.[a-z]{2,3})?|[a-z]+[A-Z]\w*)(?:\s+[A-Z][\w+#]*)*")
_OPENING = " \t\"'“‘(*_>-"
"""What may stand between the end of a sentence and the first word of the next."""

_ENDING = ".!?:;\n"


@dataclass(frozen=True, slots=True)
class Situation:
    """Whom an answer is for.

    Args:
        level: A seniority of the library, None when the caller names none.
        minutes: Time for the answer, None when the caller names none.
        named: Proper names and quantities in the question and its context, as written.
    """

    level: str | None
    minutes: int | None
    named: tuple[str, ...]


def situation(question: str, context: str) -> Situation:
    """Read question and context. Only what stands there in so many words is taken."""
    level = _LEVEL.search(context)
    minutes = _MINUTES.search(f"{question}\n{context}")
    named = chain(_named(question), _named(context))
    return Situation(
        level=_LEVELS[(level[1] or level[2]).casefold()] if level else None,
        minutes=int(minutes[1]) if minutes else None,
        named=tuple({name.casefold(): name for name in named}.values()),
    )


def _named(text: str) -> Iterator[str]:
    for found in _QUANTITY.finditer(text):
        yield found[0]
    for found in _NAME.finditer(text):
        words = found[0].split()
        before = text[: found.start()].rstrip(_OPENING)
        # The first word of a sentence has a capital anyway.
        if (not before or before[-1] in _ENDING) and words[0][1:].islower():
            words = words[1:]
        name = " ".join(words)
        if len(name) > 1:
            yield name
