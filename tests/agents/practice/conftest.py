from collections.abc import AsyncIterator

import pytest

from agents.embedding import SentenceEncoder
from agents.models import ModelSettings, Provider, choose_provider
from agents.practice.composer import Composer
from tests.agents.practice.file_shelf import FileShelf
from tests.doubles.model_server import ModelServer
from tests.doubles.replies import KEY


@pytest.fixture(scope="session")
def library_vectors(encoder: SentenceEncoder) -> FileShelf:
    """The library; embedding it takes seconds, so once."""
    return FileShelf(encoder)


@pytest.fixture
def shelf(library_vectors: FileShelf) -> FileShelf:
    """The library, all of it."""
    library_vectors.retired = set()
    return library_vectors


@pytest.fixture
def without_model(encoder: SentenceEncoder, shelf: FileShelf) -> Composer:
    """What the library makes."""
    return Composer(choose_provider(ModelSettings()), encoder, shelf)


@pytest.fixture
async def provider(model_server: ModelServer) -> AsyncIterator[Provider]:
    """The scripted model server as it is reached in production; ``second`` is its fallback."""
    chosen = choose_provider(
        ModelSettings(
            api_key=KEY,
            base_url=model_server.url,
            model="first",
            fallback_models=("second",),
            first_token_timeout=15,
            idle_timeout=15,
        )
    )
    yield chosen
    await chosen.close()


@pytest.fixture
def with_model(provider: Provider, encoder: SentenceEncoder, shelf: FileShelf) -> Composer:
    """What a model makes."""
    return Composer(provider, encoder, shelf)
