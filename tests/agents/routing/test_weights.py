import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents.routing.classifier import BadWeightsError, Classifier
from agents.routing.weights import OUT_OF_SCOPE, Weights

GOOD: dict[str, Any] = {
    "labels": np.array(["a", "b", OUT_OF_SCOPE]),
    "features": np.array(["x", "y"]),
    "idf": np.ones(2, np.float32),
    "word_coef": np.ones((3, 2), np.float32),
    "word_intercept": np.zeros(3, np.float32),
    "coef": np.ones((3, 4), np.float32),
    "intercept": np.zeros(3, np.float32),
    "temperature": np.array(0.5),
    "gate": np.array(0.8),
    "version": np.array("v"),
    "embedding": np.array("e"),
}


def saved(path: Path, **changes: Any) -> Path:
    """A weights file with some arrays replaced, or left out where the change is None."""
    arrays = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    np.savez(path / "weights.npz", **arrays)
    return path / "weights.npz"


def test_good_file_is_read(tmp_path: Path) -> None:
    weights = Weights.read(saved(tmp_path))
    assert weights.labels == ("a", "b", OUT_OF_SCOPE)
    assert weights.coef.dtype == np.float32
    assert weights.temperature == 0.5


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"coef": None}, "coef"),
        ({"labels": None}, "labels"),
        ({"version": None}, "version"),
        ({"gate": None}, "gate"),
        ({"gate": np.array(1.1)}, "gate is not between 0 and 1"),
        ({"gate": np.array(np.nan)}, "not finite"),
        ({"features": np.array(["x", "x"])}, "features are repeated"),
        ({"features": np.array(["x", "y", "z"])}, "idf has not one number a feature"),
        ({"idf": np.zeros(2)}, "an idf is not above 0"),
        ({"idf": np.ones(3)}, "idf has not one number a feature"),
        ({"word_coef": np.ones((3, 3))}, "word_coef has not a row a label"),
        ({"word_coef": np.full((3, 2), np.inf)}, "not finite"),
        ({"word_intercept": np.zeros(4)}, "intercept has not one number a label"),
        ({"coef": np.ones((2, 4))}, "coef has not a row a label"),
        ({"coef": np.ones(3)}, "coef has not a row a label"),
        ({"coef": np.full((3, 4), np.nan)}, "not finite"),
        ({"coef": np.full((3, 4), "x")}, "could not convert"),
        ({"intercept": np.zeros(4)}, "intercept has not one number a label"),
        ({"intercept": np.array([0, np.inf, 0])}, "not finite"),
        ({"temperature": np.array(0.0)}, "temperature is not above 0"),
        ({"temperature": np.array(np.nan)}, "not finite"),
        ({"temperature": np.ones(2)}, "only"),
        ({"labels": np.array(["a", "b", "c"])}, "no label 'out_of_scope'"),
        ({"labels": np.array(["a", "a", OUT_OF_SCOPE])}, "empty or repeated"),
        ({"labels": np.array(["a", "", OUT_OF_SCOPE])}, "empty or repeated"),
        ({"version": np.array("")}, "version is empty"),
        ({"labels": np.array(["a", None, OUT_OF_SCOPE], dtype=object)}, "pickle"),
    ],
)
def test_bad_content_is_named(tmp_path: Path, changes: dict[str, Any], complaint: str) -> None:
    path = saved(tmp_path, **changes)
    with pytest.raises(BadWeightsError, match=complaint) as caught:
        Classifier.load(path)
    assert str(path) in str(caught.value)


def test_too_few_specialists(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        labels=np.array(["a", OUT_OF_SCOPE]),
        coef=np.ones((2, 4)),
        intercept=np.zeros(2),
        word_coef=np.ones((2, 2)),
        word_intercept=np.zeros(2),
    )
    with pytest.raises(BadWeightsError, match="fewer than two specialists"):
        Classifier.load(path)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_damaged_files_are_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.npz"
    path.write_bytes(content)
    with pytest.raises(BadWeightsError, match=r"weights\.npz.*train_router"):
        Classifier.load(path)


def test_cut_and_flipped_files_are_named(tmp_path: Path) -> None:
    whole = saved(tmp_path).read_bytes()
    for damaged in (whole[:-40], whole[: len(whole) // 2], whole.replace(b"NUMPY", b"NUMBY")):
        (tmp_path / "weights.npz").write_bytes(damaged)
        with pytest.raises(BadWeightsError):
            Classifier.load(tmp_path / "weights.npz")


def test_single_array_file_is_named(tmp_path: Path) -> None:
    np.save(tmp_path / "one.npy", np.zeros(3))
    with pytest.raises(BadWeightsError, match=r"one\.npy"):
        Classifier.load(tmp_path / "one.npy")


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadWeightsError, match=r"none\.npz.*train_router"):
        Classifier.load(tmp_path / "none.npz")


def test_what_is_written_is_read_back_and_equal_weights_give_equal_bytes(
    tmp_path: Path, classifier: Classifier
) -> None:
    weights = classifier.weights
    weights.write(tmp_path / "one.npz")
    weights.write(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    again = Weights.read(tmp_path / "one.npz")
    for field in dataclasses.fields(Weights):
        np.testing.assert_array_equal(getattr(again, field.name), getattr(weights, field.name))
