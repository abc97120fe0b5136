import json
from collections.abc import Iterator
from typing import Any

import pytest

from agents.embedding import SentenceEncoder
from agents.routing.classifier import Classifier
from scripts.train_router import SUMMARY


@pytest.fixture(scope="session")
def encoder() -> Iterator[SentenceEncoder]:
    loaded = SentenceEncoder.load()
    yield loaded
    loaded.close()


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return Classifier.load()


@pytest.fixture(scope="session")
def summary() -> dict[str, Any]:
    """What training reported of the shipped weights."""
    loaded: dict[str, Any] = json.loads(SUMMARY.read_text(encoding="utf-8"))
    return loaded
