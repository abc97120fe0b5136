"""Which key points an interview's answers missed, the most important first."""

from collections.abc import Iterable

from agents.contracts import KeyPoint
from agents.practice.contracts import JudgedAnswer
from agents.text import words_of


def missed_points(answers: Iterable[JudgedAnswer]) -> list[KeyPoint]:
    """The points that were missed, each once: by weight, then by how poor the answer was."""
    found: dict[str, tuple[KeyPoint, float]] = {}
    for answer in answers:
        weights = {words_of(each.point): each.weight for each in answer.question.expected_points}
        for point in answer.missed_points:
            words = words_of(point)
            # 2 is what a point weighs whose question does not say.
            found.setdefault(words, (KeyPoint(point, weights.get(words, 2)), answer.score))
    ranked = sorted(found.values(), key=lambda each: (-each[0].weight, each[1]))
    return [point for point, _ in ranked]
