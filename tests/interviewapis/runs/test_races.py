"""What happens between two steps of somebody else's: deletions, keys, other server processes."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from database.errors import DatabaseUnavailable
from interviewapis.conversations import service
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.runs.asking import (
    ROUTED,
    Asker,
    Tap,
    until,
    with_key,
)

RUNS = "/api/agents/runs"
STREAM = "/api/agents/answer-stream"
pytestmark = pytest.mark.asyncio(loop_scope="module")

CONVERSATIONS = "/api/agents/conversations"
SHORT = 0.5


async def begin_conversation(asker: Asker) -> str:
    """An empty conversation."""
    return (await asker.client.post(CONVERSATIONS, json={})).json()["conversation_id"]


async def test_a_question_waits_for_the_deletion_of_its_conversation(asker: Asker) -> None:
    conversation_id = await begin_conversation(asker)
    connection = await asyncpg.connect(asker.server.services.settings.database_url)
    async with connection.transaction():
        await connection.execute(
            "DELETE FROM conversations WHERE conversation_id = $1", UUID(conversation_id)
        )
        body = ROUTED | {"conversation_id": conversation_id}
        asking = asyncio.create_task(asker.client.post(RUNS, json=body))
        await asyncio.sleep(SHORT)
        assert not asking.done()
    await connection.close()
    assert_problem(await asking, 404, "not_found")
    assert not asker.runner.here


async def test_what_begins_while_its_conversation_is_deleted_is_stopped(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation_id = await begin_conversation(asker)
    asker.models.on_stream = Tap("a")
    database = asker.server.services.database
    real: Callable[..., Any] = database.rows

    async def begin_after_the_look(statement: Any, values: Any = None) -> Any:
        found = await real(statement, values)
        if statement is service.RUNNING_IN_CONVERSATION:
            monkeypatch.setattr(database, "rows", real)
            await asker.start(conversation_id=conversation_id)
            await until(lambda: asker.models.streams)
        return found

    monkeypatch.setattr(database, "rows", begin_after_the_look)
    response = await asker.client.delete(f"{CONVERSATIONS}/{conversation_id}")
    assert response.status_code == 204
    await asyncio.wait_for(asker.models.streams[0].client_left.wait(), 10)
    await until(lambda: not asker.runner.here)
    assert await asker.rows() == []


async def test_the_key_of_a_question_that_was_refused_asks_again(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A1, "kill -9 Postgres mid-request": the row was written, but nobody could tell."""
    store = asker.runner._store
    real = store.begin

    async def lost(run: Any) -> None:
        await real(run)
        raise DatabaseUnavailable("The connection was lost during the commit.")

    monkeypatch.setattr(store, "begin", lost)
    refused = await asker.client.post(RUNS, json=ROUTED, headers=with_key("key-1"))
    assert_problem(refused, 503, "database_unavailable")
    monkeypatch.setattr(store, "begin", real)
    run = await asker.ended(await asker.start("key-1"))
    assert run["status"] == "completed"
    assert len(asker.models.streams) == 1


async def test_a_deleted_run_is_not_written_down_again(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = asker.runner._store
    real = store.begin
    again, gate = asyncio.Event(), asyncio.Event()

    async def begin(run: Any) -> None:
        if run.beginning is None or not again.is_set():
            again.set()
            raise DatabaseUnavailable("The database does not answer.")
        await gate.wait()
        await real(run)

    monkeypatch.setattr(store, "begin", begin)
    asker.models.on_stream = Tap("a")
    async with asker.reading(STREAM, "POST", json=ROUTED) as reader:
        run_id = (await reader.until("content")).data["run_id"]
        await asyncio.sleep(3 * SHORT)  # the next attempt to write it down is under way
        deleting = asyncio.create_task(asker.client.delete(f"{RUNS}/{run_id}"))
        await asyncio.sleep(SHORT)
        gate.set()
        assert (await deleting).status_code == 204
    await asyncio.sleep(3 * SHORT)
    assert await asker.rows() == []
    assert not asker.runner.here


async def test_a_fragment_does_not_take_the_place_of_a_whole_answer(asker: Asker) -> None:
    conversation_id = await begin_conversation(asker)
    whole = await asker.completed(conversation_id=conversation_id)
    asker.models.on_stream = Tap("Half")
    response = await asker.client.post(f"{RUNS}/{whole}/regenerate", json={})
    fragment = response.json()["run_id"]
    await asker.grown(fragment, "Half")
    await asker.cancel(fragment)
    said = await asker.runner._store.said(
        (await asker.row(whole))["owner_id"], UUID(conversation_id), without=None
    )
    answer = (await asker.row(whole))["answer"]
    assert [turn.content for turn in said.turns if turn.role == "assistant"] == [answer]
