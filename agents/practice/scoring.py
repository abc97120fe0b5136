"""From ratings to scores, and from scores to levels and means: arithmetic, and nothing else.

Weights and levels are those that the practice simulator documents ("How GPT-4 Scores" and
"Performance Levels"). Decimals are exact and round half up, as PostgreSQL's ``numeric`` does.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final, Literal

from agents.practice.contracts import Basis, Criterion, QuestionType
from agents.text import words_of

RUBRIC_VERSION: Final = "1"
"""Of criteria, weights and arithmetic; stored with each score."""

BEST_RATING: Final = 4

WEIGHTS: Final[Mapping[Criterion, int]] = {
    "accuracy": 40,
    "coverage": 30,
    "clarity": 20,
    "depth": 10,
}
"""Percent of the score, as documented."""

NEEDED: Final[tuple[Criterion, ...]] = ("accuracy", "coverage")
"""Without these there is no score: how well something is said does not tell whether it is right."""

Level = Literal["excellent", "good", "average", "poor"]
Colour = Literal["green", "blue", "yellow", "red"]


@dataclass(frozen=True, slots=True)
class Performance:
    """A documented performance level."""

    level: Level
    label: str
    message: str
    color: Colour


_LEVELS: Final[tuple[tuple[int, Performance], ...]] = (
    (
        85,
        Performance(
            "excellent",
            "Excellent! 🌟",
            "Excellent performance. Keep it up, and try harder questions next.",
            "green",
        ),
    ),
    (
        70,
        Performance(
            "good",
            "Good 👍",
            "Good performance. Work on the improvement areas to become excellent.",
            "blue",
        ),
    ),
    (
        50,
        Performance(
            "average",
            "Average 📈",
            "Average performance. Focus on the improvement areas to boost your score.",
            "yellow",
        ),
    ),
    (
        0,
        Performance(
            "poor",
            "Needs Work 💪",
            "Below average performance. Go through the points that you missed, then try again.",
            "red",
        ),
    ),
)
"""From the best to the worst, each with its least score."""

_COVERAGE_MESSAGES: Final[Mapping[Level, str]] = {
    "excellent": "Comes near to nearly all key points. Try harder questions next.",
    "good": "Comes near to most of the key points. Add the ones that are missing.",
    "average": "Comes near to at least half of the key points. Add the ones that are missing.",
    "poor": "Covers less than half of the key points so far. Take one that is missing, and answer "
    "that question again.",
}
"""Coverage knows key points; of how somebody performs it knows nothing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one main question of an interview.

    Args:
        score: Of the official answer; None when there is none.
    """

    type: QuestionType
    score: float | None = None

    @property
    def is_answered(self) -> bool:
        return self.score is not None


@dataclass(frozen=True, slots=True)
class CategoryScore:
    """How the questions of one type went.

    Args:
        average_score: Of the answered ones, two decimals; None while there are none.
        answered: How many have their official answer.
    """

    category: QuestionType
    average_score: float | None
    total_questions: int
    answered: int


@dataclass(frozen=True, slots=True)
class Completion:
    """How much of an interview was answered.

    Args:
        skipped: Questions without an answer.
        rate: 0 to 100, two decimals; 0 when there are no questions.
    """

    total: int
    answered: int
    skipped: int
    rate: float


def rubric_score(ratings: Mapping[Criterion, int | None]) -> float | None:
    """Weigh ratings of 0 to 4 into a score of 0 to 100 with two decimals.

    A criterion without a rating ("not enough evidence") is left out and the other weights take
    its place; without accuracy or coverage there is no score.

    Raises:
        ValueError: a rating outside 0 to 4.
    """
    rated = {name: rating for name, rating in ratings.items() if rating is not None}
    if any(not 0 <= rating <= BEST_RATING for rating in rated.values()):
        raise ValueError(f"ratings are 0 to {BEST_RATING}")
    if any(name not in rated for name in NEEDED):
        return None
    weight = sum(WEIGHTS[name] for name in rated)
    points = sum(WEIGHTS[name] * rating for name, rating in rated.items())
    return two_decimals(Fraction(100 * points, BEST_RATING * weight))


def weighted_share(parts: Iterable[tuple[int, bool | float]]) -> float:
    """The share, 0 to 1, of the weights whose part counts; a part may count in part.

    Raises:
        ValueError: there are no weights.
    """
    listed = list(parts)
    total = sum(weight for weight, _ in listed)
    if total <= 0:
        raise ValueError("a share of nothing")
    return sum(weight * part for weight, part in listed) / total


def bounded_by_coverage(rating: int, share: float) -> int:
    """A coverage rating, at most what the covered share of the key points (0 to 1) supports.

    The share is rounded to the nearest rating: 0.6 of the points support a 2, 0.63 a 3.
    """
    return min(rating, int(BEST_RATING * share + 0.5))


def performance(score: float, basis: Basis = "model") -> Performance:
    """The documented level of a score of 0 to 100; 84.99 is still good.

    Args:
        basis: Who judged. By coverage, level, label and colour are the documented ones too, but
            the message speaks of key points only. Where some answers were judged by coverage,
            that is the one to name: it claims less.
    """
    found = next((level for least, level in _LEVELS if score >= least), _LEVELS[-1][1])
    if basis == "coverage":
        return replace(found, message=_COVERAGE_MESSAGES[found.level])
    return found


def mean_score(scores: Iterable[float | None]) -> float | None:
    """The mean with two decimals; what has no score stays out. None when nothing has one."""
    judged = [Decimal(str(score)) for score in scores if score is not None]
    return two_decimals(Fraction(sum(judged)) / len(judged)) if judged else None


def completion(total: int, outcomes: Sequence[Outcome]) -> Completion:
    """Count what was answered; follow-ups are not among the outcomes.

    Args:
        total: Main questions, with those of an adaptive interview that are still to come.
    """
    answered = sum(each.is_answered for each in outcomes)
    rate = two_decimals(Fraction(100 * answered, total)) if total else 0.0
    return Completion(total, answered, total - answered, rate)


def category_scores(outcomes: Sequence[Outcome]) -> tuple[CategoryScore, ...]:
    """Scores by type of question, in the order in which the types occur."""
    return tuple(
        CategoryScore(
            category,
            mean_score(each.score for each in outcomes if each.type == category),
            sum(each.type == category for each in outcomes),
            sum(each.type == category and each.is_answered for each in outcomes),
        )
        for category in dict.fromkeys(each.type for each in outcomes)
    )


def most_telling(lines: Iterable[str], most: int = 5) -> tuple[str, ...]:
    """Of strengths or improvements, those said most often; of near-equal ones the first."""
    kept: list[str] = []
    times: Counter[str] = Counter()
    for line in lines:
        if not words_of(line):
            continue
        same = next((each for each in kept if near_equal(each, line)), None)
        if same is None:
            kept.append(line)
        times[same or line] += 1
    # Stable: what is said equally often stays in its order.
    return tuple(sorted(kept, key=lambda each: -times[each])[:most])


def near_equal(one: str, other: str) -> bool:
    """Whether two lines share at least four fifths of their words."""
    first, second = set(words_of(one).split()), set(words_of(other).split())
    return 5 * len(first & second) >= 4 * len(first | second)


def two_decimals(value: Fraction | float) -> float:
    """Round half up to two decimals."""
    exact = value if isinstance(value, Fraction) else Fraction(str(value))
    scaled = Decimal(exact.numerator * 100) / Decimal(exact.denominator)
    return float(scaled.quantize(Decimal(1), ROUND_HALF_UP) / 100)
