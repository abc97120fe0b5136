"""Names are unique, whatever the case of their letters."""

import asyncio
from collections import Counter

import pytest

from tests.interviewapis.catalog.shelf import Noun, Shelf, assert_refused, assert_told

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAME = [
    ("TechCorp", "TechCorp"),
    ("TechCorp", "techCORP"),
    ("TechCorp", "  TECHCORP\n"),
    ("Éclair & Söhne", "éCLAIR & sÖHNE"),
    ("Éclair Two", "E\u0301clair \u00a0 Two"),
    ("\N{CYRILLIC CAPITAL LETTER ZHE}ABC", "\N{CYRILLIC SMALL LETTER ZHE}abc"),
]
EMOJI = "\N{GRINNING FACE}"


@pytest.mark.parametrize(("first", "second"), SAME)
async def test_a_name_can_be_added_once(shelf: Shelf, noun: Noun, first: str, second: str) -> None:
    added = await shelf.add(noun, first)
    response = await shelf.send("POST", noun.path, {noun.name: second})
    assert_told(response, 400, f"{noun.word} with this name already exists")
    assert await shelf.get(noun.path) == [added]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize(("first", "second"), SAME)
async def test_nothing_can_take_the_name_of_another(
    shelf: Shelf, noun: Noun, first: str, second: str, method: str
) -> None:
    await shelf.add(noun, first)
    other = await shelf.add(noun, "Other")
    for if_match in (None, "*"):
        body = {noun.name: second, noun.group: "changed"}
        response = await shelf.send(method, noun.at(other), body, If_Match=if_match)
        assert_told(response, 400, f"{noun.word} with this name already exists")
    assert await shelf.get(noun.at(other)) == other


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_name_can_be_written_in_another_case(shelf: Shelf, noun: Noun, method: str) -> None:
    added = await shelf.add(noun, "techcorp")
    response = await shelf.send(method, noun.at(added), {noun.name: "TechCorp"})
    assert response.json()[noun.name] == "TechCorp"


async def test_a_name_is_free_again_after_a_change(shelf: Shelf, noun: Noun) -> None:
    added = await shelf.add(noun, "First")
    await shelf.send("PATCH", noun.at(added), {noun.name: "Second"})
    await shelf.add(noun, "first")


async def test_of_twenty_at_once_one_is_added(shelf: Shelf, noun: Noun) -> None:
    names = ["TechCorp", "TECHCORP"] * 10
    responses = await asyncio.gather(
        *(shelf.send("POST", noun.path, {noun.name: name}) for name in names)
    )
    assert Counter(each.status_code for each in responses) == {201: 1, 400: 19}
    assert await shelf.count(noun.table) == 1


async def test_somebody_elses_name_is_taken_too(shelf: Shelf, noun: Noun) -> None:
    await shelf.add_of(await shelf.somebody_else(), noun, "TechCorp")
    response = await shelf.send("POST", noun.path, {noun.name: "techcorp"})
    assert_told(response, 400, f"{noun.word} with this name already exists")


@pytest.mark.parametrize("character", ["x", EMOJI], ids=["letter", "emoji"])
async def test_a_name_may_have_so_many_characters(shelf: Shelf, noun: Noun, character: str) -> None:
    shown = await shelf.add(noun, "x")
    longest = character * noun.longest_name
    for method, path in (("POST", noun.path), ("PUT", noun.at(shown)), ("PATCH", noun.at(shown))):
        response = await shelf.send(method, path, {noun.name: longest + character})
        assert_refused(response, f"body.{noun.name}")
    assert (await shelf.add(noun, f"  {longest}  "))[noun.name] == longest


@pytest.mark.parametrize("name", ["", "  ", "\n\t", None])
async def test_a_name_is_never_empty(shelf: Shelf, noun: Noun, name: str | None) -> None:
    shown = await shelf.add(noun, "x")
    for method, path in (("POST", noun.path), ("PUT", noun.at(shown)), ("PATCH", noun.at(shown))):
        assert_refused(await shelf.send(method, path, {noun.name: name}), f"body.{noun.name}")
    assert await shelf.get(noun.path) == [shown]


async def test_without_a_name_nothing_is_added(shelf: Shelf, noun: Noun) -> None:
    response = await shelf.send("POST", noun.path, {noun.group: "x"})
    assert_refused(response, f"body.{noun.name}")
    assert response.json()["errors"][0]["message"] == "is required"
    assert await shelf.count(noun.table) == 0
