from collections.abc import Iterator

import pytest

from agents.embedding import SentenceEncoder
from agents.routing.classifier import Classifier


@pytest.fixture(scope="session")
def encoder() -> Iterator[SentenceEncoder]:
    loaded = SentenceEncoder.load()
    yield loaded
    loaded.close()


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return Classifier.load()
