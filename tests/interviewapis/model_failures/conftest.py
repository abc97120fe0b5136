"""Servers whose model server is scripted, asked over both routes."""

import pytest
from tenacity.wait import wait_none

from tests.conftest import RunningServer
from tests.doubles.model_server import ModelServer
from tests.interviewapis.model_failures.both_routes import Both


@pytest.fixture(autouse=True)
def _no_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries come at once, except for what Retry-After asks."""
    monkeypatch.setattr("agents.streaming._jitter", wait_none())


@pytest.fixture
def both(
    model_backed: RunningServer, model_server: ModelServer, caplog: pytest.LogCaptureFixture
) -> Both:
    """Both routes of a server whose model server is scripted."""
    return Both(model_backed, model_server, caplog)
