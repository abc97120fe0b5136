"""Servers with an administrator that the tests of a module share, and people on them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from interviewapis.settings import Settings
from tests.conftest import RunningServer, _serving, named
from tests.contract.document import document
from tests.interviewapis.accounts.people import ADMIN, KEY, People


@asynccontextmanager
async def serving(
    cluster: str, template: str, folder: Path, **chosen: Any
) -> AsyncIterator[RunningServer]:
    """A server with settings of one's choice, and a database of its own."""
    name = f"test_{uuid4().hex[:12]}"
    with pytest.MonkeyPatch.context() as patch:
        for field in Settings.model_fields:
            patch.delenv(field.upper(), raising=False)
        values = {"database_url": named(cluster, name), "data_folder": folder} | chosen
        settings = Settings(_env_file=None, **values)
    connection = await asyncpg.connect(cluster)
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        async with _serving(settings) as server:
            yield server
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def _documented() -> None:
    """Make the OpenAPI document, which reads files, while no server is watched for that."""
    document()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_server(
    _documented: None, cluster: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningServer]:
    """A server that takes the person at this machine for the local user."""
    folder = tmp_path_factory.mktemp("accounts")
    async with serving(cluster, template, folder, secret_key=KEY, **ADMIN) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def closed_server(
    _documented: None, cluster: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningServer]:
    """A server on which everybody has to sign in."""
    folder = tmp_path_factory.mktemp("closed")
    chosen = {"auth": "required", "secret_key": KEY, **ADMIN}
    async with serving(cluster, template, folder, **chosen) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="module")
async def people(shared_server: RunningServer) -> AsyncIterator[People]:
    """People on the shared server; gone after the test."""
    made = People(shared_server)
    yield made
    await made.clear()


@pytest_asyncio.fixture(loop_scope="module")
async def members(closed_server: RunningServer) -> AsyncIterator[People]:
    """People on the server where everybody has to sign in; gone after the test."""
    made = People(closed_server)
    yield made
    await made.clear()
