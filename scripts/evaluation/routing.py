"""How well the classifier routes questions by a writer whose questions it was not trained on."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

import agents.routing
from agents.embedding import SentenceEncoder
from agents.routing.classifier import Classifier
from agents.routing.weights import OUT_OF_SCOPE

BLIND: Final = Path(agents.routing.__file__).parent / "training" / "blind.jsonl"


@dataclass(frozen=True, slots=True)
class Routed:
    """The blind questions and what the classifier makes of them.

    Args:
        labels: Of the columns of ``probabilities``.
        truth: The right column of each question.
        gate: Above this confidence the classifier decides alone.
        milliseconds: CPU time of each question, without its embedding.
    """

    labels: tuple[str, ...]
    probabilities: NDArray[np.float32]
    truth: NDArray[np.int64]
    gate: float
    milliseconds: NDArray[np.float64]

    @classmethod
    def measure(cls, encoder: SentenceEncoder) -> Self:
        """Classify all blind questions."""
        rows = [json.loads(line) for line in BLIND.read_text(encoding="utf-8").splitlines()]
        classifier = Classifier.load()
        labels = classifier.weights.labels
        probabilities, spent = [], []
        vectors = encoder.encode([row["text"] for row in rows])
        for row, vector in zip(rows, vectors, strict=True):
            begun = time.process_time()
            probabilities.append(classifier.probabilities(row["text"], vector))
            spent.append((time.process_time() - begun) * 1000)
        return cls(
            labels,
            np.stack(probabilities),
            np.array([labels.index(row["label"]) for row in rows]),
            classifier.weights.gate,
            np.array(spent),
        )

    @property
    def found(self) -> NDArray[np.int64]:
        """The most probable column of each question."""
        return np.asarray(self.probabilities.argmax(axis=1))

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether it is the right one."""
        return np.asarray(self.found == self.truth)

    @property
    def confidence(self) -> NDArray[np.float32]:
        """The probability of the most probable label."""
        return np.asarray(self.probabilities.max(axis=1))

    @property
    def leak(self) -> float:
        """The share of what is no interview question that is taken for one."""
        outside = self.labels.index(OUT_OF_SCOPE)
        return float((self.found != outside)[self.truth == outside].mean())

    def f1(self, label: int) -> float:
        """Harmonic mean of precision and recall of one label."""
        hits = ((self.found == label) & (self.truth == label)).sum()
        return float(2 * hits / ((self.found == label).sum() + (self.truth == label).sum()))
