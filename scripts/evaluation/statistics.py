"""How well scores tell two kinds of answers apart, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

RESAMPLINGS: Final = 2000
SEED: Final = 20_240_607
CONFIDENCE: Final = 0.95

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """As reports show it."""
        return f"{self.value:.3f} ({self.low:.2f} to {self.high:.2f})"


def auc(higher: Scores, lower: Scores) -> float:
    """How often a score of ``higher`` exceeds one of ``lower``; equal ones count half."""
    difference = higher[:, None] - lower[None, :]
    return float((difference > 0).mean() + (difference == 0).mean() / 2)


def auc_interval(higher: Sequence[float], lower: Sequence[float]) -> Interval:
    """The same with an interval: questions are drawn anew, with both of their answers.

    Args:
        higher: One score for each question.
        lower: Of the same questions, in the same order.

    Raises:
        ValueError: the two differ in length, or are empty.
    """
    first, second = np.array(higher, float), np.array(lower, float)
    if first.shape != second.shape or not first.size:
        raise ValueError("one score of each kind is needed for each question")
    draws = np.random.default_rng(SEED).integers(first.size, size=(RESAMPLINGS, first.size))
    resampled = [auc(first[draw], second[draw]) for draw in draws]
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(resampled, (tail, 1 - tail))
    return Interval(auc(first, second), float(low), float(high))


def failures_not_excluded(trials: int) -> float:
    """The share of failures that no failure in so many trials leaves possible, at 95 %."""
    return float(1 - (1 - CONFIDENCE) ** (1 / trials))


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's: the correlation of ranks, ties sharing theirs. NaN where one is constant."""
    return float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])


def _ranks(values: Sequence[float]) -> Scores:
    _, places, counts = np.unique(np.array(values), return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[places])
