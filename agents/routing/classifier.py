"""Guesses from its words and its embedding which specialist a question belongs to. Pure numpy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from agents.routing.features import weighted
from agents.routing.weights import OUT_OF_SCOPE, BadWeightsError, Weights

__all__ = ["BadWeightsError", "Classifier", "RoutingGuess", "log_softmax", "softmax"]

ALTERNATIVES: Final = 2
LEAST_ALTERNATIVE: Final = 0.05
CLUES: Final = 3
LEAST_CLUE: Final = 0.1
"""Share of a logit from which a word is told as a reason."""

_FUNCTION_WORDS: Final = frozenset(
    re.findall(
        r"\S+",
        """
        a about all an and any are as at be been but by can could did do does each every for from
        get give go had has have how i i'd i'm if in into is it its like make me more most my no
        not of on one or our own please s should so some such t tell than that the their them then
        there these they this to two up us use want was we were what when where which while who
        why will with would you your
        """,
    )
)
"""Words that sound like no reason; what they weigh counts all the same."""

_SHIPPED: Final = Path(__file__).with_name("weights.npz")


@dataclass(frozen=True, slots=True)
class RoutingGuess:
    """What the classifier makes of a question.

    Args:
        selected: The most probable specialist, also for a question that is out of scope.
        confidence: Its calibrated probability, 0 to 1, among all classes, out of scope included;
            so it is low for a question that is out of scope.
        in_scope: Whether a specialist is more probable than "no interview question".
        certainty: Probability of the most probable class, out of scope included.
        sure: Whether the guess is good enough to decide alone.
        clues: Up to three words or pairs of words of the question that weighed most for the
            specialist and against the next best, heaviest first.
        alternatives: Up to two further specialists with a probability of 0.05 or more, most
            probable first.
    """

    selected: str
    confidence: float
    in_scope: bool
    certainty: float
    sure: bool
    clues: tuple[str, ...]
    alternatives: tuple[tuple[str, float], ...]


class Classifier:
    """Two logistic regressions, whose probabilities are multiplied and temperature-scaled.

    Immutable once built, so it may be shared between threads.
    """

    def __init__(self, weights: Weights) -> None:
        """Use given weights; :meth:`load` takes the shipped ones."""
        self.weights = weights
        self._places = {feature: place for place, feature in enumerate(weights.features)}
        self._idf = dict(zip(weights.features, weights.idf.tolist(), strict=True))

    @classmethod
    def load(cls, path: Path = _SHIPPED) -> Self:
        """Read weights from disk; takes some ten milliseconds.

        Raises:
            BadWeightsError: the file is missing, unreadable or not what a training run writes.
        """
        return cls(Weights.read(path))

    def probabilities(self, text: str, embedding: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probability of each label, in the order of ``weights.labels``; they add up to 1.

        Args:
            text: The question.
            embedding: Its float32 ``(dimensions,)`` of unit length, from ``SentenceEncoder``.

        Raises:
            ValueError: the embedding has another shape or holds NaN or infinity.
        """
        return self._blended(self._parts(weighted(text, self._idf)).sum(axis=1), embedding)

    def classify(self, text: str, embedding: NDArray[np.float32]) -> RoutingGuess:
        """Pick a specialist; always names one. Takes about 0.3 ms.

        Raises:
            ValueError: as :meth:`probabilities`.
        """
        found = weighted(text, self._idf)
        parts = self._parts(found)
        probabilities = self._blended(parts.sum(axis=1), embedding)
        # Stable, so equal probabilities keep the order of the labels.
        order = np.argsort(-probabilities, kind="stable")
        places = [place for place in order if self.weights.labels[place] != OUT_OF_SCOPE]
        selected, *others = places
        rival = next(place for place in order if place != selected)
        confidence = float(probabilities[selected])
        return RoutingGuess(
            selected=self.weights.labels[selected],
            confidence=confidence,
            in_scope=bool(order[0] == selected),
            certainty=float(probabilities[order[0]]),
            sure=bool(probabilities[order[0]] > self.weights.gate),
            clues=_clues(tuple(found), parts[selected] - parts[rival]),
            alternatives=tuple(
                (self.weights.labels[place], float(probabilities[place]))
                for place in others[:ALTERNATIVES]
                if probabilities[place] >= LEAST_ALTERNATIVE
            ),
        )

    def _parts(self, found: Mapping[str, float]) -> NDArray[np.float32]:
        """What each feature of a text adds to each label's logit: ``(labels, features found)``."""
        places = [self._places[feature] for feature in found]
        weights = np.fromiter(found.values(), np.float32, len(found))
        return self.weights.word_coef[:, places] * weights

    def _blended(
        self, words: NDArray[np.float32], embedding: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        expected = self.weights.coef.shape[1:]
        if embedding.shape != expected or not np.isfinite(embedding).all():
            raise ValueError(f"expected a finite embedding of shape {expected}")
        by_words = log_softmax(words + self.weights.word_intercept)
        by_meaning = log_softmax(self.weights.coef @ embedding + self.weights.intercept)
        return softmax((by_words + by_meaning) / np.float32(2 * self.weights.temperature))


def _clues(features: tuple[str, ...], lead: NDArray[np.float32]) -> tuple[str, ...]:
    """The words that made the lead; of words that contain each other, the heavier."""
    clues: list[str] = []
    for place in np.argsort(-lead, kind="stable"):
        feature = features[place]
        if lead[place] < LEAST_CLUE or len(clues) == CLUES:
            break
        if _tells(feature) and not any(feature in clue or clue in feature for clue in clues):
            clues.append(feature)
    return tuple(clues)


def _tells(feature: str) -> bool:
    """Whether a feature can be shown as a reason."""
    return not feature.startswith("~") and not _FUNCTION_WORDS.issuperset(feature.split())


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """``exp(z) / sum(exp(z))`` along the last axis, shifted so that nothing overflows."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True), np.float32)


def log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The logarithm of ``softmax``, along the last axis."""
    shifted = logits - logits.max(-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(-1, keepdims=True)), np.float32)
