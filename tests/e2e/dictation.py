"""An answer that the model makes as far as a test lets it."""

import asyncio
from collections.abc import Sequence

from tests.doubles.model_server import Exchange


class Dictation:
    """Answers a streamed request; ``ModelServer.on_stream`` takes it.

    Args:
        pieces: Of the answer; one chunk each.
    """

    def __init__(self, pieces: Sequence[str]) -> None:
        self.pieces = pieces
        self._allowed = 0
        self._ending = False
        self._changed = asyncio.Condition()

    @property
    def text(self) -> str:
        """The whole answer."""
        return "".join(self.pieces)

    async def up_to(self, count: int) -> None:
        """Let the model say the pieces before number `count`."""
        async with self._changed:
            self._allowed = count
            self._changed.notify_all()

    async def to_the_end(self) -> None:
        """Let the model say all that is left, and end its answer."""
        self._ending = True
        await self.up_to(len(self.pieces))

    async def __call__(self, exchange: Exchange) -> None:
        """Begin at once, and go on as allowed."""
        await exchange.open_stream()
        await exchange.delta(role="assistant", content="")
        for number, piece in enumerate(self.pieces):
            await self._until_allowed(number)
            await exchange.delta(content=piece)
        await self._until_allowed(len(self.pieces))
        await exchange.end_stream()

    async def _until_allowed(self, number: int) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._ending or number < self._allowed)
