"""Turns a brief into the messages that a specialist's model sees.

Everything that did not come from us (question, context, history, notes) goes into one message,
between markers that carry a random key, so that no text can close its own fence.
"""

import secrets
from collections.abc import Sequence

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from agents.contracts import AnswerBrief, Note, Turn
from agents.library.grounding import Grounding
from agents.library.matching import Match
from agents.prompts import load_prompt
from agents.specialists.base import Specialist

HISTORY_BUDGET = 24_000
"""Characters of earlier conversation that are sent; the newest turns win. About 6,000 tokens."""

NOTES_BUDGET = 12_000
"""Characters of library notes that are sent; the nearest win. About 3,000 tokens."""


class BriefMessage(HumanMessage):
    """The message that carries a brief: as fenced text for models, as fields for the library."""

    brief: AnswerBrief
    grounding: Grounding
    specialist: Specialist
    in_scope: bool = True


def answer_prompts(specialist: Specialist) -> tuple[str, str]:
    """The system prompts of a specialist: for questions in scope, and for others.

    Reads files; called once, when the graph is built.
    """
    prompt = f"{specialist.prompt}\n\n{load_prompt('shared')}"
    return prompt, f"{prompt}\n\n{load_prompt('out_of_scope')}"


def answer_messages(
    system_prompt: str,
    specialist: Specialist,
    brief: AnswerBrief,
    grounding: Grounding,
    *,
    in_scope: bool,
) -> list[BaseMessage]:
    """Build the system and the user message for one answer."""
    fenced = fence(
        ("conversation_so_far", history_text(brief.history)),
        ("library_notes", "\n\n".join(_note_text(match.note) for match in grounding.matches)),
        ("context_from_the_caller", brief.context),
        ("question", brief.question),
    )
    return [
        SystemMessage(system_prompt),
        BriefMessage(
            content=fenced,
            brief=brief,
            grounding=grounding,
            specialist=specialist,
            in_scope=in_scope,
        ),
    ]


def fence(*parts: tuple[str, str]) -> str:
    """Wrap each non-empty ``(label, text)`` in markers that the text cannot forge."""
    key = secrets.token_hex(4)
    return "\n\n".join(
        f"<<<{label} {key}>>>\n{text}\n<<<end {label} {key}>>>" for label, text in parts if text
    )


def history_text(history: Sequence[Turn]) -> str:
    """Render the newest turns that fit into ``HISTORY_BUDGET``, oldest first."""
    lines: list[str] = []
    room = HISTORY_BUDGET
    for turn in reversed(history):
        line = f"{turn.role}: {turn.content}"
        if len(line) > room:
            break
        room -= len(line)
        lines.append(line)
    return "\n\n".join(reversed(lines))


def fitting(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Choose the entries that fit into ``NOTES_BUDGET``; the best come first."""
    chosen: list[Match] = []
    room = NOTES_BUDGET
    for match in matches:
        if (size := len(_note_text(match.note))) <= room:
            room -= size
            chosen.append(match)
    return tuple(chosen)


def _note_text(note: Note) -> str:
    points = "\n".join(f"- {each.point}" for each in note.key_points)
    return f"[{note.slug}] {note.question}\nStrong answers say:\n{points}\n\n{note.answer}"
