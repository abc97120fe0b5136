"""Fits an entry's answer to who asked: says what is theirs to add, and changes no word of it."""

from agents.contracts import AnswerBrief, Note
from agents.library.situation import Situation, situation
from agents.text import same_words

_LADDER = ("intern", "junior", "mid", "senior", "staff", "principal")
"""Levels whose order says which is more senior; lead, manager and director stand beside."""


def preface(brief: AnswerBrief, note: Note) -> str:
    """Say which question is answered, unless it is the one that was asked word for word."""
    if same_words(brief.question, note.question):
        return ""
    return f"> Answered here as: “{note.question}”\n\n"


def for_situation(brief: AnswerBrief, note: Note) -> str:
    """What to change for the level, the time and the names that the caller gave; else empty."""
    asked = situation(brief.question, brief.context)
    advice = (_level(asked, note), _time(asked, note), _missing(asked, note))
    lines = "\n".join(f"- {line}" for line in advice if line)
    return f"## For your situation\n\n{lines}\n\n" if lines else ""


def _level(asked: Situation, note: Note) -> str:
    if asked.level is None or asked.level in note.seniority:
        return ""
    usual = [level for level in _LADDER if level in note.seniority]
    if asked.level not in _LADDER or not usual:
        return ""
    if _LADDER.index(asked.level) < _LADDER.index(usual[0]):
        return (
            f"This is usually asked from {usual[0]} level on. At {asked.level} level, say this "
            f"much and be open about the rest: {_deciding(note)}"
        )
    return (
        f"This is usually asked up to {usual[-1]} level. At {asked.level} level, expect to be "
        f"pushed further, for example: {note.follow_ups[0]}"
    )


def _time(asked: Situation, note: Note) -> str:
    if asked.minutes is None or asked.minutes >= note.minutes:
        return ""
    return (
        f"The whole answer takes about {note.minutes} minutes. With {asked.minutes}, say this "
        f"first: {_deciding(note)}"
    )


def _missing(asked: Situation, note: Note) -> str:
    entry = " ".join(
        (note.question, note.answer, *(each.point for each in note.key_points))
    ).casefold()
    missing = [name for name in asked.named if name.casefold() not in entry]
    if not missing:
        return ""
    names = ", ".join(f"**{name}**" for name in missing[:6])
    return f"You name {names}, which this answer does not. Say yourself what that changes."


def _deciding(note: Note) -> str:
    heaviest = max(each.weight for each in note.key_points)
    return " ".join(each.point for each in note.key_points if each.weight == heaviest)
