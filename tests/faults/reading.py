"""Runs as their clients have them: started, read along with, come back to."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import httpx2

from tests.conftest import QUESTION

RUNS = "/api/agents/runs"
TERMINAL = ("complete", "error")
AFTER_A_CRASH = 100_000
"""Number of the last event of a run that a crash cut off."""

_ID = re.compile(rb"id: ([0-9a-f-]{36}:(\d+))")


@dataclass(frozen=True)
class Event:
    """An event that arrived whole: its id, its number, and its ``data:`` line."""

    event_id: str
    number: int
    line: bytes

    @cached_property
    def _told(self) -> dict[str, Any]:
        return dict(json.loads(self.line))

    @property
    def kind(self) -> str:
        return str(self._told["event_type"])

    @property
    def data(self) -> dict[str, Any]:
        return dict(self._told["data"])

    @property
    def lasting(self) -> dict[str, Any]:
        """What it says without its time, which is not written down for every event."""
        return {name: value for name, value in self._told.items() if name != "timestamp"}


@dataclass
class Reading:
    """What a reader of a numbered stream has got, over any number of connections."""

    events: list[Event] = field(default_factory=list)
    _rest: bytes = b""

    def feed(self, data: bytes) -> None:
        """Take bytes of the stream, wherever they were cut."""
        *frames, self._rest = (self._rest + data).split(b"\n\n")
        for frame in frames:
            if not frame.startswith((b":", b"retry: ")):
                self.events.append(_event(frame))

    def lose_connection(self) -> None:
        """Forget the beginning of an event whose end never came."""
        self._rest = b""

    @property
    def last_event_id(self) -> str | None:
        """What an ``EventSource`` sends when it comes back."""
        return self.events[-1].event_id if self.events else None

    @property
    def numbers(self) -> list[int]:
        return [each.number for each in self.events]

    @property
    def kinds(self) -> list[str]:
        return [each.kind for each in self.events]

    @property
    def lasting(self) -> list[dict[str, Any]]:
        return [each.lasting for each in self.events]

    @property
    def text(self) -> str:
        """The answer as it was streamed."""
        return "".join(each.data["chunk"] for each in self.events if each.kind == "content")

    @property
    def over(self) -> bool:
        return bool(self.events) and self.events[-1].kind in TERMINAL

    def ending(self) -> Event:
        """The last event, which has to be the only terminal one."""
        terminal = [each for each in self.events if each.kind in TERMINAL]
        assert len(terminal) == 1, self.kinds
        assert self.events[-1] is terminal[0], self.kinds
        return terminal[0]


def _event(frame: bytes) -> Event:
    head, line = frame.split(b"\n")
    match = _ID.fullmatch(head)
    assert match, frame
    assert line.startswith(b"data: "), frame
    return Event(match[1].decode(), int(match[2]), line.removeprefix(b"data: "))


async def start_run(client: httpx2.AsyncClient, question: str = QUESTION, **body: Any) -> str:
    """Start a run that goes on by itself; its id."""
    asked = {"question": question, "agent": "system_design"} | body
    response = await client.post(RUNS, json=asked)
    assert response.status_code == 202, response.text
    run_id = response.json()["run_id"]
    assert response.headers["location"] == f"{RUNS}/{run_id}"
    return str(run_id)


async def get_run(client: httpx2.AsyncClient, run_id: str) -> dict[str, Any]:
    """A run as the API shows it."""
    response = await client.get(f"{RUNS}/{run_id}")
    assert response.status_code == 200, response.text
    return dict(response.json())


async def cancel(client: httpx2.AsyncClient, run_id: str) -> dict[str, Any]:
    """Stop a run; what it has come to."""
    response = await client.post(f"{RUNS}/{run_id}/cancel")
    assert response.status_code == 200, response.text
    return dict(response.json())


async def read(
    client: httpx2.AsyncClient,
    run_id: str,
    reading: Reading | None = None,
    *,
    last_event_id: str | None = None,
    until: Callable[[Reading], object] = lambda _: False,
    most: int | None = None,
) -> Reading:
    """Read along with a run until the stream ends, or leave it before.

    Args:
        reading: What was read before; it is continued.
        last_event_id: Where to begin; after what was read before, if left out.
        until: Asked after each piece that arrives whether to leave.
        most: Bytes after which to leave, which may be in the middle of an event.

    Raises:
        httpx2.TransportError: the stream was cut.
    """
    reading = reading or Reading()
    reading.lose_connection()
    place = last_event_id or reading.last_event_id
    headers = {"Last-Event-ID": place} if place else {}
    async with client.stream("GET", f"{RUNS}/{run_id}/events", headers=headers) as response:
        assert response.status_code == 200, await response.aread()
        async for data in response.aiter_raw():
            reading.feed(data if most is None else data[:most])
            if most is not None and (most := most - len(data)) <= 0:
                break
            if until(reading):
                break
    return reading


async def is_over_for(client: httpx2.AsyncClient, reading: Reading) -> bool:
    """Whether a reader who comes back after the last event is told not to."""
    run_id = (reading.last_event_id or "").partition(":")[0]
    headers = {"Last-Event-ID": reading.last_event_id or ""}
    response = await client.get(f"{RUNS}/{run_id}/events", headers=headers)
    return response.status_code == 204
