"""Finds what the library knows for a question, in the light of the conversation."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from agents.contracts import AnswerBrief, AnswerFailed, Embedding, NoteFinder, Routing
from agents.embedding import SentenceEncoder
from agents.library.grounding import Grounding
from agents.library.matching import NEAR, Match, matches
from agents.library.passages import passages
from agents.text import same_words

T = TypeVar("T")

logger = logging.getLogger(__name__)

NOTES = 4
"""Entries that are looked up for one question."""

TURNS_BACK = 3
"""Earlier questions that are looked at to learn what the conversation is about."""

ELSEWHERE = 0.8
"""Strength from which another specialist's entry is taken for the very question.

Higher than among the specialist's own: that the question was routed elsewhere, where there are
related entries too, or to nobody, speaks against it. So does a conversation about something else.
"""

EXCERPTS = 2
POINTED = 2
"""Entries whose key points are shown."""

FEWEST_POINTS = 3

GIST = 160
"""Characters of a part that are embedded: its heading and first sentences."""

FITTING = 0.3
"""Cosine from which a part of an answer, or a key point, bears on a question."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Searches the library by meaning and by words."""

    notes: NoteFinder
    encoder: SentenceEncoder

    async def topic(self, brief: AnswerBrief, embedding: Embedding) -> Match | None:
        """The entry that a question of a conversation follows up on.

        None for a question that has an entry of its own, that was asked before in the same
        words, or whose conversation the library has nothing about, or can't be asked about.
        """
        asked = [turn.content for turn in brief.history if turn.role == "user"]
        if not asked or any(same_words(question, brief.question) for question in asked):
            return None
        try:
            return await self._continued(brief, asked[-TURNS_BACK:], embedding)
        except AnswerFailed as failure:
            logger.warning("the conversation was not looked up: %s", failure.code)
            return None

    async def _continued(
        self, brief: AnswerBrief, earlier: Sequence[str], embedding: Embedding
    ) -> Match | None:
        alone = await self._search(brief.question, embedding, None)
        for question in reversed(earlier):
            found = await self._search(question, await self.encoder.embed(question), None)
            if found and found[0].kind == "near":
                return None if _has_its_own(alone, found[0]) else found[0]
        return None

    async def __call__(
        self, brief: AnswerBrief, embedding: Embedding, routing: Routing, topic: Match | None
    ) -> Grounding:
        """Find the entries for a question, among those of the specialist that answers it.

        Another specialist's entry is taken when it is the very question and the caller did not
        choose who answers.

        Raises:
            AnswerFailed: ``library_unavailable``.
        """
        found = await self._search(brief.question, embedding, routing.selected_agent)
        if topic:
            others = [each for each in found if each.note.slug != topic.note.slug]
            now = next((each for each in found if each not in others), Match(topic.note, 0.0))
            return Grounding((now, *others), topic=now)
        if routing.decided_by != "caller" and not (found and found[0].kind == "near"):
            every = await self._search(brief.question, embedding, None)
            unlikely = bool(found) or not routing.in_scope
            if every and every[0].strength >= (ELSEWHERE if unlikely else NEAR):
                return Grounding((every[0], *found))
        if not routing.in_scope:
            # Chance likeness of what is no interview question at all.
            found = [each for each in found if each.kind == "near"]
        return Grounding(tuple(found))

    async def with_excerpts(self, grounding: Grounding, embedding: Embedding) -> Grounding:
        """Add the parts of the answers, and the key points, that bear on the question.

        Embeds some twenty short texts; only for answers that have no entry of their own.
        """
        parts = passages(grounding.matches[0].note.answer) if grounding.telling else []
        points = [point for match in grounding.matches[:POINTED] for point in match.note.key_points]
        texts = [part[:GIST] for part in parts] + [each.point for each in points]
        nearness = await self.encoder.embed_all(texts) @ embedding
        return replace(
            grounding,
            excerpts=tuple(_bearing(parts, nearness[: len(parts)])[:EXCERPTS]),
            points=tuple(
                _bearing(
                    points,
                    nearness[len(parts) :],
                    at_least=FEWEST_POINTS if grounding.telling else 0,
                )
            ),
        )

    async def _search(
        self, question: str, embedding: Embedding, specialist: str | None
    ) -> list[Match]:
        found = await self.notes.nearest(question, embedding, specialist=specialist, limit=NOTES)
        return matches(found)


def _has_its_own(alone: list[Match], topic: Match) -> bool:
    first = alone[0] if alone else topic
    return first.strength >= ELSEWHERE and first.note.slug != topic.note.slug


def _bearing(texts: Sequence[T], nearness: NDArray[np.float32], *, at_least: int = 0) -> list[T]:
    """Those that bear on the question, nearest first."""
    order = np.argsort(-nearness, kind="stable")
    number = max(at_least, int((nearness >= FITTING).sum()))
    return [texts[place] for place in order[:number]]
