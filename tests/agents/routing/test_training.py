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
from agents.routing.weights import OUT_OF_SCOPE

TRAINING = Path(agents.routing.__file__).parent / "training"
# Another CPU's float rounding tips some activations over to the next integer. Simulated by
# disturbing every float constant by 2e-7 of itself, that moved a probability by up to .052.
ROUNDING = 0.1


def read(name: str) -> list[dict[str, str]]:
    lines = (TRAINING / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def blind_probabilities(encoder: SentenceEncoder, classifier: Classifier) -> np.ndarray:
    texts = [row["text"] for row in read("blind.jsonl")]
    vectors = encoder.encode(texts)
    return np.stack(
        [classifier.probabilities(*asked) for asked in zip(texts, vectors, strict=True)]
    )


@pytest.fixture(scope="module")
def truth(classifier: Classifier) -> np.ndarray:
    return np.array([classifier.weights.labels.index(row["label"]) for row in read("blind.jsonl")])


def test_shipped_weights_predict_what_training_reported(
    summary: dict[str, Any], blind_probabilities: np.ndarray
) -> None:
    reported = np.array(summary["blind_probabilities"])
    np.testing.assert_allclose(blind_probabilities, reported, atol=ROUNDING)


def test_accuracy_on_questions_of_another_writer(
    blind_probabilities: np.ndarray, truth: np.ndarray
) -> None:
    assert (blind_probabilities.argmax(1) == truth).mean() >= 0.93


def test_every_class_is_found_and_meant(
    classifier: Classifier, blind_probabilities: np.ndarray, truth: np.ndarray
) -> None:
    found = blind_probabilities.argmax(1)
    for number, label in enumerate(classifier.weights.labels):
        hits = ((found == number) & (truth == number)).sum()
        f1 = 2 * hits / ((found == number).sum() + (truth == number).sum())
        assert f1 >= 0.85, label


def test_sure_guesses_are_right_and_many(
    classifier: Classifier, blind_probabilities: np.ndarray, truth: np.ndarray
) -> None:
    sure = blind_probabilities.max(1) > classifier.weights.gate
    # One per cent for the rounding of other CPUs.
    assert sure.mean() >= 0.79
    assert (blind_probabilities.argmax(1) == truth)[sure].mean() >= 0.96


def test_little_that_is_no_interview_question_gets_through(
    classifier: Classifier, blind_probabilities: np.ndarray, truth: np.ndarray
) -> None:
    outside = classifier.weights.labels.index(OUT_OF_SCOPE)
    assert (blind_probabilities.argmax(1) != outside)[truth == outside].mean() <= 0.1


def test_weights_were_trained_on_these_questions_and_this_sentence_model(
    encoder: SentenceEncoder, classifier: Classifier, summary: dict[str, Any]
) -> None:
    data = hashlib.sha256((TRAINING / "questions.jsonl").read_bytes()).hexdigest()
    assert classifier.weights.version.endswith("+" + data[:8]), "run scripts/train_router.py"
    assert classifier.weights.embedding == encoder.version
    assert summary["version"] == classifier.weights.version
    assert tuple(summary["labels"]) == classifier.weights.labels


@pytest.mark.parametrize(("name", "least"), [("questions.jsonl", 250), ("blind.jsonl", 45)])
def test_enough_questions_of_every_class(classifier: Classifier, name: str, least: int) -> None:
    counts = Counter(row["label"] for row in read(name))
    assert set(counts) == set(classifier.weights.labels)
    assert min(counts.values()) >= least


def test_no_question_occurs_twice_even_in_other_words(encoder: SentenceEncoder) -> None:
    texts = [row["text"] for name in ("questions.jsonl", "blind.jsonl") for row in read(name)]
    assert len({" ".join(text.lower().split()) for text in texts}) == len(texts)
    vectors = encoder.encode(texts)
    cosines = np.triu(vectors @ vectors.T, 1)
    first, second = np.unravel_index(cosines.argmax(), cosines.shape)
    assert cosines.max() < 0.9, (texts[first], texts[second])
