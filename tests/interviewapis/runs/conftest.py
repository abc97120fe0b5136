"""A server with a scripted model that the tests of a module share; each begins with no runs."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from tenacity.wait import wait_none

from database.models import LOCAL_USER_ID
from interviewapis.settings import Settings
from tests.conftest import (
    RunningServer,
    Serve,
    _serving,
    leave_routing_to_the_model,
    named,
)
from tests.doubles.model_server import ModelServer
from tests.interviewapis.runs.asking import Asker

PATIENT = {
    "openai_api_key": "sk-test-secret-000000000000",
    "openai_first_token_timeout": 60,
    "openai_idle_timeout": 60,
    "run_grace_seconds": 60,
}
"""Settings under which nothing ends unless a test ends it."""


@pytest.fixture(autouse=True)
def _no_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model is asked again at once."""
    monkeypatch.setattr("agents.streaming._jitter", wait_none())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_models() -> AsyncIterator[ModelServer]:
    """The module's model server."""
    async with ModelServer() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_server(
    cluster: str,
    template: str,
    shared_models: ModelServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[RunningServer]:
    """The module's server, in the module's event loop."""
    name = f"test_{tmp_path_factory.mktemp('runs').name}_{id(shared_models):x}"
    with pytest.MonkeyPatch.context() as patch:
        for field in Settings.model_fields:
            patch.delenv(field.upper(), raising=False)
        settings = Settings(
            _env_file=None,
            database_url=named(cluster, name),
            data_folder=tmp_path_factory.mktemp("data"),
            openai_base_url=shared_models.url,
            **PATIENT,
        )
    connection = await asyncpg.connect(cluster)
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        with pytest.MonkeyPatch.context() as patch:
            leave_routing_to_the_model(patch)
            async with _serving(settings) as server:
                yield server
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_asker(
    shared_server: RunningServer, shared_models: ModelServer
) -> AsyncIterator[Asker]:
    """Asks the shared server."""
    yield (asking := Asker(shared_server, shared_models))
    await asking.close()


@pytest_asyncio.fixture(loop_scope="module")
async def asker(shared_asker: Asker) -> AsyncIterator[Asker]:
    """Asks the shared server, whose model answers as at first."""
    # Anew, so that nothing of an earlier test is left of the script.
    vars(shared_asker.models).update(
        {
            name: value
            for name, value in vars(ModelServer()).items()
            if name in ("on_stream", "on_complete", "routing", "follow_ups", "exchanges")
        }
    )
    yield shared_asker
    await shared_asker.stop_all()
    await shared_asker.fetch(
        "WITH conversation AS (DELETE FROM conversations), ticket AS (DELETE FROM stream_tickets),"
        " run AS (DELETE FROM agent_runs) DELETE FROM users WHERE user_id <> $1",
        LOCAL_USER_ID,
    )


ServeAsker = Callable[..., Awaitable[Asker]]


@pytest.fixture
async def serve_asker(
    serve: Serve, model_server: ModelServer, model_routes: None
) -> AsyncIterator[ServeAsker]:
    """Start servers of the test's own on one database, with settings of its choice."""
    started: list[Asker] = []

    async def start(**overrides: Any) -> Asker:
        settings = PATIENT | {"openai_base_url": model_server.url} | overrides
        started.append(Asker(await serve(**settings), model_server))
        return started[-1]

    yield start
    for each in started:
        await each.close()
