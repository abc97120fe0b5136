"""Sends a run's events to one reader as Server-Sent Events."""

import logging

from sse_starlette import EventSourceResponse
from sse_starlette.sse import AppStatus, SendTimeoutError
from starlette.types import Receive, Scope, Send

from interviewapis.runs.run import Run, cancelled

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15
SEND_SECONDS = 30
"""A reader that takes nothing for so long is gone."""

# Streams end by the run's own terminal event, also at shutdown; see shutdown.py.
AppStatus.disable_automatic_graceful_drain()  # type: ignore[no-untyped-call]


class RunStream(EventSourceResponse):
    """Follows a run from its first event; when the reader leaves, the run is cancelled."""

    def __init__(self, run: Run) -> None:
        super().__init__(
            run.log.follow(),
            sep="\n",
            ping=HEARTBEAT_SECONDS,
            send_timeout=SEND_SECONDS,
            headers={"Cache-Control": "no-cache, no-store"},
        )
        self._run = run

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except SendTimeoutError:
            logger.info("run %s: its reader took nothing for %s s", self._run.run_id, SEND_SECONDS)
        finally:
            self._run.stop(cancelled())
