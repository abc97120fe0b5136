"""The events of one run, kept in order for readers that come and go."""

import asyncio
from collections.abc import AsyncIterator


class EventLog:
    """Encoded events in memory. One writer appends; any number of readers follow.

    It is bounded by its writer: a run ends before its answer passes ``LONGEST_ANSWER`` or
    ``MOST_PIECES``.
    """

    def __init__(self) -> None:
        self._frames: list[bytes] = []
        self._closed = False
        self._changed = asyncio.Event()

    def __len__(self) -> int:
        return len(self._frames)

    def append(self, frame: bytes) -> None:
        """Add an event. Readers that wait are woken."""
        self._frames.append(frame)
        self._wake()

    def close(self) -> None:
        """End the log: readers stop once they have read everything."""
        self._closed = True
        self._wake()

    async def follow(self, after: int = 0) -> AsyncIterator[bytes]:
        """Yield the events that come after number ``after``, those that wait joined into one."""
        position = after
        while True:
            if position < len(self._frames):
                waiting = self._frames[position:]
                position += len(waiting)
                yield waiting[0] if len(waiting) == 1 else b"".join(waiting)
            elif self._closed:
                return
            else:
                await self._changed.wait()

    def _wake(self) -> None:
        # A new event for the next round: waiters hold the old one.
        self._changed.set()
        self._changed = asyncio.Event()
