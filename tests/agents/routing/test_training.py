"""Do the shipped weights belong to the shipped questions, and are they good enough?"""

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import agents.routing
from agents.embedding import SentenceEncoder
from agents.routing.classifier import Classifier

TRAINING = Path(agents.routing.__file__).parent / "training"
# Measured .929 on 140 questions, whose standard error is .022: more than two standard errors
# below is not chance but a worse model.
FLOOR = 0.88
# Another CPU's float rounding tips some activations over to the next integer. Simulated by
# disturbing every float constant by 2e-7 of itself, that moved a probability by up to .052.
ROUNDING = 0.1


def read(name: str) -> list[dict[str, str]]:
    lines = (TRAINING / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def summary() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((TRAINING / "summary.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def heldout_probabilities(encoder: SentenceEncoder, classifier: Classifier) -> np.ndarray:
    vectors = encoder.encode([row["text"] for row in read("heldout.jsonl")])
    return np.stack([classifier.probabilities(vector) for vector in vectors])


def test_shipped_weights_predict_what_training_reported(
    summary: dict[str, Any], heldout_probabilities: np.ndarray
) -> None:
    reported = np.array(summary["heldout_probabilities"])
    np.testing.assert_allclose(heldout_probabilities, reported, atol=ROUNDING)


def test_accuracy_on_questions_that_were_never_trained_on(
    classifier: Classifier, heldout_probabilities: np.ndarray
) -> None:
    truth = [row["label"] for row in read("heldout.jsonl")]
    found = [classifier.weights.labels[i] for i in heldout_probabilities.argmax(1)]
    assert np.mean([a == b for a, b in zip(truth, found, strict=True)]) >= FLOOR


def test_every_class_is_found_more_often_than_not(
    classifier: Classifier, heldout_probabilities: np.ndarray
) -> None:
    truth = [row["label"] for row in read("heldout.jsonl")]
    found = [classifier.weights.labels[i] for i in heldout_probabilities.argmax(1)]
    right = Counter(a for a, b in zip(truth, found, strict=True) if a == b)
    assert all(right[label] >= 15 for label in classifier.weights.labels), right


def test_confident_guesses_are_right(heldout_probabilities: np.ndarray) -> None:
    labels = json.loads((TRAINING / "summary.json").read_text(encoding="utf-8"))["labels"]
    truth = np.array([labels.index(row["label"]) for row in read("heldout.jsonl")])
    passed = heldout_probabilities.max(1) >= 0.8
    assert passed.mean() >= 0.7
    assert (heldout_probabilities.argmax(1) == truth)[passed].mean() >= 0.93


def test_weights_were_trained_on_these_questions_and_this_sentence_model(
    encoder: SentenceEncoder, classifier: Classifier, summary: dict[str, Any]
) -> None:
    data = hashlib.sha256((TRAINING / "questions.jsonl").read_bytes()).hexdigest()
    assert classifier.weights.version.endswith("+" + data[:8]), "run scripts/train_router.py"
    assert classifier.weights.embedding == encoder.version
    assert summary["version"] == classifier.weights.version
    assert tuple(summary["labels"]) == classifier.weights.labels


@pytest.mark.parametrize(("name", "least"), [("questions.jsonl", 95), ("heldout.jsonl", 20)])
def test_enough_questions_of_every_class(classifier: Classifier, name: str, least: int) -> None:
    counts = Counter(row["label"] for row in read(name))
    assert set(counts) == set(classifier.weights.labels)
    assert min(counts.values()) >= least


def test_no_question_occurs_twice_even_in_other_words(encoder: SentenceEncoder) -> None:
    texts = [row["text"] for name in ("questions.jsonl", "heldout.jsonl") for row in read(name)]
    assert len({" ".join(text.lower().split()) for text in texts}) == len(texts)
    vectors = encoder.encode(texts)
    cosines = np.triu(vectors @ vectors.T, 1)
    first, second = np.unravel_index(cosines.argmax(), cosines.shape)
    assert cosines.max() < 0.9, (texts[first], texts[second])
