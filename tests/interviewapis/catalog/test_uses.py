"""What is in use stays, and its maker is told by what, and the way out."""

from uuid import UUID

import pytest

from database.models import LOCAL_USER_ID
from tests.interviewapis.catalog.shelf import COMPANIES, ROLES, SKILLS, Noun, Shelf, assert_told

pytestmark = pytest.mark.asyncio(loop_scope="module")

USED = [COMPANIES, ROLES]
CHANGE = "Change those first."
CHANGE_YOURS = "Change those of yours first. What is other people's, only they can change."
ONLY_THEY = "What is other people's, only they can change."


def in_use(noun: Noun, users: str, way_out: str) -> str:
    """What is told of something that is in use."""
    return f"{noun.word} is in use by {users}, so it can't be deleted. {way_out}"


def restoring(*numbers: int) -> str:
    """What is told of deleted interviews."""
    if len(numbers) == 1:
        return (
            f"Interview {numbers[0]} is deleted: restore it with POST "
            f"/api/interviews/{numbers[0]}/restore, change it, and delete it again."
        )
    return (
        f"Interviews {listed(*numbers)} are deleted (GET /api/interviews?is_deleted=true lists all "
        "that are): restore each with POST /api/interviews/{interview_id}/restore, change it, and "
        "delete it again."
    )


def listed(*numbers: int | str) -> str:
    """Numbers in a sentence."""
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}" if first else last


@pytest.mark.parametrize("noun", USED, ids=str)
@pytest.mark.parametrize(
    ("mine", "theirs", "users", "way_out"),
    [
        (1, 0, "1 of your interviews ({})", CHANGE),
        (3, 0, "3 of your interviews ({})", CHANGE),
        (5, 0, "5 of your interviews ({})", CHANGE),
        (0, 2, "other people's interviews", ONLY_THEY),
        (2, 1, "2 of your interviews ({}) and other people's interviews", CHANGE_YOURS),
    ],
)
async def test_what_interviews_refer_to_stays(
    shelf: Shelf, noun: Noun, mine: int, theirs: int, users: str, way_out: str
) -> None:
    added = await shelf.add(noun)
    other = await shelf.somebody_else()
    numbers = [
        await shelf.add_interview(owner, **{noun.key: added[noun.key]})
        for owner in [LOCAL_USER_ID] * mine + [other] * theirs
    ][:mine]
    told = users.format(listed(*numbers)) if numbers else users
    for known in (None, "*"):
        response = await shelf.send("DELETE", noun.at(added), If_Match=known)
        assert_told(response, 409, in_use(noun, told, way_out))
    assert await shelf.get(noun.at(added)) == added
    await shelf.fetch("DELETE FROM interviews")
    assert (await shelf.send("DELETE", noun.at(added))).status_code == 204


async def test_of_many_the_first_five_are_named(shelf: Shelf) -> None:
    added = await shelf.add(ROLES)
    numbers = [await shelf.add_interview(role_id=added["role_id"]) for _ in range(6)]
    await shelf.fetch("UPDATE interviews SET deleted_at = now()")
    users = f"6 of your interviews ({listed(*numbers[:5], 'others')})"
    way_out = f"{CHANGE} {restoring(*numbers[:5])}"
    response = await shelf.send("DELETE", ROLES.at(added))
    assert_told(response, 409, in_use(ROLES, users, way_out))


@pytest.mark.parametrize("noun", USED, ids=str)
async def test_the_way_out_of_a_deleted_interview_is_told_and_leads_out(
    shelf: Shelf, noun: Noun
) -> None:
    added = await shelf.add(noun)
    number = await shelf.add_interview(**{noun.key: added[noun.key]})
    interview = f"/api/interviews/{number}"
    assert (await shelf.client.delete(interview)).status_code == 204
    response = await shelf.send("DELETE", noun.at(added))
    users, way_out = f"1 of your interviews ({number})", f"{CHANGE} {restoring(number)}"
    assert_told(response, 409, in_use(noun, users, way_out))
    for method, path, body in (
        ("POST", f"{interview}/restore", None),
        ("PATCH", interview, {noun.key: None}),
        ("DELETE", interview, None),
        ("DELETE", noun.at(added), None),
    ):
        assert (await shelf.client.request(method, path, json=body)).is_success


@pytest.mark.parametrize("noun", USED, ids=str)
async def test_what_is_in_use_can_be_changed(shelf: Shelf, noun: Noun) -> None:
    added = await shelf.add(noun)
    await shelf.add_interview(**{noun.key: added[noun.key]})
    response = await shelf.send("PATCH", noun.at(added), {noun.name: "Renamed"})
    assert response.json()[noun.name] == "Renamed"


async def use_in_interview(shelf: Shelf, owner: UUID, skill_id: int) -> int:
    """Say that an interview is about a skill; the id of the interview."""
    interview_id = await shelf.add_interview(owner)
    await shelf.insert("interview_skills", interview_id=interview_id, skill_id=skill_id)
    return interview_id


async def use_in_question(shelf: Shelf, owner: UUID, skill_id: int) -> int:
    """Say that a question tests a skill; the id of the question."""
    question_id = await shelf.add_question(owner)
    await shelf.insert("question_skills", question_id=question_id, skill_id=skill_id)
    return question_id


async def use_as_own(shelf: Shelf, owner: UUID, skill_id: int) -> None:
    """Say that somebody masters a skill."""
    await shelf.insert("user_skills", owner_id=owner, skill_id=skill_id)


async def use_as_parent(shelf: Shelf, owner: UUID, skill_id: int) -> int:
    """Add a skill below another one; its id."""
    return await shelf.insert(
        "skills",
        "skill_id",
        skill_name=f"Below {owner}",
        created_by=owner,
        parent_skill_id=skill_id,
    )


USES = {
    "interviews": use_in_interview,
    "questions": use_in_question,
    "own skills": use_as_own,
    "skills below it": use_as_parent,
}


def named(number: int | None) -> str:
    """An id in brackets; one's own skill has none but that of the skill."""
    return "" if number is None else f" ({number})"


@pytest.mark.parametrize("what", USES)
async def test_a_skill_that_is_in_use_stays(shelf: Shelf, what: str) -> None:
    skill = await shelf.add(SKILLS, "Used")
    other = await shelf.somebody_else()
    await USES[what](shelf, other, skill["skill_id"])
    response = await shelf.send("DELETE", SKILLS.at(skill))
    only_they, change_yours = ONLY_THEY, CHANGE_YOURS
    if what == "skills below it":
        only_they, change_yours = (
            each.replace("change.", "change; skills, an administrator too.")
            for each in (ONLY_THEY, CHANGE_YOURS)
        )
    assert_told(response, 409, in_use(SKILLS, f"other people's {what}", only_they))
    number = await USES[what](shelf, LOCAL_USER_ID, skill["skill_id"])
    response = await shelf.send("DELETE", SKILLS.at(skill), If_Match="*")
    users = f"1 of your {what}{named(number)} and other people's {what}"
    assert_told(response, 409, in_use(SKILLS, users, change_yours))
    assert await shelf.get(SKILLS.at(skill)) == skill


async def test_all_that_uses_a_skill_is_told(shelf: Shelf) -> None:
    skill = await shelf.add(SKILLS, "Used")
    users = [
        f"1 of your {what}{named(await use(shelf, LOCAL_USER_ID, skill['skill_id']))}"
        for what, use in USES.items()
    ]
    response = await shelf.send("DELETE", SKILLS.at(skill))
    assert_told(response, 409, in_use(SKILLS, listed(*users), CHANGE))
