"""Starts runs and sees each one to its end."""

import asyncio
import logging
from uuid import UUID

from agents.contracts import AnswerBrief, AnswerFailed
from agents.interviewer import Interviewer
from database.errors import DatabaseUnavailable
from interviewapis.errors import Unavailable
from interviewapis.runs.run import Run, cancelled, shutting_down
from interviewapis.runs.store import RunStore

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5


class Runner:
    """All runs of this process."""

    def __init__(self, interviewer: Interviewer, store: RunStore) -> None:
        self._interviewer = interviewer
        self._store = store
        self._active: set[Run] = set()
        self._closing = False

    @property
    def active(self) -> int:
        """How many runs are under way."""
        return len(self._active)

    def start(self, owner_id: UUID, brief: AnswerBrief, *, request_id: str) -> Run:
        """Start answering; the first event is in the log when this returns.

        Args:
            request_id: Of the request that asked; people report it when a run fails.

        Raises:
            Unavailable: the server is shutting down.
        """
        if self._closing:
            raise Unavailable(
                "The server is restarting. Try again in a moment.", retry_after=RETRY_SECONDS
            )
        run = Run(owner_id, brief, request_id)
        run.tell("start", {"message": "Reading your question.", "question": brief.question})
        run.task = asyncio.create_task(self._see_through(run), name=f"run {run.run_id}")
        run.task.add_done_callback(lambda _: self._ensure_settled(run))
        self._active.add(run)
        return run

    async def _see_through(self, run: Run) -> None:
        try:
            await self._interviewer.answer(run.brief, run.record)
        except AnswerFailed as failure:
            if failure.code == "internal":
                logger.error(
                    "request %s: run %s failed",
                    run.request_id,
                    run.run_id,
                    exc_info=failure.__cause__,
                )
            run.failure = failure
        except asyncio.CancelledError:
            # Cancelled exactly once, by stop(): from here on the task may await again.
            run.failure = run.failure or cancelled()
        run.answering = False
        try:
            # Stored before the last event: a reader who leaves now keeps the answer.
            await self._store.store(run)
            run.stored = True
        except DatabaseUnavailable as error:
            logger.warning("run %s was not stored: %s", run.run_id, error)
        except Exception:
            logger.exception("run %s was not stored", run.run_id)
        finally:
            run.settle()
            self._active.discard(run)

    def _ensure_settled(self, run: Run) -> None:
        # A task that is cancelled before its first step runs no code at all.
        if not run.finished.is_set():
            run.failure = run.failure or cancelled()
            run.settle()
            self._active.discard(run)

    def refuse_new(self) -> None:
        """Take no new runs; those under way go on."""
        self._closing = True

    def shut_down(self) -> None:
        """Take no new runs and end those under way with ``shutting_down``."""
        self.refuse_new()
        for run in tuple(self._active):
            run.stop(shutting_down())

    async def drained(self) -> None:
        """Wait until every run has been stored and has told its last event."""
        await asyncio.gather(*(run.finished.wait() for run in tuple(self._active)))
