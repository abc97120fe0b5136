"""Suggests what an interviewer would ask next."""

import re
from collections.abc import Sequence
from typing import Annotated, Protocol

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel, Field

from agents.contracts import AnswerBrief, FollowUpsSuggested, Note
from agents.library.composing import used
from agents.prompting import fence, history_text
from agents.prompts import load_prompt
from agents.specialists.base import Specialist
from agents.structured import ask_structured
from agents.text import clean

COUNT = 3
MODEL_SECONDS = 10.0
ANSWER_BUDGET = 12_000
"""Characters of the answer that the model sees again: about 3,000 tokens."""


class FollowUps(Protocol):
    """A way to find follow-up questions; None when it found fewer than three."""

    async def __call__(
        self, brief: AnswerBrief, answer: str, notes: Sequence[Note]
    ) -> tuple[str, ...] | None: ...


class FollowUpsReply(BaseModel):
    """What the model is asked for."""

    questions: Annotated[list[str], Field(min_length=COUNT)]


class FollowUpsFromModel:
    """Has a chat model write them after the actual answer."""

    def __init__(self, chat: BaseChatModel) -> None:
        self._chat = chat
        self._instructions = load_prompt("follow_ups")

    async def __call__(
        self, brief: AnswerBrief, answer: str, notes: Sequence[Note]
    ) -> tuple[str, ...] | None:
        """Ask once. A reply that is late, short or malformed counts as none."""
        material = fence(
            ("conversation_so_far", history_text(brief.history)),
            ("question", brief.question),
            ("answer", answer[:ANSWER_BUDGET]),
        )
        reply = await ask_structured(
            self._chat,
            self._instructions,
            material,
            FollowUpsReply,
            seconds=MODEL_SECONDS,
        )
        return _first_three(reply.questions, brief) if reply else None


class FollowUpsFromNotes:
    """Takes those of the library entries that the answer shows."""

    async def __call__(
        self, brief: AnswerBrief, answer: str, notes: Sequence[Note]
    ) -> tuple[str, ...] | None:
        """Take the nearest entry's first, then the others'."""
        found = [question for note in used(notes) for question in note.follow_ups]
        return _first_three(found, brief)


def _first_three(questions: Sequence[str], brief: AnswerBrief) -> tuple[str, ...] | None:
    asked = {_key(brief.question)} | {_key(turn.content) for turn in brief.history}
    fresh = {
        _key(line): line
        for question in questions
        if len(line := clean(question, 300)) >= 10 and _key(line) not in asked
    }
    three = tuple(fresh.values())[:COUNT]
    return three if len(three) == COUNT else None


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


async def suggest(
    source: FollowUps,
    specialist: Specialist,
    brief: AnswerBrief,
    answer: str,
    notes: Sequence[Note],
) -> FollowUpsSuggested:
    """Suggest three questions; the specialist's generic ones, marked so, when none were found."""
    questions = await source(brief, answer, notes)
    if questions is None:
        return FollowUpsSuggested(specialist.generic_follow_ups, generic=True)
    return FollowUpsSuggested(questions, generic=False)
