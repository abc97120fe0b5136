"""Composes an answer from library entries, in the blocks in which it is streamed.

It says plainly how near the library is to the question, and never pretends to have thought
about what it has no entry for.
"""

from collections.abc import Iterator, Sequence

from agents.contracts import AnswerBrief, KeyPoint, Note
from agents.library.fitting import for_situation, preface
from agents.library.grounding import Grounding
from agents.specialists.base import Specialist

SCOPE = (
    "This looks like something other than an interview question; product, technical, "
    "architecture, coding, behavioral and system design questions are what I can help with."
)

CONFIGURE = (
    "No language model is configured, so nobody has thought about your exact question. "
    "Set `OPENAI_API_KEY`, or `OPENAI_BASE_URL` for a server of your own, to have a model "
    "answer it."
)

POINTS = 6
"""Key points that are listed when no entry answers the question itself."""


def compose(
    specialist: Specialist, brief: AnswerBrief, grounding: Grounding, *, in_scope: bool
) -> Iterator[str]:
    """Yield the answer block by block; joined, the blocks are one Markdown document."""
    if not in_scope and grounding.basis != "entry":
        yield f"{SCOPE}\n\n"
    if grounding.topic:
        yield from _follow_up(specialist, grounding, grounding.topic.note)
    elif grounding.basis == "entry":
        yield from _entry(brief, grounding.matches[0].note)
    elif grounding.basis == "related":
        yield from _related(specialist, grounding)
    else:
        yield from _framework_only(specialist)


def _entry(brief: AnswerBrief, note: Note) -> Iterator[str]:
    yield preface(brief, note)
    for paragraph in note.answer.split("\n\n"):
        yield f"{paragraph}\n\n"
    yield for_situation(brief, note)
    yield _list("What interviewers listen for", [each.point for each in note.key_points])
    yield _list("Common mistakes", note.common_mistakes)
    yield _list("Tips", note.tips)
    yield f"*From the question library, entry “{note.question}”{_references(note)}*\n"


def _follow_up(specialist: Specialist, grounding: Grounding, topic: Note) -> Iterator[str]:
    if grounding.excerpts:
        yield (
            f"You go deeper into “{topic.question}”. The library has no entry for this "
            "follow-up alone; this is what its answers say that bears on it.\n\n"
        )
        yield from _excerpts(grounding)
    else:
        yield (
            f"You go deeper into “{topic.question}”, but the library's answers do not go into "
            "this. Build yours on the steps and points below.\n\n"
        )
        yield _steps(specialist)
    yield _points("What a strong answer brings in", grounding.points)
    yield f"{CONFIGURE}\n\n"
    yield _nearest(grounding)


def _related(specialist: Specialist, grounding: Grounding) -> Iterator[str]:
    yield (
        "The library has no entry for exactly this question. Here is how strong candidates "
        f"structure such an answer, and what they say to questions near it. {CONFIGURE}\n\n"
    )
    yield _steps(specialist)
    first = grounding.matches[0].note
    if grounding.telling:
        yield f"Strong answers to “{first.question}” take this shape: {first.framework}.\n\n"
    yield from _excerpts(grounding)
    yield _points("What strong answers to such questions cover", grounding.points)
    if grounding.telling:
        yield _list("Common mistakes", first.common_mistakes)
    yield _nearest(grounding)


def _framework_only(specialist: Specialist) -> Iterator[str]:
    yield f"The library has nothing near this question. {CONFIGURE}\n\n"
    yield _steps(specialist)


def _excerpts(grounding: Grounding) -> Iterator[str]:
    if grounding.excerpts:
        yield f"## From the answer to “{grounding.matches[0].note.question}”\n\n"
    for excerpt in grounding.excerpts:
        yield f"{excerpt}\n\n"


def _steps(specialist: Specialist) -> str:
    framework = specialist.framework
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(framework.steps, 1))
    return f"## A way to answer: {framework.name}\n\n{steps}\n\n"


def _points(title: str, points: Sequence[KeyPoint]) -> str:
    return _list(title, [each.point for each in points[:POINTS]])


def _list(title: str, items: Sequence[str]) -> str:
    if not items:
        return ""
    return f"## {title}\n\n" + "\n".join(f"- {item}" for item in items) + "\n\n"


def _nearest(grounding: Grounding) -> str:
    questions = ", ".join(f"“{match.note.question}”" for match in grounding.shown)
    return f"*From the question library, nearest entries: {questions}*\n"


def _references(note: Note) -> str:
    return f". Facts can be checked in: {'; '.join(note.references)}." if note.references else "."
