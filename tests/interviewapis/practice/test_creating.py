"""Beginning a practice interview: what may be asked for, and that it begins once."""

import asyncio
import json
from typing import Any

import pytest

from tests.doubles import replies
from tests.doubles.model_server import Exchange, Reply
from tests.interviewapis.accounts.people import bearer
from tests.interviewapis.practice import scripted
from tests.interviewapis.practice.practising import INTERVIEW, Practice, made, write
from tests.interviewapis.practice.scripted import ASKING, KNOWN, malformed, questions
from tests.interviewapis.problems import assert_invalid, assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

CREATE = f"{INTERVIEW}/create"
SLUGS = ("design-a-rate-limiter", "missed-deadline", "lru-cache")
KEY = {"Idempotency-Key": "begin-once"}
WHOLE, LETTERS = "must be a whole number", "must be a string"
LARGEST = 2_147_483_647


async def test_only_the_job_role_is_needed(either: Practice) -> None:
    interview = made(await either.send("POST", CREATE, {"job_role": "  Data Engineer  "}))
    told = [interview[name] for name in ("job_role", "difficulty", "question_type", "adaptive")]
    assert told == ["Data Engineer", "intermediate", "mixed", False]
    assert interview["total_questions"] == len(interview["questions"]) == 5
    types = [each["type"] for each in interview["questions"]]
    assert 1 <= types.count("behavioral") <= 2


@pytest.mark.parametrize(
    "fields",
    [
        {"job_role": "QA"},
        {"job_role": "é" * 100},
        {"num_questions": 1},
        {"num_questions": 10},
        {"question_type": "behavioral"},
        {"difficulty": "beginner"},
        {"difficulty": "advanced"},
    ],
    ids=str,
)
async def test_what_is_at_a_bound_is_taken(practice: Practice, fields: dict[str, Any]) -> None:
    interview = await practice.create(**fields)
    assert interview["total_questions"] == fields.get("num_questions", 2)
    for name in fields.keys() - {"num_questions"}:
        assert interview[name] == fields[name]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("job_role", None, "can't be null"),
        ("job_role", 7, LETTERS),
        ("job_role", "X", "must have at least 2 characters, not counting white space at both ends"),
        (
            "job_role",
            " X ",
            "must have at least 2 characters, not counting white space at both ends",
        ),
        ("job_role", "x" * 101, "may have at most 100 characters"),
        ("job_role", "Data\0Engineer", "must not contain the character NUL (U+0000)"),
        (
            "job_role",
            "Data\nEngineer",
            "must be one line, without control characters (U+000A)",
        ),
        (
            "job_role",
            "Data\x1b[31m",
            "must be one line, without control characters (U+001B)",
        ),
        ("job_role", "\u200b\u200b\u2060", "must have a character that can be seen"),
        ("difficulty", "hard", "must be 'beginner', 'intermediate' or 'advanced'"),
        ("difficulty", None, "can't be null"),
        ("question_type", "coding", "must be 'technical', 'behavioral' or 'mixed'"),
        ("num_questions", 0, "must be at least 1"),
        ("num_questions", 11, "may be at most 10"),
        ("num_questions", "3", WHOLE),
        ("num_questions", 3.0, WHOLE),
        ("num_questions", True, WHOLE),
        ("num_questions", None, "can't be null"),
        ("adaptive", 1, "must be true or false"),
        ("question_ids", [], "must have at least 1 entry"),
        ("question_ids", [1, 2, 1], "must not name a question twice"),
        ("question_ids", list(range(1, 12)), "may have at most 10 entries"),
        ("question_ids", "1", "must be a list"),
        ("mood", "good", "unknown field; remove it"),
    ],
)
async def test_what_is_not_allowed_is_told_by_field(
    practice: Practice, field: str, value: Any, message: str
) -> None:
    response = await practice.send("POST", CREATE, {"job_role": "Tester", field: value})
    assert_invalid(response, **{f"body__{field}": message})


@pytest.mark.parametrize("bank_id", [0, -1, "1", 1.5, True, LARGEST + 1])
async def test_what_can_be_no_id_is_refused(practice: Practice, bank_id: Any) -> None:
    response = await practice.send("POST", CREATE, {"job_role": "QA", "question_ids": [bank_id]})
    problem = assert_problem(response, 422, "invalid_request")
    assert [each["field"] for each in problem["errors"]] == ["body.question_ids.0"]


async def test_the_job_role_is_required(practice: Practice) -> None:
    assert_invalid(await practice.send("POST", CREATE, {}), body__job_role="is required")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
async def test_where_interviews_begin_only_post_is_possible(
    practice: Practice, method: str
) -> None:
    for path in (CREATE, f"{CREATE}/"):
        response = await practice.server.client.request(
            method, path, headers=bearer(practice.person.token)
        )
        assert response.headers["allow"] == "POST"
        assert response.status_code == 405
        if method != "HEAD":
            assert_problem(response, 405, "method_not_allowed")


async def test_one_way_to_choose(practice: Practice) -> None:
    body = {"job_role": "QA", "question_ids": [1], "adaptive": True}
    problem = assert_problem(await practice.send("POST", CREATE, body), 422, "invalid_request")
    assert "either question_ids or adaptive" in problem["detail"]


async def test_chosen_questions_come_in_the_order_that_was_asked_for(either: Practice) -> None:
    own = await either.own_question(key_points='[{"point": "I read the plan.", "weight": 3}]')
    ids = [await either.entry(SLUGS[1]), own, await either.entry(SLUGS[0])]
    interview = await either.create(question_ids=ids, num_questions=9, question_type="behavioral")
    assert [each["bank_question_id"] for each in interview["questions"]] == ids
    assert [each["order_number"] for each in interview["questions"]] == [1, 2, 3]
    assert interview["total_questions"] == 3
    assert (interview["provider"], interview["prompt_version"]) == ("bank", None)
    types = [each["type"] for each in interview["questions"]]
    assert types == ["behavioral", "technical", "system_design"]
    if either.models:
        assert either.asked(ASKING) == 0


async def test_unknown_questions_are_told_and_nothing_begins(practice: Practice) -> None:
    ids = [await practice.entry(SLUGS[0]), LARGEST]
    response = await practice.send("POST", CREATE, {"job_role": "QA", "question_ids": ids})
    problem = assert_problem(response, 404, "not_found")
    assert problem["detail"] == f"Question with ID {LARGEST} not found"
    assert (await practice.stats())["total_interviews"] == 0


async def test_somebody_elses_question_is_not_there(practice: Practice) -> None:
    other = await write(practice.server, "users", "user_id", username="somebody-else")
    try:
        theirs = await practice.own_question(owner_id=other)
        response = await practice.send("POST", CREATE, {"job_role": "QA", "question_ids": [theirs]})
        problem = assert_problem(response, 404, "not_found")
        assert problem["detail"] == f"Question with ID {theirs} not found"
    finally:
        await practice.server.fetch("DELETE FROM users WHERE user_id = $1", other)


async def test_questions_are_not_asked_again_soon(either: Practice) -> None:
    first, second = await either.create(num_questions=1), await either.create(num_questions=2)
    asked = [{each["question"] for each in told["questions"]} for told in (first, second)]
    assert not asked[0] & asked[1]


@pytest.mark.usefixtures("patience")
async def test_twenty_requests_under_one_key_begin_one_interview(either: Practice) -> None:
    body = {"job_role": "Python Developer", "num_questions": 2}
    responses = await asyncio.gather(*(either.send("POST", CREATE, body, KEY) for _ in range(20)))
    begun = [each for each in responses if each.status_code == 201]
    bodies = {each.text for each in begun}
    # Each waits for the first with a connection of its own, and there are ten.
    assert {each.status_code for each in responses} <= {201, 503}
    assert len(bodies) == 1
    assert sum("idempotency-replayed" not in each.headers for each in begun) == 1
    assert (await either.stats())["total_interviews"] == 1
    before = either.asked(ASKING) if either.models else 0
    again = await either.send("POST", CREATE, body, KEY)
    assert (again.status_code, again.text) == (201, bodies.pop())
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == f"{INTERVIEW}/{again.json()['interview_id']}"
    if either.models:
        assert 1 <= before == either.asked(ASKING) <= 20


async def test_a_key_for_another_request_is_refused_before_a_model_is_paid(
    coached: Practice,
) -> None:
    await coached.send("POST", CREATE, {"job_role": "Python Developer"}, KEY)
    paid = coached.asked(ASKING)
    response = await coached.send("POST", CREATE, {"job_role": "Data Engineer"}, KEY)
    assert_problem(response, 422, "idempotency_key_reused")
    assert coached.asked(ASKING) == paid


FAILURES: dict[str, tuple[Reply, str]] = {
    "malformed": (malformed, "did not write enough questions"),
    "401": (replies.error(401), "did not accept the API key"),
    "429": (replies.error(429, retry_after="7"), "rate limit"),
    "500": (replies.error(500), "a problem of its own"),
    "cut": (replies.cut, "can't be reached"),
}


@pytest.mark.parametrize("how", FAILURES)
async def test_a_model_that_asks_nothing_is_told_and_nothing_begins(
    coached: Practice, how: str
) -> None:
    reply, words = FAILURES[how]
    coached.script.instead[ASKING] = reply
    response = await coached.send("POST", CREATE, {"job_role": "Python Developer"}, KEY)
    problem = assert_problem(response, 502, "generation_failed")
    assert words in problem["detail"]
    assert problem["retryable"] == (how != "401")
    assert response.headers.get("retry-after") == ("7" if how == "429" else None)
    assert replies.CANARY not in response.text
    assert coached.asked(ASKING) == (2 if how == "malformed" else 1)
    assert (await coached.stats())["total_interviews"] == 0
    # The key remembers nothing of it.
    del coached.script.instead[ASKING]
    again = await coached.send("POST", CREATE, {"job_role": "Python Developer"}, KEY)
    assert again.status_code == 201
    assert "idempotency-replayed" not in again.headers


async def test_a_reply_with_the_secret_of_the_instructions_is_not_used(
    coached: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets: list[str] = []

    async def leak(exchange: Exchange) -> None:
        secrets.append(exchange.system_prompt.rsplit(": ", 1)[1].strip())
        leaked = KNOWN | {
            f"What is {secrets[0].upper()}, and where would you use it?": next(iter(KNOWN.values()))
        }
        monkeypatch.setattr(scripted, "KNOWN", leaked)
        await exchange.complete(json.dumps(questions(exchange.user_message)))

    coached.script.instead[ASKING] = leak
    response = await coached.send("POST", CREATE, {"job_role": "Python Developer"})
    assert_problem(response, 502, "generation_failed")
    assert secrets[0] not in response.text.lower()


async def test_lists_have_pages_and_a_filter(practice: Practice) -> None:
    ids = [await practice.entry(SLUGS[0])]
    begun = [await practice.create(question_ids=ids) for _ in range(3)]
    await practice.complete(begun[1])
    everything = await practice.send("GET", INTERVIEW)
    shown = everything.json()
    newest_first = [each["interview_id"] for each in reversed(begun)]
    assert [each["interview_id"] for each in shown["interviews"]] == newest_first
    assert (shown["total"], shown["skip"], shown["limit"]) == (3, 0, 20)
    assert everything.headers["x-total-count"] == "3"
    assert "link" not in everything.headers
    page = await practice.send("GET", f"{INTERVIEW}?limit=1&skip=1")
    assert [each["interview_id"] for each in page.json()["interviews"]] == newest_first[1:2]
    assert page.links["next"]["url"] == f"{INTERVIEW}?limit=1&skip=2"
    for status, count in (("completed", 1), ("in_progress", 2), ("abandoned", 0)):
        assert (await practice.get(f"{INTERVIEW}?status={status}"))["total"] == count
    unchanged = await practice.send("GET", INTERVIEW, None, {"If-None-Match": _tag(everything)})
    assert unchanged.status_code == 304


def _tag(response: Any) -> str:
    return str(response.headers["etag"])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=judging", "status"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("skip=-1", "skip"),
        ("mood=good", "mood"),
    ],
)
async def test_queries_of_lists_are_checked(practice: Practice, query: str, field: str) -> None:
    problem = assert_problem(
        await practice.send("GET", f"{INTERVIEW}?{query}"), 422, "invalid_request"
    )
    assert [each["field"] for each in problem["errors"]] == [f"query.{field}"]
