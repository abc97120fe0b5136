"""A real PostgreSQL, a real server on a real socket, and a model server that tests script."""

import asyncio
import json
import shutil
import socket
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpcore2
import httpx2
import numpy as np
import pytest
import uvicorn
from blockbuster import BlockBuster, blockbuster_ctx

from agents.contracts import Embedding
from agents.embedding import SentenceEncoder
from agents.library import indexing
from agents.library.entry import LibraryEntry
from agents.routing.classifier import Classifier
from database import engine
from database.embedded import acquire
from database.engine import Database
from database.migrating import upgrade
from interviewapis import library_loading
from interviewapis.app import create_app
from interviewapis.dependencies import Services
from interviewapis.library_loading import load_library
from interviewapis.serving import KEEP_ALIVE_SECONDS
from interviewapis.settings import Settings
from interviewapis.startup import started
from tests.doubles.model_server import ModelServer

PATIENT = {"openai_first_token_timeout": 15, "openai_idle_timeout": 15}
"""A machine that stands still for seconds must not look like a model that is silent. Tests of
silence set times of their own."""

QUESTION = "How would you design a URL shortening service?"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse cases that share an id: of those, pytest-xdist runs only one, and says nothing."""
    counts = Counter(item.nodeid for item in items)
    if shared := [each for each, count in counts.items() if count > 1]:
        raise pytest.UsageError(f"Several cases have the same id: {', '.join(shared)}")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the developer's shell, and no .env, reaches the settings of a test."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture(scope="session", autouse=True)
def _read_once() -> Iterator[None]:
    """Share among all servers and clients of the process what is dear to read and never changes.

    The weights of the sentence model, of which each server has an encoder of its own; what they
    make of the library's entries; and the certificates of the machine, which each HTTP client
    reads though no test speaks TLS.
    """
    load = SentenceEncoder.load
    weights = cache(load)

    def share(cls: type[SentenceEncoder], *folder: Path) -> SentenceEncoder:
        return load(*folder) if folder else cls(weights()._session, weights()._tokenizer)

    embed, known = indexing.entry_vectors, dict[LibraryEntry, Embedding]()

    def remember(encoder: SentenceEncoder, entries: Sequence[LibraryEntry]) -> Any:
        new = [each for each in entries if each not in known]
        known.update(zip(new, embed(encoder, new), strict=True))
        return np.array([known[each] for each in entries], np.float32)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indexing, "entry_vectors", remember)
        patch.setattr(library_loading, "entry_vectors", remember)
        patch.setattr(SentenceEncoder, "load", classmethod(share))
        patch.setattr(httpcore2, "default_ssl_context", cache(httpcore2.default_ssl_context))
        yield
        if weights.cache_info().currsize:
            weights().close()


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """Address of an embedded server for the whole session."""
    folder = Path(tempfile.mkdtemp(prefix="cluster"))
    # Within reach of the user that runs PostgreSQL for root; the server's own folder is private.
    folder.chmod(0o755)
    try:
        with acquire(folder, durable=False) as lease:
            yield lease.dsn
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def encoder() -> Iterator[SentenceEncoder]:
    """The real sentence model."""
    loaded = SentenceEncoder.load()
    yield loaded
    loaded.close()


def named(dsn: str, database: str) -> str:
    """The address of another database on the same server."""
    return dsn.replace("/interviewapis?", f"/{database}?")


@pytest.fixture(scope="session")
def template(cluster: str, encoder: SentenceEncoder) -> str:
    """Name of a migrated database with the library in it; tests copy it."""

    async def make() -> None:
        await _run(cluster, "CREATE DATABASE filled")
        await asyncio.to_thread(upgrade, named(cluster, "filled"))
        database = await Database.connect(named(cluster, "filled"), size=1)
        await load_library(database, encoder)
        await database.close()

    asyncio.run(make())
    return "filled"


async def _run(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait longer for a connection, where many requests or a browser keep the machine busy."""
    monkeypatch.setattr(engine, "ACQUIRE_SECONDS", 20)


@pytest.fixture
async def database_url(cluster: str, template: str) -> AsyncIterator[str]:
    """A database of the test's own, migrated and filled."""
    name = f"test_{uuid4().hex[:12]}"
    await _run(cluster, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield named(cluster, name)
    await _run(cluster, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The product's way to the test's own database, with the library in it."""
    opened = await Database.connect(database_url, size=4)
    yield opened
    await opened.close()


@pytest.fixture
async def admin(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A plain connection to the same database."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@dataclass
class RunningServer:
    """The application on a real socket, in the test's own event loop."""

    url: str
    services: Services
    client: httpx2.AsyncClient
    uvicorn: uvicorn.Server

    async def events(self, path: str = "/api/agents/answer-stream", **body: Any) -> list[Any]:
        """Ask and read the whole stream; the parsed events."""
        body.setdefault("question", QUESTION)
        async with self.client.stream("POST", path, json=body) as response:
            assert response.status_code == 200, await response.aread()
            content = await response.aread()
        return parse_frames(content)

    async def fetch(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """Look into the database behind the server."""
        connection = await asyncpg.connect(self.services.settings.database_url)
        try:
            return list(await connection.fetch(query, *arguments))
        finally:
            await connection.close()


def parse_frames(content: bytes) -> list[Any]:
    """Parse as the existing clients do: cut at blank lines and at ``data: ``."""
    return [
        json.loads(part.removeprefix("data: "))
        for part in content.decode().split("\n\n")
        if part.startswith("data: ")
    ]


Serve = Callable[..., Awaitable[RunningServer]]

_watching: list[BlockBuster] = []


@asynccontextmanager
async def _serving(settings: Settings) -> AsyncIterator[RunningServer]:
    holder: list[Services] = []

    @asynccontextmanager
    async def keep(chosen: Settings) -> AsyncIterator[Services]:
        async with started(chosen) as services:
            holder.append(services)
            yield services

    with _unwatched():
        app = create_app(settings, keep)
        config = uvicorn.Config(
            app,
            log_config=None,
            lifespan="on",
            proxy_headers=False,
            timeout_graceful_shutdown=5,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
        server = uvicorn.Server(config)
        # pytest owns the signals.
        server.capture_signals = _no_signals  # type: ignore[method-assign]
        listener = socket.socket()
        # As with uvloop; without, an answer waits 40 ms for the acknowledgement of its head.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind(("127.0.0.1", 0))
        task = asyncio.create_task(server.serve([listener]))
        while not server.started:
            assert not task.done(), "the server did not start"
            await asyncio.sleep(0.01)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with _watched():
        async with httpx2.AsyncClient(base_url=url, timeout=30) as client:
            yield RunningServer(url, holder[0], client, server)
    with _unwatched():
        holder[0].runner.shut_down()
        server.should_exit = True
        await asyncio.wait_for(task, 20)
        listener.close()


@contextmanager
def _watched() -> Iterator[None]:
    """Have whatever blocks the event loop fail; one watch is enough for several servers."""
    if _watching:
        yield
        return
    with blockbuster_ctx(
        ["agents", "database", "interviewapis", "langchain_core", "langgraph"]
    ) as blocking:
        # asyncpg looks for ~/.pgpass whenever it opens a connection.
        blocking.functions["os.stat"].can_block_in("connect_utils.py", "_read_password_file")
        _watching.append(blocking)
        try:
            yield
        finally:
            _watching.clear()


@contextmanager
def _unwatched() -> Iterator[None]:
    """Let a server start or stop beside one that is watched: both block."""
    for blocking in _watching:
        blocking.deactivate()
    try:
        yield
    finally:
        for blocking in _watching:
            blocking.activate()


@contextmanager
def _no_signals() -> Iterator[None]:
    """In the place of uvicorn's handlers, which would take Ctrl-C from pytest."""
    yield


@pytest.fixture
async def serve(database_url: str, tmp_path: Path) -> AsyncIterator[Serve]:
    """Start servers with settings of the test's choice on the test's own database."""
    async with AsyncExitStack() as stack:

        async def start(**overrides: Any) -> RunningServer:
            settings = Settings(
                **{"database_url": database_url, "data_folder": tmp_path} | overrides
            )
            return await stack.enter_async_context(_serving(settings))

        yield start


@pytest.fixture
async def server(serve: Serve) -> RunningServer:
    """A server without a model: the library answers."""
    return await serve()


@pytest.fixture
async def model_server() -> AsyncIterator[ModelServer]:
    """The scripted model server."""
    async with ModelServer() as running:
        yield running


def leave_routing_to_the_model(patch: pytest.MonkeyPatch) -> None:
    """Make every question one that the classifier is not sure of."""
    never_sure = Classifier(replace(Classifier.load().weights, gate=1.0))
    patch.setattr(Classifier, "load", lambda: never_sure)
    patch.setattr("agents.routing.decision.MODEL_SECONDS", 15.0)


@pytest.fixture
def model_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question is one that the classifier leaves to the model."""
    leave_routing_to_the_model(monkeypatch)


@pytest.fixture
async def model_backed(
    serve: Serve, model_server: ModelServer, model_routes: None
) -> RunningServer:
    """A server whose answers come from the scripted model server, routing too."""
    return await serve(
        openai_base_url=model_server.url,
        openai_api_key="sk-test-secret-000000000000",
        **PATIENT,
    )
