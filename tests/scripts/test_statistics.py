"""The figures that reports are made of."""

import math

import numpy as np
import pytest

from scripts.evaluation.statistics import (
    auc,
    auc_interval,
    failures_not_excluded,
    rank_correlation,
)


@pytest.mark.parametrize(
    ("higher", "lower", "expected"),
    [
        ([2, 3], [0, 1], 1.0),
        ([0, 1], [2, 3], 0.0),
        ([1, 1], [1, 1], 0.5),
        ([0, 2], [1, 1], 0.5),
        ([3, 1], [2, 0], 0.75),
    ],
)
def test_auc_is_the_share_of_pairs_in_order(
    higher: list[float], lower: list[float], expected: float
) -> None:
    assert auc(np.array(higher, float), np.array(lower, float)) == expected


def test_interval_holds_its_figure_and_is_the_same_each_time() -> None:
    higher = [60.0, 70, 40, 90, 80, 55]
    lower = [50.0, 65, 45, 30, 20, 60]
    found = auc_interval(higher, lower)
    assert found == auc_interval(higher, lower)
    assert 0 <= found.low < found.value < found.high <= 1
    assert str(found) == f"{found.value:.3f} ({found.low:.2f} to {found.high:.2f})"


@pytest.mark.parametrize(("higher", "lower"), [([], []), ([1.0], [1.0, 2.0])])
def test_interval_needs_one_score_of_each_kind(higher: list[float], lower: list[float]) -> None:
    with pytest.raises(ValueError, match="for each question"):
        auc_interval(higher, lower)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1, 2, 3], [10, 20, 400], 1.0),
        ([1, 2, 3], [3, 2, 1], -1.0),
        ([1, 1, 2, 2], [1, 2, 1, 2], 0.0),
        ([1, 2, 2, 3], [5, 6, 6, 9], 1.0),
    ],
)
def test_rank_correlation(one: list[float], other: list[float], expected: float) -> None:
    assert rank_correlation(one, other) == pytest.approx(expected)


def test_what_no_failure_leaves_possible() -> None:
    assert failures_not_excluded(1) == pytest.approx(0.95)
    share = failures_not_excluded(12)
    assert math.isclose((1 - share) ** 12, 0.05)
