"""A specialist's answer to a question of the bank."""

import json
from typing import Any

import pytest

from tests.conftest import RunningServer, parse_frames
from tests.doubles.model_server import ModelServer
from tests.doubles.replies import cut
from tests.interviewapis.problems import assert_problem

OWN = {
    "question_text": "How would you keep two ledgers in step?",
    "question_category": "system_design",
    "question_context": "Asked at a bank.",
}


async def added(server: RunningServer, **fields: Any) -> int:
    """Add a question; its id."""
    response = await server.client.post("/api/questions", json=OWN | fields)
    assert response.status_code == 201, response.text
    return int(response.json()["question_id"])


async def answered(server: RunningServer, question_id: int, **body: Any) -> list[Any]:
    """Have a question answered; the events."""
    response = await server.client.post(f"/api/questions/{question_id}/answer", json=body)
    assert response.status_code == 200, response.text
    return parse_frames(response.content)


def text_of(events: list[Any]) -> str:
    """The answer that was streamed."""
    pieces = [each["data"]["chunk"] for each in events if each["event_type"] == "content"]
    return "".join(pieces)


async def entry(server: RunningServer) -> dict[str, Any]:
    """An entry of the library."""
    response = await server.client.get("/api/questions", params={"scope": "library", "limit": 1})
    found: dict[str, Any] = response.json()["data"][0]
    return found


async def read(server: RunningServer, question_id: int) -> dict[str, Any]:
    """A question as the API shows it."""
    found: dict[str, Any] = (await server.client.get(f"/api/questions/{question_id}")).json()
    return found


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "application/json"}])
async def test_a_request_may_have_no_body(
    model_backed: RunningServer, headers: dict[str, str]
) -> None:
    path = f"/api/questions/{await added(model_backed)}/answer"
    response = await model_backed.client.post(path, headers=headers)
    assert response.status_code == 200, response.text
    assert parse_frames(response.content)[-1]["event_type"] == "complete"
    for content in (b"null", b"[]", b"x"):
        refused = await model_backed.client.post(path, content=content, headers=headers)
        assert refused.status_code in (400, 422)


async def test_an_answer_is_streamed_and_belongs_to_the_question(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    question_id = await added(model_backed)
    events = await answered(model_backed, question_id, context="For a staff engineer.")
    assert [events[0]["event_type"], events[-1]["event_type"]] == ["start", "complete"]
    run = (await model_backed.client.get(f"/api/agents/runs/{events[0]['run_id']}")).json()
    assert run["question_id"] == question_id
    assert run["question"] == OWN["question_text"]
    assert "Asked at a bank." in run["context"]
    assert "For a staff engineer." in run["context"]
    assert (await read(model_backed, question_id))["answer_markdown_content"] is None


async def test_an_answer_is_kept_on_request(model_backed: RunningServer) -> None:
    question_id = await added(model_backed)
    before = await read(model_backed, question_id)
    events = await answered(model_backed, question_id, store_answer=True, agent="architect")
    now = await read(model_backed, question_id)
    assert now["answer_markdown_content"] == text_of(events) != ""
    assert now["updated_at"] > before["updated_at"]


async def test_half_an_answer_is_not_kept(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    question_id = await added(model_backed, answer_markdown_content="What I wrote myself.")
    model_server.on_stream = cut
    events = await answered(model_backed, question_id, store_answer=True, agent="coding")
    assert events[-1]["event_type"] == "error"
    kept = (await read(model_backed, question_id))["answer_markdown_content"]
    assert kept == "What I wrote myself."


async def test_the_category_weighs_where_there_is_doubt(
    model_backed: RunningServer, model_server: ModelServer
) -> None:
    question_id = await added(
        model_backed, question_text="Something about queues, please.", question_category="coding"
    )
    await answered(model_backed, question_id)
    (asked,) = model_server.asked_for("RoutingReply")
    _, _, hinted = asked.user_message.partition("<<<kind_of_interview ")
    assert hinted.splitlines()[1] == "coding"


async def test_the_library_answers_its_own_entries(server: RunningServer) -> None:
    found = await entry(server)
    events = await answered(server, found["question_id"])
    assert events[1]["data"]["selected_agent"] == found["library_slug"].split("/")[0]
    complete = next(each for each in events if each["event_type"] == "answer_complete")
    assert complete["data"]["metadata"]["basis"] == "entry"
    same = await read(server, found["question_id"])
    assert same["is_library"]


async def test_a_kept_answer_to_a_library_entry_makes_a_version_of_ones_own(
    model_backed: RunningServer,
) -> None:
    found = await entry(model_backed)
    events = await answered(model_backed, found["question_id"], store_answer=True)
    own = await read(model_backed, found["question_id"])
    assert not own["is_library"]
    assert own["copied_from"] == found["question_id"]
    assert own["answer_markdown_content"] == text_of(events)
    rows = await model_backed.fetch(
        "SELECT answer_markdown_content FROM questions WHERE question_id = $1",
        found["question_id"],
    )
    assert rows[0]["answer_markdown_content"] == found["answer_markdown_content"]
    again = await answered(model_backed, found["question_id"], store_answer=True)
    assert (await read(model_backed, own["question_id"]))["answer_markdown_content"] == text_of(
        again
    )


async def test_a_key_answers_once(model_backed: RunningServer) -> None:
    question_id = await added(model_backed)
    path, headers = f"/api/questions/{question_id}/answer", {"Idempotency-Key": "once"}
    first, second = [
        parse_frames((await model_backed.client.post(path, json={}, headers=headers)).content)
        for _ in range(2)
    ]
    assert first[0]["run_id"] == second[0]["run_id"]
    reused = await model_backed.client.post(path, json={"store_answer": True}, headers=headers)
    assert_problem(reused, 422, "idempotency_key_reused")


async def test_somebody_elses_question_is_not_found(server: RunningServer) -> None:
    await server.fetch("INSERT INTO users (username) VALUES ('somebody')")
    rows = await server.fetch(
        "INSERT INTO questions (owner_id, question_text, question_category) "
        "SELECT user_id, 'What did they ask you?', 'other' FROM users WHERE username = 'somebody' "
        "RETURNING question_id"
    )
    for question_id in (rows[0]["question_id"], 2_000_000_000):
        response = await server.client.post(f"/api/questions/{question_id}/answer", json={})
        assert_problem(response, 404, "not_found")
        assert response.json()["detail"] == "Question not found"
    assert await server.fetch("SELECT 1 FROM agent_runs") == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"agent": "wizard"}, "body.agent"),
        ({"store_answer": "yes"}, "body.store_answer"),
        ({"context": "x" * 1001}, "body.context"),
        ({"question": "Another one?"}, "body.question"),
    ],
)
async def test_bad_fields_are_named(server: RunningServer, body: Any, field: str) -> None:
    found = await entry(server)
    response = await server.client.post(
        f"/api/questions/{found['question_id']}/answer",
        content=json.dumps(body),
        headers={"Content-Type": "application/json"},
    )
    assert_problem(response, 422, "invalid_request")
    assert response.json()["errors"][0]["field"] == field
