"""Somebody else's runs and conversations are not there (A3, "IDOR")."""

import re
from typing import Any

import pytest

from database.models import LOCAL_USER_ID
from tests.conftest import QUESTION
from tests.doubles.model_server import Exchange
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.runs.asking import ROUTED, Asker

pytestmark = pytest.mark.asyncio(loop_scope="module")

BODIES: dict[str, Any] = {
    "regenerate": {"json": {}},
    "PATCH": {"json": {"title": "Mine now"}},
}


async def test_every_route_with_an_id_hides_what_somebody_else_has(asker: Asker) -> None:
    """A3, "IDOR": a generated matrix, streams too."""
    theirs = await asker.somebody_else()
    conversation_id = await asker.add_conversation(theirs, title="Theirs")
    run_id = await asker.add_run(theirs, conversation_id=conversation_id)
    running = await asker.add_run(theirs, status="running", server_id=1)
    before = await everything(asker)
    document = (await asker.client.get("/openapi.json")).json()
    walked = 0
    for path, operations in document["paths"].items():
        # The tracker's are walked in its own tests.
        if "_id}" not in path or not path.startswith("/api/agents"):
            continue
        for method in operations:
            for theirs_id in (run_id, running):
                ids = {"run_id": theirs_id, "conversation_id": conversation_id}
                filled = re.sub(r"{(\w+)}", lambda found, ids=ids: str(ids[found[1]]), path)
                options = BODIES.get(path.rsplit("/", 1)[1], BODIES.get(method.upper(), {}))
                response = await asker.client.request(method.upper(), filled, **options)
                assert_problem(response, 404, "not_found")
                walked += 1
    assert walked >= 2 * 8
    assert await everything(asker) == before


async def test_ids_in_bodies_queries_and_headers_hide_it_too(asker: Asker) -> None:
    theirs = await asker.somebody_else()
    conversation_id = str(await asker.add_conversation(theirs))
    run_id = str(await asker.add_run(theirs))
    before = await everything(asker)
    asked = ROUTED | {"conversation_id": conversation_id}
    for method, path, options in (
        ("POST", "/api/agents/runs", {"json": asked}),
        ("POST", "/api/agents/answer", {"json": asked}),
        ("POST", "/api/agents/answer-stream", {"json": asked}),
        ("GET", "/api/agents/answer-stream", {"params": asked}),
        ("POST", "/api/agents/conversations", {"json": {"run_id": run_id}}),
        (
            "GET",
            "/api/agents/answer-stream",
            {"params": {"question": QUESTION}, "headers": {"Last-Event-ID": f"{run_id}:1"}},
        ),
    ):
        assert_problem(await asker.client.request(method, path, **options), 404, "not_found")
    assert await everything(asker) == before
    assert asker.models.exchanges == []


async def test_lists_show_only_ones_own(asker: Asker) -> None:
    theirs = await asker.somebody_else()
    conversation_id = await asker.add_conversation(theirs)
    await asker.add_run(theirs, conversation_id=conversation_id)
    mine = await asker.add_run(LOCAL_USER_ID)
    my_conversation = await asker.add_conversation(LOCAL_USER_ID)
    runs = (await asker.client.get("/api/agents/runs")).json()
    assert [each["run_id"] for each in runs["data"]] == [str(mine)]
    assert runs["total"] == 1
    filtered = await asker.client.get(
        "/api/agents/runs", params={"conversation_id": str(conversation_id)}
    )
    assert filtered.json()["total"] == 0
    conversations = (await asker.client.get("/api/agents/conversations")).json()
    assert [each["conversation_id"] for each in conversations["data"]] == [str(my_conversation)]
    assert conversations["total"] == 1


async def test_a_run_under_way_is_hidden_from_others_as_well(asker: Asker) -> None:
    """It is looked up in memory, not in the database."""
    theirs = await asker.somebody_else()
    asker.models.on_stream = Exchange.hang
    run_id = await asker.start()
    ticket = await asker.ticket_of(theirs)
    response = await asker.client.get(f"/api/agents/runs/{run_id}/events?ticket={ticket}")
    assert_problem(response, 404, "not_found")
    address = f"/api/agents/answer-stream?question={QUESTION}"
    response = await asker.client.get(
        f"{address}&ticket={await asker.ticket_of(theirs)}",
        headers={"Last-Event-ID": f"{run_id}:1"},
    )
    assert_problem(response, 404, "not_found")
    assert (await asker.get(run_id))["status"] == "running"


async def everything(asker: Asker) -> list[Any]:
    """All that the database has of runs and conversations."""
    return [
        *map(tuple, await asker.fetch("SELECT * FROM agent_runs ORDER BY run_id")),
        *map(tuple, await asker.fetch("SELECT * FROM conversations")),
    ]
