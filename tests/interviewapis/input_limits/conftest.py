"""A server that the tests of a module share: they leave nothing behind."""

import pytest

from tests.conftest import RunningServer


@pytest.fixture(scope="module")
def server(shared_server: RunningServer) -> RunningServer:
    """The module's server."""
    return shared_server
