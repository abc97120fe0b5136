"""A real browser, the example pages on an origin of their own, and a model that takes dictation."""

import functools
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.conftest import RunningServer, Serve
from tests.doubles.model_server import ModelServer
from tests.doubles.network import Network
from tests.e2e.chromium import Chromium, ChromiumError, find
from tests.e2e.dictation import Dictation

EXAMPLES = Path(__file__).parents[2] / "clients" / "examples"


@pytest.fixture(scope="session")
def chromium() -> Chromium:
    """A Chromium that starts; installed now where the machine has none."""
    try:
        return find()
    except ChromiumError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
async def page(chromium: Chromium) -> AsyncIterator[Page]:
    """A page of a browser of the test's own."""
    async with chromium.running() as browser:
        yield await browser.new_page()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    """Origin that serves the example pages, as ``python -m http.server`` does."""
    handler = functools.partial(_Quiet, directory=str(EXAMPLES))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        # Another site than 127.0.0.1 to a browser.
        yield f"http://localhost:{serving.server_port}"
        serving.shutdown()
        thread.join()


@pytest.fixture
def dictation(model_server: ModelServer) -> Dictation:
    """What the model says, of 24 pieces that are easily told apart."""
    pieces = [f"Piece {number} of the answer – «{number * 37}».\n" for number in range(1, 25)]
    model_server.on_stream = Dictation(pieces)
    return model_server.on_stream


@pytest.fixture
async def server(
    serve: Serve, model_server: ModelServer, dictation: Dictation, site: str
) -> RunningServer:
    """A server whose model takes dictation, and that pages of `site` may ask."""
    return await serve(
        openai_base_url=model_server.url,
        openai_api_key="sk-test-secret-000000000000",
        allowed_origins=(site,),
        # The model waits for the test, which waits for the browser.
        openai_first_token_timeout=60,
        openai_idle_timeout=60,
        run_grace_seconds=60,
    )


@pytest.fixture
async def network(server: RunningServer) -> AsyncIterator[Network]:
    """What lies between the browser and the server."""
    async with Network(server.url) as network:
        yield network
