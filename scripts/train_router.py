"""Train the routing classifier: ``agents/routing/weights.npz`` from the labelled questions.

From the top of the checkout::

    make train-router

Reads ``agents/routing/training/questions.jsonl``. Strengths, temperature and gate come from
cross-validation on it. Writes the weights, and ``summary.json`` with what cross-validation found
and with the probabilities of the questions in ``blind.jsonl``, against which a test compares what
is shipped; they decide nothing here. Another test fits the regressions anew and compares: with the
same embeddings, predictions are the same and weights to 1e-4.

Source of the calibration: Guo et al., On Calibration of Modern Neural Networks,
arXiv:1706.04599 (temperature scaling).
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from agents.embedding import SentenceEncoder
from agents.routing.classifier import Classifier, softmax
from agents.routing.features import pieces, words
from agents.routing.weights import OUT_OF_SCOPE, Weights

LABELS: Final = (
    "product_manager",
    "technical",
    "architect",
    "coding",
    "behavioral",
    "system_design",
    OUT_OF_SCOPE,
)
WORD_STRENGTHS: Final = (5.0, 10.0, 20.0)  # inverse regularisation, C of scikit-learn
MEANING_STRENGTHS: Final = (2.0, 5.0, 10.0)
FEWEST_WORDS: Final = 2  # questions in which a word occurs
FEWEST_PIECES: Final = 3
TEMPERATURES: Final = np.geomspace(0.1, 5, 400)
GATE_PRECISION: Final = 0.965
"""Share of right guesses that is wanted of those that decide alone, in cross-validation."""

FOLDS: Final = 10
VALIDATION_TOLERANCE: Final = 1e-4
"""Where only shares are counted, the last digits of a weight are not worth three minutes."""

SEED: Final = 0

ROUTING: Final = Path(__file__).resolve().parent.parent / "agents" / "routing"
QUESTIONS: Final = ROUTING / "training" / "questions.jsonl"
BLIND: Final = ROUTING / "training" / "blind.jsonl"
SUMMARY: Final = ROUTING / "training" / "summary.json"

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Questions:
    """Labelled questions.

    Args:
        texts: As they are asked.
        vectors: Their embeddings, ``(texts, dimensions)``. Doubles, since the solver computes in
            the precision of its input, and in single precision stops some 1e-3 from the optimum.
        truth: The index in ``LABELS`` of each.
    """

    texts: list[str]
    vectors: Doubles
    truth: Indices

    @classmethod
    def read(cls, path: Path, encoder: SentenceEncoder) -> Self:
        """Read JSON lines.

        Raises:
            ValueError: a label is unknown.
        """
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        texts = [row["text"] for row in rows]
        truth = np.array([LABELS.index(row["label"]) for row in rows])
        return cls(texts, encoder.encode(texts).astype(np.float64), truth)

    @property
    def digest(self) -> str:
        """Names the embeddings; CPUs differ in their rounding."""
        return hashlib.sha256(self.vectors.tobytes()).hexdigest()


class Words:
    """The weighted words of texts, as ``agents.routing.features`` computes them one by one."""

    def __init__(self, texts: list[str]) -> None:
        """Learn from texts which features there are, and how rare each is."""
        self._kinds = (
            TfidfVectorizer(analyzer=words, min_df=FEWEST_WORDS, sublinear_tf=True),
            TfidfVectorizer(analyzer=pieces, min_df=FEWEST_PIECES, sublinear_tf=True),
        )
        for kind in self._kinds:
            kind.fit(texts)

    def matrix(self, texts: list[str]) -> csr_matrix:
        """A row for each text, a column for each feature."""
        return hstack([kind.transform(texts) for kind in self._kinds]).tocsr()

    def names(self) -> tuple[str, ...]:
        """The features, in the order of the columns."""
        return tuple(name for kind in self._kinds for name in kind.get_feature_names_out())

    def idf(self) -> Floats:
        """How rare each is."""
        return np.concatenate([kind.idf_ for kind in self._kinds]).astype(np.float32)


def logistic(strength: float, tolerance: float = 1e-8) -> LogisticRegression:
    """A regression that converges to the same numbers everywhere, if fed with doubles."""
    return LogisticRegression(C=strength, max_iter=5000, tol=tolerance)


def cross_validated(questions: Questions) -> tuple[dict[float, Floats], dict[float, Floats]]:
    """Logarithms of probabilities from models that never saw the question, by strength."""
    texts, vectors, truth = questions.texts, questions.vectors, questions.truth
    shape = (len(texts), len(LABELS))
    by_words = {strength: np.empty(shape, np.float32) for strength in WORD_STRENGTHS}
    by_meaning = {strength: np.empty(shape, np.float32) for strength in MEANING_STRENGTHS}
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for seen, unseen in folds.split(vectors, truth):
        features = Words([texts[place] for place in seen])
        known = features.matrix([texts[place] for place in seen])
        asked = features.matrix([texts[place] for place in unseen])
        for strength, found in by_words.items():
            model = logistic(strength, VALIDATION_TOLERANCE).fit(known, truth[seen])
            found[unseen] = model.predict_log_proba(asked)
        for strength, found in by_meaning.items():
            model = logistic(strength, VALIDATION_TOLERANCE).fit(vectors[seen], truth[seen])
            found[unseen] = model.predict_log_proba(vectors[unseen])
    return by_words, by_meaning


def log_loss(logits: Floats, truth: Indices, temperature: float) -> float:
    """Mean negative log likelihood of the true labels, in nats."""
    scaled = np.asarray(logits / np.float32(temperature), np.float32)
    chances = softmax(scaled)[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(chances, 1e-12)).mean())


@dataclass(frozen=True, slots=True)
class Choice:
    """What cross-validation chose, and what it found there.

    Args:
        word_strength: C of the regression over words.
        meaning_strength: C of the regression over the embedding.
        temperature: Divides the logits.
        gate: Confidence above which a guess decides alone.
    """

    word_strength: float
    meaning_strength: float
    temperature: float
    gate: float


def choose(
    by_words: dict[float, Floats], by_meaning: dict[float, Floats], truth: Indices
) -> tuple[Choice, Floats]:
    """The strengths and the temperature with the least log loss, and the probabilities there."""
    candidates = []
    for (word, first), (meaning, second) in product(by_words.items(), by_meaning.items()):
        logits = np.asarray((first + second) / 2, np.float32)
        losses = [log_loss(logits, truth, temperature) for temperature in TEMPERATURES]
        best = int(np.argmin(losses))
        candidates.append((losses[best], word, meaning, float(TEMPERATURES[best]), logits))
        accuracy = (logits.argmax(1) == truth).mean()
        print(
            f"C {word:>2} and {meaning:>2}: temperature {TEMPERATURES[best]:.3f}, "
            f"log loss {losses[best]:.4f}, accuracy {accuracy:.4f}"
        )
    _, word, meaning, temperature, logits = min(candidates, key=lambda candidate: candidate[0])
    probabilities = softmax(np.asarray(logits / np.float32(temperature), np.float32))
    return Choice(word, meaning, temperature, gate(probabilities, truth)), probabilities


def predict(classifier: Classifier, questions: Questions) -> Floats:
    """What the product says of each question: ``(texts, labels)``."""
    asked = zip(questions.texts, questions.vectors.astype(np.float32), strict=True)
    return np.stack([classifier.probabilities(text, vector) for text, vector in asked])


def gate(probabilities: Floats, truth: Indices) -> float:
    """The lowest confidence from which guesses are right often enough."""
    right = probabilities.argmax(1) == truth
    confidence = probabilities.max(1)
    for threshold in np.arange(0.4, 1.0, 0.01):
        if right[confidence > threshold].mean() >= GATE_PRECISION:
            return round(float(threshold), 2)
    return 1.0


def fit(questions: Questions, choice: Choice, embedding: str) -> Weights:
    """Fit on all questions with what was chosen; ``embedding`` is the sentence model's version."""
    features = Words(questions.texts)
    by_words = logistic(choice.word_strength).fit(features.matrix(questions.texts), questions.truth)
    by_meaning = logistic(choice.meaning_strength).fit(questions.vectors, questions.truth)
    data = hashlib.sha256(QUESTIONS.read_bytes()).hexdigest()[:8]
    return Weights(
        labels=LABELS,
        features=features.names(),
        idf=features.idf(),
        word_coef=by_words.coef_.astype(np.float32),
        word_intercept=by_words.intercept_.astype(np.float32),
        coef=by_meaning.coef_.astype(np.float32),
        intercept=by_meaning.intercept_.astype(np.float32),
        temperature=choice.temperature,
        gate=choice.gate,
        version=f"words-and-minilm-1+{data}",
        embedding=embedding,
    )


def main() -> None:
    """Train and write."""
    encoder = SentenceEncoder.load()
    questions = Questions.read(QUESTIONS, encoder)
    choice, validated = choose(*cross_validated(questions), questions.truth)
    weights = fit(questions, choice, encoder.version)
    weights.write(ROUTING / "weights.npz")

    classifier = Classifier.load()
    blind = Questions.read(BLIND, encoder)
    right = validated.argmax(1) == questions.truth
    passed = validated.max(1) > weights.gate
    summary = {
        "version": weights.version,
        "embedding": weights.embedding,
        "vectors": questions.digest,
        "labels": LABELS,
        "features": len(weights.features),
        "choice": asdict(choice),
        "cross_validation": {
            "questions": len(right),
            "accuracy": round(float(right.mean()), 4),
            "gate_coverage": round(float(passed.mean()), 4),
            "gate_precision": round(float(right[passed].mean()), 4),
        },
        "blind_probabilities": predict(classifier, blind).round(4).tolist(),
    }
    SUMMARY.write_text(json.dumps(summary) + "\n", encoding="utf-8")
    encoder.close()
    print(summary["cross_validation"], choice)


if __name__ == "__main__":
    main()
