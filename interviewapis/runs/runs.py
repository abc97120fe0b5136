"""Runs that were started: looking one up, stopping, deleting, asking again."""

import asyncio
from dataclasses import replace
from uuid import UUID

from interviewapis.errors import Conflict, Unavailable
from interviewapis.runs.following import Followable, StoredRun
from interviewapis.runs.request import RunRequest
from interviewapis.runs.run import Run, cancelled
from interviewapis.runs.runner import Runner, unknown_run
from interviewapis.runs.store import RunStore

STOP_SECONDS = 10.0
"""How long another server process may take to stop a run."""

GONE_SECONDS = 30
"""After which the runs of a server process that is gone are settled."""


class Runs:
    """Every run there is, wherever it goes on or is kept."""

    def __init__(self, runner: Runner, store: RunStore) -> None:
        self._runner = runner
        self._store = store

    async def find(self, owner_id: UUID, run_id: UUID) -> Run | StoredRun:
        """The owner's run of that id, to read along with.

        Raises:
            NotFound: there is none.
            DatabaseUnavailable: nobody can tell.
        """
        return await self._runner.find(owner_id, run_id)

    async def read(self, owner_id: UUID, run_id: UUID) -> bytes:
        """The owner's run as the API shows it, as far as it has come.

        Raises:
            NotFound: there is none.
            DatabaseUnavailable: it can't be read.
        """
        await self._runner.write_down(owner_id, run_id)
        if (body := await self._store.read(owner_id, run_id)) is None:
            raise unknown_run()
        return body

    async def cancel(self, owner_id: UUID, run_id: UUID) -> None:
        """Stop a run, wherever it is being answered, and wait for its end; one that is over
        stays as it is.

        Raises:
            NotFound: there is none.
            Unavailable: the server process that answers it does not stop it.
            DatabaseUnavailable: nobody can tell.
        """
        run = await self.find(owner_id, run_id)
        if isinstance(run, Run):
            run.stop(cancelled())
        elif not run.record.over:
            await self._store.tell_servers("stop", run_id)
        try:
            await asyncio.wait_for(run.ended(), STOP_SECONDS)
        except TimeoutError:
            raise Unavailable(
                "The server that writes this answer does not react. If it is gone, the answer "
                "ends within half a minute; try again then.",
                retry_after=GONE_SECONDS,
            ) from None

    async def stop_anywhere(self, run_id: UUID) -> None:
        """Have a run stopped that its owner may no longer reach, wherever it is being answered."""
        await self._store.tell_servers("stop", run_id)

    async def delete(self, owner_id: UUID, run_id: UUID) -> None:
        """Stop a run and delete it.

        Raises:
            NotFound, Unavailable, DatabaseUnavailable: see ``cancel``.
        """
        await self.cancel(owner_id, run_id)
        await self._runner.delete(owner_id, run_id)

    async def again(
        self, owner_id: UUID, run_id: UUID, request_id: str, agent: str | None
    ) -> Followable:
        """Ask the question of a run again, in a run that replaces it and goes on by itself.

        Args:
            agent: The specialist to ask; None for the one that was named before, if any.

        Raises:
            NotFound: there is none.
            Conflict: the run goes on, or its conversation went on after it.
            Unavailable, DatabaseUnavailable: see ``ask``.
        """
        asked = await self._store.asked(owner_id, run_id)
        if asked is None:
            raise unknown_run()
        if asked.status == "running":
            raise Conflict(
                "This answer is still being written. Wait for its end, or stop it first."
            )
        if asked.has_later:
            raise Conflict(
                "The conversation went on after this answer. Ask its latest question again, or "
                "begin another conversation."
            )
        return await self._runner.ask(
            RunRequest(
                owner_id,
                replace(asked.brief, agent=agent or asked.brief.agent),
                request_id,
                conversation_id=asked.conversation_id,
                replaces=run_id,
                attached=False,
                question_id=asked.question_id,
            )
        )
