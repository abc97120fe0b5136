"""Runs the server for ``python main.py`` and ``make run``."""

import errno
import os
import socket
import sys
from contextlib import suppress
from time import perf_counter

import uvicorn
from fastapi import FastAPI

from interviewapis.client.files import INDEX
from interviewapis.client.routes import HOME
from interviewapis.settings import Settings

KEEP_ALIVE_SECONDS = 75
"""How long a connection may idle between requests. Clients and load balancers keep theirs for 60
seconds at most, as a rule: were it closed here first, a request could meet it just then and fail.
"""


class _Server(uvicorn.Server):
    """Says that it is ready once it listens, not before."""

    def __init__(self, config: uvicorn.Config, begun: float, *, has_client: bool) -> None:
        super().__init__(config)
        self._begun = begun
        self._has_client = has_client

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and not self.should_exit:
            url = f"http://{_shown(self.config.host)}:{self.config.port}"
            seconds = perf_counter() - self._begun
            client = f"  Open it:  {url}{HOME}\n" if self._has_client else ""
            print(  # noqa: T201 - for the person at the terminal
                f"\nReady in {seconds:.1f} s: {url}\n"
                f"{client}  Try it:   {url}/docs\n  Stop it:  Ctrl-C\n",
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
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        log_level="debug" if settings.debug else "info",
        # A line for each request costs as much as reading a row.
        access_log=settings.debug,
    )
    has_client = (settings.client_folder / INDEX).is_file()
    server = _Server(config, begun, has_client=has_client)
    # Taken before anything starts: a port in use should not cost a start of PostgreSQL.
    with _listener(settings.host, settings.port) as listener, suppress(KeyboardInterrupt):
        # uvicorn raises the signal again once it has shut down.
        server.run([listener])
    if not server.started:
        raise SystemExit(3)


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise SystemExit(f"Can't listen on {_shown(host)}:{port}: {_advice(error, port)}") from None


def _advice(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else port - 1
        return f"the port is in use. Stop what uses it, or choose another: PORT={other} make run"
    if error.errno == errno.EACCES:
        return "only root may use ports below 1024. Choose another: PORT=8000 make run"
    # A name that can't be resolved has a code of another kind.
    code = error.errno or 0
    reason = os.strerror(code) if code > 0 else "no such address"
    return f"{reason}. HOST must be an address of this machine, such as 127.0.0.1"


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
