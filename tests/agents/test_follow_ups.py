"""Follow-up questions: the model's own, or the library's for the question, marked generic."""

import asyncio
import json
from typing import Any

import pytest

from agents.library.catalog import ENTRIES
from agents.library.entry import parse_entry
from agents.specialists import SPECIALISTS
from tests.conftest import QUESTION, RunningServer
from tests.doubles.model_server import Exchange, ModelServer, Reply
from tests.doubles.replies import CANARY, cut, error, keep_alives, raw

ENTRY = parse_entry(ENTRIES / "system_design" / "design-a-url-shortening-service.md")
OURS = list(ENTRY.follow_ups)
GOOD = [
    "How would you keep the keys unique across regions?",
    "What would you do if the cache lost all its entries?",
    "How would the design change at ten times the traffic?",
]


async def follow_ups(server: RunningServer, **body: Any) -> tuple[list[str], bool]:
    """Ask over both routes; the questions, and whether they are generic."""
    events = await server.events(**body)
    assert [event["event_type"] for event in events[-2:]] == ["follow_ups", "complete"]
    response = await server.client.post("/api/agents/answer", json={"question": QUESTION} | body)
    questions: list[str] = events[-2]["data"]["questions"]
    assert response.json()["follow_up_questions"] == questions
    (row,) = await server.fetch(
        "SELECT status, follow_up_questions FROM agent_runs ORDER BY created_at DESC LIMIT 1"
    )
    assert row["status"] == "completed"
    assert json.loads(row["follow_up_questions"]) == questions
    return questions, events[-2]["data"]["generic"]


async def test_the_models_questions_about_this_answer(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    assert await follow_ups(model_backed, agent="system_design") == (GOOD, False)
    asked = model_server.asked_for("FollowUpsReply")[0]
    assert "I would start with the requirements." in asked.user_message
    assert QUESTION in asked.user_message


REPLIES: dict[str, tuple[list[str], list[str] | None]] = {
    "more than three": ([*GOOD, "And what else would you do then?"], GOOD),
    "two": (GOOD[:2], None),
    "none": ([], None),
    "two and a repetition": ([*GOOD[:2], GOOD[0].upper().replace(" ", "  ")], None),
    "two and the question itself": ([*GOOD[:2], QUESTION.lower()], None),
    "two and one asked before": ([*GOOD[:2], "Why did you choose PostgreSQL?"], None),
    "two and a word": ([*GOOD[:2], "Why?"], None),
    "two and white space": ([*GOOD[:2], " \n" * 30], None),
    "a repetition among four": ([GOOD[0], GOOD[0], *GOOD[1:]], GOOD),
}
HISTORY = [
    {"role": "user", "content": "Why did you choose PostgreSQL?"},
    {"role": "assistant", "content": "Because of its transactions."},
]


async def test_three_different_new_questions_or_the_librarys(
    subtests: pytest.Subtests, model_backed: RunningServer, model_server: ModelServer
) -> None:
    for name, (sent, expected) in REPLIES.items():
        with subtests.test(name):
            model_server.follow_ups = {"questions": sent}
            got = await follow_ups(
                model_backed, agent="system_design", conversation_history=HISTORY
            )
            assert got == ((expected, False) if expected else (OURS, True))


async def test_odd_characters_are_cleaned(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    model_server.follow_ups = {
        "questions": ["Line\none,\0 line two?\x1b[0m", *GOOD[:1], "x" * 1000 + "?"]
    }
    questions, generic = await follow_ups(model_backed, agent="system_design")
    assert questions[0] == "Line one, line two? [0m"
    assert len(questions[2]) == 300
    assert not generic


def says(content: str) -> Reply:
    """Replies with this text, where a reply in JSON is asked for."""
    return lambda exchange: exchange.complete(content)


async def refuses(exchange: Exchange) -> None:
    """Refuses in the way of structured replies."""
    message = {"role": "assistant", "content": None, "refusal": CANARY}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    await exchange.respond(200, {"id": "1", "model": "m", "choices": [choice]})


FAILURES: dict[str, Reply] = {
    "401": error(401),
    "404": error(404),
    "429 with a long pause": error(429, Retry_After="3600"),
    "500": error(500),
    "cut": cut,
    "no HTTP": raw(b"hello\r\n\r\n"),
    "no JSON": says("1. How? 2. Why?"),
    "JSON of another shape": says('{"follow_ups": ["a", "b", "c"]}'),
    "questions that are numbers": says('{"questions": [1, 2, 3]}'),
    "half a surrogate": says('{"questions": ["' + "\\ud800" * 20 + '", "b", "c"]}'),
    "a cut in the JSON": says('{"questions": ["How would'),
    "a list": says("[]"),
    "nothing": says(""),
    "deep JSON": says("[" * 100_000),
    "a refusal": refuses,
    "no choices": lambda exchange: exchange.respond(200, {"id": "1", "choices": []}),
    "an empty object": lambda exchange: exchange.respond(200, {}),
    "HTML": lambda exchange: exchange.respond(200, b"<html>", {"Content-Type": "text/html"}),
}


async def test_a_failure_to_follow_up_never_fails_the_answer(
    subtests: pytest.Subtests, model_backed: RunningServer, model_server: ModelServer
) -> None:
    for name, reply in FAILURES.items():
        with subtests.test(name):
            model_server.exchanges.clear()
            model_server.follow_ups = reply
            assert await follow_ups(model_backed, agent="system_design") == (OURS, True)
            # Once for each of the two answers: there is no retry for what has a stand-in.
            assert len(model_server.asked_for("FollowUpsReply")) == 2


@pytest.mark.parametrize("reply", [Exchange.hang, keep_alives])
async def test_follow_ups_that_are_late_are_left_out(
    model_backed: RunningServer,
    model_server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
    reply: Reply,
) -> None:
    monkeypatch.setattr("agents.follow_ups.MODEL_SECONDS", 0.3)
    model_server.follow_ups = reply
    assert await follow_ups(model_backed, agent="system_design") == (OURS, True)
    for exchange in model_server.asked_for("FollowUpsReply"):
        await asyncio.wait_for(exchange.client_left.wait(), 10)


@pytest.mark.parametrize("specialist", SPECIALISTS.values(), ids=SPECIALISTS)
def test_generic_follow_ups_are_three_different_questions(specialist: Any) -> None:
    questions = specialist.generic_follow_ups
    assert len(set(questions)) == 3
    assert all(question.endswith("?") for question in questions)
