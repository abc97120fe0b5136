"""A server that the tests of a module share, for those that leave nothing behind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from interviewapis.settings import Settings
from tests.conftest import RunningServer, _serving, named


@asynccontextmanager
async def library_server(cluster: str, template: str, folder: Path) -> AsyncIterator[RunningServer]:
    """A server without a model, with a database of its own."""
    name = f"test_{uuid4().hex[:12]}"
    connection = await asyncpg.connect(cluster)
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        async with _serving(_plain_settings(named(cluster, name), folder)) as server:
            yield server
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()


def _plain_settings(database_url: str, folder: Path) -> Settings:
    # The fixture that hides the developer's environment covers single tests only.
    with pytest.MonkeyPatch.context() as patch:
        for name in Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
        return Settings(_env_file=None, database_url=database_url, data_folder=folder)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_server(
    cluster: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningServer]:
    """A server in the module's event loop: its tests carry ``loop_scope="module"``."""
    async with library_server(cluster, template, tmp_path_factory.mktemp("shared")) as server:
        yield server
