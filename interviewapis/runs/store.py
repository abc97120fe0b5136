"""Keeps runs in the database, from their beginning on."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal
from uuid import UUID

import orjson

from agents.contracts import AnswerBrief, Turn
from database.engine import Database
from database.presence import NOTIFY
from database.statements.conversations import HAS_CONVERSATION
from database.statements.runs import (
    BEGIN_RUN,
    CHECKPOINT_RUN,
    DELETE_RUN,
    FIND_ASKED,
    FIND_BEGUN,
    FIND_RUN,
    MISSING_SERVERS,
    READ_RUN,
    RELEASE_KEY,
    SAVE_RUN,
    SETTLE_ORPHANS,
    TURNS,
)
from interviewapis.runs.record import INTERRUPTED, RunRecord
from interviewapis.runs.run import KeyHolder, Run

Word = Literal["stop", "detach", "reading"]
"""What a server process tells the one that answers a run: to stop it, to let it go on whoever
reads, or that somebody reads it elsewhere."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked.

    Args:
        has_later: Whether its conversation went on after it.
    """

    status: str
    brief: AnswerBrief
    conversation_id: UUID | None
    question_id: int | None
    has_later: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What was said in a conversation.

    Args:
        turns: Oldest first.
        agent: The specialist who gave the last answer; None while there is none.
    """

    turns: tuple[Turn, ...]
    agent: str | None


class RunStore:
    """Reads and writes runs.

    Every method raises ``DatabaseUnavailable`` when it could not, or when nobody can tell.

    Args:
        server_id: Number under which this process shows its presence.
    """

    def __init__(self, database: Database, server_id: int) -> None:
        self._database = database
        self._server_id = server_id

    async def begin(self, run: Run) -> None:
        """Write down a run that has been asked for, and note on it whether that succeeded.

        It does not when the idempotency key is taken, when the owner has no such conversation,
        or when another run is under way in it.
        """
        request, brief = run.request, run.request.brief
        values = {
            "run_id": run.run_id,
            "owner_id": request.owner_id,
            "conversation_id": request.conversation_id,
            "replaces_run_id": request.replaces,
            "status": "running",
            "server_id": self._server_id,
            "idempotency_key": request.key,
            "request_digest": request.digest,
            "question": brief.question,
            "context": brief.context,
            # Those of a conversation are its runs.
            "history": [] if request.conversation_id else _plain(brief.history),
            "requested_agent": brief.agent,
            "hint": brief.hint,
            "question_id": request.question_id,
            "keeps_answer": request.keeps_answer,
            "provider": run.provider,
            "model": run.model,
            "created_at": run.created_at,
            "title": request.title,
        }
        run.begun = bool(await self._database.rows(BEGIN_RUN, values))
        if run.begun:
            return
        if found := await self._database.rows(FIND_BEGUN, values):
            holder = KeyHolder(found[0]["run_id"], found[0]["request_digest"])
            # A statement whose connection is lost is repeated; it may have been carried out.
            run.begun = holder.run_id == run.run_id
            run.standing_in_the_way = None if run.begun else holder

    async def save(self, run: Run) -> bool:
        """Write what a run has come to; False when it was deleted."""
        if not run.begun:
            await self.begin(run)
        return bool(await self._database.rows(SAVE_RUN, self._saved(run)))

    async def checkpoint(self, runs: Iterable[Run]) -> None:
        """Write how far runs have come that go on, all in one transaction."""
        async with self._database.transaction() as transaction:
            # Some may have ended while a connection was waited for; their end is written by `save`.
            growing = [self._saved(run) for run in runs if run.finished_at is None]
            await transaction.many(CHECKPOINT_RUN, growing)

    def _saved(self, run: Run) -> dict[str, Any]:
        return run.saved | {"server_id": None if run.finished_at else self._server_id}

    async def missing_servers(self) -> frozenset[int]:
        """The numbers of server processes that are gone but left runs behind."""
        rows = await self._database.rows(MISSING_SERVERS)
        return frozenset(row["server_id"] for row in rows)

    async def settle_orphans(self, servers: Collection[int]) -> int:
        """End the runs of these server processes as ``interrupted``; how many they were."""
        values = {"servers": list(servers), "error": INTERRUPTED}
        return len(await self._database.rows(SETTLE_ORPHANS, values))

    async def read(self, owner_id: UUID, run_id: UUID) -> bytes | None:
        """A run as the API shows it; None when the owner has none of that id."""
        rows = await self._database.rows(READ_RUN, {"owner_id": owner_id, "run_id": run_id})
        return str(rows[0]["body"]).encode() if rows else None

    async def find(self, owner_id: UUID, run_id: UUID) -> RunRecord | None:
        """A run with all that its events are made of; None when the owner has none of that id."""
        rows = await self._database.rows(FIND_RUN, {"owner_id": owner_id, "run_id": run_id})
        return RunRecord.from_row(**rows[0]) if rows else None

    async def asked(self, owner_id: UUID, run_id: UUID) -> Asked | None:
        """What a run was asked; None when the owner has none of that id."""
        rows = await self._database.rows(FIND_ASKED, {"owner_id": owner_id, "run_id": run_id})
        if not rows:
            return None
        row = rows[0]
        brief = AnswerBrief(
            question=row["question"],
            context=row["context"],
            history=tuple(Turn(**turn) for turn in orjson.loads(row["history"])),
            agent=row["requested_agent"],
            hint=row["hint"],
        )
        return Asked(
            row["status"], brief, row["conversation_id"], row["question_id"], row["has_later"]
        )

    async def said(self, owner_id: UUID, conversation_id: UUID, *, without: UUID | None) -> Said:
        """What was said in a conversation, without one run and those that others replaced."""
        rows = await self._database.rows(
            TURNS,
            {"owner_id": owner_id, "conversation_id": conversation_id, "except_run_id": without},
        )
        turns = (
            turn
            for row in reversed(rows)
            for turn in (Turn("user", row["question"]), Turn("assistant", row["answer"]))
        )
        return Said(tuple(turns), rows[0]["selected_agent"] if rows else None)

    async def has_conversation(self, owner_id: UUID, conversation_id: UUID) -> bool:
        """Whether the owner has a conversation of that id."""
        values = {"owner_id": owner_id, "conversation_id": conversation_id}
        return bool(await self._database.rows(HAS_CONVERSATION, values))

    async def release_key(self, owner_id: UUID, run_id: UUID) -> None:
        """Let another run have the idempotency key of this one."""
        await self._database.rows(RELEASE_KEY, {"owner_id": owner_id, "run_id": run_id})

    async def delete(self, owner_id: UUID, run_id: UUID) -> bool:
        """Delete a run; False when the owner has none of that id."""
        values = {"owner_id": owner_id, "run_id": run_id}
        return bool(await self._database.rows(DELETE_RUN, values))

    async def tell_servers(self, word: Word, run_id: UUID) -> None:
        """Tell the server process that answers a run, whichever it is."""
        await self._database.rows(NOTIFY, {"word": f"{word} {run_id}"})


def _plain(turns: Iterable[Turn]) -> list[dict[str, str]]:
    return [asdict(turn) for turn in turns]
