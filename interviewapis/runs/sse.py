"""Sends a run's events to one reader as Server-Sent Events."""

import logging
from collections.abc import AsyncIterator, Sequence

from sse_starlette import EventSourceResponse
from sse_starlette.sse import AppStatus, SendTimeoutError
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from interviewapis.runs.cursors import event_id
from interviewapis.runs.events import frame
from interviewapis.runs.following import Followable

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15
SEND_SECONDS = 30
"""A reader that takes nothing for so long is gone."""

RETRY = b"retry: 1000\n\n"
"""Milliseconds after which an ``EventSource`` that lost its connection comes back."""

_HEADERS = {"Cache-Control": "no-cache, no-store"}

# Streams end by the run's own terminal event, also at shutdown; see shutdown.py.
AppStatus.disable_automatic_graceful_drain()  # type: ignore[no-untyped-call]


class RunStream(EventSourceResponse):
    """Follows a run, as one of its readers.

    Args:
        pieces: What is sent.
    """

    def __init__(self, run: Followable, pieces: AsyncIterator[bytes]) -> None:
        super().__init__(
            pieces,
            sep="\n",
            ping=HEARTBEAT_SECONDS,
            send_timeout=SEND_SECONDS,
            headers=_HEADERS,
        )
        self._run = run

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._run.readers.join()
        try:
            await super().__call__(scope, receive, send)
        except SendTimeoutError:
            logger.info("run %s: a reader took nothing for %s s", self._run.run_id, SEND_SECONDS)
        finally:
            self._run.readers.leave()


def plain_stream(run: Followable) -> Response:
    """A run from its first event, in unnamed frames without ids: what clients of POST expect."""
    return RunStream(run, _joined(run))


def numbered_stream(run: Followable, after: int) -> Response:
    """A run for an ``EventSource``, which comes back with the last id that it has seen.

    Args:
        after: Number of that event; 0 for the first event to come.

    Returns:
        The stream, or 204 for a reader who has seen the last event: then it stops coming back.
    """
    if run.place(after) == "over":
        return Response(status_code=204, headers=_HEADERS)
    return RunStream(run, _numbered(run, after))


async def _joined(run: Followable) -> AsyncIterator[bytes]:
    async for _, frames in run.follow(0):
        yield frames[0] if len(frames) == 1 else b"".join(frames)


async def _numbered(run: Followable, after: int) -> AsyncIterator[bytes]:
    run_id = str(run.run_id)
    yield RETRY
    if run.place(after) == "unknown":
        message = "This place in the answer is unknown. Here it is from its beginning."
        yield _with_ids(run_id, 0, [frame(0, run_id, "reset", {"message": message})])
        after = 0
    async for first, frames in run.follow(after):
        yield _with_ids(run_id, first, frames)


def _with_ids(run_id: str, first: int, frames: Sequence[bytes]) -> bytes:
    return b"".join(
        b"id: %b\n%b" % (event_id(run_id, number).encode(), each)
        for number, each in enumerate(frames, start=first)
    )
