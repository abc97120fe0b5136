"""Servers without and with a model that the tests of a module share, and people who practise."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.conftest import RunningServer
from tests.contract.document import document
from tests.doubles.model_server import ModelServer
from tests.doubles.replies import KEY as MODEL_KEY
from tests.interviewapis.accounts.conftest import serving
from tests.interviewapis.accounts.people import KEY, People
from tests.interviewapis.practice.practising import Practice
from tests.interviewapis.practice.scripted import Script


@pytest.fixture(scope="session")
def _documented() -> None:
    """Make the OpenAPI document, which reads files, while no server is watched for that."""
    document()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def library_server(
    _documented: None, cluster: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningServer]:
    """The module's server without a model."""
    folder = tmp_path_factory.mktemp("practice")
    async with serving(cluster, template, folder, secret_key=KEY) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def models() -> AsyncIterator[ModelServer]:
    """The module's model server."""
    async with ModelServer() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def coaching_server(
    _documented: None,
    cluster: str,
    template: str,
    models: ModelServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[RunningServer]:
    """The module's server with a model."""
    folder = tmp_path_factory.mktemp("coaching")
    chosen = {"openai_base_url": models.url, "openai_api_key": MODEL_KEY, "secret_key": KEY}
    async with serving(cluster, template, folder, **chosen) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="module")
async def practice(library_server: RunningServer) -> AsyncIterator[Practice]:
    """Somebody who practises without a model; gone after the test."""
    people = People(library_server)
    yield Practice(library_server, await people.add())
    await people.clear()


@pytest_asyncio.fixture(loop_scope="module")
async def coached(coaching_server: RunningServer, models: ModelServer) -> AsyncIterator[Practice]:
    """Somebody who practises with the scripted model; gone after the test."""
    people = People(coaching_server)
    models.exchanges.clear()
    models.on_complete = Script()
    yield Practice(coaching_server, await people.add(), models)
    # Whoever waits for a judgement gets it.
    models.on_complete.waiting.set()
    await people.clear()


@pytest.fixture(params=["library", "model"])
def either(request: Any, practice: Practice, coached: Practice) -> Practice:
    """Somebody who practises without a model, then with one: what is tested holds for both."""
    return {"library": practice, "model": coached}[request.param]
