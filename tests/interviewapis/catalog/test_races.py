"""What happens while somebody else is at the same thing."""

import asyncio
from collections import Counter

import pytest

from tests.interviewapis.catalog.shelf import SKILLS, Noun, Shelf, assert_told

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_changes_of_different_fields_are_all_made(shelf: Shelf, noun: Noun) -> None:
    """Also those that waited for each other: none takes another's change back."""
    added = await shelf.add(noun)
    fields = {name: "new" for name, value in noun.full.items() if isinstance(value, str)}
    fields = {name: each for name, each in fields.items() if not name.endswith(("website", "url"))}
    connection = await shelf.connect()
    async with connection.transaction():
        await connection.execute(
            f"SELECT FROM {noun.table} WHERE {noun.key} = $1 FOR UPDATE", added[noun.key]
        )
        changing = [
            asyncio.create_task(shelf.send("PATCH", noun.at(added), {name: value}))
            for name, value in fields.items()
        ]
        await shelf.until_waiting(len(fields))
    await connection.close()
    responses = await asyncio.gather(*changing)
    assert {each.status_code for each in responses} == {200}
    shown = await shelf.get(noun.at(added))
    assert shown == added | fields | {"updated_at": shown["updated_at"]}
    assert shown in [each.json() for each in responses]


async def test_what_is_deleted_meanwhile_is_not_found(shelf: Shelf, noun: Noun) -> None:
    for known in (None, "*"):
        added = await shelf.add(noun)
        connection = await shelf.connect()
        async with connection.transaction():
            await connection.execute(
                f"DELETE FROM {noun.table} WHERE {noun.key} = $1", added[noun.key]
            )
            writing = [
                asyncio.create_task(shelf.send(method, noun.at(added), body, If_Match=known))
                for method, body in (("PUT", {noun.group: "x"}), ("DELETE", None))
            ]
            await shelf.until_waiting(2)
        await connection.close()
        for response in await asyncio.gather(*writing):
            assert_told(response, 404, f"{noun.word} not found")


async def test_of_many_deletions_one_is_made(shelf: Shelf, noun: Noun) -> None:
    added = await shelf.add(noun)
    responses = await asyncio.gather(
        *(
            shelf.send("DELETE", noun.at(added), If_Match=known)
            for known in (None, "*", None, "*", None, "*")
        )
    )
    assert Counter(each.status_code for each in responses) == {204: 1, 404: 5}


async def test_a_parent_that_is_deleted_meanwhile_is_not_found(shelf: Shelf) -> None:
    parent, child = await shelf.add(SKILLS, "Parent"), await shelf.add(SKILLS, "Child")
    below = {"parent_skill_id": parent["skill_id"]}
    connection = await shelf.connect()
    async with connection.transaction():
        await connection.execute("DELETE FROM skills WHERE skill_id = $1", parent["skill_id"])
        writing = [
            asyncio.create_task(shelf.send("POST", SKILLS.path, {"skill_name": "New"} | below)),
            asyncio.create_task(shelf.send("PATCH", SKILLS.at(child), below)),
        ]
        await shelf.until_waiting(2)
    await connection.close()
    for response in await asyncio.gather(*writing):
        assert_told(response, 404, "Parent skill not found")
    assert await shelf.get(SKILLS.path) == [child]
