"""What a job role is asked about: fields of the library, and topics within them.

A title alone says little to a sentence model ("Go developer" lies near going to market), so the
commonest families of roles are described in ``families``. What a title names itself ("Python",
"Kubernetes") counts beside that.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from agents.practice.families import (
    AROUND_SOFTWARE,
    FAMILIES,
    GENERAL,
    MAKERS,
    OTHER_TRADES,
    SOFTWARE,
    SOFTWARE_STORIES,
    Family,
)

_SPLIT = re.compile(r"[^a-z0-9+#]+")


def words_in(text: str) -> list[str]:
    """The words of a text in lower case; ``c++`` and ``c#`` are words."""
    return [word for word in _SPLIT.split(text.casefold()) if word]


@dataclass(frozen=True, slots=True)
class Role:
    """A job role as choosing sees it.

    Args:
        known: Whether the library has technical questions for it: a role of software or product.
            Else its fields and topics are general ones of software.
        words: Of the title and of the topics, in lower case; tags and skills are met by them.
        named: Of the title alone; they weigh more.
    """

    title: str
    fields: Mapping[str, float]
    topics: str
    words: frozenset[str]
    named: frozenset[str]
    known: bool

    @property
    def profile(self) -> str:
        """The text that technical questions are compared with."""
        return f"{self.title}. {self.topics}"

    @property
    def behavioral_profile(self) -> str:
        """The text that behavioral questions are compared with."""
        return f"{self.title}. {_BEHAVIORAL}"

    def can_tell(self, question: str) -> bool:
        """Whether people in this role have something to tell when a behavioral question asks."""
        return self.known or SOFTWARE_STORIES.isdisjoint(words_in(question))


_BEHAVIORAL = (
    "teamwork, conflict, ownership, deadlines, learning from failure, feedback, initiative"
)

LANGUAGES = frozenset(
    words_in(
        "python java javascript typescript go golang c c++ c# ruby php rust kotlin swift scala"
    )
)
"""Where a title names one of these, questions about another are for others."""

_NOT_TELLING = frozenset(
    words_in(
        "a an and the of for in at to with or on i ii iii junior senior mid level lead principal "
        "staff intern trainee head chief engineer developer manager specialist expert consultant"
    )
)
"""Words of titles that say nothing about what is asked."""


def read_role(title: str) -> Role:
    """What a title stands for. Nothing in it can do more than name a family and some words."""
    words = words_in(title)
    family = _family(words)
    of = family or GENERAL
    named = frozenset(words) - _NOT_TELLING
    return Role(
        title=title,
        fields=of.fields,
        topics=of.topics,
        words=named | frozenset(words_in(of.topics)),
        named=named,
        known=family is not None,
    )


def _family(words: list[str]) -> Family | None:
    there = frozenset(words)
    if there & OTHER_TRADES and not there & SOFTWARE:
        return None
    if there & AROUND_SOFTWARE and not there & MAKERS:
        return None
    spoken = f" {' '.join(words)} "
    return next(
        (each for each in FAMILIES if any(f" {name} " in spoken for name in each.names)), None
    )
