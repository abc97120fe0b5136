"""Writes finished runs to the database."""

from dataclasses import asdict
from datetime import UTC, datetime

from database.engine import Database
from database.statements.runs import STORE_RUN
from interviewapis.runs.events import error_data, routing_data
from interviewapis.runs.run import Run


class RunStore:
    """Keeps what was asked and answered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def store(self, run: Run) -> None:
        """Write a run that has ended, with as much of its answer as there is.

        Raises:
            DatabaseUnavailable: it was not written, or nobody can tell.
        """
        answer = run.answer
        await self._database.rows(
            STORE_RUN,
            {
                "run_id": run.run_id,
                "owner_id": run.owner_id,
                "status": run.status,
                "question": run.brief.question,
                "context": run.brief.context,
                "routing": routing_data(run.routing) if run.routing else None,
                # PostgreSQL's text can't hold NUL; a model may send it all the same.
                "answer": run.text.replace("\0", "\N{REPLACEMENT CHARACTER}"),
                "follow_up_questions": list(run.follow_ups.questions) if run.follow_ups else [],
                "provider": answer.provider if answer else None,
                "model": answer.model if answer else None,
                "usage": asdict(answer.usage) if answer and answer.usage else None,
                "time_to_first_token_ms": run.time_to_first_token_ms,
                "duration_ms": run.duration_ms,
                "metadata": run.metadata,
                "error": error_data(run.failure) if run.failure else None,
                "finished_at": datetime.now(UTC),
            },
        )
