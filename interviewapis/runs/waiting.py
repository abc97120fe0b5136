"""Waits for a run on behalf of a client that wants the whole answer at once."""

import asyncio

from starlette.requests import Request

from interviewapis.runs.run import Run, cancelled


async def finished(run: Run, request: Request) -> Run:
    """Wait until the run has ended; a client that leaves cancels it."""
    leaving = asyncio.create_task(_left(request))
    ending = asyncio.create_task(run.finished.wait())
    try:
        await asyncio.wait((leaving, ending), return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
        ending.cancel()
        run.stop(cancelled())
    await run.finished.wait()
    return run


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
