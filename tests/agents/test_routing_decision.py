"""Who decides which specialist answers: the caller, a model, the classifier, or its stand-in."""

import asyncio
import json
import logging
from typing import Any

import numpy as np
import pytest

from agents.contracts import AnswerBrief, Routing
from agents.routing.classifier import Classifier
from agents.routing.decision import Router
from agents.routing.weights import OUT_OF_SCOPE, Weights
from agents.specialists import SPECIALISTS
from tests.conftest import QUESTION, RunningServer, Serve
from tests.doubles.model_server import Exchange, ModelServer, Reply
from tests.doubles.replies import cut, error, keep_alives, raw

BEHAVIORAL = "Tell me about a time you disagreed with your manager."
DECISION = {
    "agent": "architect",
    "confidence": 0.7,
    "in_scope": True,
    "reasoning": "It asks for a design at scale.",
    "alternatives": ["system_design", "coding"],
}


async def routing(server: RunningServer, question: str = QUESTION, **body: Any) -> dict[str, Any]:
    """Have a question routed, without an answer."""
    response = await server.client.post("/api/agents/route", json={"question": question} | body)
    assert response.status_code == 200, response.text
    decision: dict[str, Any] = response.json()["routing"]
    assert decision["selected_agent"] in SPECIALISTS
    assert 0 <= decision["confidence"] <= 1
    assert decision["fallback"] == (decision["decided_by"] == "fallback")
    return decision


async def test_the_model_decides_when_there_is_one(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    model_server.routing = DECISION
    assert await routing(model_backed) == {
        "selected_agent": "architect",
        "reasoning": "It asks for a design at scale.",
        "confidence": 0.7,
        "decided_by": "model",
        "fallback": False,
        "in_scope": True,
        "alternatives": [
            {"agent": "system_design", "confidence": 0.15},
            {"agent": "coding", "confidence": 0.15},
        ],
    }


async def test_the_same_decision_is_streamed_answered_and_stored(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    model_server.routing = DECISION
    expected = await routing(model_backed)
    events = await model_backed.events()
    response = await model_backed.client.post("/api/agents/answer", json={"question": QUESTION})
    assert events[1]["data"] == response.json()["routing"] == expected
    assert events[2]["data"]["agent"] == "architect"
    rows = await model_backed.fetch("SELECT routing FROM agent_runs")
    assert [json.loads(row["routing"]) for row in rows] == [expected] * 2


async def test_what_is_asked_of_the_model(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    await routing(model_backed, context="Senior role at a bank")
    (asked,) = model_server.exchanges
    assert asked.schema_name == "RoutingReply"
    assert all(
        f"`{each.id}`: {each.handles}" in asked.system_prompt for each in SPECIALISTS.values()
    )
    assert QUESTION not in asked.system_prompt
    assert QUESTION in asked.user_message
    assert "Senior role at a bank" in asked.user_message


async def test_the_kind_of_interview_is_told_to_the_model(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    await model_backed.client.post(
        "/api/interview", json={"question": QUESTION, "interview_type": "architecture"}
    )
    (asked,) = model_server.asked_for("RoutingReply")
    _, _, hinted = asked.user_message.partition("<<<kind_of_interview ")
    assert hinted.splitlines()[1] == "architect"


async def test_the_callers_choice_asks_no_model(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    for agent, specialist in SPECIALISTS.items():
        assert await routing(model_backed, agent=agent) == {
            "selected_agent": agent,
            "reasoning": f"You asked for {specialist.name}.",
            "confidence": 1.0,
            "decided_by": "caller",
            "fallback": False,
            "in_scope": True,
            "alternatives": [],
        }
    assert model_server.exchanges == []


async def test_an_unknown_agent_of_the_caller_is_refused(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    response = await model_backed.client.post(
        "/api/agents/answer-stream", json={"question": QUESTION, "agent": "astrologer"}
    )
    assert response.status_code == 422
    assert model_server.exchanges == []


async def test_an_unknown_agent_of_the_model_is_logged_and_not_followed(
    model_backed: RunningServer, model_server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    """A1, "Unknown agent chosen": default agent, logged."""
    model_server.routing = DECISION | {"agent": "astro\nloger" + "x" * 1000}
    decision = await routing(model_backed, BEHAVIORAL)
    assert decision["selected_agent"] == "behavioral"
    assert decision["decided_by"] == "fallback"
    assert "named a specialist that does not exist" in decision["reasoning"]
    (logged,) = [each for each in caplog.records if each.name == "agents.routing.decision"]
    assert logged.levelno == logging.WARNING
    assert "astro loger" in logged.getMessage()
    assert len(logged.getMessage()) < 150


def says(content: str) -> Reply:
    """Replies with this text, where a reply in JSON is asked for."""
    return lambda exchange: exchange.complete(content)


def decides(**fields: Any) -> Reply:
    """Replies with a decision that is wrong in these fields; None leaves one out."""
    return says(json.dumps({k: v for k, v in (DECISION | fields).items() if v is not None}))


UNUSABLE: dict[str, Reply] = {
    "401": error(401),
    "404": error(404),
    "429 with a long pause": error(429, Retry_After="3600"),
    "500": error(500),
    "a model without JSON schema": error(
        400,
        message="'response_format' of type 'json_schema' is not supported with this model",
    ),
    "cut": cut,
    "no HTTP": raw(b"hello\r\n\r\n"),
    "no JSON": says("I would ask the architect."),
    "a cut in the JSON": says('{"agent": "archi'),
    "deep JSON": says("[" * 100_000),
    "nothing": says(""),
    "a list": says("[]"),
    "confidence above one": decides(confidence=1.01),
    "confidence below zero": decides(confidence=-0.01),
    "confidence that is no number": says(json.dumps(DECISION).replace("0.7", "NaN")),
    "endless confidence": says(json.dumps(DECISION).replace("0.7", "1e999")),
    "confidence in words": decides(confidence="high"),
    "confidence missing": decides(confidence=None),
    "agent missing": decides(agent=None),
    "agent that is a list": decides(agent=["architect"]),
    "half a surrogate": says(json.dumps(DECISION).replace("It asks", "\\ud800")),
    "no choices": lambda exchange: exchange.respond(200, {"id": "1", "choices": []}),
    "an empty object": lambda exchange: exchange.respond(200, {}),
    "HTML": lambda exchange: exchange.respond(200, b"<html>", {"Content-Type": "text/html"}),
}


async def test_an_unusable_reply_falls_to_the_classifier(
    subtests: pytest.Subtests,
    model_backed: RunningServer,
    model_server: ModelServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A1, "LLM malformed": no invented decision."""
    for name, reply in UNUSABLE.items():
        with subtests.test(name):
            caplog.clear()
            model_server.exchanges.clear()
            model_server.routing = reply
            decision = await routing(model_backed, BEHAVIORAL)
            assert decision["selected_agent"] == "behavioral"
            assert decision["decided_by"] == "fallback"
            assert decision["reasoning"].startswith("The model that routes gave no usable reply")
            assert len(model_server.exchanges) == 1
            assert "no usable RoutingReply" in caplog.text


@pytest.mark.parametrize("reply", [Exchange.hang, keep_alives])
async def test_a_slow_decision_is_not_waited_for(
    model_backed: RunningServer,
    model_server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
    reply: Reply,
) -> None:
    """A1, "LLM hangs"."""
    monkeypatch.setattr("agents.routing.decision.MODEL_SECONDS", 0.3)
    model_server.routing = reply
    events = await model_backed.events(question=BEHAVIORAL)
    assert events[1]["data"]["selected_agent"] == "behavioral"
    assert events[1]["data"]["decided_by"] == "fallback"
    assert events[-1]["event_type"] == "complete"
    (asked,) = model_server.asked_for("RoutingReply")
    await asyncio.wait_for(asked.client_left.wait(), 10)


async def test_odd_words_of_the_model_are_cleaned(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    model_server.routing = DECISION | {
        "reasoning": "Two\n\nlines,\0 \x1b[31mred, " + "long " * 200,
        "alternatives": ["architect", "nobody", "coding", "coding", "technical", "behavioral"],
    }
    decision = await routing(model_backed)
    assert decision["reasoning"].startswith("Two lines, [31mred, long")
    assert len(decision["reasoning"]) <= 300
    assert [each["agent"] for each in decision["alternatives"]] == ["coding", "technical"]


async def test_a_question_out_of_scope_is_answered_with_the_prompt_for_it(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    model_server.routing = DECISION | {"in_scope": False}
    events = await model_backed.events()
    assert events[1]["data"]["in_scope"] is False
    (asked,) = model_server.streams
    assert "out of scope" in asked.system_prompt


UNCLEAR = "How would you deal with a slow release?"
"""Any of three specialists could answer."""


async def test_where_the_classifier_is_sure_no_model_is_asked(
    serve: Serve, model_server: ModelServer
) -> None:
    server = await serve(openai_base_url=model_server.url)
    decision = await routing(server, BEHAVIORAL)
    assert (decision["selected_agent"], decision["decided_by"]) == ("behavioral", "classifier")
    assert model_server.exchanges == []
    model_server.routing = DECISION
    decision = await routing(server, UNCLEAR)
    assert (decision["selected_agent"], decision["decided_by"]) == ("architect", "model")
    assert len(model_server.exchanges) == 1


async def test_an_unsure_guess_without_a_model_is_marked(server: RunningServer) -> None:
    decision = await routing(server, UNCLEAR)
    assert decision["decided_by"] == "fallback"
    assert decision["reasoning"].startswith("Most likely a ")
    assert decision["alternatives"]


async def test_a_follow_up_stays_with_its_specialist_unless_the_subject_changes(
    serve: Serve, model_server: ModelServer
) -> None:
    server = await serve(openai_base_url=model_server.url)
    history = [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": "With random codes."},
    ]
    body = {"conversation_history": history}
    decision = await routing(server, "and how would that scale?", **body)
    assert decision["selected_agent"] == "system_design"
    assert decision["reasoning"] == "This goes deeper into the System Design question before it."
    assert (await routing(server, BEHAVIORAL, **body))["selected_agent"] == "behavioral"
    assert model_server.exchanges == []


async def test_without_a_model_the_classifier_decides(server: RunningServer) -> None:
    decision = await routing(server, BEHAVIORAL)
    assert decision["selected_agent"] == "behavioral"
    assert decision["decided_by"] == "classifier"
    assert decision["in_scope"] is True
    assert "Behavioral" in decision["reasoning"]


def classifier(**probabilities: float) -> Classifier:
    """A classifier that gives every question these probabilities."""
    labels = (*SPECIALISTS, OUT_OF_SCOPE)
    shares = np.array([probabilities.get(label, 1e-6) for label in labels], np.float32)
    return Classifier(
        Weights(
            labels=labels,
            features=("heap",),
            idf=np.ones(1, np.float32),
            word_coef=np.zeros((len(labels), 1), np.float32),
            word_intercept=np.log(shares),
            coef=np.zeros((len(labels), 384), np.float32),
            intercept=np.log(shares),
            temperature=1,
            gate=0.8,
            version="test",
            embedding="test",
        )
    )


async def decided(hint: str | None, **probabilities: float) -> Routing:
    """The decision of such a classifier when the caller named that kind of interview."""
    router = Router(SPECIALISTS, classifier(**probabilities), None)
    return await router.route(AnswerBrief(QUESTION, hint=hint), np.zeros(384, np.float32))


async def test_the_kind_of_interview_decides_where_there_is_doubt() -> None:
    routed = await decided("architect", system_design=0.6, architect=0.3, coding=0.1)
    assert routed.selected_agent == "architect"
    assert "the kind of interview you named" in routed.reasoning
    assert [each.agent for each in routed.alternatives] == ["system_design", "coding"]
    without = await decided(None, system_design=0.6, architect=0.3, coding=0.1)
    assert without.selected_agent == "system_design"
    assert [each.agent for each in without.alternatives] == ["architect", "coding"]


@pytest.mark.parametrize(
    ("hint", "probabilities"),
    [
        ("architect", {"system_design": 0.85, "architect": 0.15}),
        ("behavioral", {"system_design": 0.6, "architect": 0.4}),
    ],
    ids=["a clear case", "a kind that is no candidate"],
)
async def test_the_kind_of_interview_gives_way(hint: str, probabilities: dict[str, float]) -> None:
    assert (await decided(hint, **probabilities)).selected_agent == "system_design"


async def test_a_question_out_of_scope_has_a_specialist_all_the_same(
    server: RunningServer,
) -> None:
    decision = await routing(server, "What will the weather be like in Lisbon tomorrow?")
    assert decision["in_scope"] is False
    assert "like no interview question" in decision["reasoning"]
