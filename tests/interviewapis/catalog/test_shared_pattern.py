"""Rows that refer to each other: no waiting in circles, and true words about who uses what."""

import asyncio

import pytest

from tests.interviewapis.catalog.shelf import SKILLS, Shelf, assert_told

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_of_two_skills_that_would_be_each_others_parents_one_becomes_it(
    shelf: Shelf,
) -> None:
    """They do not wait in a circle: a row that is changed can be referred to meanwhile."""
    one, other = await shelf.add(SKILLS, "One"), await shelf.add(SKILLS, "Other")
    for _ in range(10):
        responses = await asyncio.gather(
            *(
                shelf.send(
                    "PATCH",
                    SKILLS.at(child),
                    {"parent_skill_id": parent["skill_id"]},
                    If_Match="*",
                )
                for child, parent in ((one, other), (other, one))
            )
        )
        done, refused = sorted(responses, key=lambda each: each.status_code)
        assert (done.status_code, refused.status_code) == (200, 422)
        (error,) = refused.json()["errors"]
        assert error["field"] == "body.parent_skill_id"
        for skill in (one, other):
            await shelf.send("PATCH", SKILLS.at(skill), {"parent_skill_id": None})


async def test_a_skill_below_that_nobody_owns_counts_as_other_peoples(shelf: Shelf) -> None:
    parent = await shelf.add(SKILLS, "Parent")
    await shelf.insert(
        "skills", skill_name="Below", created_by=None, parent_skill_id=parent["skill_id"]
    )
    response = await shelf.send("DELETE", SKILLS.at(parent))
    assert_told(
        response,
        409,
        "Skill is in use by other people's skills below it, so it can't be deleted. What is other "
        "people's, only they can change; skills, an administrator too.",
    )


async def test_own_skills_are_named_as_such(shelf: Shelf) -> None:
    skill = await shelf.add(SKILLS)
    await shelf.set_own(skill)
    response = await shelf.send("DELETE", SKILLS.at(skill))
    assert "in use by 1 of your own skills, so" in response.json()["detail"]
