"""Under one Idempotency-Key a thing is made once, however often it is asked for (A1)."""

import asyncio
from collections import Counter

import httpx2
import pytest

from tests.interviewapis.catalog.shelf import NOUNS, Noun, Shelf, assert_refused, assert_told
from tests.interviewapis.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

REUSED = "idempotency_key_reused"


async def add(
    shelf: Shelf, noun: Noun, name: str = "Some name", key: str = "key-1", **fields: object
) -> httpx2.Response:
    """Ask for something to be added, under a key."""
    return await shelf.send("POST", noun.path, {noun.name: name} | fields, Idempotency_Key=key)


async def test_the_same_key_gives_the_same_answer(shelf: Shelf, noun: Noun) -> None:
    first = await add(shelf, noun)
    assert first.status_code == 201
    assert "idempotency-replayed" not in first.headers
    for _ in range(2):
        again = await add(shelf, noun)
        assert (again.status_code, again.text) == (201, first.text)
        assert again.headers["idempotency-replayed"] == "true"
        for header in ("location", "etag", "content-type"):
            assert again.headers[header] == first.headers[header]
    assert await shelf.count(noun.table) == 1


async def test_the_first_answer_is_kept_whatever_becomes_of_it(shelf: Shelf, noun: Noun) -> None:
    first = await add(shelf, noun)
    path = first.headers["location"]
    await shelf.send("PATCH", path, {noun.name: "Renamed"})
    assert (await add(shelf, noun)).text == first.text
    await shelf.send("DELETE", path)
    assert (await add(shelf, noun)).text == first.text
    assert await shelf.count(noun.table) == 0


async def test_equal_bodies_may_be_written_differently(shelf: Shelf, noun: Noun) -> None:
    first = await add(shelf, noun, "Some name", **{noun.group: "Group"})
    headers = {"Idempotency-Key": "key-1", "Content-Type": "application/json"}
    content = f'{{ "{noun.group}": " Gr\\u006fup", "{noun.name}":"Some name  "}}'
    again = await shelf.client.post(f"{noun.path}/", content=content, headers=headers)
    assert (again.status_code, again.text) == (201, first.text)


@pytest.mark.usefixtures("patience")
async def test_of_twenty_at_once_one_is_added_and_all_are_told_of_it(
    shelf: Shelf, noun: Noun
) -> None:
    """A1: same-key POST x20 at once."""
    responses = await asyncio.gather(*(add(shelf, noun) for _ in range(20)))
    assert {each.status_code for each in responses} == {201}
    assert len({each.text for each in responses}) == 1
    replayed = Counter(each.headers.get("idempotency-replayed") for each in responses)
    assert replayed == {None: 1, "true": 19}
    assert await shelf.count(noun.table) == await shelf.count("request_keys") == 1


async def test_a_key_belongs_to_one_request(shelf: Shelf, noun: Noun) -> None:
    first = await add(shelf, noun)
    for name, fields in (("Other", {}), ("Some name", {noun.group: "x"}), ("some name", {})):
        problem = assert_problem(await add(shelf, noun, name, **fields), 422, REUSED)
        assert "Take a new one" in problem["detail"]
    assert await shelf.get(noun.path) == [first.json()]


async def test_a_key_belongs_to_one_collection(shelf: Shelf) -> None:
    for noun in NOUNS:
        expected = 201 if noun is NOUNS[0] else 422
        assert (await add(shelf, noun)).status_code == expected
    assert await shelf.count("request_keys") == 1


@pytest.mark.usefixtures("patience")
async def test_of_twenty_different_requests_under_one_key_one_is_made(
    shelf: Shelf, noun: Noun
) -> None:
    responses = await asyncio.gather(*(add(shelf, noun, f"Name {n}") for n in range(20)))
    assert Counter(each.status_code for each in responses) == {201: 1, 422: 19}
    assert await shelf.count(noun.table) == 1


async def test_another_key_is_another_request(shelf: Shelf, noun: Noun) -> None:
    await add(shelf, noun)
    response = await add(shelf, noun, key="key-2")
    assert_told(response, 400, f"{noun.word} with this name already exists")


async def test_what_failed_is_not_kept(shelf: Shelf, noun: Noun) -> None:
    taken = await shelf.add(noun)
    assert_told(await add(shelf, noun), 400, f"{noun.word} with this name already exists")
    assert_refused(await add(shelf, noun, ""), f"body.{noun.name}")
    assert await shelf.count("request_keys") == 0
    await shelf.send("DELETE", noun.at(taken))
    response = await add(shelf, noun)
    assert response.status_code == 201
    assert "idempotency-replayed" not in response.headers


async def test_somebody_elses_key_is_another_one(shelf: Shelf, noun: Noun) -> None:
    await shelf.insert(
        "request_keys",
        owner_id=await shelf.somebody_else(),
        idempotency_key="key-1",
        request_digest=b"x" * 32,
        response_body="{}",
    )
    assert (await add(shelf, noun)).status_code == 201


@pytest.mark.parametrize("key", ["k", "k" * 255, "!~#'\"\\%_{}"])
async def test_keys_are_visible_ascii(shelf: Shelf, noun: Noun, key: str) -> None:
    assert (await add(shelf, noun, key=key)).status_code == 201
    assert (await add(shelf, noun, key=key)).headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize("key", [b"", b"k" * 256, b"a b", b"\xe9", b"a\tb"])
async def test_other_keys_are_refused(shelf: Shelf, noun: Noun, key: bytes) -> None:
    response = await shelf.client.post(
        noun.path, json={noun.name: "x"}, headers=[(b"Idempotency-Key", key)]
    )
    assert_refused(response, "header.Idempotency-Key")
    assert await shelf.count(noun.table) == 0
