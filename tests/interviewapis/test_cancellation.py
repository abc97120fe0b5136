"""A client that leaves stops the model, wherever the run is, and leaves nothing behind."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest

from tests.conftest import QUESTION, RunningServer, Serve
from tests.doubles.model_server import CONNECTION, Exchange, ModelServer
from tests.doubles.replies import BEGUN, error, stream, with_text

ROUTES = ("/api/agents/answer-stream", "/api/agents/answer", "/api/interview")


async def until(reached: Callable[[], object]) -> None:
    """Wait for what comes soon."""
    async with asyncio.timeout(10):
        while not reached():  # noqa: ASYNC110 - many things are waited for; few have an event
            await asyncio.sleep(0.01)


class Leaver:
    """Asks, leaves, and looks at what is left of the run."""

    def __init__(self, server: RunningServer, models: ModelServer) -> None:
        self.server, self.models = server, models
        self.runner = server.services.runner
        self._before = asyncio.all_tasks()

    def left_over(self) -> list[asyncio.Task[Any]]:
        """Tasks that are new, but for the model server's own: one for each open connection."""
        new = asyncio.all_tasks() - self._before - {asyncio.current_task()}
        return [task for task in new if task.get_name() != CONNECTION]

    @property
    def begun(self) -> bool:
        """Whether a run under way has got its first words."""
        return any(run.pieces for run in self.runner.here)

    @asynccontextmanager
    async def asking(self, path: str) -> AsyncIterator[None]:
        """Ask on a connection of its own, which breaks without a goodbye when the block ends."""

        async def ask() -> None:
            async with httpx2.AsyncClient(base_url=self.server.url, timeout=30) as client:
                await client.post(path, json={"question": QUESTION})

        reading = asyncio.create_task(ask())
        try:
            yield
            assert not reading.done(), "the answer came before the client left"
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def leave(self, path: str, reached: Callable[[], object]) -> Any:
        """Ask, leave once that is reached, and return the stored run."""
        self.models.exchanges.clear()
        async with self.asking(path):
            await until(reached)
            await self.no_connection_is_held()
        await asyncio.wait_for(self.models.exchanges[-1].client_left.wait(), 10)
        await until(lambda: self.runner.active == 0)
        await until(lambda: not self.left_over())
        (row,) = await self.server.fetch(
            "SELECT status, answer, error ->> 'code' AS code, routing, follow_up_questions"
            " FROM agent_runs ORDER BY created_at DESC LIMIT 1"
        )
        assert (row["status"], row["code"]) == ("cancelled", "abandoned")
        return row

    async def no_connection_is_held(self) -> None:
        """Neither the pool nor PostgreSQL knows of a connection that stays in use.

        What the server does every few seconds has one for a moment.
        """
        pool = self.server.services.database._pool
        await until(lambda: pool.get_idle_size() == pool.get_size() > 0)
        for _ in range(50):
            busy = await self.server.fetch(
                "SELECT state, query FROM pg_stat_activity WHERE state <> 'idle'"
                " AND application_name = 'interviewapis' AND datname = current_database()"
            )
            if not busy:
                return
            await asyncio.sleep(0.1)
        raise AssertionError(busy)


@pytest.fixture
async def leaver(serve: Serve, model_server: ModelServer, model_routes: None) -> Leaver:
    """Somebody who does not wait for answers, and is not waited for either."""
    server = await serve(openai_base_url=model_server.url, run_grace_seconds=0)
    # The first stream starts a task of sse-starlette's that stays.
    await server.events()
    return Leaver(server, model_server)


async def test_leaving_while_the_question_is_routed(
    subtests: pytest.Subtests, leaver: Leaver
) -> None:
    """A1, "Client leaves SSE": the LLM call is cancelled."""
    leaver.models.routing = Exchange.hang
    for path in ROUTES:
        with subtests.test(path):
            row = await leaver.leave(path, lambda: leaver.models.asked_for("RoutingReply"))
            assert (row["answer"], row["routing"]) == ("", None)
            assert leaver.models.streams == []


async def test_leaving_before_the_first_token(subtests: pytest.Subtests, leaver: Leaver) -> None:
    """A1, "Client leaves SSE" and "no DB connection held while streaming"."""
    for reply in (Exchange.hang, stream(Exchange.hang)):
        leaver.models.on_stream = reply
        for path in ROUTES:
            with subtests.test(path):
                row = await leaver.leave(path, lambda: leaver.models.streams)
                assert row["answer"] == ""
                assert len(leaver.models.streams) == 1


async def test_leaving_between_tokens_keeps_what_arrived(
    subtests: pytest.Subtests, leaver: Leaver
) -> None:
    """A1, "Client leaves SSE": the partial answer is stored."""
    leaver.models.on_stream = with_text(Exchange.hang)
    for path in ROUTES:
        with subtests.test(path):
            row = await leaver.leave(path, lambda: leaver.begun)
            assert row["answer"] == BEGUN


async def test_leaving_while_follow_ups_are_written_keeps_the_answer(
    subtests: pytest.Subtests, leaver: Leaver
) -> None:
    """A1, "Client leaves SSE": the follow-up call stops too, and the answer is kept."""
    leaver.models.follow_ups = Exchange.hang
    for path in ROUTES:
        with subtests.test(path):
            row = await leaver.leave(path, lambda: leaver.models.asked_for("FollowUpsReply"))
            assert row["answer"] == "I would start with the requirements."
            assert row["follow_up_questions"] == "[]"


async def test_leaving_during_the_pause_before_a_retry(
    subtests: pytest.Subtests, leaver: Leaver
) -> None:
    """A pause that the model server asked for is not waited out for nobody."""
    leaver.models.on_stream = error(429, Retry_After="10")
    for path in ROUTES:
        with subtests.test(path):
            leaver.models.exchanges.clear()
            async with leaver.asking(path):
                await until(lambda: leaver.models.streams)
                await leaver.no_connection_is_held()
            await until(lambda: leaver.runner.active == 0)
            assert len(leaver.models.streams) == 1
            await until(lambda: not leaver.left_over())


async def test_a_client_that_leaves_disturbs_nobody_else(leaver: Leaver) -> None:
    release = asyncio.Event()

    async def reply(exchange: Exchange) -> None:
        await with_text()(exchange)
        await release.wait()
        await exchange.delta(content="the end.")
        await exchange.end_stream()

    leaver.models.on_stream = reply
    staying = asyncio.create_task(leaver.server.events())
    await until(lambda: leaver.begun)
    async with leaver.asking(ROUTES[0]):
        await until(lambda: len(leaver.models.streams) == 2)
    await until(lambda: leaver.runner.active == 1)
    release.set()
    assert (await staying)[-1]["event_type"] == "complete"
