"""What a person is told about an answer, where code and not a model finds the words."""

from collections.abc import Sequence
from typing import Final

from agents.practice.contracts import PointJudgement
from agents.practice.scoring import most_telling
from agents.practice.wording import counted, quoted

MOST_REMARKS: Final = 4
"""Strengths, and improvements, of one answer."""

NO_POINTS: Final = (
    "No language model is configured, and this question has no key points to compare your answer "
    "with. Your answer is kept. If the question is your own, add key points to it and send the "
    "answer again; or configure a model first."
)
ONLY_CODE: Final = (
    "No language model is configured, and key points can't be found in code alone. "
    "Your answer is kept. Explain in sentences what the code does and why: try the question again."
)
OTHER_LANGUAGE: Final = (
    "No language model is configured, and key points can only be found in English answers. "
    "Your answer is kept. Configure a model, or try the question again in English."
)
LITTLE_EVIDENCE: Final = (
    "There is too little in the answer to tell whether it is right and makes the key points, or "
    "the judge quoted words that are not in it. Say what you would do, how and why: try the "
    "question again."
)

NOT_RATED: Final = "Only a language model can judge this."

_LONGEST_QUOTATION: Final = 140
"""Characters of the answer in a strength; the point has the whole sentence beside it."""

_BASIS: Final = (
    "This score is coverage of key points: how near your sentences come to them in meaning, found "
    "without a language model. It does not say whether you are right, and can't tell a wrong "
    "answer that uses the right words."
)
_UNUSUAL_WORDS: Final = "A point that you made in quite different words may be missed."
_UNUSUAL_STORY: Final = (
    "Stories differ, so a point that yours shows in other words may well be missed: read the key "
    "points and see for yourself."
)

_RECITED: Final = (
    "Sentences that repeat the question or a key point word for word don't count; use your own."
)
_LISTED: Final = (
    "Lists of terms don't count, whatever the terms: say in sentences what each does and why."
)
_SLOGANS: Final = (
    "This question asks for a story: tell one thing that happened, what you did, and how it ended."
)
_NOTHING_LEFT: Final = (
    "Next, say it aloud in two minutes without notes, and see whether all of them still come."
)

_LEADS: Final = {
    3: "Not found in what you said, so say it early:",
    2: "Not found in what you said, so add a sentence on it:",
    1: "Not found in what you said; mention it as a plus:",
}
"""By the weight of a key point: 3 decides the answer, 2 matters, 1 is a plus."""


def points_made(points: Sequence[PointJudgement]) -> tuple[str, ...]:
    """Strengths by a judge who can tell that a point is made; the weightiest first."""
    return most_telling(
        (f"You made the point: {_plain(each)}" for each in _found(points)), MOST_REMARKS
    )


def points_neared(points: Sequence[PointJudgement]) -> tuple[str, ...]:
    """Strengths by coverage, which knows only what lies near a point; the weightiest first.

    Each quotes the words of the answer, so that the person can see what was taken for what.
    """
    return most_telling(
        (
            f"Comes near to a key point: {_plain(each)} "
            f"(You said: {quoted(each.quotation, _LONGEST_QUOTATION)})"
            for each in _found(points)
        ),
        MOST_REMARKS,
    )


def improvements_of(points: Sequence[PointJudgement]) -> tuple[str, ...]:
    """What to add, the weightiest first; only that one while nothing was found, as a first step."""
    missed = _missed(points)
    most = MOST_REMARKS if len(missed) < len(points) else 1
    return most_telling((f"{_LEADS[each.weight]} {_plain(each)}" for each in missed), most)


def coverage_feedback(
    points: Sequence[PointJudgement], *, story: bool, recited: bool, listed: bool, slogans: bool
) -> str:
    """Feedback without a model: what was found, what to do next, and what the score is worth.

    Args:
        points: At least one.
        story: Whether a behavioral question was asked.
        recited: Whether sentences were left out that repeat the question or key points.
        listed: Whether lists of terms were left out.
        slogans: Whether a story was asked for, and little of one is told.
    """
    parts = [_how_many(points), _next_step(points)]
    parts += [_RECITED] if recited else []
    parts += [_LISTED] if listed else []
    parts += [_SLOGANS] if slogans else []
    parts.append(_BASIS)
    if _missed(points):
        parts.append(_UNUSUAL_STORY if story else _UNUSUAL_WORDS)
    return " ".join(parts)


def _how_many(points: Sequence[PointJudgement]) -> str:
    found, total = len(_found(points)), len(points)
    if found == total:
        return (
            f"You come near to all {total} key points: well done."
            if total > 1
            else "You come near to the key point: well done."
        )
    if found == 0:
        expected = f"{total} key points" if total > 1 else "one key point"
        return f"A strong answer makes {expected} here, and none was found in yours yet."
    return (
        f"You come near to {found} of {counted(total, 'key point')}; that is something to build on."
    )


def _next_step(points: Sequence[PointJudgement]) -> str:
    missed = _missed(points)
    if not missed:
        return _NOTHING_LEFT
    if len(missed) == len(points):
        return f"Begin with a sentence or two of your own on this: {_plain(missed[0])}"
    return f"What would add most: {_plain(missed[0])}"


def _found(points: Sequence[PointJudgement]) -> list[PointJudgement]:
    return sorted((each for each in points if each.covered), key=lambda each: -each.weight)


def _missed(points: Sequence[PointJudgement]) -> list[PointJudgement]:
    return sorted((each for each in points if not each.covered), key=lambda each: -each.weight)


def _plain(point: PointJudgement) -> str:
    text = point.point.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
