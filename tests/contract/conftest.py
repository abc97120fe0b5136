"""A server in a thread of its own, since schemathesis calls it from where it generates."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future

import httpx2
import pytest
from schemathesis.pytest.plugin import SchemathesisFunction

from tests.conftest import RunningServer
from tests.interviewapis.conftest import library_server

Serving = tuple[RunningServer, asyncio.AbstractEventLoop, asyncio.Event]
Execute = Callable[[str], None]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give the case of each operation an id of its own.

    From pytest 9.2 on, ids leave out what schemathesis calls the case, and all would have one.
    """
    if isinstance(item, SchemathesisFunction) and item.parent:
        case = item.parent.id.child(item.originalname)
        item._id = case.with_params(item.operation_label)


@pytest.fixture(scope="module")
def library(
    cluster: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """A server without a model: the library answers."""
    folder = tmp_path_factory.mktemp("contract")
    serving: Future[Serving] = Future()

    async def serve() -> None:
        stop = asyncio.Event()
        async with library_server(cluster, template, folder) as server:
            serving.set_result((server, asyncio.get_running_loop(), stop))
            await stop.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            if serving.done():
                raise
            serving.set_exception(error)

    thread = threading.Thread(target=run, name="library server")
    thread.start()
    server, loop, stop = serving.result(60)
    yield server
    loop.call_soon_threadsafe(stop.set)
    thread.join(60)
    assert not thread.is_alive(), "the server did not stop"


@pytest.fixture(scope="module")
def library_url(library: RunningServer) -> str:
    """Address of that server."""
    return library.url


@pytest.fixture
def execute(library: RunningServer) -> Execute:
    """Run a statement in the database behind that server."""

    async def run(statement: str) -> None:
        await library.fetch(statement)

    return lambda statement: asyncio.run(run(statement))


@pytest.fixture
def client(library_url: str) -> Iterator[httpx2.Client]:
    """A client of that server."""
    with httpx2.Client(base_url=library_url, timeout=30) as client:
        yield client
