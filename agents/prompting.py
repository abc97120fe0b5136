"""Turns a brief into the messages that a specialist's model sees.

Everything that did not come from us (question, context, history, notes) goes into one message,
between markers that carry a random key, so that no text can close its own fence.
"""

import secrets
from collections.abc import Sequence

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from agents.contracts import AnswerBrief, Note, Turn
from agents.prompts import load_prompt
from agents.specialists.base import Specialist

HISTORY_BUDGET = 24_000
"""Characters of earlier conversation that are sent; the newest turns win. About 6,000 tokens."""

NOTES_BUDGET = 12_000
"""Characters of library notes that are sent; the nearest win. About 3,000 tokens."""


class BriefMessage(HumanMessage):
    """The message that carries a brief: as fenced text for models, as fields for the library."""

    brief: AnswerBrief
    notes: tuple[Note, ...] = ()
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
    notes: Sequence[Note],
    *,
    in_scope: bool,
) -> list[BaseMessage]:
    """Build the system and the user message for one answer."""
    fenced = fence(
        ("conversation_so_far", history_text(brief.history)),
        ("library_notes", "\n\n".join(map(_note_text, notes))),
        ("context_from_the_caller", brief.context),
        ("question", brief.question),
    )
    return [
        SystemMessage(system_prompt),
        BriefMessage(
            content=fenced,
            brief=brief,
            notes=tuple(notes),
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


def fitting(notes: Sequence[Note]) -> list[Note]:
    """Choose the notes that fit into ``NOTES_BUDGET``; the nearest come first."""
    chosen: list[Note] = []
    room = NOTES_BUDGET
    for note in notes:
        if (size := len(_note_text(note))) <= room:
            room -= size
            chosen.append(note)
    return chosen


def _note_text(note: Note) -> str:
    points = "\n".join(f"- {point}" for point in note.key_points)
    return f"[{note.slug}] {note.question}\nStrong answers say:\n{points}\n\n{note.answer}"
