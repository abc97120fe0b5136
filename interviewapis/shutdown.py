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

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def on_stop_signal(begin_shutdown: Callable[[], None]) -> Iterator[None]:
    """Call ``begin_shutdown`` in the event loop when a stop signal comes, then what was there."""
    if threading.current_thread() is not threading.main_thread():
        # Signals are the main thread's business; whoever runs a server elsewhere stops it.
        yield
        return
    loop = asyncio.get_running_loop()
    before: dict[signal.Signals, Any] = {each: signal.getsignal(each) for each in _SIGNALS}

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(begin_shutdown)
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
