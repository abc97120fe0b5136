"""Finds the weights of a match's strength: logistic regression by Newton's method."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agents.library.matching import features
from scripts.evaluation.searching import Searched

STEPS = 50
RIDGE = 0.1
"""Keeps the weights finite when examples can be told apart without error."""


def fit_strength(searched: Sequence[Searched]) -> NDArray[np.float64]:
    """The weights of cosine, words and lead, and the bias, for entries that come first.

    Nonsense has no specialist; the one whose entry lies nearest is taken.

    Returns:
        float64 of shape ``(4,)``.
    """
    rows, right = [], []
    for each in searched:
        notes = each.among(each.case.specialist or each.notes[0].specialist)
        rows.append((*features(notes, 0), 1.0))
        right.append(notes[0].slug == each.case.entry)
    return _logistic(np.array(rows), np.array(right, dtype=np.float64))


def _logistic(rows: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    weights = np.zeros(rows.shape[1])
    ridge = np.diag([RIDGE] * (rows.shape[1] - 1) + [0.0])
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (right - chances) - ridge @ weights
        curvature = (rows * (chances * (1 - chances))[:, None]).T @ rows + ridge
        weights += np.linalg.solve(curvature, slope)
    return weights
