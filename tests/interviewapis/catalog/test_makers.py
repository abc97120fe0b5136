"""Everybody reads what is shared; only who made it changes it, and only while nothing uses it."""

from typing import Any
from uuid import UUID

import pytest

from database.models import LOCAL_USER_ID
from tests.interviewapis.catalog.shelf import (
    COMPANIES,
    OWN,
    ROLES,
    SKILLS,
    Noun,
    Shelf,
    assert_told,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

USED = [COMPANIES, ROLES]
WRITES: list[tuple[str, Any]] = [("PUT", {}), ("PATCH", {}), ("DELETE", None)]


def refusal(noun: Noun, number: int) -> str:
    """What is told of somebody else's."""
    return (
        f"{noun.word} {number} was added by somebody else; only they, or an administrator, may "
        "change or delete it."
    )


def in_use(noun: Noun, users: str) -> str:
    """What is told of something that is in use."""
    return (
        f"{noun.word} is in use by {users}, so it can't be deleted. Change those first; deleted "
        "interviews count too, as they can be restored."
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


# In use


@pytest.mark.parametrize("noun", USED, ids=str)
@pytest.mark.parametrize(
    ("mine", "theirs", "users"),
    [
        (1, 0, "1 of your interviews"),
        (3, 0, "3 of your interviews"),
        (0, 2, "other people's"),
        (2, 1, "2 of your interviews and other people's"),
    ],
)
async def test_what_interviews_refer_to_stays(
    shelf: Shelf, noun: Noun, mine: int, theirs: int, users: str
) -> None:
    added = await shelf.add(noun)
    other = await shelf.somebody_else()
    for owner in [LOCAL_USER_ID] * mine + [other] * theirs:
        await shelf.add_interview(owner, **{noun.key: added[noun.key]})
    for known in (None, "*"):
        response = await shelf.send("DELETE", noun.at(added), If_Match=known)
        assert_told(response, 409, in_use(noun, users))
    assert await shelf.get(noun.at(added)) == added
    await shelf.fetch("DELETE FROM interviews")
    assert (await shelf.send("DELETE", noun.at(added))).status_code == 204


@pytest.mark.parametrize("noun", USED, ids=str)
async def test_what_a_deleted_interview_refers_to_stays(shelf: Shelf, noun: Noun) -> None:
    added = await shelf.add(noun)
    number = await shelf.add_interview(**{noun.key: added[noun.key]})
    await shelf.fetch("UPDATE interviews SET deleted_at = now() WHERE interview_id = $1", number)
    response = await shelf.send("DELETE", noun.at(added))
    assert_told(response, 409, in_use(noun, "1 of your interviews"))


@pytest.mark.parametrize("noun", USED, ids=str)
async def test_what_is_in_use_can_be_changed(shelf: Shelf, noun: Noun) -> None:
    added = await shelf.add(noun)
    await shelf.add_interview(**{noun.key: added[noun.key]})
    response = await shelf.send("PATCH", noun.at(added), {noun.name: "Renamed"})
    assert response.json()[noun.name] == "Renamed"


async def use_in_interview(shelf: Shelf, owner: UUID, skill_id: int) -> None:
    """Say that an interview is about a skill."""
    interview_id = await shelf.add_interview(owner)
    await shelf.insert("interview_skills", interview_id=interview_id, skill_id=skill_id)


async def use_in_question(shelf: Shelf, owner: UUID, skill_id: int) -> None:
    """Say that a question tests a skill."""
    question_id = await shelf.add_question(owner)
    await shelf.insert("question_skills", question_id=question_id, skill_id=skill_id)


async def use_as_own(shelf: Shelf, owner: UUID, skill_id: int) -> None:
    """Say that somebody masters a skill."""
    await shelf.insert("user_skills", owner_id=owner, skill_id=skill_id)


async def use_as_parent(shelf: Shelf, owner: UUID, skill_id: int) -> None:
    """Add a skill below another one."""
    await shelf.insert(
        "skills", skill_name=f"Below {owner}", created_by=owner, parent_skill_id=skill_id
    )


USES = {
    "interviews": use_in_interview,
    "questions": use_in_question,
    "own skills": use_as_own,
    "skills below it": use_as_parent,
}


@pytest.mark.parametrize("what", USES)
async def test_a_skill_that_is_in_use_stays(shelf: Shelf, what: str) -> None:
    skill = await shelf.add(SKILLS, "Used")
    other = await shelf.somebody_else()
    await USES[what](shelf, other, skill["skill_id"])
    response = await shelf.send("DELETE", SKILLS.at(skill))
    assert_told(response, 409, in_use(SKILLS, "other people's"))
    await USES[what](shelf, LOCAL_USER_ID, skill["skill_id"])
    response = await shelf.send("DELETE", SKILLS.at(skill), If_Match="*")
    detail = response.json()["detail"]
    assert (response.status_code, detail.startswith("Skill is in use by 1 of your ")) == (409, True)
    assert f"{what} and other people's, so it can't be deleted." in detail
    assert await shelf.get(SKILLS.at(skill)) == skill


async def test_all_that_uses_a_skill_is_told(shelf: Shelf) -> None:
    skill = await shelf.add(SKILLS, "Used")
    for use in USES.values():
        await use(shelf, LOCAL_USER_ID, skill["skill_id"])
    response = await shelf.send("DELETE", SKILLS.at(skill))
    assert response.status_code == 409
    places = [response.json()["detail"].index(f"{what}") for what in USES]
    assert places == sorted(places)


# Parents


async def test_a_parent_is_deleted_after_what_is_below_it(shelf: Shelf) -> None:
    parent = await shelf.add(SKILLS, "Databases")
    child = await shelf.add(SKILLS, "PostgreSQL", parent_skill_id=parent["skill_id"])
    response = await shelf.send("DELETE", SKILLS.at(parent))
    assert_told(response, 409, in_use(SKILLS, "1 of your skills below it"))
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
