"""ETag, If-None-Match, If-Match and Idempotency-Key of questions."""

import asyncio
from collections import Counter

import pytest

from tests.interviewapis.problems import assert_problem
from tests.interviewapis.questions.bank import TEXT, Bank, assert_refused, assert_told

pytestmark = pytest.mark.asyncio(loop_scope="module")

STALE = '"0123456789abcdef01234567"'
KEY = "a-key-of-somebody"
NEW = {"question_text": TEXT, "question_category": "technical"}


async def tag_of(bank: Bank, path: str) -> str:
    """The tag of what is there."""
    response = await bank.send("GET", path)
    assert response.status_code == 200
    return response.headers["etag"]


async def test_who_has_it_already_gets_304(bank: Bank) -> None:
    made = await bank.add()
    for path in (f"/{made['question_id']}", "", "?scope=own&limit=1", "/category/technical"):
        tag = await tag_of(bank, path)
        for known in (tag, f"W/{tag}", f"{STALE}, {tag}", "*"):
            response = await bank.send("GET", path, If_None_Match=known)
            assert (response.status_code, response.content) == (304, b"")
            assert response.headers["etag"] == tag
        response = await bank.send("GET", path, If_None_Match=STALE)
        assert response.status_code == 200


async def test_the_tag_changes_with_all_that_is_shown(bank: Bank) -> None:
    question_id, skill = (await bank.add())["question_id"], await bank.skill("SQL")
    path = f"/{question_id}"
    tags = [await tag_of(bank, path)]
    for change in (
        bank.change(question_id, tags=["x"]),
        bank.send("PUT", f"{path}/skills/{skill}", {}),
        bank.fetch("UPDATE skills SET skill_name = 'Structured Query Language'"),
        bank.fetch("UPDATE questions SET times_asked = 1 WHERE question_id = $1", question_id),
        bank.send("DELETE", path),
    ):
        await change
        tags.append(await tag_of(bank, path))
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_only_what_was_seen_is_changed(bank: Bank, method: str) -> None:
    made = await bank.add()
    path = f"/{made['question_id']}"
    body = None if method == "DELETE" else {"tags": ["new"]}
    done = 204 if method == "DELETE" else 200
    tag = await tag_of(bank, path)
    refused = await bank.send(method, path, body, If_Match=STALE)
    assert_problem(refused, 412, "precondition_failed")
    weak = await bank.send(method, path, body, If_Match=f"W/{tag}")
    assert_problem(weak, 412, "precondition_failed")
    assert_refused(await bank.send(method, path, body, If_Match="abc"), "header.If-Match")
    assert await bank.get(made["question_id"]) == made
    for if_match in (f"{STALE}, {tag}", "*"):
        response = await bank.send(method, path, body, If_Match=if_match)
        assert response.status_code == done
        if body:
            assert response.headers["etag"] == await tag_of(bank, path)


async def test_of_two_changes_with_one_tag_one_is_made(bank: Bank) -> None:
    question_id = (await bank.add())["question_id"]
    path = f"/{question_id}"
    tag = await tag_of(bank, path)
    responses = await asyncio.gather(
        *(
            bank.send("PATCH", path, {"source": str(number), "skills": []}, If_Match=tag)
            for number in range(6)
        )
    )
    assert Counter(each.status_code for each in responses) == {200: 1, 412: 5}
    (made,) = (each.json() for each in responses if each.status_code == 200)
    assert await bank.get(question_id) == made


async def test_no_change_takes_back_another_that_came_at_once(bank: Bank) -> None:
    question_id = (await bank.add())["question_id"]
    fields = {
        "source": "a",
        "author": "b",
        "assumptions": "c",
        "answer_summary": "d",
        "tags": ["e"],
        "question_text": "Is everything in this text?",
        "skills": [{"skill_id": await bank.skill("SQL")}],
        "time_to_answer_minutes": 9,
    }
    await asyncio.gather(
        *(bank.change(question_id, **{name: value}) for name, value in fields.items())
    )
    shown = await bank.get(question_id)
    assert len(shown.pop("skills")) == len(fields.pop("skills"))
    assert shown | fields == shown


async def test_a_key_makes_a_question_once(bank: Bank) -> None:
    body = NEW | {"skills": [{"skill_id": await bank.skill("SQL")}]}
    first = await bank.send("POST", "", body, Idempotency_Key=KEY)
    await bank.change(first.json()["question_id"], tags=["changed since"], skills=[])
    again = await bank.send("POST", "", body, Idempotency_Key=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert await bank.own_count() == 1
    other = await bank.send("POST", "", body | {"tags": ["x"]}, Idempotency_Key=KEY)
    assert_told(other, 422, "This Idempotency-Key was used for another request. Take a new one.")
    await bank.send("POST", "", body, Idempotency_Key="another")
    assert await bank.own_count() == 2


async def test_a_key_is_free_again_when_nothing_was_made(bank: Bank) -> None:
    for body in (NEW | {"tags": "x"}, NEW | {"skills": [{"skill_id": 2**31 - 1}]}):
        refused = await bank.send("POST", "", body, Idempotency_Key=KEY)
        assert refused.status_code in (404, 422)
    assert (await bank.send("POST", "", NEW, Idempotency_Key=KEY)).status_code == 201


@pytest.mark.usefixtures("patience")
async def test_many_with_one_key_at_once_make_one_question(bank: Bank) -> None:
    responses = await asyncio.gather(
        *(bank.send("POST", "", NEW, Idempotency_Key=KEY) for _ in range(20))
    )
    assert {each.status_code for each in responses} == {201}
    assert len({each.content for each in responses}) == 1
    assert await bank.own_count() == 1


@pytest.mark.parametrize("key", ["", "with space", "\xff", "x" * 256])
async def test_keys_are_bounded(bank: Bank, key: str) -> None:
    headers = {"Idempotency-Key": key.encode("latin-1")}
    response = await bank.client.post("/api/questions", json=NEW, headers=headers)
    assert_refused(response, "header.Idempotency-Key")
    assert await bank.own_count() == 0
