"""Works on behalf of clients that want the whole answer at once, for as long as they wait."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from starlette.requests import Request

from interviewapis.errors import Unavailable
from interviewapis.runs.following import Followable
from interviewapis.runs.record import RunRecord

Result = TypeVar("Result")


async def unless_left(request: Request, work: Coroutine[Any, Any, Result]) -> Result:
    """Do some work, and stop it when the client leaves.

    Raises:
        Unavailable: the client left; nobody reads it.
    """
    working = asyncio.create_task(work)
    leaving = asyncio.create_task(_left(request))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise Unavailable("The client left before the answer was there.")
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def finished(run: Followable, request: Request) -> RunRecord:
    """Wait until the run has ended; it is cancelled when the last who waits for it leaves."""
    run.readers.join()
    try:
        with suppress(Unavailable):
            return await unless_left(request, run.ended())
    finally:
        run.readers.leave(for_good=True)
    return await run.ended()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
