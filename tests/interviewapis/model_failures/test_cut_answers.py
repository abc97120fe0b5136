"""Answers that break off in the middle."""

from typing import Any

import pytest

from tests.doubles.model_server import Exchange
from tests.doubles.replies import (
    BEGUN,
    TOLD,
    cut,
    delta,
    done,
    endless_line,
    with_text,
)
from tests.interviewapis.model_failures.both_routes import (
    ERROR_IN_STREAM,
    Both,
    assert_failed,
    third_party_serializer,
)

BROKEN_OFF: dict[str, Any] = {
    "a cut": with_text(cut),
    "a clean end without finish reason": with_text(Exchange.end_body),
    "[DONE] without finish reason": with_text(done),
    "broken JSON": with_text(b'{"choices": [' + TOLD.encode()),
    "a number": with_text(5),
    "bytes that are no UTF-8": with_text(b'{"choices": "\xff"}'),
    "deep JSON": with_text(b'{"choices":' + b"[" * 200_000),
    "an error inside the stream": with_text(ERROR_IN_STREAM),
    "a rate limit inside the stream": with_text({"error": {"message": TOLD, "code": 429}}),
    "a line without end": with_text(endless_line),
    "an answer that the server gave up": with_text(delta("abort"), done),
    "an answer that the server gave up, and a cut": with_text(delta("abort"), cut),
    "tool calls instead of more": with_text(delta("tool_calls"), done),
    "a finish reason with odd characters": with_text(delta("st\0op\ud800"), done),
}


@third_party_serializer
async def test_an_answer_that_breaks_off_is_kept_and_marked(
    subtests: pytest.Subtests, both: Both
) -> None:
    """A1, "LLM cut mid-stream": partial kept, marked; exactly one terminal event; no retry."""
    for name, case in BROKEN_OFF.items():
        with subtests.test(name):
            both.models.on_stream = case
            told = await both.ask()
            assert_failed(told, "cut_mid_answer", 502, retryable=True)
            assert told.streamed == BEGUN
            assert both.requests == 1
