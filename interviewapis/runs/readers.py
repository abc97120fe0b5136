"""Who reads a run, and what becomes of it when nobody does."""

import asyncio
from collections.abc import Callable

ELSEWHERE_SECONDS = 5.0
"""A reader at another server that has not been heard of for so long is gone."""


class Readers:
    """Counts the readers of a run that is worth its cost only while somebody reads.

    Args:
        grace: Seconds that a reader who lost the connection has to come back.
        abandon: Called when nobody came back.
    """

    def __init__(self, grace: float, abandon: Callable[[], None]) -> None:
        self._grace = grace
        self._abandon = abandon
        self._count = 0
        self._timer: asyncio.TimerHandle | None = None
        self._may_come_back_until = 0.0
        self._needed = True

    def join(self) -> None:
        """Somebody begins to read."""
        self._count += 1
        self._stop_waiting()

    def leave(self, *, for_good: bool = False) -> None:
        """Somebody reads no more; ``for_good``, who had no means to come back."""
        self._count -= 1
        loop = asyncio.get_running_loop()
        if not for_good:
            self._may_come_back_until = loop.time() + self._grace
        if self._count or not self._needed:
            return
        if for_good and loop.time() >= self._may_come_back_until:
            self._abandon()
        else:
            self._timer = loop.call_at(self._may_come_back_until, self._abandon)

    def seen_elsewhere(self) -> None:
        """Somebody reads at another server, which says so every second."""
        loop = asyncio.get_running_loop()
        self._may_come_back_until = max(
            self._may_come_back_until, loop.time() + max(self._grace, ELSEWHERE_SECONDS)
        )
        if self._timer is not None:
            self._stop_waiting()
            self._timer = loop.call_at(self._may_come_back_until, self._abandon)

    def dispense(self) -> None:
        """From now on the run goes on whoever reads."""
        self._needed = False
        self._stop_waiting()

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
