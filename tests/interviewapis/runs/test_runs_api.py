"""Starting, looking at, stopping, deleting and asking again."""

import asyncio
import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from interviewapis.runs import log, runner
from tests.conftest import QUESTION
from tests.doubles.model_server import Exchange
from tests.doubles.replies import delta, endless_chunks, error, in_turn, stream, with_text
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.runs.asking import ROUTED, Asker, Tap, events_path, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

RUNS = "/api/agents/runs"


async def test_a_run_is_started_and_found_at_its_location(asker: Asker) -> None:
    asker.models.on_stream = tap = Tap()
    response = await asker.client.post(RUNS, json=ROUTED | {"context": "A junior."})
    assert response.status_code == 202
    started = response.json()
    assert response.headers["location"] == f"{RUNS}/{started['run_id']}"
    assert started["status"] == "running"
    assert (started["question"], started["context"]) == (QUESTION, "A junior.")
    assert (started["answer"], started["error"], started["finished_at"]) == ("", None, None)
    await tap.end()
    assert (await asker.client.get(response.headers["location"])).status_code == 200


async def test_a_run_goes_on_without_readers(asker: Asker) -> None:
    """A phone that is locked must not lose its answer."""
    asker.models.on_stream = tap = Tap("a")
    run_id = await asker.start()
    await asker.grown(run_id, "a")
    await tap.pour("b")
    await tap.end()
    run = await asker.ended(run_id)
    assert (run["status"], run["answer"]) == ("completed", "ab")


async def test_a_run_shows_the_text_so_far(asker: Asker) -> None:
    asker.models.on_stream = tap = Tap()
    run_id = await asker.start()
    for piece, so_far in (("So ", "So "), ("far", "So far")):
        await tap.pour(piece)
        await asker.grown(run_id, so_far)
        run = await asker.get(run_id)
        assert (run["status"], run["metadata"], run["finished_at"]) == ("running", {}, None)
        assert run["routing"]["selected_agent"] == "system_design"


async def test_what_a_run_took_is_recorded(asker: Asker) -> None:
    """Usage, time to first token, duration, provider, model, sources."""
    run_id = await asker.completed(question="How do you design a URL shortening service?")
    run = await asker.get(run_id)
    assert (run["provider"], run["model"]) == ("openai", "gpt-4o-mini")
    assert run["usage"] == run["metadata"]["usage"] == {"input_tokens": 21, "output_tokens": 7}
    assert 0 <= run["time_to_first_token_ms"] <= run["duration_ms"]
    assert run["metadata"]["time_to_first_token_ms"] == run["time_to_first_token_ms"]
    assert run["metadata"]["duration_ms"] <= run["duration_ms"]
    assert run["metadata"]["sources"][0]["slug"].startswith("system_design/")
    created, finished = (
        datetime.fromisoformat(run[f"{each}_at"]) for each in ("created", "finished")
    )
    assert created.utcoffset() == finished.utcoffset() == datetime.now(UTC).utcoffset()
    assert created < finished
    assert len(run["follow_up_questions"]) == 3
    row = await asker.row(run_id)
    assert (row["provider"], row["model"], row["server_id"]) == ("openai", "gpt-4o-mini", None)


async def test_what_a_cancelled_run_took_is_recorded_too(asker: Asker) -> None:
    asker.models.on_stream = with_text(Exchange.hang)
    run_id = await asker.start()
    await until(lambda: asker.runner.here[0].pieces)
    run = await asker.cancel(run_id)
    assert (run["provider"], run["model"], run["usage"]) == ("openai", "gpt-4o-mini", None)
    assert 0 <= run["time_to_first_token_ms"] <= run["duration_ms"]
    assert run["metadata"] == {}
    assert run["error"]["code"] == "cancelled"


async def test_every_way_to_ask_leaves_a_run(asker: Asker) -> None:
    await asker.server.events(agent="coding")
    await asker.server.events(
        agent="coding", conversation_history=[{"role": "user", "content": "x"}]
    )
    for path, body in (
        ("/api/agents/answer", ROUTED),
        ("/api/interview", {"question": QUESTION, "interview_type": "coding"}),
    ):
        assert (await asker.client.post(path, json=body)).status_code == 200
    rows = await asker.rows()
    assert [row["status"] for row in rows] == ["completed"] * 4
    assert [row["hint"] for row in rows] == [None, None, None, "coding"]
    assert rows[1]["history"] == '[{"role": "user", "content": "x"}]'


async def test_a_run_that_is_nobodys_is_not_found(asker: Asker) -> None:
    unknown = uuid4()
    for method, path in (
        ("GET", f"{RUNS}/{unknown}"),
        ("GET", f"{RUNS}/{unknown}/events"),
        ("DELETE", f"{RUNS}/{unknown}"),
        ("POST", f"{RUNS}/{unknown}/cancel"),
        ("POST", f"{RUNS}/{unknown}/regenerate"),
    ):
        options: dict[str, Any] = {"json": {}} if path.endswith("regenerate") else {}
        assert_problem(await asker.client.request(method, path, **options), 404, "not_found")


# Cancel


async def test_cancelling_keeps_the_text_and_stops_the_model(asker: Asker) -> None:
    asker.models.on_stream = with_text(Exchange.hang)
    run_id = await asker.start()
    async with asker.reading(events_path(run_id)) as reader:
        await reader.until("content")
        cancelled = await asker.cancel(run_id)
        last = (await reader.rest())[-1]
    assert (cancelled["status"], cancelled["answer"]) == ("cancelled", "I would begin with ")
    assert (last.kind, last.data["data"]["code"]) == ("error", "cancelled")
    await asyncio.wait_for(asker.models.streams[0].client_left.wait(), 10)
    assert asker.runner.active == 0


async def test_cancelling_again_or_what_is_over_changes_nothing(asker: Asker) -> None:
    asker.models.on_stream = in_turn(with_text(Exchange.hang), Exchange.stream)
    run_id = await asker.start()
    await until(lambda: asker.models.streams)
    first, second = await asyncio.gather(asker.cancel(run_id), asker.cancel(run_id))
    assert first == second == await asker.cancel(run_id)
    asker.models.on_stream = lambda exchange: exchange.stream("Done.")
    done = await asker.completed()
    before = await asker.get(done)
    assert await asker.cancel(done) == before
    assert before["status"] == "completed"


async def test_a_waiting_client_is_told_of_the_cancellation(asker: Asker) -> None:
    asker.models.on_stream = with_text(Exchange.hang)
    waiting = asyncio.create_task(asker.client.post("/api/agents/answer", json=ROUTED))
    await until(lambda: asker.runner.here and asker.runner.here[0].pieces)
    await asker.cancel(asker.runner.here[0].run_id)
    assert_problem(await waiting, 409, "cancelled")


# Delete


async def test_deleting_stops_a_run_first(asker: Asker) -> None:
    asker.models.on_stream = with_text(Exchange.hang)
    run_id = await asker.start()
    async with asker.reading(events_path(run_id)) as reader:
        await reader.until("content")
        response = await asker.client.delete(f"{RUNS}/{run_id}")
        assert (response.status_code, response.content) == (204, b"")
        assert (await reader.rest())[-1].data["data"]["code"] == "cancelled"
    await asyncio.wait_for(asker.models.streams[0].client_left.wait(), 10)
    assert await asker.rows() == []
    assert not asker.runner.here
    for path in (f"{RUNS}/{run_id}", events_path(run_id)):
        assert_problem(await asker.client.get(path), 404, "not_found")
    assert_problem(await asker.client.delete(f"{RUNS}/{run_id}"), 404, "not_found")


async def test_deleting_what_is_over_leaves_the_others(asker: Asker) -> None:
    kept, gone = await asker.completed(), await asker.completed()
    assert (await asker.client.delete(f"{RUNS}/{gone}")).status_code == 204
    assert [str(row["run_id"]) for row in await asker.rows()] == [kept]


async def test_deleting_the_replaced_run_leaves_its_replacement(asker: Asker) -> None:
    old = await asker.completed()
    new = (await asker.client.post(f"{RUNS}/{old}/regenerate", json={})).json()["run_id"]
    await asker.ended(new)
    assert (await asker.client.delete(f"{RUNS}/{old}")).status_code == 204
    assert (await asker.get(new))["replaces_run_id"] is None


# Regenerate


async def test_a_question_is_asked_again_with_all_that_came_along(asker: Asker) -> None:
    history = [{"role": "user", "content": "Earlier?"}, {"role": "assistant", "content": "Yes."}]
    old = await asker.completed(context="A junior.", conversation_history=history)
    response = await asker.client.post(f"{RUNS}/{old}/regenerate", json={})
    assert response.status_code == 202
    new = response.json()
    assert response.headers["location"] == f"{RUNS}/{new['run_id']}"
    assert new["run_id"] != old
    assert (new["replaces_run_id"], new["question"], new["context"]) == (old, QUESTION, "A junior.")
    await asker.ended(new["run_id"])
    # The keys of the fences differ from request to request.
    first, second = (
        re.sub(r" [0-9a-f]{8}>>>", ">>>", each.user_message) for each in asker.models.streams
    )
    assert first == second
    assert "user: Earlier?\n\nassistant: Yes." in first
    assert (await asker.row(new["run_id"]))["requested_agent"] == "system_design"
    assert (await asker.get(old))["status"] == "completed"


async def test_another_specialist_may_be_asked(asker: Asker) -> None:
    old = await asker.completed()
    response = await asker.client.post(f"{RUNS}/{old}/regenerate", json={"agent": "architect"})
    run = await asker.ended(response.json()["run_id"])
    assert run["routing"]["selected_agent"] == "architect"
    assert run["routing"]["decided_by"] == "caller"
    response = await asker.client.post(f"{RUNS}/{old}/regenerate", json={"agent": "astrologer"})
    problem = assert_problem(response, 422, "invalid_request")
    assert problem["errors"][0]["field"] == "body.agent"


async def test_what_is_being_answered_is_not_asked_again(asker: Asker) -> None:
    asker.models.on_stream = Exchange.hang
    run_id = await asker.start()
    response = await asker.client.post(f"{RUNS}/{run_id}/regenerate", json={})
    assert_problem(response, 409, "conflict")
    assert len(await asker.rows()) == 1


async def test_what_was_cancelled_can_be_asked_again(asker: Asker) -> None:
    asker.models.on_stream = in_turn(Exchange.hang, lambda exchange: exchange.stream("Now."))
    run_id = await asker.start()
    await until(lambda: asker.models.streams)
    await asker.cancel(run_id)
    response = await asker.client.post(f"{RUNS}/{run_id}/regenerate", json={})
    assert (await asker.ended(response.json()["run_id"]))["answer"] == "Now."


async def test_a_replacement_goes_on_without_readers(asker: Asker) -> None:
    asker.models.on_stream = in_turn(lambda exchange: exchange.stream("a"), tap := Tap("b"))
    old = await asker.completed()
    new = (await asker.client.post(f"{RUNS}/{old}/regenerate", json={})).json()["run_id"]
    async with asker.reading(events_path(new)) as reader:
        await reader.until("content")
    await tap.end()
    assert (await asker.ended(new))["status"] == "completed"


# Bounds


async def test_a_server_with_too_much_to_do_says_when_to_come_back(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "MOST_ACTIVE", 2)
    asker.models.on_stream = Exchange.hang
    started = [await asker.start() for _ in range(2)]
    old = await asker.add_run((await asker.row(started[0]))["owner_id"])
    for method, path, options in (
        ("POST", RUNS, {"json": ROUTED}),
        ("POST", "/api/agents/answer", {"json": ROUTED}),
        ("POST", "/api/agents/answer-stream", {"json": ROUTED}),
        ("GET", "/api/agents/answer-stream", {"params": ROUTED}),
        ("POST", "/api/interview", {"json": {"question": QUESTION}}),
        ("POST", f"{RUNS}/{old}/regenerate", {"json": {}}),
    ):
        response = await asker.client.request(method, path, **options)
        assert_problem(response, 503, "unavailable")
        assert int(response.headers["retry-after"]) >= 1
    assert len(await asker.rows()) == 3
    await asker.cancel(started[0])
    await asker.start()


async def test_health_tells_how_many_are_being_answered(asker: Asker) -> None:
    async def active() -> int:
        return (await asker.client.get("/api/health")).json()["active_runs"]

    asker.models.on_stream = Exchange.hang
    assert await active() == 0
    started = [await asker.start() for _ in range(3)]
    assert await active() == 3
    for run_id in started:
        await asker.cancel(run_id)
    assert await active() == 0


@pytest.mark.parametrize(("name", "most"), [("MOST_EVENTS", 20), ("MOST_BYTES", 200_000)])
async def test_an_endless_answer_ends_when_its_log_is_full(
    asker: Asker, monkeypatch: pytest.MonkeyPatch, name: str, most: int
) -> None:
    """A1: "LLM malformed": exactly one terminal event, and the model is stopped."""
    monkeypatch.setattr(log, name, most)
    asker.models.on_stream = stream(*[delta(content="word ")] * 30, endless_chunks)
    run_id = await asker.start()
    run = await asker.ended(run_id)
    assert (run["status"], run["error"]["code"]) == ("failed", "upstream_malformed")
    await asyncio.wait_for(asker.models.streams[0].client_left.wait(), 10)
    events = await asker.events(run_id)
    if name == "MOST_EVENTS":
        assert len(events) == most + 1
    assert [each.kind for each in events].count("error") == 1
    assert run["answer"].startswith("word word ")


async def test_a_failed_run_says_why(asker: Asker) -> None:
    asker.models.on_stream = error(429, Retry_After="100")
    run = await asker.ended(await asker.start())
    assert run["status"] == "failed"
    assert run["error"]["code"] == "upstream_rate_limit"
    assert (run["error"]["retryable"], run["error"]["retry_after"]) == (True, 100)
    assert run["answer"] == ""
    assert run["time_to_first_token_ms"] is None
