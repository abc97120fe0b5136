"""The web client as it was built, in a real browser, against the real server."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from scripts.build_client import WORKSPACE
from scripts.client.sources import is_built
from tests.conftest import RunningServer, Serve
from tests.doubles.model_server import ModelServer
from tests.e2e.chromium import Chromium
from tests.e2e.dictation import Dictation

PATIENCE_MS = 20_000
"""How long anything may take on a busy machine; what is proven never depends on it."""


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    """The client was built from the sources that are there."""
    assert is_built(WORKSPACE), "The web client is not built from these sources: make client"


@pytest.fixture(autouse=True)
def patient(patience: None) -> None:
    """The browser takes the processor that the server's connections wait for."""


@pytest.fixture
async def browser(chromium: Chromium) -> AsyncIterator[Browser]:
    """A browser of the test's own."""
    async with chromium.running() as running:
        yield running


class Visit:
    """A page of the client, and everything that went wrong on it.

    Args:
        server: Address of the server, or of what lies before it.
    """

    def __init__(self, page: Page, server: str) -> None:
        self.page, self._server = page, server
        self.faults: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        # The browser itself notes refused requests and lost connections: those a test may want.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    async def open(self, path: str) -> None:
        """Open a path of the client, such as ``/ask``, and wait for its heading."""
        await self.page.goto(f"{self._server}/app{path}")
        await expect(self.page.locator("h1")).to_be_attached()

    async def heading(self, text: str) -> None:
        """Wait for the page of that heading."""
        await expect(self.page.get_by_role("heading", level=1, name=text)).to_be_attached()

    def button(self, name: str) -> Any:
        """The button of exactly that name."""
        return self.page.get_by_role("button", name=name, exact=True)


Visiting = Callable[..., AbstractAsyncContextManager[Visit]]


@pytest.fixture
def visiting(browser: Browser) -> Visiting:
    """Visit the client of a server in a fresh profile; afterwards nothing may have gone wrong."""

    @asynccontextmanager
    async def visit(server: str, **context: Any) -> AsyncIterator[Visit]:
        made = await browser.new_context(**{"reduced_motion": "reduce"} | context)
        visit = Visit(await made.new_page(), server)
        yield visit
        await made.close()
        assert visit.faults == []

    return visit


@pytest.fixture
async def visit(visiting: Visiting, server: RunningServer) -> AsyncIterator[Visit]:
    """A visitor of the server."""
    async with visiting(server.url) as visit:
        yield visit


@pytest.fixture
async def server(serve: Serve) -> RunningServer:
    """A server whose answers come from the library."""
    return await serve()


PIECES: Sequence[str] = (
    "First **things** first.\n\n",
    "Then a list:\n\n- one\n",
    "- two\n\n",
    "And the end of it.",
)


@pytest.fixture
def dictation(model_server: ModelServer) -> Dictation:
    """What the model says."""
    model_server.on_stream = Dictation(PIECES)
    return model_server.on_stream


@pytest.fixture
async def model_backed(
    serve: Serve, model_server: ModelServer, dictation: Dictation
) -> RunningServer:
    """A server whose model takes dictation."""
    return await serve(
        openai_base_url=model_server.url,
        openai_api_key="sk-test-secret-000000000000",
        # The model waits for the test, which waits for the browser.
        openai_first_token_timeout=60,
        openai_idle_timeout=60,
    )
