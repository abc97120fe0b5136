"""Model servers that hang, fail, cut and lie, seen from runs that nobody has to read."""

import asyncio
from dataclasses import dataclass

import pytest

from tests.doubles.model_server import Exchange, ModelServer, Reply
from tests.doubles.replies import BEGUN, cut, error, keep_alives, raw, stream, with_text
from tests.faults.reading import get_run, is_over_for, read, start_run
from tests.faults.support import Installation

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<h1>Hi</h1>\r\n"


@dataclass(frozen=True)
class Case:
    """What the model server does, and what comes of a run."""

    reply: Reply
    code: str
    partial: str = ""
    retryable: bool = True
    requests: int = 1


CASES = {
    "It is silent from the beginning.": Case(Exchange.hang, "upstream_timeout"),
    "It says only that it is alive.": Case(stream(keep_alives), "upstream_timeout"),
    "It falls silent halfway.": Case(with_text(Exchange.hang), "upstream_timeout", BEGUN),
    # Longer than any run waits, so that it is not asked again.
    "It is at its limit.": Case(error(429, Retry_After="60"), "upstream_rate_limit"),
    "It is broken for good.": Case(error(500), "upstream_unavailable", requests=3),
    "It rejects the key.": Case(error(401), "upstream_auth", retryable=False),
    "It cuts the connection.": Case(with_text(cut), "cut_mid_answer", BEGUN),
    "It sends garbage halfway.": Case(with_text(b'{"choices": 1'), "cut_mid_answer", BEGUN),
    "It is a web page.": Case(raw(HTML), "upstream_malformed", requests=3),
}


async def test_failures_end_a_run_once_and_keep_what_arrived(
    installation: Installation, model_server: ModelServer, subtests: pytest.Subtests
) -> None:
    """A1: LLM hangs; LLM 429/500; LLM cut mid-stream: one terminal event, partial kept, marked;
    at most 2 retries, only before the first token."""

    async def script(exchange: Exchange) -> None:
        await next(c for q, c in CASES.items() if q in exchange.user_message).reply(exchange)

    model_server.on_stream = script
    program = await installation.running(
        OPENAI_BASE_URL=model_server.url,
        OPENAI_FIRST_TOKEN_TIMEOUT="2",
        OPENAI_IDLE_TIMEOUT="1",
    )
    async with program.client() as client:
        run_ids = {question: await start_run(client, question) for question in CASES}
        readings = await asyncio.gather(*(read(client, each) for each in run_ids.values()))
        for (question, case), reading in zip(CASES.items(), readings, strict=True):
            with subtests.test(question):
                ending = reading.ending()
                assert (ending.kind, ending.data["code"]) == ("error", case.code)
                assert ending.data["retryable"] is case.retryable
                assert reading.text == case.partial
                assert reading.numbers == list(range(1, len(reading.events) + 1))
                run = await get_run(client, run_ids[question])
                assert (run["status"], run["answer"]) == ("failed", case.partial)
                assert run["error"] == ending.data
                replay = await read(client, run_ids[question])
                assert replay.lasting == reading.lasting
                assert await is_over_for(client, reading)
                asked = [each for each in model_server.streams if question in each.user_message]
                assert len(asked) == case.requests
    assert "Traceback" not in program.output
