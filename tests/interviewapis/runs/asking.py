"""Asking, reading along and looking behind the scenes, for tests of runs."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2

from interviewapis.runs.run import cancelled
from tests.conftest import QUESTION, RunningServer
from tests.doubles.model_server import Exchange, ModelServer

PATIENCE = 20
"""Seconds. Bounds a test that would hang."""

ROUTED = {"question": QUESTION, "agent": "system_design"}
"""A question that needs no model to be routed."""


async def until(reached: Callable[[], object] | Callable[[], Awaitable[object]]) -> Any:
    """Wait for what comes soon; what it was."""
    async with asyncio.timeout(PATIENCE):
        while True:
            result = reached()
            if isinstance(result, Awaitable):
                result = await result
            if result:
                return result
            await asyncio.sleep(0.01)


class Tap:
    """A reply that lets pieces out as the test says, to every request that it takes."""

    def __init__(self, *pieces: str) -> None:
        self.pieces: list[str | None] = list(pieces)
        self._changed = asyncio.Condition()

    async def pour(self, *pieces: str) -> None:
        """Let pieces out."""
        async with self._changed:
            self.pieces += pieces
            self._changed.notify_all()

    async def end(self) -> None:
        """End the answers."""
        async with self._changed:
            self.pieces.append(None)
            self._changed.notify_all()

    async def __call__(self, exchange: Exchange) -> None:
        await exchange.open_stream()
        await exchange.delta(role="assistant", content="")
        sent = 0
        while True:
            async with self._changed:
                while sent == len(self.pieces):
                    await self._changed.wait()
            if (piece := self.pieces[sent]) is None:
                break
            await exchange.delta(content=piece)
            sent += 1
        await exchange.end_stream()


@dataclass(frozen=True)
class Event:
    """One event as a numbered stream tells it; ``id`` is None in a stream without ids."""

    id: str | None
    data: dict[str, Any]

    @property
    def number(self) -> int:
        """Its number in the run."""
        return self.data["id"]

    @property
    def kind(self) -> str:
        """What kind of event it is."""
        return self.data["event_type"]

    @property
    def timeless(self) -> tuple[int, str, str, Any]:
        """All of it but the time."""
        return self.number, self.data["run_id"], self.kind, self.data["data"]


@dataclass
class Reader:
    """Reads a stream as it comes, block by block."""

    response: httpx2.Response
    comments: list[str] = field(default_factory=list)
    retries: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._blocks = self._split()

    async def _split(self) -> AsyncIterator[str]:
        rest = b""
        async for content in self.response.aiter_bytes():
            *blocks, rest = (rest + content).split(b"\n\n")
            for block in blocks:
                yield block.decode()
        assert not rest.strip(), "the stream was cut in the middle of an event"

    async def next(self) -> Event | None:
        """The next event; None at the end of the stream."""
        async for block in self._blocks:
            if (event := self._take(block)) is not None:
                self.events.append(event)
                return event
        return None

    def _take(self, block: str) -> Event | None:
        lines = block.split("\n")
        if lines[0].startswith(":"):
            assert len(lines) == 1
            self.comments.append(lines[0])
            return None
        if lines[0].startswith("retry: "):
            assert len(lines) == 1
            assert not self.events
            self.retries.append(lines[0])
            return None
        id_ = lines.pop(0).removeprefix("id: ") if lines[0].startswith("id: ") else None
        (data,) = lines
        assert data.startswith("data: ")
        return Event(id_, json.loads(data.removeprefix("data: ")))

    async def until(self, kind: str) -> Event:
        """Read on up to an event of that kind."""
        async with asyncio.timeout(PATIENCE):
            while event := await self.next():
                if event.kind == kind:
                    return event
        raise AssertionError(f"no {kind} came, only {[each.kind for each in self.events]}")

    async def rest(self) -> list[Event]:
        """Read to the end; all events of this stream."""
        async with asyncio.timeout(PATIENCE):
            while await self.next():
                pass
        return self.events


def events_path(run_id: object) -> str:
    """Where the events of a run are."""
    return f"/api/agents/runs/{run_id}/events"


class Asker:
    """Asks a server and looks behind it."""

    def __init__(self, server: RunningServer, models: ModelServer) -> None:
        self.server, self.models = server, models
        self.client, self.runner = server.client, server.services.runner
        self._connection: asyncpg.Connection | None = None

    async def fetch(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """Look into the database behind the server."""
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(self.server.services.settings.database_url)
        return list(await self._connection.fetch(query, *arguments))

    async def close(self) -> None:
        """Let go of the database."""
        if self._connection is not None:
            await self._connection.close()

    async def start(self, key: str | None = None, **body: Any) -> str:
        """Start a run that goes on by itself; its id."""
        response = await self.client.post(
            "/api/agents/runs", json=ROUTED | body, headers=with_key(key)
        )
        assert response.status_code == 202, response.text
        return response.json()["run_id"]

    async def completed(self, **body: Any) -> str:
        """Start a run and wait for its whole answer; its id."""
        run_id = await self.start(**body)
        run = await self.ended(run_id)
        assert run["status"] == "completed", run["error"]
        return run_id

    async def get(self, run_id: object) -> dict[str, Any]:
        """A run as the API shows it."""
        response = await self.client.get(f"/api/agents/runs/{run_id}")
        assert response.status_code == 200, response.text
        return response.json()

    async def ended(self, run_id: object) -> dict[str, Any]:
        """Wait for the end of a run; what it is then."""

        async def over() -> dict[str, Any] | None:
            run = await self.get(run_id)
            return run if run["status"] != "running" else None

        return await until(over)

    async def grown(self, run_id: object, answer: str) -> None:
        """Wait until so much of the answer is there."""

        async def there() -> bool:
            return (await self.get(run_id))["answer"] == answer

        await until(there)

    async def cancel(self, run_id: object) -> dict[str, Any]:
        """Stop a run; what it is then."""
        response = await self.client.post(f"/api/agents/runs/{run_id}/cancel")
        assert response.status_code == 200, response.text
        return response.json()

    @asynccontextmanager
    async def reading(
        self, path: str, method: str = "GET", *, last: str | None = None, **options: Any
    ) -> AsyncIterator[Reader]:
        """Read a stream; its connection breaks when the block ends before it does.

        Args:
            last: The Last-Event-ID to send.
        """
        headers = options.pop("headers", {}) | ({"Last-Event-ID": last} if last else {})
        async with self.client.stream(method, path, headers=headers, **options) as response:
            assert response.status_code == 200, await response.aread()
            yield Reader(response)

    async def events(
        self, run_id: object, *, last: str | None = None, after: int | None = None
    ) -> list[Event]:
        """Read the events of a run to the end."""
        options = {} if after is None else {"params": {"after": after}}
        async with self.reading(events_path(run_id), last=last, **options) as reader:
            assert await reader.rest()
            assert reader.retries == ["retry: 1000"]
            return reader.events

    async def row(self, run_id: object) -> dict[str, Any]:
        """A run as the database has it."""
        (row,) = await self.fetch("SELECT * FROM agent_runs WHERE run_id = $1", UUID(str(run_id)))
        return dict(row)

    async def rows(self) -> list[dict[str, Any]]:
        """All runs as the database has them, the oldest first."""
        return [
            dict(row) for row in await self.fetch("SELECT * FROM agent_runs ORDER BY created_at")
        ]

    async def stop_all(self) -> None:
        """Stop every run and wait until all are stored."""
        for run in self.runner.here:
            run.stop(cancelled())
        await until(lambda: not self.runner.here)

    async def somebody_else(self) -> UUID:
        """Make another user; the id."""
        user_id = uuid4()
        await self.fetch(
            "INSERT INTO users (user_id, username) VALUES ($1, $2)", user_id, str(user_id)
        )
        return user_id

    async def add_run(self, owner_id: UUID, **columns: Any) -> UUID:
        """Write a completed run into the database; its id."""
        run_id = uuid4()
        values = {
            "run_id": run_id,
            "owner_id": owner_id,
            "status": "completed",
            "question": QUESTION,
            "routing": json.dumps(ROUTING),
            "answer": "An answer.",
            "piece_lengths": [3, 7],
            "metadata": json.dumps({"word_count": 2}),
            "follow_up_questions": json.dumps(["And then?"]),
        } | columns
        if values["status"] != "running":
            values.setdefault("finished_at", values.get("created_at") or await self.now())
        names = ", ".join(values)
        places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
        await self.fetch(f"INSERT INTO agent_runs ({names}) VALUES ({places})", *values.values())
        return run_id

    async def ticket_of(self, owner_id: UUID) -> str:
        """A ticket of somebody's."""
        return (await self.server.services.tickets.issue(owner_id)).ticket

    async def now(self) -> Any:
        """The time as the database has it."""
        return (await self.fetch("SELECT now()"))[0]["now"]

    async def add_conversation(self, owner_id: UUID, **columns: Any) -> UUID:
        """Write a conversation into the database; its id."""
        conversation_id = uuid4()
        values = {"conversation_id": conversation_id, "owner_id": owner_id} | columns
        places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
        await self.fetch(
            f"INSERT INTO conversations ({', '.join(values)}) VALUES ({places})", *values.values()
        )
        return conversation_id


ROUTING = {
    "selected_agent": "coding",
    "reasoning": "It asks for code.",
    "confidence": 0.9,
    "decided_by": "model",
    "fallback": False,
    "in_scope": True,
    "alternatives": [],
}


def json_text(value: Any) -> str:
    """What a JSONB column takes."""
    return json.dumps(value)


def with_key(key: str | None) -> dict[str, str]:
    """Headers with an idempotency key, if there is one."""
    return {} if key is None else {"Idempotency-Key": key}


def text_of(events: list[Event]) -> str:
    """The answer that these events tell."""
    return "".join(event.data["data"]["chunk"] for event in events if event.kind == "content")


def timeless(events: list[Event]) -> list[tuple[int, str, str, Any]]:
    """Events without their times."""
    return [event.timeless for event in events]


@asynccontextmanager
async def away(asker: Asker, cluster: str) -> AsyncIterator[None]:
    """Take the database away for the length of a block."""
    name = (await asker.fetch("SELECT current_database()"))[0][0]
    connection = await asyncpg.connect(cluster)
    try:
        # Or somebody would be quick to come back, and keep it from being renamed.
        await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await connection.execute(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        await connection.execute(f"ALTER DATABASE {name} RENAME TO {name}_away")
        await connection.execute(f"ALTER DATABASE {name}_away ALLOW_CONNECTIONS true")
        yield
        await connection.execute(f"ALTER DATABASE {name}_away RENAME TO {name}")
    finally:
        await connection.close()
