"""A server of a small client, which the tests of a module share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from interviewapis.settings import Settings
from tests.conftest import RunningServer, _serving, named
from tests.interviewapis.client.making import write_client


@pytest.fixture(scope="module")
def client_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client that the module's server serves."""
    return write_client(tmp_path_factory.mktemp("client"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(
    cluster: str, template: str, client_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningServer]:
    """A server in the module's event loop: its tests carry ``loop_scope="module"``."""
    with pytest.MonkeyPatch.context() as patch:
        for name in Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
        settings = Settings(
            _env_file=None,
            # Nothing here writes, so all may share the database that others copy.
            database_url=named(cluster, template),
            data_folder=tmp_path_factory.mktemp("data"),
            client_folder=client_folder,
        )
    async with _serving(settings) as running:
        yield running
