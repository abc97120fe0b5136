"""Slow work, whose result is sent when it is there, or whose progress is followed meanwhile.

Progress is told as Server-Sent Events, in the format of the runs.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, TypeAlias, TypeVar
from uuid import uuid4

import orjson
from sse_starlette import EventSourceResponse
from sse_starlette.sse import SendTimeoutError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from database.errors import DatabaseUnavailable
from interviewapis.error_handlers import DATABASE_RETRY_SECONDS
from interviewapis.errors import Problem, Unavailable
from interviewapis.openapi import Responses
from interviewapis.records import Made
from interviewapis.runs.events import frame
from interviewapis.runs.sse import HEARTBEAT_SECONDS, SEND_SECONDS

logger = logging.getLogger(__name__)

T = TypeVar("T")

Tell = Callable[[str], Awaitable[None]]
"""Tells how far the work is, in a sentence."""

Work = Callable[[Tell], Coroutine[Any, Any, Made]]
"""Tells something as soon as nothing that is known beforehand stands against it, not earlier: what
it raises until then is a plain response, even to those who follow."""

_Outcome = Made | Exception
_Sentences: TypeAlias = "asyncio.Queue[str | None]"

RESTART_SECONDS = 5
"""After how long a server that stops may be there again."""

FOLLOWED: Responses = {
    200: {
        "description": "With `Accept: text/event-stream`: events `start`, `processing` and "
        "`complete`, whose `data.result` is what 201 would have. What is refused at once is so "
        "with its own status; what fails later ends the events with `error`. The work goes on if "
        "you leave.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
"""What OpenAPI tells of work that can be followed, beside its plain answer."""


class Tasks:
    """Work that goes on though whoever asked for it leaves, until the server stops."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def begin(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Have something done in a task of its own."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    def cancel(self) -> None:
        """Break off what is under way; whoever waits for it is told."""
        for task in tuple(self._running):
            task.cancel()

    async def end(self) -> None:
        """Cancel what is under way, and wait until it has tidied up."""
        self.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


async def respond(
    request: Request, tasks: Tasks, work: Work, whole: Callable[[Made], Response]
) -> Response:
    """Do some work, and respond with its progress if the request asks for it, else with ``whole``.

    Raises:
        Unavailable: the server stops before it is done.
        Problem: what the work raises, unless it is followed already: then an event tells it.
    """
    if _wants_events(request):
        sentences: _Sentences = asyncio.Queue()
        task = tasks.begin(_followed(work, sentences))
        if (opening := await sentences.get()) is not None:
            return _Progress(_frames(opening, sentences, task))
    else:
        task = tasks.begin(_unfollowed(work))
    return whole(await _result(task))


async def _result(task: "asyncio.Task[_Outcome]") -> Made:
    """What came of the work.

    Raises:
        Unavailable: the server stops.
        Exception: what the work raised.
    """
    try:
        outcome = await asyncio.shield(task)
    except asyncio.CancelledError:
        if task.cancelled():
            raise _stopping() from None
        raise
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _wants_events(request: Request) -> bool:
    accepted = ",".join(request.headers.getlist("accept")).lower().split(",")
    return any(each.partition(";")[0].strip() == "text/event-stream" for each in accepted)


async def _unfollowed(work: Work) -> _Outcome:
    return await work(_tell_nobody)


async def _tell_nobody(_: str) -> None:
    pass


async def _followed(work: Work, sentences: _Sentences) -> _Outcome:
    """Do some work; ``sentences`` ends with None when it has ended."""
    has_begun = False

    async def tell(sentence: str) -> None:
        nonlocal has_begun
        has_begun = True
        sentences.put_nowait(sentence)

    try:
        return await work(tell)
    except Exception as error:
        # Once it is followed nobody else looks at it, maybe not even a reader.
        return _problem_of(error) if has_begun else error
    finally:
        sentences.put_nowait(None)


async def _frames(
    opening: str, sentences: _Sentences, task: "asyncio.Task[_Outcome]"
) -> AsyncIterator[bytes]:
    work_id = str(uuid4())
    yield frame(1, work_id, "start", {"message": opening})
    number = 2
    while (sentence := await sentences.get()) is not None:
        yield frame(number, work_id, "processing", {"message": sentence})
        number += 1
    try:
        made = await _result(task)
    except Problem as problem:
        yield frame(number, work_id, "error", _told(problem))
    else:
        result = {"message": "Done.", "success": True, "result": orjson.Fragment(made.body)}
        yield frame(number, work_id, "complete", result)


class _Progress(EventSourceResponse):
    """Sends events to one reader."""

    def __init__(self, frames: AsyncIterator[bytes]) -> None:
        super().__init__(
            frames,
            sep="\n",
            ping=HEARTBEAT_SECONDS,
            send_timeout=SEND_SECONDS,
            headers={"Cache-Control": "no-cache, no-store"},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except SendTimeoutError:
            logger.info("a reader of progress took nothing for %s s", SEND_SECONDS)


class _DatabaseAway(Unavailable):
    code = "database_unavailable"


def _stopping() -> Problem:
    return Unavailable(
        "The server is stopping. Send it again in a moment.",
        retry_after=RESTART_SECONDS,
        retryable=True,
    )


def _problem_of(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, DatabaseUnavailable):
        return _DatabaseAway(
            f"{error} Try again in a moment.", retry_after=DATABASE_RETRY_SECONDS, retryable=True
        )
    logger.error("work that was followed failed", exc_info=error)
    return Problem("Something went wrong on our side. Try again.", retryable=True)


def _told(problem: Problem) -> dict[str, Any]:
    """The data of an ``error`` event, as runs have it, with the status of a plain response."""
    return {
        "error": problem.code.replace("_", " "),
        "message": problem.detail,
        "code": problem.code,
        "status": problem.status,
        "retryable": bool(problem.retryable),
        "retry_after": problem.retry_after,
    }
