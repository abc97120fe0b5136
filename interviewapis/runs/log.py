"""The events of one run, kept in order for readers that come and go."""

import asyncio
from collections.abc import AsyncIterator, Sequence

MOST_EVENTS = 50_000
"""Of one run. Each costs some kilobytes on its way, however short it is."""

MOST_BYTES = 16_000_000
"""Of one run. An answer that takes a minute to speak has some 60,000."""

AT_ONCE = 65_536
"""Bytes. A reader that is behind is handed about so much before it must have taken it."""


class EventLog:
    """Encoded events in memory. One writer appends; any number of readers follow.

    Its writer bounds it: a run ends when its log is ``full``.
    """

    def __init__(self) -> None:
        self._frames: list[bytes] = []
        self._bytes = 0
        self._changed: asyncio.Event | None = None
        self.closed = False

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def full(self) -> bool:
        """Whether there is no room for more content."""
        return len(self._frames) >= MOST_EVENTS or self._bytes >= MOST_BYTES

    def append(self, frame: bytes) -> None:
        """Add an event. Readers that wait are woken."""
        self._frames.append(frame)
        self._bytes += len(frame)
        self._wake()

    def close(self) -> None:
        """End the log: readers stop once they have read everything."""
        self.closed = True
        self._wake()

    async def follow(self, after: int = 0) -> AsyncIterator[tuple[int, Sequence[bytes]]]:
        """Yield the events that come after number ``after``: the first one's number, and those
        that are there already.

        Readers have no queue of their own, only this position: one that is slow holds up
        nobody, and costs nothing.
        """
        position = after
        while True:
            if position < len(self._frames):
                waiting = self._next(position)
                yield position + 1, waiting
                position += len(waiting)
            elif self.closed:
                return
            else:
                self._changed = self._changed or asyncio.Event()
                await self._changed.wait()

    def _next(self, position: int) -> Sequence[bytes]:
        end, size = position + 1, len(self._frames[position])
        while end < len(self._frames) and size < AT_ONCE:
            size += len(self._frames[end])
            end += 1
        return self._frames[position:end]

    def _wake(self) -> None:
        if self._changed is not None:
            self._changed.set()
            self._changed = None
