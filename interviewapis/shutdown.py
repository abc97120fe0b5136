"""Ends the runs when the server is told to stop.

uvicorn runs the lifespan's shutdown only after all connections have closed, and a stream closes
only when its run ends. So the runs have to hear of the signal itself. The handlers that uvicorn
installed stay in charge of everything else.
"""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import uvicorn

GRACE_SECONDS = 5
"""How long answers may go on after a stop signal. Docker kills after 10."""

CLOSING_SECONDS = GRACE_SECONDS + 3
"""How long connections may take to close after a stop signal."""

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def on_stop_signal(refuse_new: Callable[[], None], end_all: Callable[[], None]) -> Iterator[None]:
    """When a stop signal comes, refuse new runs, and end the others after the grace period.

    Both functions are called in the event loop. The handlers that were there are called too.
    """
    if threading.current_thread() is not threading.main_thread():
        # Signals are the main thread's business; whoever runs a server elsewhere stops it.
        yield
        return
    loop = asyncio.get_running_loop()
    before: dict[signal.Signals, Any] = {each: signal.getsignal(each) for each in _SIGNALS}
    _limit_closing(before[signal.SIGTERM])

    def begin() -> None:
        refuse_new()
        loop.call_later(GRACE_SECONDS, end_all)

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(begin)
        previous = before[signal.Signals(number)]
        if callable(previous):
            previous(number, frame)

    for each in _SIGNALS:
        signal.signal(each, handle)
    try:
        yield
    finally:
        for each, previous in before.items():
            if signal.getsignal(each) is handle and previous is not None:
                signal.signal(each, previous)


def _limit_closing(handler: Any) -> None:
    """Unless told how long to, uvicorn waits for ever for a client that does not read."""
    server = getattr(handler, "__self__", None)
    if isinstance(server, uvicorn.Server) and server.config.timeout_graceful_shutdown is None:
        server.config.timeout_graceful_shutdown = CLOSING_SECONDS
