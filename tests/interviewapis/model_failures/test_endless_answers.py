"""Answers that never come to an end."""

import asyncio

import pytest

from interviewapis.runs.log import MOST_BYTES
from tests.doubles.model_server import Exchange
from tests.doubles.replies import (
    endless_chunks,
    stream,
)
from tests.interviewapis.model_failures.both_routes import Both, assert_failed


async def test_an_endless_answer_is_bounded(both: Both) -> None:
    both.models.on_stream = stream(endless_chunks)
    told = await both.ask()
    assert_failed(told, "upstream_malformed", 502, retryable=True)
    assert 0 < len(told.streamed) <= MOST_BYTES + 1_000_000
    for exchange in both.models.streams:
        await asyncio.wait_for(exchange.client_left.wait(), 10)


async def test_an_answer_that_drips_for_ever_is_bounded(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agents.streaming.LONGEST_SECONDS", 1.5)

    async def token_by_token(exchange: Exchange) -> None:
        while not exchange.client_left.is_set():
            await exchange.delta(content="drop ")
            await asyncio.sleep(0.2)

    both.models.on_stream = stream(token_by_token)
    told = await both.ask(same_text=False)
    assert_failed(told, "upstream_timeout", 504, retryable=True)
    assert told.streamed.startswith("drop drop ")
