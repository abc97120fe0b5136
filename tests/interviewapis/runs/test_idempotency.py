"""The same key gives the same run (A1, "Same-key POST x20 at once")."""

import asyncio
from typing import Any

import httpx2
import pytest

from tests.conftest import QUESTION, parse_frames
from tests.doubles.model_server import Exchange, default_answer
from tests.doubles.replies import cut, error, in_turn, with_text
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.runs.asking import Asker, Tap, until, with_key

pytestmark = pytest.mark.asyncio(loop_scope="module")

RUNS = "/api/agents/runs"
PATHS = {
    "/api/agents/answer-stream": {"question": QUESTION},
    "/api/agents/answer": {"question": QUESTION},
    RUNS: {"question": QUESTION},
    "/api/interview": {"question": QUESTION},
}
ANSWER = "I would start with the requirements."


async def ask(asker: Asker, path: str, key: str = "key-1", **body: Any) -> httpx2.Response:
    """Ask there, under a key."""
    return await asker.client.post(path, json=PATHS[path] | body, headers=with_key(key))


def answer_in(response: httpx2.Response) -> str:
    """The answer that a response tells; of a run that was only started, none."""
    if response.headers["content-type"].startswith("text/event-stream"):
        (whole,) = [
            each["data"]["full_answer"]
            for each in parse_frames(response.content)
            if each["event_type"] == "answer_complete"
        ]
        return whole
    return response.json()["answer"]


@pytest.mark.parametrize("first", PATHS)
async def test_the_same_key_gives_the_same_run_wherever_it_is_sent(
    asker: Asker, first: str
) -> None:
    for path in (first, *PATHS):
        response = await ask(asker, path)
        assert response.status_code == (202 if path == RUNS else 200)
        await until(lambda: not asker.runner.here)
    for path in PATHS:
        assert answer_in(await ask(asker, path)) == ANSWER
    (row,) = await asker.rows()
    assert len(asker.models.streams) == 1
    again = await ask(asker, RUNS)
    assert again.json()["run_id"] == str(row["run_id"])
    assert again.headers["location"] == f"{RUNS}/{row['run_id']}"
    events = parse_frames((await ask(asker, "/api/agents/answer-stream")).content)
    assert {each["run_id"] for each in events} == {str(row["run_id"])}
    assert events[-1]["event_type"] == "complete"


async def test_twenty_at_once_are_answered_once(asker: Asker) -> None:
    """A1, "Same-key POST x20 at once": one row; others replay."""
    asker.models.on_stream = tap = Tap("So ")
    asking = [asyncio.create_task(ask(asker, path)) for path in list(PATHS) * 5]
    await until(lambda: asker.models.streams)
    await until(lambda: asker.runner.here and asker.runner.here[0].readers._count == 15)
    await tap.pour("be it.")
    await tap.end()
    responses = await asyncio.gather(*asking)
    assert {response.status_code for response in responses} == {200, 202}
    told = {answer_in(response) for response in responses if response.request.url.path != RUNS}
    assert told == {"So be it."}
    assert len(await asker.rows()) == 1
    assert len(asker.models.streams) == 1


async def test_a_key_waits_for_no_specialist_twice_while_the_first_goes_on(asker: Asker) -> None:
    asker.models.on_stream = tap = Tap("a")
    first = await asker.start("key-1")
    assert await asker.start("key-1") == first
    await tap.end()
    assert (await asker.ended(first))["status"] == "completed"


CHANGES: list[dict[str, Any]] = [
    {"question": f"{QUESTION} And why?"},
    {"context": "A junior."},
    {"agent": "coding"},
    {"conversation_history": [{"role": "user", "content": "x"}]},
]


@pytest.mark.parametrize("changed", CHANGES, ids=lambda changed: next(iter(changed)))
async def test_another_question_under_the_same_key_is_refused(
    asker: Asker, changed: dict[str, Any]
) -> None:
    await ask(asker, "/api/agents/answer")
    for path in PATHS:
        body = changed
        if path == "/api/interview":
            body = {"user_context": "A junior."}
        response = await ask(asker, path, **body)
        problem = assert_problem(response, 422, "idempotency_key_reused")
        assert "errors" not in problem
    assert len(await asker.rows()) == 1


async def test_white_space_and_the_order_of_fields_make_no_other_question(asker: Asker) -> None:
    first = await asker.start("key-1", context="x")
    response = await asker.client.post(
        RUNS,
        content=f'{{"context":" x ","agent":"system_design","question":"  {QUESTION}\\n"}}',
        headers=with_key("key-1") | {"Content-Type": "application/json"},
    )
    assert response.json()["run_id"] == first


@pytest.mark.parametrize(
    "key",
    ["", "x" * 256, "k\xe9y".encode("latin-1"), "clé".encode(), "two words", "tab\tbed"],
    ids=["empty", "256 characters", "Latin-1", "UTF-8", "a space", "a tab"],
)
@pytest.mark.parametrize("path", PATHS)
async def test_a_key_that_is_none_is_refused(asker: Asker, path: str, key: str | bytes) -> None:
    response = await asker.client.post(path, json=PATHS[path], headers={"Idempotency-Key": key})
    problem = assert_problem(response, 422, "invalid_request")
    assert [each["field"].lower() for each in problem["errors"]] == ["header.idempotency-key"]
    assert await asker.rows() == []


async def test_the_longest_key_is_taken(asker: Asker) -> None:
    key = "!~" * 127 + "x"
    assert len(key) == 255
    assert await asker.start(key) == await asker.start(key)


async def test_what_failed_for_a_while_is_asked_again(asker: Asker) -> None:
    """The run that failed stays, and its replacement names it."""
    asker.models.on_stream = in_turn(with_text(cut), default_answer)
    first = await asker.start("key-1")
    assert (await asker.ended(first))["error"]["code"] == "cut_mid_answer"
    second = await asker.start("key-1")
    run = await asker.ended(second)
    assert (run["status"], run["answer"], run["replaces_run_id"]) == ("completed", ANSWER, first)
    assert await asker.start("key-1") == second
    assert (await asker.get(first))["status"] == "failed"
    assert (await asker.row(first))["idempotency_key"] is None
    assert (await asker.row(second))["idempotency_key"] == "key-1"


async def test_an_interrupted_run_is_asked_again(asker: Asker) -> None:
    """A1, "kill -9 app mid-stream": same-key retry -> one answer."""
    first = await asker.start("key-1")
    await asker.ended(first)
    await asker.fetch(
        "UPDATE agent_runs SET status = 'interrupted', metadata = '{}',"
        """ error = '{"code": "interrupted", "retryable": true, "message": "x"}'"""
    )
    second = await asker.start("key-1")
    assert (await asker.ended(second))["replaces_run_id"] == first
    assert await asker.start("key-1") == second
    assert len(await asker.rows()) == 2


async def test_what_failed_for_good_fails_again_without_asking(asker: Asker) -> None:
    asker.models.on_stream = error(401)
    first = await asker.start("key-1", agent=None)
    assert (await asker.ended(first))["error"]["retryable"] is False
    asked = len(asker.models.exchanges)
    assert await asker.start("key-1", agent=None) == first
    assert_problem(await ask(asker, "/api/agents/answer"), 502, "upstream_auth")
    events = parse_frames((await ask(asker, "/api/agents/answer-stream")).content)
    assert (events[-1]["event_type"], events[-1]["data"]["code"]) == ("error", "upstream_auth")
    assert len(asker.models.exchanges) == asked
    assert len(await asker.rows()) == 1


async def test_twenty_retries_at_once_of_what_failed_are_answered_once(asker: Asker) -> None:
    asker.models.on_stream = with_text(cut)
    first = await asker.start("key-1", agent=None)
    await asker.ended(first)
    asker.models.exchanges.clear()
    asker.models.on_stream = default_answer
    responses = await asyncio.gather(*(ask(asker, path) for path in list(PATHS) * 5))
    assert {response.status_code for response in responses} == {200, 202}
    assert len(asker.models.streams) == 1
    await until(lambda: not asker.runner.here)
    assert [row["status"] for row in await asker.rows()] == ["failed", "completed"]


async def test_a_key_belongs_to_its_owner(asker: Asker) -> None:
    """Somebody else's key is no obstacle."""
    theirs = await asker.add_run(
        await asker.somebody_else(), idempotency_key="key-1", request_digest=b"x"
    )
    mine = await asker.start("key-1")
    assert mine != str(theirs)
    assert (await asker.ended(mine))["status"] == "completed"
    assert await asker.start("key-1") == mine


async def test_a_deleted_run_frees_its_key(asker: Asker) -> None:
    first = await asker.start("key-1")
    await asker.ended(first)
    assert (await asker.client.delete(f"{RUNS}/{first}")).status_code == 204
    second = await asker.start("key-1", context="Another question.")
    assert second != first


async def test_other_keys_and_none_give_other_runs(asker: Asker) -> None:
    runs = [await asker.start(key) for key in ("key-1", "KEY-1", "key-2", None, None)]
    assert len(set(runs)) == 5


async def test_a_cancelled_run_stays_cancelled_under_its_key(asker: Asker) -> None:
    asker.models.on_stream = in_turn(Exchange.hang, default_answer)
    first = await asker.start("key-1")
    await asker.cancel(first)
    assert await asker.start("key-1") == first
    assert (await asker.get(first))["status"] == "cancelled"


async def test_keys_work_in_conversations(asker: Asker) -> None:
    conversation = (await asker.client.post("/api/agents/conversations", json={})).json()
    asked = {"conversation_id": conversation["conversation_id"]}
    first = await asker.start("key-1", **asked)
    await asker.ended(first)
    await asker.completed(question="And what would you do next?", **asked)
    before = (await asker.client.get("/api/agents/conversations")).json()
    assert await asker.start("key-1", **asked) == first
    assert len(await asker.rows()) == 2
    # Nothing was asked, so the conversation stays where it is.
    assert (await asker.client.get("/api/agents/conversations")).json() == before
    response = await asker.client.post(RUNS, json={"question": QUESTION}, headers=with_key("key-1"))
    assert_problem(response, 422, "idempotency_key_reused")


async def test_a_retry_in_a_conversation_is_not_sent_what_broke_off(asker: Asker) -> None:
    conversation = (await asker.client.post("/api/agents/conversations", json={})).json()
    asked = {"conversation_id": conversation["conversation_id"]}
    await asker.completed(question="What is a hash ring?", **asked)
    asker.models.on_stream = in_turn(with_text(cut), default_answer)
    await asker.ended(await asker.start("key-1", **asked))
    await asker.ended(await asker.start("key-1", **asked))
    said = asker.models.streams[-1].user_message
    assert "What is a hash ring?" in said
    assert "I would begin with" not in said
