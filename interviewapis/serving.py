"""Runs the server for ``python main.py`` and ``make run``."""

import socket
import sys
from contextlib import suppress
from time import perf_counter

import uvicorn
from fastapi import FastAPI

from interviewapis.settings import Settings
from interviewapis.shutdown import GRACE_SECONDS

CLOSING_SECONDS = GRACE_SECONDS + 3
"""How long connections may take to close after a stop signal."""


class _Server(uvicorn.Server):
    """Says that it is ready once it listens, not before."""

    def __init__(self, config: uvicorn.Config, begun: float) -> None:
        super().__init__(config)
        self._begun = begun

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            url = f"http://{_shown(self.config.host)}:{self.config.port}"
            seconds = perf_counter() - self._begun
            print(  # noqa: T201 - for the person at the terminal
                f"\nReady in {seconds:.1f} s: {url}\n  Try it:   {url}/docs\n  Stop it:  Ctrl-C\n",
                file=sys.stderr,
                flush=True,
            )


def serve(app: FastAPI, settings: Settings, *, begun: float) -> None:
    """Serve until a signal stops it.

    Raises:
        SystemExit: the server could not start.
    """
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        # A header that says where a request came from is never believed.
        proxy_headers=False,
        timeout_graceful_shutdown=CLOSING_SECONDS,
        log_level="debug" if settings.debug else "info",
    )
    server = _Server(config, begun)
    # uvicorn raises the signal again once it has shut down.
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise SystemExit(3)


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
