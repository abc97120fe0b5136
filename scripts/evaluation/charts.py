"""Draws how well questions are routed: confusion matrix, reliability diagram, coverage curve."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scripts.evaluation.routing import Routed

_BLUE, _GREY, _INK = "#2563eb", "#94a3b8", "#1e293b"
_STYLE: Any = {
    "axes.edgecolor": _GREY,
    "axes.labelcolor": _INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.size": 10,
    "legend.frameon": False,
    # Both keep the file the same from one run to the next.
    "svg.fonttype": "none",
    "svg.hashsalt": "interviewapis",
    "xtick.color": _INK,
    "ytick.color": _INK,
}
BINS = 8


def draw_routing(routed: Routed, folder: Path) -> None:
    """Write ``routing-confusion.svg``, ``routing-reliability.svg`` and ``routing-coverage.svg``."""
    with mpl.rc_context(_STYLE):
        for name, draw, size in (
            ("confusion", _confusion, (6.4, 5.2)),
            ("reliability", _reliability, (5.2, 4.2)),
            ("coverage", _coverage, (5.2, 4.2)),
        ):
            figure = Figure(figsize=size, layout="constrained", facecolor="white")
            draw(figure.add_subplot(), routed)
            figure.savefig(folder / f"routing-{name}.svg", metadata={"Date": None})


def _confusion(axes: Axes, routed: Routed) -> None:
    count = len(routed.labels)
    matrix = np.zeros((count, count), int)
    np.add.at(matrix, (routed.truth, routed.found), 1)
    axes.imshow(matrix / matrix.sum(axis=1, keepdims=True), cmap="Blues", vmin=0, vmax=1)
    for (true, found), questions in np.ndenumerate(matrix):
        if questions:
            colour = "white" if true == found else _INK
            axes.text(found, true, str(questions), ha="center", va="center", color=colour)
    names = [label.replace("_", " ") for label in routed.labels]
    axes.set_xticks(range(count), names, rotation=35, ha="right")
    axes.set_yticks(range(count), names)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.set_xlabel("found")
    axes.set_ylabel("true")


def _reliability(axes: Axes, routed: Routed) -> None:
    # Bins of equally many questions: most are near 1, and a bin of three says nothing.
    bins = np.array_split(np.argsort(routed.confidence, kind="stable"), BINS)
    said = [routed.confidence[each].mean() for each in bins]
    right = [routed.right[each].mean() for each in bins]
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle="--", label="perfectly calibrated")
    axes.plot(said, right, color=_BLUE, marker="o", label=f"{len(bins[0])} questions a point")
    axes.set(xlim=(0.3, 1.02), ylim=(0.3, 1.02), xlabel="confidence", ylabel="share right")
    axes.legend(loc="lower right")


def _coverage(axes: Axes, routed: Routed) -> None:
    order = np.argsort(-routed.confidence, kind="stable")
    decided = np.arange(1, len(order) + 1)
    axes.plot(decided / len(order), np.cumsum(routed.right[order]) / decided, color=_BLUE)
    sure = routed.confidence > routed.gate
    axes.plot(sure.mean(), routed.right[sure].mean(), "o", color=_INK)
    axes.annotate(
        f"gate {routed.gate:.2f}",
        (sure.mean(), routed.right[sure].mean()),
        xytext=(-8, -16),
        textcoords="offset points",
        ha="right",
        color=_INK,
    )
    axes.set(
        xlim=(0, 1.02),
        ylim=(0.85, 1.005),
        xlabel="share of questions that the classifier decides alone",
        ylabel="share of those that are right",
    )
