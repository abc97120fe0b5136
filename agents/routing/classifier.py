"""Guesses from a sentence embedding which specialist a question belongs to. Pure numpy."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from agents.routing.weights import OUT_OF_SCOPE, BadWeightsError, Weights

__all__ = ["BadWeightsError", "Classifier", "RoutingGuess", "softmax"]

ALTERNATIVES: Final = 2
LEAST_ALTERNATIVE: Final = 0.05
_SHIPPED: Final = Path(__file__).with_name("weights.npz")


@dataclass(frozen=True, slots=True)
class RoutingGuess:
    """What the classifier makes of a question.

    Args:
        selected: The most probable specialist, also for a question that is out of scope.
        confidence: Its calibrated probability, 0 to 1, among all classes, out of scope included;
            so it is low for a question that is out of scope.
        in_scope: Whether a specialist is more probable than "no interview question".
        alternatives: Up to two further specialists with a probability of 0.05 or more, most
            probable first.
    """

    selected: str
    confidence: float
    in_scope: bool
    alternatives: tuple[tuple[str, float], ...]


class Classifier:
    """Multinomial logistic regression with temperature-scaled probabilities.

    Immutable once built, so it may be shared between threads.
    """

    def __init__(self, weights: Weights) -> None:
        """Use given weights; :meth:`load` takes the shipped ones."""
        self.weights = weights

    @classmethod
    def load(cls, path: Path = _SHIPPED) -> Self:
        """Read weights from disk; takes about a millisecond.

        Raises:
            BadWeightsError: the file is missing, unreadable or not what a training run writes.
        """
        return cls(Weights.read(path))

    def probabilities(self, embedding: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probability of each label, in the order of ``weights.labels``; they add up to 1.

        Args:
            embedding: float32 ``(dimensions,)`` of unit length, from ``SentenceEncoder``.

        Raises:
            ValueError: the embedding has another shape or holds NaN or infinity.
        """
        expected = self.weights.coef.shape[1:]
        if embedding.shape != expected or not np.isfinite(embedding).all():
            raise ValueError(f"expected a finite embedding of shape {expected}")
        logits = self.weights.coef @ embedding + self.weights.intercept
        return softmax(logits / np.float32(self.weights.temperature))

    def classify(self, embedding: NDArray[np.float32]) -> RoutingGuess:
        """Pick a specialist; always names one. Takes about 20 microseconds.

        Raises:
            ValueError: as :meth:`probabilities`.
        """
        probabilities = self.probabilities(embedding)
        # Stable, so equal probabilities keep the order of the labels.
        order = np.argsort(-probabilities, kind="stable")
        ranked = [(self.weights.labels[i], float(probabilities[i])) for i in order]
        specialists = [each for each in ranked if each[0] != OUT_OF_SCOPE]
        (selected, confidence), *others = specialists
        return RoutingGuess(
            selected=selected,
            confidence=confidence,
            in_scope=ranked[0][0] != OUT_OF_SCOPE,
            alternatives=tuple(
                each for each in others[:ALTERNATIVES] if each[1] >= LEAST_ALTERNATIVE
            ),
        )


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """``exp(z) / sum(exp(z))`` along the last axis, shifted so that nothing overflows."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True), np.float32)
