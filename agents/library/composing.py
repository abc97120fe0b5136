"""Composes an answer from library notes, in the blocks in which it is streamed.

It says plainly how near the library is to the question, and never pretends to have thought
about what it has no entry for.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from agents.contracts import Note
from agents.library.matching import NEAR, relevant
from agents.specialists.base import Specialist

Basis = Literal["entry", "related", "framework"]

SCOPE = (
    "This looks like something other than an interview question; product, technical, "
    "architecture, coding, behavioral and system design questions are what I can help with."
)

CONFIGURE = (
    "No language model is configured, so nobody has thought about your exact question. "
    "Set `OPENAI_API_KEY`, or `OPENAI_BASE_URL` for a server of your own, to have a model "
    "answer it."
)


def basis_of(notes: Sequence[Note]) -> Basis:
    """Tell what an answer from these notes (nearest first) rests on."""
    useful = relevant(notes)
    if not useful:
        return "framework"
    return "entry" if useful[0].similarity >= NEAR else "related"


def compose(specialist: Specialist, notes: Sequence[Note], *, in_scope: bool) -> Iterator[str]:
    """Yield the answer block by block; joined, the blocks are one Markdown document."""
    if not in_scope:
        yield f"{SCOPE}\n\n"
    useful = relevant(notes)
    match basis_of(notes):
        case "entry":
            yield from _entry(useful[0])
        case "related":
            yield from _related(specialist, useful)
        case "framework":
            yield from _framework_only(specialist)


def used(notes: Sequence[Note]) -> list[Note]:
    """The notes whose text ``compose`` shows."""
    useful = relevant(notes)
    return useful[:1] if basis_of(notes) == "entry" else useful[:3]


def _entry(note: Note) -> Iterator[str]:
    for paragraph in note.answer.split("\n\n"):
        yield f"{paragraph}\n\n"
    yield _list("What interviewers listen for", note.key_points)
    yield _list("Common mistakes", note.common_mistakes)
    yield _list("Tips", note.tips)
    yield f"*From the question library, entry “{note.question}”{_references(note)}*\n"


def _related(specialist: Specialist, notes: Sequence[Note]) -> Iterator[str]:
    yield (
        "The library has no entry for exactly this question. Here is how strong candidates "
        f"structure such an answer, and what they say to questions near it. {CONFIGURE}\n\n"
    )
    yield _steps(specialist)
    for note in notes[:3]:
        yield _list(f"Near it: {note.question}", note.key_points)
    yield _list("Common mistakes", notes[0].common_mistakes)
    yield (
        "*From the question library, nearest entries: "
        + ", ".join(f"“{note.question}”" for note in notes[:3])
        + "*\n"
    )


def _framework_only(specialist: Specialist) -> Iterator[str]:
    yield f"The library has nothing near this question. {CONFIGURE}\n\n"
    yield _steps(specialist)


def _steps(specialist: Specialist) -> str:
    framework = specialist.framework
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(framework.steps, 1))
    return f"## A way to answer: {framework.name}\n\n{steps}\n\n"


def _list(title: str, items: Sequence[str]) -> str:
    if not items:
        return ""
    return f"## {title}\n\n" + "\n".join(f"- {item}" for item in items) + "\n\n"


def _references(note: Note) -> str:
    return f". Facts can be checked in: {'; '.join(note.references)}." if note.references else "."
