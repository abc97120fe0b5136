"""Rows of runs and conversations, as statements take them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from database.engine import Database
from database.models import LOCAL_USER_ID
from database.statements.conversations import (
    ADD_CONVERSATION,
)
from database.statements.runs import (
    BEGIN_RUN,
    SAVE_RUN,
)

AWKWARD = "line\nends\r\n\t\N{LINE SEPARATOR}'quotes\"; DROP TABLE users; -- \\ %s {} $1 \U0001f600"
NOW = datetime.now(UTC)
_SAVED = ("status", "answer", "piece_lengths", "error", "finished_at")
ERROR = {"code": "cancelled", "message": AWKWARD, "retryable": True, "retry_after": None}


def asked(**changed: Any) -> dict[str, Any]:
    """A run as BEGIN_RUN takes it."""
    return {
        "run_id": uuid4(),
        "owner_id": LOCAL_USER_ID,
        "conversation_id": None,
        "replaces_run_id": None,
        "status": "running",
        "server_id": 7,
        "idempotency_key": None,
        "request_digest": None,
        "question": AWKWARD,
        "context": AWKWARD,
        "history": [{"role": "user", "content": AWKWARD}],
        "requested_agent": "coding",
        "hint": "architect",
        "question_id": None,
        "keeps_answer": False,
        "provider": "openai",
        "model": AWKWARD,
        "created_at": NOW,
        "title": "A title",
    } | changed


def saved(run_id: UUID, **changed: Any) -> dict[str, Any]:
    """What a run came to, as SAVE_RUN and CHECKPOINT_RUN take it."""
    return {
        "run_id": run_id,
        "status": "completed",
        "server_id": None,
        "routing": {"selected_agent": "coding", "reasoning": AWKWARD},
        "answer": AWKWARD,
        "piece_lengths": [4, len(AWKWARD) - 4],
        "follow_up_questions": [AWKWARD],
        "follow_ups_generic": True,
        "provider": "openai",
        "model": AWKWARD,
        "usage": {"input_tokens": 2**31, "output_tokens": 0},
        "time_to_first_token_ms": 5,
        "duration_ms": 10,
        "metadata": {"sources": [{"slug": AWKWARD, "similarity": 0.123456789}]},
        "error": None,
        "finished_at": NOW,
    } | changed


async def add(database: Database, **columns: Any) -> UUID:
    """Write a run that was completed; its id."""
    run = asked(**{name: value for name, value in columns.items() if name not in _SAVED})
    assert await database.rows(BEGIN_RUN, run)
    ending = {name: value for name, value in columns.items() if name in _SAVED}
    assert await database.rows(SAVE_RUN, saved(run["run_id"], **ending))
    return run["run_id"]


async def begin_conversation(database: Database, owner_id: UUID = LOCAL_USER_ID) -> UUID:
    """Write a conversation; its id."""
    values = {"conversation_id": uuid4(), "owner_id": owner_id, "title": None}
    await database.rows(ADD_CONVERSATION, values)
    return values["conversation_id"]


async def other_user(admin: asyncpg.Connection) -> UUID:
    """Write a user; the id."""
    return await admin.fetchval(
        "INSERT INTO users (username) VALUES ('somebody else') RETURNING user_id"
    )
