"""Model servers that refuse to answer: nobody asks them again."""

from typing import Any

import pytest

from tests.doubles.model_server import Exchange
from tests.doubles.replies import BEGUN, TOLD, body, delta, done, error, stream, with_text
from tests.interviewapis.model_failures.both_routes import Both, assert_failed

REFUSED_AT_ONCE: dict[str, tuple[Any, str]] = {
    "400": (error(400), "upstream_rejected"),
    "402": (error(402), "upstream_rejected"),
    "404": (error(404, "model_not_found"), "upstream_rejected"),
    "422": (error(422), "upstream_rejected"),
    "a redirect": (body(307, b"", Location="/v1/elsewhere"), "upstream_rejected"),
    "401 that echoes the key": (error(401, "invalid_api_key"), "upstream_auth"),
    "403": (error(403), "upstream_auth"),
    "401 inside the stream": (
        stream({"error": {"message": TOLD, "code": 401}}),
        "upstream_auth",
    ),
    "context length by code": (error(400, "context_length_exceeded"), "context_length"),
    "context length in words": (
        error(400, message=f"{TOLD}: This model's maximum context length is 4096 tokens"),
        "context_length",
    ),
    "context size in words": (
        error(400, message=f"{TOLD}: the request exceeds the available context size"),
        "context_length",
    ),
    "413": (error(413), "context_length"),
    "a refusal": (stream(delta(refusal=TOLD), Exchange.end_stream), "upstream_refusal"),
    "a content filter": (stream(delta("content_filter"), done), "upstream_refusal"),
    "a quota used up": (error(429, "insufficient_quota"), "upstream_rate_limit"),
    "a token limit without a word": (stream(delta("length"), done), "upstream_malformed"),
}
REFUSED_IN_THE_MIDDLE: dict[str, Any] = {
    "a refusal": with_text(delta(refusal=TOLD), Exchange.end_stream),
    "a content filter": with_text(delta("content_filter"), Exchange.end_stream),
}
STATUS = {
    "upstream_rejected": 502,
    "upstream_auth": 502,
    "context_length": 422,
    "upstream_refusal": 422,
    "upstream_rate_limit": 503,
    "upstream_malformed": 502,
}


async def test_what_no_retry_can_mend_is_asked_once(subtests: pytest.Subtests, both: Both) -> None:
    for name, case in REFUSED_AT_ONCE.items():
        with subtests.test(name):
            both.models.on_stream, code = case
            told = await both.ask()
            assert_failed(told, code, STATUS[code], retryable=False)
            assert both.requests == 1


async def test_a_refusal_in_the_middle_is_told_as_one(
    subtests: pytest.Subtests, both: Both
) -> None:
    for name, case in REFUSED_IN_THE_MIDDLE.items():
        with subtests.test(name):
            both.models.on_stream = case
            told = await both.ask()
            assert_failed(told, "upstream_refusal", 422, retryable=False)
            assert told.streamed == BEGUN
