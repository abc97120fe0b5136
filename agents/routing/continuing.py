"""Whom a follow-up question is for: most of them say too little to be routed alone."""

import re
from typing import Final

from agents.contracts import AnswerBrief, Embedding
from agents.embedding import SentenceEncoder
from agents.routing.classifier import Classifier

TURNS_BACK: Final = 3
"""Earlier questions that are looked at."""

FIRM: Final = 0.98
"""Certainty from which a question changes the subject even if it sounds like a follow-up.

Of thirty follow-ups without a subject of their own the classifier was sure of eight, and as sure
as this only of those that name another task ("now write the code for that").
"""

_TERSE: Final = 5  # words: "And in Java?", "what are the trade-offs"
_SHORT: Final = 12
_JOINS = re.compile(r"(and|but|so|or|then|also|what about|how about|what if|why not)\b", re.I)
_POINTS_BACK = re.compile(
    r"\b(it|its|that|this|these|those|them|they|their|there|again|above|instead"
    r"|the (first|second|third|last|previous|other|same))\b",
    re.I,
)


async def continued(
    brief: AnswerBrief, embedding: Embedding, encoder: SentenceEncoder, classifier: Classifier
) -> str | None:
    """The specialist whose answer a question leans on; None where it stands alone."""
    if brief.agent is not None or not (brief.history and _leans(brief.question)):
        return None
    now = classifier.classify(brief.question, embedding)
    if now.certainty >= FIRM:
        return None
    if brief.talking_to is not None:
        return brief.talking_to
    asked = [turn.content for turn in brief.history if turn.role == "user"]
    for question in reversed(asked[-TURNS_BACK:]):
        earlier = classifier.classify(question, await encoder.embed(question))
        if earlier.sure and earlier.in_scope:
            return earlier.selected
    return None


def _leans(question: str) -> bool:
    words = len(question.split())
    return words <= _TERSE or (
        words <= _SHORT and bool(_JOINS.match(question.lstrip()) or _POINTS_BACK.search(question))
    )
