"""Reading along with a run, wherever it is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Literal, Protocol
from uuid import UUID

from database.errors import DatabaseUnavailable
from interviewapis.runs.readers import Readers
from interviewapis.runs.record import AFTER_A_CRASH, RunRecord

Place = Literal["within", "over", "unknown"]
"""``within`` the run; ``over``: the last event was seen; ``unknown``: the run never had it."""

LOOK_SECONDS = 1.0
"""How often a run of another server process is looked up; it is written down as often."""


class Followable(Protocol):
    """A run that can be read along with."""

    @property
    def run_id(self) -> UUID: ...

    @property
    def readers(self) -> Readers: ...

    def place(self, after: int) -> Place:
        """Where a reader stands who has seen the events up to number ``after``."""
        ...

    def follow(self, after: int) -> AsyncIterator[tuple[int, Sequence[bytes]]]:
        """The events after number ``after``, as they come: number of the first, and frames."""
        ...

    async def ended(self) -> RunRecord:
        """Wait for the end."""
        ...


class StoredRun:
    """A run that is over, or that another server process is answering.

    Args:
        look: Reads the run again; None when it was deleted.
        closing: Set when this process ends: its readers go on at another.
        tell_reading: Lets the process that answers the run know that somebody reads it here.
    """

    def __init__(
        self,
        record: RunRecord,
        look: Callable[[], Awaitable[RunRecord | None]],
        closing: asyncio.Event,
        tell_reading: Callable[[], Awaitable[None]],
    ) -> None:
        self.record = record
        self._look = look
        self._closing = closing
        self._tell_reading = tell_reading
        self.run_id = record.run_id
        # Whether the run is worth going on is decided where it is answered.
        self.readers = Readers(0, lambda: None)

    def place(self, after: int) -> Place:
        """Where a reader stands who has seen the events up to number ``after``."""
        if after < 0:
            return "unknown"
        if not self.record.over:
            # A reader may have been told more than was written down yet.
            return "within" if after < AFTER_A_CRASH else "unknown"
        if after == self.record.last_number:
            return "over"
        return "within" if after < self.record.events else "unknown"

    async def follow(self, after: int) -> AsyncIterator[tuple[int, Sequence[bytes]]]:
        """The events after number ``after``, as they come: number of the first, and frames."""
        while True:
            for number, frames in self.record.frames_after(after):
                yield number, frames
                after = number + len(frames) - 1
            if self.record.over or not await self._look_again():
                return

    async def ended(self) -> RunRecord:
        """Wait for the end, or for as much of it as this process lives to see."""
        while not self.record.over and await self._look_again():
            pass
        return self.record

    async def _look_again(self) -> bool:
        with suppress(DatabaseUnavailable):
            await self._tell_reading()
        try:
            await asyncio.wait_for(self._closing.wait(), LOOK_SECONDS)
        except TimeoutError:
            pass
        else:
            return False
        try:
            record = await self._look()
        except DatabaseUnavailable:
            return True  # a reader who is cut off and comes back to a 503 gives up
        self.record = record or self.record
        return record is not None
