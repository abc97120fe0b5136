"""Questions that build on each other."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from database.models import LOCAL_USER_ID
from tests.conftest import QUESTION
from tests.doubles.model_server import Exchange, default_answer
from tests.doubles.replies import cut, error, in_turn, with_text
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.runs.asking import ROUTED, Asker, Tap, events_path, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

CONVERSATIONS = "/api/agents/conversations"


async def begin(asker: Asker, **body: Any) -> dict[str, Any]:
    """Begin a conversation."""
    response = await asker.client.post(CONVERSATIONS, json=body)
    assert response.status_code == 201, response.text
    made = response.json()
    assert response.headers["location"] == f"{CONVERSATIONS}/{made['conversation_id']}"
    return made


async def read(asker: Asker, conversation_id: object) -> dict[str, Any]:
    """A conversation as the API shows it."""
    response = await asker.client.get(f"{CONVERSATIONS}/{conversation_id}")
    assert response.status_code == 200, response.text
    return response.json()


def said_before(exchange: Exchange) -> str:
    """The conversation that a model was sent; empty if there was none."""
    _, opened, rest = exchange.user_message.partition("<<<conversation_so_far ")
    return rest.partition(">>>\n")[2].partition("\n<<<end")[0] if opened else ""


async def answered(asker: Asker, conversation_id: str, question: str, answer: str) -> str:
    """Ask in a conversation, and have that answered; the run's id."""
    asker.models.on_stream = lambda exchange: exchange.stream(answer)
    return await asker.completed(question=question, conversation_id=conversation_id)


# Beginning


async def test_a_conversation_begins_empty(asker: Asker) -> None:
    made = await begin(asker)
    assert (made["title"], made["runs"], made["total_runs"]) == (None, [], 0)
    assert await read(asker, made["conversation_id"]) == made
    named = await begin(asker, title="  My practice  ")
    assert named["title"] == "My practice"


async def test_a_conversation_begins_with_an_answer(asker: Asker) -> None:
    run_id = await asker.completed()
    made = await begin(asker, run_id=run_id)
    assert [run["run_id"] for run in made["runs"]] == [run_id]
    assert (made["title"], made["total_runs"]) == (QUESTION, 1)
    assert (await asker.get(run_id))["conversation_id"] == made["conversation_id"]
    await answered(asker, made["conversation_id"], "And how would you test it?", "With tests.")
    assert said_before(asker.models.streams[-1]) == (
        f"user: {QUESTION}\n\nassistant: I would start with the requirements."
    )


async def test_a_conversation_begins_with_an_answer_that_is_being_written(asker: Asker) -> None:
    asker.models.on_stream = tap = Tap("So ")
    run_id = await asker.start()
    made = await begin(asker, run_id=run_id, title="Mine")
    assert made["title"] == "Mine"
    response = await asker.client.post(
        "/api/agents/runs", json=ROUTED | {"conversation_id": made["conversation_id"]}
    )
    assert_problem(response, 409, "conflict")
    await tap.end()
    await asker.ended(run_id)
    assert (await read(asker, made["conversation_id"]))["runs"][0]["status"] == "completed"


async def test_an_answer_belongs_to_one_conversation(asker: Asker) -> None:
    run_id = await asker.completed()
    made = await begin(asker, run_id=run_id)
    response = await asker.client.post(CONVERSATIONS, json={"run_id": run_id})
    problem = assert_problem(response, 409, "conflict")
    assert made["conversation_id"] in problem["detail"]
    assert len((await asker.client.get(CONVERSATIONS)).json()["data"]) == 1


async def test_an_answer_that_is_nobodys_begins_no_conversation(asker: Asker) -> None:
    response = await asker.client.post(CONVERSATIONS, json={"run_id": str(uuid4())})
    assert_problem(response, 404, "not_found")
    assert (await asker.client.get(CONVERSATIONS)).json()["total"] == 0


# Continuing


async def test_a_model_is_sent_what_was_said_in_order(asker: Asker) -> None:
    made = await begin(asker)
    for number in (1, 2, 3):
        await answered(asker, made["conversation_id"], f"Question {number}?", f"Answer {number}.")
    assert said_before(asker.models.streams[0]) == ""
    assert said_before(asker.models.streams[2]) == (
        "user: Question 1?\n\nassistant: Answer 1.\n\nuser: Question 2?\n\nassistant: Answer 2."
    )
    shown = await read(asker, made["conversation_id"])
    assert [run["question"] for run in shown["runs"]] == [
        "Question 1?",
        "Question 2?",
        "Question 3?",
    ]
    assert all(run["conversation_id"] == made["conversation_id"] for run in shown["runs"])
    # Nothing is kept twice: the turns are the runs.
    assert {row["history"] for row in await asker.rows()} == {"[]"}


@pytest.mark.parametrize("path", ["/api/agents/answer-stream", "/api/agents/answer"])
async def test_every_way_to_ask_continues_a_conversation(asker: Asker, path: str) -> None:
    made = await begin(asker)
    await answered(asker, made["conversation_id"], "Question 1?", "Answer 1.")
    body = ROUTED | {"conversation_id": made["conversation_id"]}
    assert (await asker.client.post(path, json=body)).status_code == 200
    if path.endswith("stream"):
        assert (await asker.client.get(path, params=body)).status_code == 200
    for exchange in asker.models.streams[1:]:
        assert said_before(exchange).startswith("user: Question 1?\n\nassistant: Answer 1.")


async def test_empty_and_replaced_answers_are_left_out_and_partial_ones_are_not(
    asker: Asker,
) -> None:
    made = await begin(asker)
    asked = {"conversation_id": made["conversation_id"]}
    asker.models.on_stream = in_turn(with_text(cut), error(401), default_answer)
    await asker.ended(await asker.start(question="It broke off?", **asked))
    await asker.ended(await asker.start(question="It failed?", **asked))
    old = await asker.completed(question="It was bad?", **asked)
    asker.models.on_stream = lambda exchange: exchange.stream("Better.")
    new = await asker.client.post(f"/api/agents/runs/{old}/regenerate", json={})
    await asker.ended(new.json()["run_id"])
    # The one that is asked again does not see its first answer.
    assert "It was bad?" not in said_before(asker.models.streams[-1])
    await answered(asker, made["conversation_id"], "And now?", "Now.")
    assert said_before(asker.models.streams[-1]) == (
        "user: It broke off?\n\nassistant: I would begin with \n\n"
        "user: It was bad?\n\nassistant: Better."
    )
    assert (await read(asker, made["conversation_id"]))["total_runs"] == 5


async def test_only_the_latest_question_is_asked_again(asker: Asker) -> None:
    made = await begin(asker)
    first = await answered(asker, made["conversation_id"], "Question 1?", "Answer 1.")
    second = await answered(asker, made["conversation_id"], "Question 2?", "Answer 2.")
    response = await asker.client.post(f"/api/agents/runs/{first}/regenerate", json={})
    assert_problem(response, 409, "conflict")
    response = await asker.client.post(
        f"/api/agents/runs/{second}/regenerate", json={"agent": "coding"}
    )
    assert response.status_code == 202
    run = await asker.ended(response.json()["run_id"])
    assert run["conversation_id"] == made["conversation_id"]
    assert run["routing"]["selected_agent"] == "coding"
    assert said_before(asker.models.streams[-1]) == "user: Question 1?\n\nassistant: Answer 1."
    assert len(await asker.rows()) == 3


async def test_one_question_at_a_time_is_answered_in_a_conversation(asker: Asker) -> None:
    made = await begin(asker)
    asked = ROUTED | {"conversation_id": made["conversation_id"]}
    asker.models.on_stream = tap = Tap("a")
    responses = await asyncio.gather(
        *(asker.client.post("/api/agents/runs", json=asked) for _ in range(10))
    )
    assert sorted(response.status_code for response in responses) == [202] + [409] * 9
    for response in responses:
        if response.status_code == 409:
            assert_problem(response, 409, "conflict")
    (row,) = await asker.rows()
    await until(lambda: asker.models.streams)
    assert len(asker.models.streams) == 1
    other = await begin(asker)
    await asker.start(conversation_id=other["conversation_id"])
    await tap.end()
    await asker.ended(row["run_id"])
    await asker.start(conversation_id=made["conversation_id"])


async def test_a_question_that_was_refused_does_not_move_its_conversation(asker: Asker) -> None:
    made = await begin(asker)
    asker.models.on_stream = Exchange.hang
    run_id = await asker.start(conversation_id=made["conversation_id"])
    await until(lambda: asker.models.streams)
    assert (await asker.get(run_id))["routing"]  # written down
    before = await read(asker, made["conversation_id"])
    response = await asker.client.post(
        "/api/agents/runs", json=ROUTED | {"conversation_id": made["conversation_id"]}
    )
    assert_problem(response, 409, "conflict")
    assert await read(asker, made["conversation_id"]) == before


async def test_a_conversation_has_its_own_history(asker: Asker) -> None:
    made = await begin(asker)
    body = ROUTED | {
        "conversation_id": made["conversation_id"],
        "conversation_history": [{"role": "user", "content": "x"}],
    }
    for path in ("answer", "answer-stream", "runs"):
        response = await asker.client.post(f"/api/agents/{path}", json=body)
        problem = assert_problem(response, 422, "invalid_request")
        assert "conversation_history" in problem["detail"]
    assert await asker.rows() == []


async def test_a_conversation_that_is_nobodys_is_not_found(asker: Asker) -> None:
    unknown = f"{uuid4()}"
    for method, path, options in (
        ("GET", f"{CONVERSATIONS}/{unknown}", {}),
        ("PATCH", f"{CONVERSATIONS}/{unknown}", {"json": {"title": "x"}}),
        ("DELETE", f"{CONVERSATIONS}/{unknown}", {}),
        ("POST", "/api/agents/runs", {"json": ROUTED | {"conversation_id": unknown}}),
        ("POST", "/api/agents/answer", {"json": ROUTED | {"conversation_id": unknown}}),
        ("POST", "/api/agents/answer-stream", {"json": ROUTED | {"conversation_id": unknown}}),
        ("GET", "/api/agents/answer-stream", {"params": ROUTED | {"conversation_id": unknown}}),
    ):
        assert_problem(await asker.client.request(method, path, **options), 404, "not_found")
    assert await asker.rows() == []
    assert not asker.runner.here


async def test_at_most_25_earlier_questions_are_sent(asker: Asker) -> None:
    conversation_id = await asker.add_conversation(LOCAL_USER_ID)
    now = datetime.now(UTC)
    for number in range(30):
        await asker.add_run(
            LOCAL_USER_ID,
            conversation_id=conversation_id,
            question=f"Question {number}?",
            answer=f"Answer {number}.",
            created_at=now - timedelta(minutes=60 - number),
        )
    await asker.completed(conversation_id=str(conversation_id))
    lines = said_before(asker.models.streams[0]).split("\n\n")
    assert len(lines) == 50
    assert (lines[0], lines[-1]) == ("user: Question 5?", "assistant: Answer 29.")


async def test_the_newest_hundred_questions_are_shown(asker: Asker) -> None:
    conversation_id = await asker.add_conversation(LOCAL_USER_ID)
    await asker.fetch(
        "INSERT INTO agent_runs (run_id, owner_id, conversation_id, status, finished_at, question,"
        " created_at) SELECT gen_random_uuid(), $1, $2, 'failed', now(), 'Question ' || n || '?',"
        " now() + n * interval '1 second' FROM generate_series(1, 103) AS n",
        LOCAL_USER_ID,
        conversation_id,
    )
    shown = await read(asker, conversation_id)
    assert shown["total_runs"] == 103
    assert [run["question"] for run in shown["runs"]] == [
        f"Question {number}?" for number in range(4, 104)
    ]


# Names


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("  What is\n a  hash ring? ", "What is a hash ring?"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        ("\U0001f600" * 81, "\U0001f600" * 79 + "…"),
        ("word " * 30, "word " * 15 + "word…"),
    ],
)
async def test_the_first_question_names_a_conversation(
    asker: Asker, question: str, title: str
) -> None:
    made = await begin(asker)
    await asker.completed(question=question, conversation_id=made["conversation_id"])
    assert (await read(asker, made["conversation_id"]))["title"] == title
    await asker.completed(question="Another one?", conversation_id=made["conversation_id"])
    assert (await read(asker, made["conversation_id"]))["title"] == title
    begun = await begin(asker, run_id=await asker.completed(question=question))
    assert begun["title"] == title


async def test_a_name_that_was_given_stays(asker: Asker) -> None:
    made = await begin(asker, title="Mine")
    await asker.completed(conversation_id=made["conversation_id"])
    assert (await read(asker, made["conversation_id"]))["title"] == "Mine"


async def test_renaming_keeps_the_place_in_the_list(asker: Asker) -> None:
    first, second = await begin(asker, title="First"), await begin(asker, title="Second")
    address = f"{CONVERSATIONS}/{first['conversation_id']}"
    for title in ("x", "x" * 200, "\U0001f600" * 200, " padded "):
        response = await asker.client.patch(address, json={"title": title})
        assert response.status_code == 200
        renamed = response.json()
        assert renamed == {name: value for name, value in first.items() if name != "runs"} | {
            "title": title.strip()
        }
    listed = (await asker.client.get(CONVERSATIONS)).json()["data"]
    assert [each["conversation_id"] for each in listed] == [
        second["conversation_id"],
        first["conversation_id"],
    ]


@pytest.mark.parametrize("body", [{"title": ""}, {"title": "  "}, {"title": "x" * 201}, {}])
async def test_a_name_has_bounds(asker: Asker, body: dict[str, str]) -> None:
    made = await begin(asker, title="Mine")
    response = await asker.client.patch(f"{CONVERSATIONS}/{made['conversation_id']}", json=body)
    problem = assert_problem(response, 422, "invalid_request")
    assert problem["errors"][0]["field"] == "body.title"
    assert (await read(asker, made["conversation_id"]))["title"] == "Mine"


# Listing


async def test_those_asked_in_last_come_first(asker: Asker) -> None:
    made = [await begin(asker, title=f"Number {number}") for number in range(3)]
    await asker.completed(conversation_id=made[0]["conversation_id"])
    page = (await asker.client.get(CONVERSATIONS)).json()
    assert [each["title"] for each in page["data"]] == ["Number 0", "Number 2", "Number 1"]
    assert [each["total_runs"] for each in page["data"]] == [1, 0, 0]
    assert all("runs" not in each for each in page["data"])
    assert page["data"][0]["updated_at"] > page["data"][0]["created_at"]


async def test_every_conversation_is_on_one_page(asker: Asker) -> None:
    made = {(await begin(asker))["conversation_id"] for _ in range(7)}
    seen: list[str] = []
    path: str | None = f"{CONVERSATIONS}?limit=3"
    while path:
        response = await asker.client.get(path)
        assert response.headers["x-total-count"] == "7"
        assert response.json()["total"] == 7
        seen += [each["conversation_id"] for each in response.json()["data"]]
        path = response.links.get("next", {}).get("url")
    assert len(seen) == 7
    assert set(seen) == made


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "skip=-1", "skip=2147483648", "q=x"])
async def test_a_bad_page_is_refused(asker: Asker, query: str) -> None:
    response = await asker.client.get(f"{CONVERSATIONS}?{query}")
    problem = assert_problem(response, 422, "invalid_request")
    assert problem["errors"][0]["field"] == f"query.{query.split('=')[0]}"


# Deleting


async def test_deleting_a_conversation_stops_and_removes_its_answers(asker: Asker) -> None:
    made = await begin(asker)
    await asker.completed(conversation_id=made["conversation_id"])
    outside = await asker.completed()
    asker.models.on_stream = with_text(Exchange.hang)
    asker.models.exchanges.clear()
    running = await asker.start(conversation_id=made["conversation_id"])
    async with asker.reading(events_path(running)) as reader:
        await reader.until("content")
        response = await asker.client.delete(f"{CONVERSATIONS}/{made['conversation_id']}")
        assert (response.status_code, response.content) == (204, b"")
        assert (await reader.rest())[-1].data["data"]["code"] == "cancelled"
    await asyncio.wait_for(asker.models.streams[0].client_left.wait(), 10)
    assert [str(row["run_id"]) for row in await asker.rows()] == [outside]
    assert not asker.runner.here
    for method in ("GET", "DELETE"):
        again = await asker.client.request(method, f"{CONVERSATIONS}/{made['conversation_id']}")
        assert_problem(again, 404, "not_found")
