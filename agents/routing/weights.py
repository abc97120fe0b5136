"""The trained numbers behind the classifier: one ``.npz`` file, checked when it is read."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

OUT_OF_SCOPE: Final = "out_of_scope"
"""The one label that is no specialist."""

Floats = NDArray[np.float32]


class BadWeightsError(ValueError):
    """The weights file is missing something or holds what no training run writes."""


@dataclass(frozen=True)
class Weights:
    """Two multinomial logistic regressions, over words and over a sentence embedding.

    Args:
        labels: Class names in the order of the rows; ``out_of_scope`` among them, and two
            specialists at least.
        features: Words, pairs and pieces of words, as ``agents.routing.features`` names them.
        idf: float32 ``(len(features),)``, above 0: how rare each is.
        word_coef: float32 ``(len(labels), len(features))``.
        word_intercept: float32 ``(len(labels),)``.
        coef: float32 ``(len(labels), dimensions)``, over the embedding.
        intercept: float32 ``(len(labels),)``.
        temperature: Above 0; the mean of both logarithms is divided by it.
        gate: 0 to 1; above this confidence the classifier decides alone.
        version: Of these weights, for logs and comparisons.
        embedding: Version of the sentence model that they were trained on.

    Raises:
        BadWeightsError: from the constructor, when shapes, names or numbers break the above.
    """

    labels: tuple[str, ...]
    features: tuple[str, ...]
    idf: Floats
    word_coef: Floats
    word_intercept: Floats
    coef: Floats
    intercept: Floats
    temperature: float
    gate: float
    version: str
    embedding: str

    def __post_init__(self) -> None:
        """Check what the arguments promise."""
        count = len(self.labels)
        per_label = (self.intercept, self.word_intercept)
        scalars = np.array([self.temperature, self.gate])
        numbers = (self.coef, self.word_coef, self.idf, *per_label, scalars)
        for holds, complaint in (
            (len(set(self.labels)) == count and all(self.labels), "labels are empty or repeated"),
            (OUT_OF_SCOPE in self.labels, f"no label {OUT_OF_SCOPE!r}"),
            (count >= 3, "fewer than two specialists"),
            (self.coef.ndim == 2 and len(self.coef) == count, "coef has not a row a label"),
            (len(set(self.features)) == len(self.features), "features are repeated"),
            (self.idf.shape == (len(self.features),), "idf has not one number a feature"),
            (
                self.word_coef.shape == (count, len(self.features)),
                "word_coef has not a row a label and a column a feature",
            ),
            (
                all(each.shape == (count,) for each in per_label),
                "intercept has not one number a label",
            ),
            (all(np.isfinite(each).all() for each in numbers), "a number is not finite"),
            (bool((self.idf > 0).all()), "an idf is not above 0"),
            (self.temperature > 0, "temperature is not above 0"),
            (0 <= self.gate <= 1, "gate is not between 0 and 1"),
            (bool(self.version and self.embedding), "a version is empty"),
        ):
            if not holds:
                raise BadWeightsError(complaint)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read and check a file that :meth:`write` made.

        Raises:
            BadWeightsError: the file is missing, unreadable or wrong; names it and says why.
        """
        try:
            # Opened here, because numpy leaves a damaged file open.
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                return cls(
                    labels=tuple(arrays["labels"].tolist()),
                    features=tuple(arrays["features"].tolist()),
                    temperature=float(arrays["temperature"]),
                    gate=float(arrays["gate"]),
                    version=str(arrays["version"]),
                    embedding=str(arrays["embedding"]),
                    **{name: arrays[name].astype(np.float32) for name in _ARRAYS},
                )
        # numpy and zipfile report a damaged file in these ways; EOFError is an empty one.
        except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
            complaint = f"{path}: {error}; scripts/train_router.py makes this file"
            raise BadWeightsError(complaint) from error

    def write(self, path: Path) -> None:
        """Write the file; equal weights give equal bytes."""
        np.savez_compressed(
            path,
            labels=np.array(self.labels),
            features=np.array(self.features),
            temperature=np.array(self.temperature),
            gate=np.array(self.gate),
            version=np.array(self.version),
            embedding=np.array(self.embedding),
            **{name: getattr(self, name) for name in _ARRAYS},
        )


_ARRAYS: Final = ("idf", "word_coef", "word_intercept", "coef", "intercept")
