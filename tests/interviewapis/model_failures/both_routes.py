"""Asks over both routes, as a stream and as a whole answer, while the model server misbehaves.

What must hold in every case is checked in ``Both.ask``.
"""

import json
import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
import pytest

from tests.conftest import QUESTION, RunningServer, parse_frames
from tests.doubles.model_server import ModelServer
from tests.doubles.replies import CANARY, KEY, TOLD

ERROR_IN_STREAM = {"error": {"message": TOLD, "code": 502, "type": "server_error"}}

third_party_serializer = pytest.mark.filterwarnings(
    # The SDK builds its objects unchecked, and Pydantic warns when they are read.
    "ignore:Pydantic serializer warnings:UserWarning"
)


@dataclass
class Told:
    """What a client was told, over both routes."""

    events: list[Any]
    whole: httpx2.Response

    @property
    def by_type(self) -> dict[str, Any]:
        """The data of the last event of each type."""
        return {event["event_type"]: event["data"] for event in self.events}

    @property
    def streamed(self) -> str:
        """The text that was streamed."""
        chunks = (each["data"] for each in self.events if each["event_type"] == "content")
        return "".join(chunk["chunk"] for chunk in chunks)


class Both:
    """Asks over both routes and checks what must hold in every case."""

    def __init__(
        self, server: RunningServer, models: ModelServer, log: pytest.LogCaptureFixture
    ) -> None:
        self.server, self.models, self._log = server, models, log
        self.requests = 0
        log.set_level(logging.INFO)
        # As far as settings can open the log: ours with DEBUG, the SDK's with OPENAI_LOG.
        for name in ("agents", "database", "interviewapis", "openai"):
            log.set_level(logging.DEBUG, logger=name)

    async def ask(self, *, same_text: bool = True, **body: Any) -> Told:
        """Ask; ``requests`` is then how many the dearer of both cost.

        The caller names the specialist, so that only the answer itself asks the model server.

        Args:
            same_text: Whether both answers have the same text.
        """
        self.models.exchanges.clear()
        self._log.clear()
        body = {"question": QUESTION, "agent": "system_design"} | body
        stream = await self.server.client.post("/api/agents/answer-stream", json=body)
        assert stream.status_code == 200
        streamed = len(self.models.streams)
        whole = await self.server.client.post("/api/agents/answer", json=body)
        self.requests = max(streamed, len(self.models.streams) - streamed)
        told = Told(parse_frames(stream.content), whole)
        self._check_stream(told.events)
        await self._check_storage(told, same_text=same_text)
        self._check_secrets(stream, whole)
        assert self.server.services.runner.active == 0
        return told

    @staticmethod
    def _check_stream(events: list[Any]) -> None:
        assert [event["id"] for event in events] == list(range(1, len(events) + 1))
        assert len({event["run_id"] for event in events}) == 1
        terminal = [each for each in events if each["event_type"] in ("complete", "error")]
        assert terminal == [events[-1]]
        if events[-1]["event_type"] == "error":
            assert not any("success" in event["data"] for event in events)

    async def _check_storage(self, told: Told, *, same_text: bool) -> None:
        rows = await self.server.fetch(
            "SELECT run_id, status, answer, error ->> 'code' AS code FROM agent_runs"
            " ORDER BY created_at DESC LIMIT 2"
        )
        rows.reverse()
        assert rows[0]["run_id"] == UUID(told.events[0]["run_id"])
        code = told.by_type.get("error", {}).get("code")
        status = "failed" if code else "completed"
        text = told.streamed.replace("\0", "\N{REPLACEMENT CHARACTER}")
        assert [(row["status"], row["code"]) for row in rows] == [(status, code)] * 2
        assert rows[0]["answer"] == text
        assert rows[1]["answer"] == text or not same_text

    def _check_secrets(self, *responses: httpx2.Response) -> None:
        for response in responses:
            for secret in (KEY, CANARY):
                assert secret not in response.text
                assert secret not in str(response.headers.raw)
        assert KEY not in self._log.text
        assert CANARY not in self._log.text
        assert all(each.headers["authorization"] == f"Bearer {KEY}" for each in self.models.streams)
        assert all(KEY not in json.dumps(each.body) for each in self.models.exchanges)


def assert_failed(told: Told, code: str, status: int, *, retryable: bool) -> None:
    """Both routes tell the same failure."""
    problem = told.by_type["error"]
    assert set(problem) == {"error", "message", "code", "retryable", "retry_after"}
    assert (problem["code"], problem["retryable"]) == (code, retryable)
    assert told.whole.status_code == status
    assert told.whole.headers["content-type"] == "application/problem+json"
    whole = told.whole.json()
    assert (whole["code"], whole["retryable"]) == (code, retryable)
    assert (whole["status"], whole["detail"]) == (status, problem["message"])
    assert "success" not in whole
