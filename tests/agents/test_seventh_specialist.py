"""A new specialist is one file, one prompt and one entry in the registry."""

import pytest

from agents.specialists import SPECIALISTS, Framework, Specialist
from tests.conftest import Serve
from tests.doubles.model_server import ModelServer


class DataScience(Specialist):
    """What its file would define; the prompt is here instead of in a Markdown file."""

    @property
    def prompt(self) -> str:
        return "You are a data scientist in an interview."


@pytest.fixture
def seventh(monkeypatch: pytest.MonkeyPatch) -> str:
    specialist = DataScience(
        id="data_science",
        name="Data Science",
        specializations=("Statistics", "Experiments", "Modelling"),
        best_for="Questions about data and models.",
        handles="Statistics, experiments and models.",
        framework=Framework("Question, data, method", ("Say what is asked.", "Look at the data.")),
        generic_follow_ups=("Why this method?", "What would refute it?", "How much data?"),
    )
    monkeypatch.setitem(SPECIALISTS, specialist.id, specialist)
    return specialist.id


async def test_a_registered_specialist_is_listed_chosen_and_answers(
    seventh: str, serve: Serve, model_server: ModelServer
) -> None:
    server = await serve(openai_base_url=model_server.url)
    listed = (await server.client.get("/api/agents/available")).json()
    assert seventh in [agent["id"] for agent in listed["agents"]]
    graph = (await server.client.get("/api/workflow")).json()
    assert seventh in graph["mermaid"]

    events = await server.events(question="What is a p-value?", agent=seventh)

    assert events[-1]["data"]["agent_used"] == seventh
    assert "You are a data scientist" in model_server.streams[0].system_prompt


async def test_the_model_can_route_to_it(
    seventh: str, serve: Serve, model_server: ModelServer, model_routes: None
) -> None:
    assert isinstance(model_server.routing, dict)
    model_server.routing = {**model_server.routing, "agent": seventh}
    server = await serve(openai_base_url=model_server.url)
    body = {"question": "What is a p-value?"}
    routed = (await server.client.post("/api/agents/route", json=body)).json()
    assert routed["routing"]["selected_agent"] == seventh


async def test_without_entries_the_library_gives_its_framework(seventh: str, serve: Serve) -> None:
    server = await serve()
    body = {"question": "What is a p-value?", "agent": seventh}
    answer = (await server.client.post("/api/agents/answer", json=body)).json()
    assert answer["metadata"]["basis"] == "framework"
    assert "Question, data, method" in answer["answer"]
    assert answer["follow_up_questions"] == [
        "Why this method?",
        "What would refute it?",
        "How much data?",
    ]
