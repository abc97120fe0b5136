"""What a person is told about an answer, where code and not a model finds the words."""

from collections.abc import Sequence
from typing import Final

from agents.practice.contracts import PointJudgement
from agents.practice.scoring import most_telling

MOST_REMARKS: Final = 4

NO_POINTS: Final = (
    "No language model is configured, and this question has no key points to compare the answer "
    "with. Your answer is kept. Configure a model and try the question again, or add key points "
    "to it and begin another practice interview with it."
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

_BASIS: Final = (
    "This score is coverage: how much of the key points your sentences make, found by comparing "
    "meanings, without a language model. It can't tell a wrong answer that uses the right words."
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


def strengths_of(points: Sequence[PointJudgement]) -> tuple[str, ...]:
    """What the answer brings in; the weightiest first."""
    made = sorted((each for each in points if each.covered), key=lambda each: -each.weight)
    return most_telling((f"You made the point: {_plain(each)}" for each in made), MOST_REMARKS)


def improvements_of(points: Sequence[PointJudgement]) -> tuple[str, ...]:
    """What the answer leaves out; the weightiest first."""
    missed = sorted((each for each in points if not each.covered), key=lambda each: -each.weight)
    return most_telling((f"{_LEADS[each.weight]} {_plain(each)}" for each in missed), MOST_REMARKS)


_LEADS: Final = {
    3: "Say early, since it decides the answer:",
    2: "Add, since interviewers listen for it:",
    1: "As a plus, mention:",
}


def coverage_feedback(
    points: Sequence[PointJudgement], *, recited: bool, listed: bool, slogans: bool
) -> str:
    """Feedback without a model: what was found, what is missing, and what the score is worth.

    Args:
        recited: Whether sentences were left out that repeat the question or key points.
        listed: Whether lists of terms were left out.
        slogans: Whether a story was asked for, and little of one is told.
    """
    made = sum(each.covered for each in points)
    missed = [each for each in points if not each.covered]
    sentences = [_found(made, len(points))]
    if missed:
        heaviest = max(missed, key=lambda each: each.weight)
        sentences.append(f"What would add most: {_plain(heaviest)}")
    sentences += [_RECITED] if recited else []
    sentences += [_LISTED] if listed else []
    sentences += [_SLOGANS] if slogans else []
    return " ".join((*sentences, _BASIS))


def _found(made: int, total: int) -> str:
    if made == total:
        return f"You made all {total} key points." if total > 1 else "You made the key point."
    if made == 0:
        return f"None of the {total} key points was found in your answer yet."
    return f"You made {made} of {total} key points."


def _plain(point: PointJudgement) -> str:
    text = point.point.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
