from collections.abc import Iterator

import pytest

from agents.embedding import SentenceEncoder


@pytest.fixture(scope="session")
def encoder() -> Iterator[SentenceEncoder]:
    loaded = SentenceEncoder.load()
    yield loaded
    loaded.close()
