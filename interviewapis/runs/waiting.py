"""Works on behalf of clients that want the whole answer at once, for as long as they wait."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from starlette.requests import Request

from interviewapis.errors import Unavailable
from interviewapis.runs.run import Run, cancelled

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


async def finished(run: Run, request: Request) -> Run:
    """Wait until the run has ended; a client that leaves cancels it."""
    try:
        with suppress(Unavailable):
            await unless_left(request, run.finished.wait())
    finally:
        run.stop(cancelled())
    await run.finished.wait()
    return run


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
