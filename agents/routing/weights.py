"""The trained numbers behind the classifier: one ``.npz`` file, checked when it is read."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

OUT_OF_SCOPE: Final = "out_of_scope"
"""The one label that is no specialist."""


class BadWeightsError(ValueError):
    """The weights file is missing something or holds what no training run writes."""


@dataclass(frozen=True)
class Weights:
    """Multinomial logistic regression over a sentence embedding.

    Args:
        labels: Class names in the order of the rows; ``out_of_scope`` among them, and two
            specialists at least.
        coef: float32 ``(len(labels), dimensions)``.
        intercept: float32 ``(len(labels),)``.
        temperature: Above 0; logits are divided by it.
        version: Of these weights, for logs and comparisons.
        embedding: Version of the sentence model that they were trained on.

    Raises:
        BadWeightsError: from the constructor, when shapes, names or numbers break the above.
    """

    labels: tuple[str, ...]
    coef: NDArray[np.float32]
    intercept: NDArray[np.float32]
    temperature: float
    version: str
    embedding: str

    def __post_init__(self) -> None:
        """Check what the arguments promise."""
        count = len(self.labels)
        numbers = (self.coef, self.intercept, np.array(self.temperature))
        for holds, complaint in (
            (len(set(self.labels)) == count and all(self.labels), "labels are empty or repeated"),
            (OUT_OF_SCOPE in self.labels, f"no label {OUT_OF_SCOPE!r}"),
            (count >= 3, "fewer than two specialists"),
            (self.coef.ndim == 2 and len(self.coef) == count, "coef has not a row a label"),
            (self.intercept.shape == (count,), "intercept has not one number a label"),
            (all(np.isfinite(each).all() for each in numbers), "a number is not finite"),
            (self.temperature > 0, "temperature is not above 0"),
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
                    labels=tuple(str(label) for label in arrays["labels"]),
                    coef=arrays["coef"].astype(np.float32),
                    intercept=arrays["intercept"].astype(np.float32),
                    temperature=float(arrays["temperature"]),
                    version=str(arrays["version"]),
                    embedding=str(arrays["embedding"]),
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
            coef=self.coef,
            intercept=self.intercept,
            temperature=np.array(self.temperature),
            version=np.array(self.version),
            embedding=np.array(self.embedding),
        )
