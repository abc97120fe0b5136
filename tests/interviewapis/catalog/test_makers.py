"""Everybody reads what is shared; only who made it changes it. Skills lie below each other."""

from typing import Any

import pytest

from tests.interviewapis.catalog.shelf import (
    OWN,
    SKILLS,
    Noun,
    Shelf,
    assert_told,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

WRITES: list[tuple[str, Any]] = [("PUT", {}), ("PATCH", {}), ("DELETE", None)]


def refusal(noun: Noun, number: int) -> str:
    """What is told of somebody else's."""
    return (
        f"{noun.word} {number} was added by somebody else; only they, or an administrator, may "
        "change or delete it."
    )


# Makers


@pytest.mark.parametrize("gone", [False, True], ids=["somebody else's", "nobody's"])
async def test_what_is_not_ones_own_is_read_only(shelf: Shelf, noun: Noun, gone: bool) -> None:
    theirs = await shelf.somebody_else()
    number = await shelf.add_of(theirs, noun)
    if gone:
        await shelf.fetch("DELETE FROM users WHERE user_id = $1", theirs)
    shown = await shelf.get(noun.at(number))
    assert shown["created_by"] == (None if gone else str(theirs))
    for method, body in WRITES:
        for known in (None, "*", '"0a1b2c"'):
            sent = body if body is None else {noun.name: "Mine now", noun.group: "x"}
            response = await shelf.send(method, noun.at(number), sent, If_Match=known)
            assert_told(response, 403, refusal(noun, number))
    assert await shelf.get(noun.path) == [shown]


async def test_everybodys_skills_can_be_ones_own_and_a_parent(shelf: Shelf) -> None:
    number = await shelf.add_of(await shelf.somebody_else(), SKILLS)
    await shelf.set_own({"skill_id": number})
    child = await shelf.add(SKILLS, "Mine", parent_skill_id=number)
    assert child["parent_skill_id"] == number


# Parents


async def test_a_parent_is_deleted_after_what_is_below_it(shelf: Shelf) -> None:
    parent = await shelf.add(SKILLS, "Databases")
    child = await shelf.add(SKILLS, "PostgreSQL", parent_skill_id=parent["skill_id"])
    response = await shelf.send("DELETE", SKILLS.at(parent))
    used = f"1 of your skills below it ({child['skill_id']})"
    assert_told(
        response,
        409,
        f"Skill is in use by {used}, so it can't be deleted. Change those first.",
    )
    assert (await shelf.send("DELETE", SKILLS.at(child))).status_code == 204
    assert (await shelf.send("DELETE", SKILLS.at(parent))).status_code == 204


async def test_a_child_can_leave_its_parent(shelf: Shelf) -> None:
    parent = await shelf.add(SKILLS, "Databases")
    child = await shelf.add(SKILLS, "PostgreSQL", parent_skill_id=parent["skill_id"])
    await shelf.send("PATCH", SKILLS.at(child), {"parent_skill_id": None})
    assert (await shelf.send("DELETE", SKILLS.at(parent))).status_code == 204
    assert (await shelf.get(SKILLS.at(child)))["parent_skill_id"] is None


async def test_a_parent_must_be_another_skill_that_is_there(shelf: Shelf) -> None:
    skill = await shelf.add(SKILLS)
    unknown = {"parent_skill_id": 2**31 - 1}
    response = await shelf.send("POST", SKILLS.path, {"skill_name": "New"} | unknown)
    assert_told(response, 404, "Parent skill not found")
    for method in ("PUT", "PATCH"):
        response = await shelf.send(method, SKILLS.at(skill), unknown)
        assert_told(response, 404, "Parent skill not found")
        itself = {"parent_skill_id": skill["skill_id"]}
        response = await shelf.send(method, SKILLS.at(skill), itself)
        assert_told(response, 400, "A skill can't be its own parent")
    assert await shelf.get(SKILLS.path) == [skill]


async def test_a_skill_that_is_put_aside_stays_a_parent_and_ones_own(shelf: Shelf) -> None:
    parent = await shelf.add(SKILLS, "Databases")
    child = await shelf.add(SKILLS, "PostgreSQL", parent_skill_id=parent["skill_id"])
    await shelf.set_own(parent)
    await shelf.send("PATCH", SKILLS.at(parent), {"is_active": False})
    assert await shelf.get(SKILLS.path) == [child]
    assert (await shelf.get(SKILLS.at(parent)))["is_active"] is False
    assert [each["skill_name"] for each in await shelf.get(OWN)] == ["Databases"]
