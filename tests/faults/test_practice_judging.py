"""An answer that is being judged while PostgreSQL or the server is busy, killed or stopped (A1)."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest

from tests.conftest import parse_frames
from tests.database.embedded.support import query
from tests.doubles.model_server import ModelServer
from tests.faults.support import Installation, Program, is_healthy, outage, tells_outage, until
from tests.interviewapis.practice.scripted import JUDGING, Script, good_answer

IN_TRANSACTION = (
    "SELECT state, query FROM pg_stat_activity"
    " WHERE application_name = 'interviewapis' AND state LIKE 'idle in transaction%'"
)
EVENTS = {"Accept": "text/event-stream"}


class Judging:
    """A server whose model thinks until it is told to answer, and an interview there."""

    def __init__(
        self, program: Program, client: httpx2.AsyncClient, model: ModelServer, script: Script
    ) -> None:
        self.program, self.client, self.model, self.script = program, client, model, script
        self.interview: dict[str, Any] = {}

    async def begin(self) -> None:
        """Begin an interview of three questions."""
        order = {"job_role": "Developer", "num_questions": 3, "question_type": "technical"}
        response = await self.client.post("/api/interview/create", json=order)
        assert response.status_code == 201, response.text
        self.interview = response.json()

    def path(self, number: int = 0, below: str = "answer/{}") -> str:
        """Where a question is answered, or something else below it."""
        question = self.interview["questions"][number]["id"]
        return f"/api/interview/{self.interview['interview_id']}/{below.format(question)}"

    async def answer(self, number: int = 0, **headers: str) -> httpx2.Response:
        """Answer a question."""
        words = good_answer(self.interview["questions"][number]["question"])
        body = {"user_answer": words}
        return await self.client.post(self.path(number), json=body, headers=headers, timeout=120)

    async def until_asked(self, times: int = 1) -> None:
        """Wait until the model thinks about so many answers."""
        await until(lambda: len(self.model.asked_for(JUDGING)) == times, "a request to the model")

    async def attempts(self, number: int = 0) -> list[dict[str, Any]]:
        """All tries at a question."""
        response = await self.client.get(self.path(number, "questions/{}/attempts"))
        assert response.status_code == 200, response.text
        return list(response.json()["attempts"])


@asynccontextmanager
async def judging(
    installation: Installation, model: ModelServer, interview: dict[str, Any] | None = None
) -> AsyncIterator[Judging]:
    """Start the server with one connection to the database, and have its model think."""
    model.on_complete = script = Script()
    model.exchanges.clear()
    program = await installation.running(
        OPENAI_BASE_URL=model.url, OPENAI_FIRST_TOKEN_TIMEOUT="120", DATABASE_POOL_SIZE="1"
    )
    async with program.client() as client:
        made = Judging(program, client, model, script)
        if interview is None:
            await made.begin()
        else:
            made.interview = interview
        script.waiting.clear()
        yield made
        script.waiting.set()


async def test_no_connection_is_held_while_a_model_thinks_and_an_outage_costs_no_judgement(
    installation: Installation, model_server: ModelServer
) -> None:
    """A1: Pool exhausted; kill -9 Postgres: 503 + Retry-After; self-recovery."""
    async with judging(installation, model_server) as server:
        thinking = [asyncio.create_task(server.answer(number)) for number in range(3)]
        await server.until_asked(3)
        # The only connection of the pool is free.
        assert (await server.client.get("/api/interview")).status_code == 200
        assert query(installation.dsn, IN_TRANSACTION) == []

        with outage(installation):
            await until(lambda: tells_outage(server.client), "the outage")
            refused = await server.answer(0)
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
            followed = await server.answer(0, **EVENTS)
            assert followed.status_code == 503
            for name in ("code", "detail", "retryable"):
                assert followed.json()[name] == refused.json()[name]
            assert followed.headers["retry-after"] == refused.headers["retry-after"]
            server.script.waiting.set()
            await until(lambda: not model_server.answering, "the judgements")
            # So that keeping them is tried in vain.
            await asyncio.sleep(1)
            assert not any(each.done() for each in thinking)
        responses = await asyncio.gather(*thinking)
        assert [each.status_code for each in responses] == [201] * 3
        await until(lambda: is_healthy(server.client), "recovery")
        for number, response in enumerate(responses):
            assert await server.attempts(number) == [response.json()]
        assert query(installation.dsn, IN_TRANSACTION) == []
        assert len(model_server.asked_for(JUDGING)) == 3
        assert "Traceback" not in server.program.output


async def test_an_answer_outlives_a_kill_of_the_server_and_may_be_sent_again(
    installation: Installation, model_server: ModelServer
) -> None:
    """A1: kill -9 app: nothing acknowledged is lost, and nothing hangs for ever."""
    async with judging(installation, model_server) as server:
        thinking = asyncio.create_task(server.answer())
        await server.until_asked()
        server.program.process.kill()
        with pytest.raises(httpx2.TransportError):
            await thinking
        interview = server.interview
    await until(lambda: not installation.site.processes(), "the end of PostgreSQL")

    async with judging(installation, model_server, interview) as server:
        server.script.waiting.set()
        (attempt,) = await server.attempts()
        assert attempt["user_answer"] == good_answer(interview["questions"][0]["question"])
        # Somebody might still be judging it.
        early = await server.answer()
        assert early.status_code == 409
        assert 0 < int(early.headers["retry-after"]) <= 180
        query(installation.dsn, "UPDATE practice_attempts SET judging_until = now()")
        again = await server.answer()
        assert (again.status_code, again.json()["score"]) == (201, 100)
        first, second = await server.attempts()
        assert (first["state"], first["failure"]["code"]) == ("failed", "interrupted")
        assert (second["state"], second["attempt_number"]) == ("judged", 2)


async def test_a_server_that_is_told_to_stop_leaves_answers_that_may_be_sent_again(
    installation: Installation, model_server: ModelServer
) -> None:
    """A1: SIGTERM: a clean end, within the time that connections have to close."""
    async with judging(installation, model_server) as server:
        plain = asyncio.create_task(server.answer(0))
        followed = asyncio.create_task(_followed(server, 1))
        await server.until_asked(2)
        server.program.terminate()
        assert await server.program.ended() in (0, -15)
        (told,) = await asyncio.gather(plain, return_exceptions=True)
        if isinstance(told, httpx2.Response):
            assert told.status_code in (500, 503), told.text
        else:
            assert isinstance(told, httpx2.TransportError)
        events = await followed
        assert [each["event_type"] for each in events][:2] == ["start", "processing"]
        assert all(each["event_type"] == "error" for each in events[2:])
        interview = server.interview
    await until(lambda: not installation.site.processes(), "the end of PostgreSQL")

    async with judging(installation, model_server, interview) as server:
        server.script.waiting.set()
        for number in (0, 1):
            (attempt,) = await server.attempts(number)
            assert (attempt["state"], attempt["failure"]["code"]) == ("failed", "interrupted")
            assert (await server.answer(number)).status_code == 201


async def _followed(server: Judging, number: int) -> list[Any]:
    """Follow the judging of an answer as far as it comes."""
    body = json.dumps({"user_answer": "It keeps the values of a column in order."})
    headers = EVENTS | {"Content-Type": "application/json"}
    content = b""
    try:
        async with server.client.stream(
            "POST", server.path(number), content=body, headers=headers, timeout=120
        ) as response:
            async for piece in response.aiter_bytes():
                content += piece
    except httpx2.TransportError:
        # Cut in the middle.
        pass
    return parse_frames(content)
