"""Train the routing classifier: ``agents/routing/weights.npz`` from the labelled questions.

Needs the dependency group ``train``. From the top of the checkout::

    python -m scripts.train_router

Reads ``agents/routing/training/questions.jsonl``; prints how well it does in cross-validation
and on ``heldout.jsonl``, which decides nothing here; writes the weights, and ``summary.json``
with the held-out probabilities, against which a test compares what is shipped.

Source of the calibration: Guo et al., On Calibration of Modern Neural Networks,
arXiv:1706.04599 (temperature scaling; expected calibration error).
"""

import hashlib
import json
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    StratifiedKFold,
    cross_val_predict,
)

from agents.embedding import SentenceEncoder
from agents.routing.classifier import Classifier, softmax
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
STRENGTHS: Final = (1, 2, 5, 10, 20, 50)  # inverse regularisation, C of scikit-learn
TEMPERATURES: Final = np.geomspace(0.1, 5, 400)
FOLDS: Final = 10
SEED: Final = 0

ROUTING: Final = Path(__file__).resolve().parent.parent / "agents" / "routing"
QUESTIONS: Final = ROUTING / "training" / "questions.jsonl"
HELDOUT: Final = ROUTING / "training" / "heldout.jsonl"
SUMMARY: Final = ROUTING / "training" / "summary.json"

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]


def read(path: Path) -> tuple[list[str], Indices]:
    """Texts, and the index in ``LABELS`` of each.

    Raises:
        ValueError: a label is unknown.
    """
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row["text"] for row in rows], np.array([LABELS.index(row["label"]) for row in rows])


def log_loss(logits: Floats, truth: Indices, temperature: float) -> float:
    """Mean negative log likelihood of the true labels, in nats."""
    chances = softmax(logits / np.float32(temperature))[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(chances, 1e-12)).mean())


def calibration_error(probabilities: Floats, truth: Indices, bins: int = 10) -> float:
    """Expected calibration error over bins of equal width, 0 to 1."""
    confidence, right = probabilities.max(1), probabilities.argmax(1) == truth
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = (
        (places == place).mean()
        * abs(right[places == place].mean() - confidence[places == place].mean())
        for place in np.unique(places)
    )
    return float(sum(gaps))


def cross_validated_logits(strength: float, vectors: Floats, truth: Indices) -> Floats:
    """Logits of each question from a model that never saw it."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    model = LogisticRegression(C=strength, max_iter=5000)
    logits = cross_val_predict(model, vectors, truth, cv=folds, method="decision_function")
    return np.asarray(logits, np.float32)


def train(vectors: Floats, truth: Indices, embedding: str) -> tuple[Weights, float, Floats]:
    """Fit on everything, with strength and temperature from cross-validation.

    Returns:
        The weights, the strength chosen, and the cross-validated probabilities.
    """
    candidates = []
    for strength in STRENGTHS:
        logits = cross_validated_logits(strength, vectors, truth)
        losses = [log_loss(logits, truth, temperature) for temperature in TEMPERATURES]
        best = int(np.argmin(losses))
        candidates.append((losses[best], strength, float(TEMPERATURES[best]), logits))
        accuracy = (logits.argmax(1) == truth).mean()
        print(
            f"C {strength:>3}: temperature {TEMPERATURES[best]:.3f}, "
            f"log loss {losses[best]:.4f}, accuracy {accuracy:.4f}"
        )
    _, strength, temperature, logits = min(candidates, key=lambda candidate: candidate[0])
    model = LogisticRegression(C=strength, max_iter=5000).fit(vectors, truth)
    data = hashlib.sha256(QUESTIONS.read_bytes()).hexdigest()[:8]
    weights = Weights(
        labels=LABELS,
        coef=model.coef_.astype(np.float32),
        intercept=model.intercept_.astype(np.float32),
        temperature=temperature,
        version=f"minilm-logistic-1+{data}",
        embedding=embedding,
    )
    return weights, strength, softmax(logits / np.float32(temperature))


def confusion(probabilities: Floats, truth: Indices) -> list[list[int]]:
    """Counts with a row for each true label and a column for each predicted one."""
    counts = np.zeros((len(LABELS), len(LABELS)), int)
    np.add.at(counts, (truth, probabilities.argmax(1)), 1)
    return [[int(count) for count in row] for row in counts]


def report(name: str, probabilities: Floats, truth: Indices) -> dict[str, object]:
    """Print and return figures: accuracy, calibration, gate, confusion."""
    right = probabilities.argmax(1) == truth
    figures: dict[str, object] = {
        "questions": len(truth),
        "accuracy": round(float(right.mean()), 4),
        "calibration_error": round(calibration_error(probabilities, truth), 4),
        "confusion": confusion(probabilities, truth),
    }
    print(f"\n{name}: accuracy {figures['accuracy']} of {len(truth)}", end=", ")
    print(f"calibration error {figures['calibration_error']}")
    for gate in (0.5, 0.6, 0.7, 0.8):
        passed = probabilities.max(1) >= gate
        print(f"  gate {gate}: coverage {passed.mean():.3f}, precision {right[passed].mean():.3f}")
    print("  rows are true, columns predicted: " + ", ".join(LABELS))
    for label, row in zip(LABELS, confusion(probabilities, truth), strict=True):
        print(f"  {label:16}" + "".join(f"{count:5}" for count in row))
    return figures


def main() -> None:
    """Train, report, write."""
    encoder = SentenceEncoder.load()
    texts, truth = read(QUESTIONS)
    heldout_texts, heldout_truth = read(HELDOUT)
    weights, strength, validated = train(encoder.encode(texts), truth, encoder.version)
    weights.write(ROUTING / "weights.npz")

    classifier = Classifier.load()
    heldout = np.stack([classifier.probabilities(v) for v in encoder.encode(heldout_texts)])
    summary = {
        "version": weights.version,
        "embedding": weights.embedding,
        "labels": LABELS,
        "strength": strength,
        "temperature": round(weights.temperature, 4),
        "cross_validation": report("cross-validation", validated, truth),
        "heldout": report("held out", heldout, heldout_truth),
        "heldout_probabilities": [[round(float(p), 4) for p in row] for row in heldout],
    }
    for text, row, label in zip(heldout_texts, heldout, heldout_truth, strict=True):
        if row.argmax() != label:
            print(f"  {LABELS[label]} taken for {LABELS[row.argmax()]}: {text}")
    SUMMARY.write_text(json.dumps(summary) + "\n", encoding="utf-8")
    encoder.close()


if __name__ == "__main__":
    main()
