"""Suggests what an interviewer would ask next."""

from collections.abc import Sequence
from typing import Annotated

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel, Field

from agents.contracts import AnswerBrief, FollowUpsSuggested
from agents.library.composing import POINTS
from agents.library.grounding import Grounding
from agents.prompting import fence, history_text
from agents.prompts import load_prompt
from agents.specialists.base import Specialist
from agents.structured import ask_structured
from agents.text import clean, words_of

COUNT = 3
MODEL_SECONDS = 10.0
ANSWER_BUDGET = 12_000
"""Characters of the answer that the model sees again: about 3,000 tokens."""

_INSTRUCTIONS = load_prompt("follow_ups")


class FollowUpsReply(BaseModel):
    """What the model is asked for."""

    questions: Annotated[list[str], Field(min_length=COUNT)]


def follow_ups_from(grounding: Grounding) -> tuple[str, ...]:
    """Questions that the library suggests after its answer, best first.

    After an entry: those that dig deeper into it, and the nearest question beside it. Otherwise
    the questions that the library can answer in full, the points of the conversation's topic
    that this answer did not bring in, and what digs deeper into the entries shown.
    """
    notes = [match.note for match in grounding.matches]
    deeper = [question for note in notes for question in note.follow_ups]
    neighbours = [note.question for note in notes]
    if grounding.basis == "entry":
        return (*deeper[:2], *neighbours[1:2], *deeper[2:])
    if grounding.topic:
        uncovered = (
            f"Interviewers also listen for this: “{each.point}” How would you bring it in?"
            for each in grounding.points[POINTS:]
        )
        return (*neighbours[1:2], *uncovered, *deeper)
    return (*neighbours, *deeper)


async def suggest(
    chat: BaseChatModel | None,
    specialist: Specialist,
    brief: AnswerBrief,
    answer: str,
    from_library: Sequence[str],
) -> FollowUpsSuggested:
    """Suggest three questions.

    The model's about this answer; else the library's about this question; else the specialist's
    own. Those that were not written for this answer are marked generic.
    """
    questions = await _from_model(chat, brief, answer) if chat else None
    if questions:
        return FollowUpsSuggested(questions, generic=False)
    if questions := _first_three(from_library, brief):
        # The library knows its own answers, not those of a model.
        return FollowUpsSuggested(questions, generic=chat is not None)
    return FollowUpsSuggested(specialist.generic_follow_ups, generic=True)


async def _from_model(
    chat: BaseChatModel, brief: AnswerBrief, answer: str
) -> tuple[str, ...] | None:
    """Ask once. A reply that is late, short or malformed counts as none."""
    material = fence(
        ("conversation_so_far", history_text(brief.history)),
        ("question", brief.question),
        ("answer", answer[:ANSWER_BUDGET]),
    )
    reply = await ask_structured(
        chat, _INSTRUCTIONS, material, FollowUpsReply, seconds=MODEL_SECONDS
    )
    return _first_three(reply.questions, brief) if reply else None


def _first_three(questions: Sequence[str], brief: AnswerBrief) -> tuple[str, ...] | None:
    asked = {words_of(brief.question)} | {words_of(turn.content) for turn in brief.history}
    fresh = {
        words_of(line): line
        for question in questions
        if len(line := clean(question, 300)) >= 10 and words_of(line) not in asked
    }
    three = tuple(fresh.values())[:COUNT]
    return three if len(three) == COUNT else None
