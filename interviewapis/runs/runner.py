"""Starts runs and sees each one to its end."""

import asyncio
import logging
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from agents.contracts import AnswerFailed
from agents.interviewer import Interviewer
from database.errors import DatabaseUnavailable
from interviewapis.errors import Conflict, KeyReused, NotFound, Unavailable
from interviewapis.runs.following import Followable, StoredRun
from interviewapis.runs.record import RunRecord
from interviewapis.runs.request import RunRequest
from interviewapis.runs.run import Run, cancelled, shutting_down
from interviewapis.runs.store import RunStore

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5

MOST_ACTIVE = 1000
"""Runs that one process answers at once; fewer than it may open connections to a model."""

MOST_UNSTORED = 200
"""Finished runs that are kept in memory while the database can't take them."""

_TRIES = 3
"""Of a question whose key belongs to a run that failed; others may be trying as well."""


def _not_begun() -> AnswerFailed:
    return AnswerFailed("internal", "The database did not answer. Ask again.", retryable=True)


def unknown_run() -> NotFound:
    """The problem of a run that is not there, or not the owner's."""
    return NotFound("No answer of yours has this id. See GET /api/agents/runs.")


class Runner:
    """All runs of this process, and the way to those that are not here.

    Args:
        grace: Seconds that a run which nobody reads waits for a reader to come back.
    """

    def __init__(self, interviewer: Interviewer, store: RunStore, *, grace: float) -> None:
        self._interviewer = interviewer
        self._store = store
        self._grace = grace
        self._runs: dict[UUID, Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._refusing = False
        self._closing = asyncio.Event()
        self._storing = asyncio.Lock()

    @property
    def active(self) -> int:
        """How many runs are under way."""
        return len(self._tasks)

    @property
    def here(self) -> Collection[Run]:
        """The runs under way, and those that ended but could not be stored yet."""
        return tuple(self._runs.values())

    async def ask(self, request: RunRequest) -> Followable:
        """Start answering; the first event is there when this returns.

        Returns:
            The new run, or the one that was started before with the same idempotency key. One
            that failed for a reason that may have passed gives its key to a new run.

        Raises:
            Unavailable: the server is shutting down, or has too much to do.
            NotFound: the owner has no such conversation.
            Conflict: another question of the conversation is still being answered.
            KeyReused: the key was used for another question.
            DatabaseUnavailable: the run has to be written down before it starts, and can't.
        """
        self._refuse_if_busy()
        if not request.written_first:
            return self._started(self._new(request))
        asked = await self.with_turns(request)
        for _ in range(_TRIES):
            run = await self._begun(asked)
            if run.begun:
                return self._started(run)
            if run.standing_in_the_way is None and request.conversation_id is None:
                continue  # the key was given back in the meantime
            earlier = await self._earlier(asked, run)
            if isinstance(earlier, Run) and not earlier.over:
                if not request.attached:
                    earlier.readers.dispense()
                return earlier
            record = earlier.record() if isinstance(earlier, Run) else earlier.record
            if not record.may_be_asked_again:
                if not record.over and not request.attached:
                    await self._store.tell_servers("detach", earlier.run_id)
                return earlier
            # Its end must be known before its conversation is free for another.
            await self.write_down(request.owner_id, earlier.run_id)
            await self._store.release_key(request.owner_id, earlier.run_id)
            asked = await self.with_turns(replace(request, replaces=earlier.run_id))
        raise Conflict("The same question is being asked again elsewhere. Try again in a moment.")

    def _refuse_if_busy(self) -> None:
        if self._refusing:
            raise Unavailable(
                "The server is restarting. Try again in a moment.", retry_after=RETRY_SECONDS
            )
        if self.active >= MOST_ACTIVE:
            raise Unavailable(
                f"{MOST_ACTIVE} answers are being written. Try again in a moment.",
                retry_after=RETRY_SECONDS,
            )

    async def with_turns(self, request: RunRequest) -> RunRequest:
        """The request with what was said before in its conversation.

        Raises:
            NotFound: the owner has no such conversation.
            DatabaseUnavailable: nobody can tell.
        """
        owner_id, conversation_id = request.owner_id, request.conversation_id
        if conversation_id is None:
            return request
        said = await self._store.said(owner_id, conversation_id, without=request.replaces)
        if not said.turns and not await self._store.has_conversation(owner_id, conversation_id):
            raise NotFound(
                "No conversation of yours has this conversation_id. See "
                "GET /api/agents/conversations."
            )
        history = (*request.brief.history, *said.turns)
        brief = replace(request.brief, history=history, talking_to=said.agent)
        return replace(request, brief=brief)

    def _new(self, request: RunRequest) -> Run:
        provider = self._interviewer.provider
        run = Run(request, self._grace, provider.name, provider.model)
        self._runs[run.run_id] = run
        return run

    async def _begun(self, request: RunRequest) -> Run:
        run = self._new(request)
        try:
            await self._store.begin(run)
        except DatabaseUnavailable:
            # It may be there all the same; then its end gets written as soon as that is possible.
            run.begun = True
            run.end(_not_begun())
            run.settle()
            self._forget_the_oldest_unstored()
            raise
        except BaseException:
            self.forget(run.run_id)
            raise
        if not run.begun:
            self.forget(run.run_id)
        return run

    async def _earlier(self, request: RunRequest, run: Run) -> Run | StoredRun:
        if run.standing_in_the_way is not None:
            if run.standing_in_the_way.digest != request.digest:
                raise KeyReused(
                    "This Idempotency-Key was used for another question. Take a new one."
                )
            return await self.find(request.owner_id, run.standing_in_the_way.run_id)
        await self.with_turns(request)  # it may have been deleted in the meantime
        raise Conflict(
            "An answer is still being written in this conversation. Wait for its end, or stop it "
            "with POST /api/agents/runs/{run_id}/cancel."
        )

    def _started(self, run: Run) -> Run:
        run.answering = asyncio.create_task(
            self._interviewer.answer(run.request.brief, run.take_note), name=f"answer {run.run_id}"
        )
        if self._closing.is_set():
            run.stop(shutting_down())
        if run.failure is not None:  # stopped in the meantime
            run.answering.cancel()
        task = asyncio.create_task(self._see_through(run, run.answering), name=f"run {run.run_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return run

    async def _see_through(self, run: Run, answering: "asyncio.Task[None]") -> None:
        if not run.begun:
            run.beginning = asyncio.create_task(self._begin_alongside(run))
        await asyncio.wait({answering})
        run.end(self._failure(run, answering))
        if run.beginning is not None:
            await run.beginning
        # Stored before the last event: a reader who leaves now keeps the answer.
        try:
            await self._save(run)
        except DatabaseUnavailable as error:
            logger.warning("run %s was not stored: %s", run.run_id, error)
        run.settle()
        self._forget_the_oldest_unstored()

    async def _save(self, run: Run) -> None:
        try:
            run.stored = await self._store.save(run)
        except DatabaseUnavailable:
            raise
        except Exception:
            logger.exception("run %s can't be stored", run.run_id)
            run.storable = False
        else:
            self.forget(run.run_id)

    async def _begin_alongside(self, run: Run) -> None:
        try:
            await self._store.begin(run)
        except DatabaseUnavailable as error:
            logger.warning("run %s was not written down: %s", run.run_id, error)
        except Exception:
            logger.exception("run %s was not written down", run.run_id)

    async def begin_again(self, run: Run) -> None:
        """Write a run down whose beginning the database missed; its end waits for that."""
        run.beginning = asyncio.create_task(self._begin_alongside(run))
        await asyncio.wait({run.beginning})

    def _failure(self, run: Run, answering: "asyncio.Task[None]") -> AnswerFailed | None:
        if answering.cancelled():
            return cancelled()
        failure = answering.exception()
        assert failure is None or isinstance(failure, AnswerFailed), (
            "the interviewer raises no other"
        )
        if failure is not None and failure.code == "internal":
            logger.error(
                "request %s: run %s failed",
                run.request.request_id,
                run.run_id,
                exc_info=failure.__cause__,
            )
        return failure

    def _forget_the_oldest_unstored(self) -> None:
        unstored = [run for run in self._runs.values() if run.over]
        # Those that were refused go first: there is nothing in them but their end.
        unstored.sort(key=lambda run: run.answering is not None)
        for run in unstored[:-MOST_UNSTORED]:
            self.forget(run.run_id)

    async def store_the_rest(self) -> None:
        """Store what could not be stored when it ended.

        Raises:
            DatabaseUnavailable: it still can't.
        """
        for run in self.here:
            if run.over and run.storable:
                await self._save_late(run)

    async def find(self, owner_id: UUID, run_id: UUID) -> Run | StoredRun:
        """The owner's run of that id.

        Raises:
            NotFound: there is none.
            DatabaseUnavailable: nobody can tell.
        """
        if (run := self._runs.get(run_id)) and run.request.owner_id == owner_id:
            return run

        async def look() -> RunRecord | None:
            return await self._store.find(owner_id, run_id)

        async def tell_reading() -> None:
            await self._store.tell_servers("reading", run_id)

        if (record := await look()) is None:
            raise unknown_run()
        return StoredRun(record, look, self._closing, tell_reading)

    async def write_down(self, owner_id: UUID, run_id: UUID) -> None:
        """If the owner's run of that id is here, have the database know how far it has come.

        Raises:
            DatabaseUnavailable: it can't be written.
        """
        run = self._runs.get(run_id)
        if run is None or run.request.owner_id != owner_id:
            return
        if run.over:
            await self._save_late(run)
            return
        if run.beginning is not None:
            await asyncio.wait({run.beginning})
        if run.missed_beginning:
            await self.begin_again(run)
        if run.has_news:
            await self.checkpoint([run])

    async def _save_late(self, run: Run) -> None:
        async with self._storing:
            if run.run_id in self._runs:
                await self._save(run)

    async def delete(self, owner_id: UUID, run_id: UUID) -> None:
        """Delete a run that has ended.

        Raises:
            DatabaseUnavailable: nobody can tell.
        """
        # What could not be stored yet must not be stored after it was deleted.
        async with self._storing:
            await self._store.delete(owner_id, run_id)
            self.forget(run_id)

    async def checkpoint(self, runs: Collection[Run]) -> None:
        """Write down how far runs have come.

        Raises:
            DatabaseUnavailable: it can't be written.
        """
        events = {run: len(run.log) for run in runs}
        await self._store.checkpoint(runs)
        for run, number in events.items():
            run.saved_events = number

    def forget(self, run_id: UUID) -> None:
        """Keep nothing of a run that has ended."""
        self._runs.pop(run_id, None)

    def hear(self, word: str) -> None:
        """Another server process tells something about a run: a ``Word`` and the run's id."""
        what, _, run_id = word.partition(" ")
        with suppress(ValueError):  # anybody at the database may send anything
            if run := self._runs.get(UUID(run_id)):
                match what:
                    case "stop":
                        run.stop(cancelled())
                    case "detach":
                        run.readers.dispense()
                    case "reading":
                        run.readers.seen_elsewhere()

    def refuse_new(self) -> None:
        """Take no new runs; those under way go on."""
        self._refusing = True

    def shut_down(self) -> None:
        """Take no new runs and end those under way with ``shutting_down``."""
        self.refuse_new()
        self._closing.set()
        for run in self.here:
            run.stop(shutting_down())

    async def drained(self) -> None:
        """Wait until every run has told its last event, and store what can be stored."""
        await asyncio.gather(*self._tasks)
        with suppress(DatabaseUnavailable):
            await self.store_the_rest()
