"""Slow work that is followed as Server-Sent Events, in the format of the runs."""

import asyncio
import json
from datetime import datetime
from uuid import UUID

import pytest

from tests.doubles import replies
from tests.doubles.model_server import Exchange, ModelServer
from tests.faults.support import until
from tests.interviewapis.accounts.people import bearer
from tests.interviewapis.practice.practising import (
    EVENTS,
    INTERVIEW,
    NOBODYS,
    Practice,
    answer_path,
    below,
    of,
)
from tests.interviewapis.practice.scripted import ASKING, JUDGING, malformed
from tests.interviewapis.problems import assert_invalid, assert_problem
from tests.interviewapis.raw_http import connect, request

pytestmark = pytest.mark.asyncio(loop_scope="module")

CREATE = f"{INTERVIEW}/create"
ORDER = {"job_role": "Python Developer", "num_questions": 2}
KINDS = ["start", "processing", "complete"]


async def test_questions_are_followed(either: Practice) -> None:
    events = await either.follow(CREATE, ORDER)
    assert list(dict.fromkeys(each["event_type"] for each in events)) == KINDS
    interview = events[-1]["data"]["result"]
    assert await either.again(interview) == interview
    assert events[0]["data"] == {"message": "Looking for questions."}
    assert events[1]["data"] == {"message": "2 of 2 questions are there."}
    assert (events[-1]["data"]["message"], events[-1]["data"]["success"]) == ("Done.", True)


async def test_events_look_like_those_of_runs(either: Practice) -> None:
    events = await either.follow(CREATE, ORDER | {"num_questions": 3})
    for number, event in enumerate(events, start=1):
        assert list(event) == ["event_type", "timestamp", "data", "id", "run_id"]
        assert event["id"] == number
        assert datetime.fromisoformat(event["timestamp"]).tzinfo
    assert len({UUID(each["run_id"]) for each in events}) == 1


@pytest.mark.parametrize("what", ["answer", "attempts"])
async def test_judging_is_followed(either: Practice, what: str) -> None:
    interview = await either.create()
    question = interview["questions"][0]
    path = answer_path(interview, question)
    if what == "attempts":
        await either.judged(interview)
        path = below(interview, question, what)
    answer = {"user_answer": "First,\u2028this\u0085breaks\r\nlines: the index is sorted."}
    events = await either.follow(path, answer)
    assert [each["event_type"] for each in events] == KINDS
    assert [each["data"]["message"] for each in events] == [
        "Your answer is kept.",
        "It is being judged.",
        "Done.",
    ]
    result = events[-1]["data"]["result"]
    assert result["user_answer"] == answer["user_answer"]
    assert (await either.attempts(interview))[-1] == result


async def test_a_key_brings_the_same_interview_followed_or_not(either: Practice) -> None:
    key = {"Idempotency-Key": "followed-once"}
    followed = (await either.follow(CREATE, ORDER, key))[-1]["data"]["result"]
    plain = await either.send("POST", CREATE, ORDER, key)
    assert plain.json() == followed
    assert (await either.follow(CREATE, ORDER, key))[-1]["data"]["result"] == followed


@pytest.mark.parametrize(
    ("accept", "is_stream"),
    [
        ("application/json, TEXT/Event-Stream;q=0.5", True),
        ("text/event-stream+json", False),
        ("*/*", False),
        ("application/json", False),
    ],
)
async def test_only_who_asks_for_events_gets_them(
    practice: Practice, accept: str, is_stream: bool
) -> None:
    response = await practice.send("POST", CREATE, ORDER, {"Accept": accept})
    assert response.status_code == (200 if is_stream else 201)
    assert ("text/event-stream" in response.headers["content-type"]) == is_stream
    if is_stream:
        assert response.headers["cache-control"] == "no-cache, no-store"


async def test_problems_come_as_an_event(coached: Practice) -> None:
    interview = await coached.create()
    coached.script.instead = {JUDGING: malformed, ASKING: malformed}
    path, answer = answer_path(interview, interview["questions"][0]), {"user_answer": "Mine."}
    *_, judging = await coached.follow(path, answer)
    *_, asking = await coached.follow(CREATE, ORDER)
    coached.script.instead = dict.fromkeys((JUDGING, ASKING), replies.error(401))
    second = answer_path(interview, interview["questions"][1])
    *_, locked_out = await coached.follow(second, answer)
    *_, not_let_in = await coached.follow(CREATE, ORDER)
    for event, status, code, retryable in (
        (judging, 502, "evaluation_failed", True),
        (asking, 502, "generation_failed", True),
        (locked_out, 502, "evaluation_failed", False),
        (not_let_in, 502, "generation_failed", False),
    ):
        assert event["event_type"] == "error"
        data = event["data"]
        assert (data["status"], data["code"], data["retryable"]) == (status, code, retryable)
        assert data["error"] == code.replace("_", " ")
        assert data["message"]
        assert data["retry_after"] is None
    assert (await coached.attempts(interview))[0]["failure"]["message"] == judging["data"][
        "message"
    ]


async def test_what_no_stream_begins_for_is_told_plainly(practice: Practice) -> None:
    response = await practice.send("POST", CREATE, {}, EVENTS)
    assert_invalid(response, body__job_role="is required")
    refused = await practice.server.client.post(
        CREATE, json=ORDER, headers=EVENTS | bearer("nobody's")
    )
    assert_problem(refused, 401, "unauthorized")
    key = {"Idempotency-Key": "for-something-else"}
    assert (await practice.send("POST", CREATE, ORDER, key)).status_code == 201
    reused = await practice.send("POST", CREATE, ORDER | {"num_questions": 1}, EVENTS | key)
    assert_problem(reused, 422, "idempotency_key_reused")
    unknown = await practice.send("POST", CREATE, ORDER | {"question_ids": [2**31 - 1]}, EVENTS)
    assert_problem(unknown, 404, "not_found")


@pytest.mark.parametrize("headers", [EVENTS, {}], ids=["followed", "plain"])
async def test_an_answer_that_is_not_taken_is_refused_alike(
    coached: Practice, headers: dict[str, str]
) -> None:
    interview = await coached.create(num_questions=3)
    first, second, third = interview["questions"]
    await coached.judged(interview)
    coached.script.waiting.clear()
    judging = asyncio.create_task(coached.answer(interview, 1))
    await coached.until_judging(2)
    nowhere = {"interview_id": NOBODYS}
    for path, status, words in (
        (answer_path(nowhere, first), 404, "Interview not found"),
        (answer_path(interview, {"id": NOBODYS}), 404, "Question not found in interview"),
        (answer_path(interview, first), 404, "Question already answered"),
        (answer_path(interview, second), 409, "An answer to this question is being judged."),
        (below(interview, third, "attempts"), 409, "Answer the question first;"),
    ):
        response = await coached.send("POST", path, {"user_answer": "Mine."}, headers)
        problem = assert_problem(response, status, {404: "not_found", 409: "conflict"}[status])
        assert problem["detail"].startswith(words)
    coached.script.waiting.set()
    await judging
    await coached.complete(interview)
    response = await coached.send(
        "POST", answer_path(interview, third), {"user_answer": "Mine."}, headers
    )
    assert_problem(response, 409, "conflict")
    assert coached.asked() == 2


async def test_what_nobody_foresaw_is_told_without_a_hint_at_its_cause(practice: Practice) -> None:
    """Before events begin, and among them."""
    interview = await practice.create()
    order = ORDER | {"question_ids": [await practice.own_question()]}
    headers = EVENTS | bearer(practice.person.token)
    path = answer_path(interview, interview["questions"][0])
    await practice.server.fetch("ALTER TABLE practice_sessions RENAME TO gone")
    try:
        plain = await practice.server.client.post(path, json={"user_answer": "x"}, headers=headers)
        *_, event = await practice.follow(CREATE, order)
    finally:
        await practice.server.fetch("ALTER TABLE gone RENAME TO practice_sessions")
    assert_problem(plain, 500, "internal")
    assert (event["data"]["code"], event["data"]["status"]) == ("internal", 500)
    assert event["data"]["retryable"]
    assert "practice_sessions" not in json.dumps(event) + plain.text


@pytest.mark.parametrize("followed", [True, False], ids=["followed", "plain"])
async def test_whoever_leaves_is_judged_all_the_same(coached: Practice, followed: bool) -> None:
    interview = await coached.create()
    coached.script.waiting.clear()
    body = json.dumps({"user_answer": "It keeps the values in order."}).encode()
    headers = bearer(coached.person.token) | (EVENTS if followed else {})
    path = answer_path(interview, interview["questions"][0])
    _, writer = await connect(coached.server.url)
    writer.write(request("POST", path, body, **headers))
    await coached.until_judging()
    writer.transport.abort()
    coached.script.waiting.set()
    settled = await coached.until_settled(interview)
    assert (settled["state"], settled["is_official"]) == ("judged", True)
    assert coached.asked() == 1


async def test_questions_are_made_though_whoever_wants_them_leaves(coached: Practice) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()
    script = coached.script

    async def slowly(exchange: Exchange) -> None:
        asked.set()
        await go_on.wait()
        del script.instead[ASKING]
        await script(exchange)

    script.instead[ASKING] = slowly
    key = {"Idempotency-Key": "left-in-the-middle"}
    body, headers = json.dumps(ORDER).encode(), bearer(coached.person.token) | EVENTS | key
    _, writer = await connect(coached.server.url)
    writer.write(request("POST", CREATE, body, **headers))
    await asked.wait()
    writer.transport.abort()
    go_on.set()

    async def is_there() -> bool:
        return bool((await coached.get(INTERVIEW))["total"])

    await until(is_there, "the interview")
    again = await coached.send("POST", CREATE, ORDER, key)
    assert again.headers["idempotency-replayed"] == "true"
    assert coached.asked(ASKING) == 1


async def test_a_server_that_stops_tells_so_and_the_answer_may_be_sent_again(
    coached: Practice, models: ModelServer
) -> None:
    interview = await coached.create()
    coached.script.waiting.clear()
    path = answer_path(interview, interview["questions"][0])
    followed = asyncio.create_task(coached.follow(path, {"user_answer": "It keeps an order."}))
    plain = asyncio.create_task(coached.answer(interview, 1))
    await coached.until_judging(2)
    await coached.server.services.tasks.end()
    *_, event = await followed
    assert event["event_type"] == "error"
    assert (event["data"]["code"], event["data"]["status"]) == ("unavailable", 503)
    assert event["data"]["retryable"]
    response = await plain
    problem = assert_problem(response, 503, "unavailable")
    assert problem["detail"] == event["data"]["message"]
    assert int(response.headers["retry-after"]) > 0
    for number in (0, 1):
        (attempt,) = await coached.attempts(interview, number)
        assert (attempt["state"], attempt["failure"]["code"]) == ("failed", "interrupted")
    coached.script.waiting.set()
    assert (await coached.answer(interview)).status_code == 201
    assert (await coached.get(of(interview)))["questions"][0]["answered"]
