"""ETag, If-None-Match and If-Match (RFC 9110, section 13)."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from tests.interviewapis.catalog.shelf import (
    OWN,
    SKILLS,
    Noun,
    Shelf,
    assert_refused,
    assert_told,
)
from tests.interviewapis.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

STALE = '"0123456789abcdef01234567"'
CHANGING = ("PUT", "PATCH")
GARBAGE = [
    "",
    "abc",
    '"open',
    'closed"',
    "W/abc",
    '"a" "b"',
    '"a";"b"',
    '*, "a"',
    '"a",',
    "**",
]


async def shown_at(shelf: Shelf, path: str) -> tuple[str, Any]:
    """The tag of what is there, and what it is."""
    response = await shelf.send("GET", path)
    assert response.status_code == 200, response.text
    return response.headers["etag"], response.json()


async def own(shelf: Shelf) -> str:
    """Path of an own skill."""
    skill = await shelf.add(SKILLS, "Own")
    await shelf.set_own(skill, notes="First.")
    return f"{OWN}/{skill['skill_id']}"


# Reading


async def test_who_has_it_already_gets_304(shelf: Shelf, noun: Noun) -> None:
    added = await shelf.add(noun)
    for path in (noun.at(added), noun.path, f"{noun.path}?search=some", await own(shelf), OWN):
        tag, _ = await shown_at(shelf, path)
        for known in (tag, f"W/{tag}", f"{STALE}, {tag}", f"{tag},{STALE}", "*"):
            response = await shelf.send("GET", path, If_None_Match=known)
            assert (response.status_code, response.content) == (304, b""), known
            assert response.headers["etag"] == tag
        for other in (STALE, tag.strip('"'), "abc"):
            response = await shelf.send("GET", path, If_None_Match=other)
            assert (response.status_code, response.headers["etag"]) == (200, tag), other


async def test_a_304_of_a_list_still_counts(shelf: Shelf, noun: Noun) -> None:
    for name in ("one", "two", "three"):
        await shelf.add(noun, name)
    path = f"{noun.path}?limit=1"
    tag, _ = await shown_at(shelf, path)
    await shelf.add(noun, "zzz")
    response = await shelf.send("GET", path, If_None_Match=tag)
    assert (response.status_code, response.headers["x-total-count"]) == (304, "4")
    assert 'rel="next"' in response.headers["link"]


async def test_the_tag_changes_with_what_is_shown(shelf: Shelf, noun: Noun) -> None:
    added = await shelf.add(noun)
    tags = [(await shown_at(shelf, noun.at(added)))[0]]
    lists = [(await shown_at(shelf, noun.path))[0]]
    for method in CHANGING:
        response = await shelf.send(method, noun.at(added), {noun.group: method})
        tags.append(response.headers["etag"])
        assert (await shown_at(shelf, noun.at(added)))[0] == tags[-1]
        lists.append((await shown_at(shelf, noun.path))[0])
    assert len(set(tags)) == len(set(lists)) == 3


async def test_the_tag_of_an_own_skill_changes_with_the_name_of_the_skill(shelf: Shelf) -> None:
    path = await own(shelf)
    before, shown = await shown_at(shelf, path)
    await shelf.send("PATCH", SKILLS.at(shown), {"skill_name": "Renamed"})
    after, shown = await shown_at(shelf, path)
    assert after != before
    assert shown["skill_name"] == "Renamed"
    response = await shelf.send("PUT", path, {}, If_Match=before)
    assert_problem(response, 412, "precondition_failed")


# Changing


@pytest.mark.parametrize("method", CHANGING)
async def test_what_was_read_can_be_changed(shelf: Shelf, noun: Noun, method: str) -> None:
    path = noun.at(await shelf.add(noun))
    for form in ("{}", "{0}, {1}", '{1},{0},""', "*"):
        tag, _ = await shown_at(shelf, path)
        response = await shelf.send(
            method, path, {noun.group: form}, If_Match=form.format(tag, STALE)
        )
        assert response.status_code == 200, response.text
        assert (await shown_at(shelf, path))[0] == response.headers["etag"] != tag


@pytest.mark.parametrize("method", [*CHANGING, "DELETE"])
async def test_what_has_changed_since_is_left_alone(shelf: Shelf, noun: Noun, method: str) -> None:
    added = await shelf.add(noun)
    old, _ = await shown_at(shelf, noun.at(added))
    await shelf.send("PATCH", noun.at(added), {noun.group: "changed"})
    tag, shown = await shown_at(shelf, noun.at(added))
    for known in (old, STALE, f"{old},{STALE}", f"W/{tag}"):
        body = None if method == "DELETE" else {noun.group: "lost"}
        response = await shelf.send(method, noun.at(added), body, If_Match=known)
        assert_problem(response, 412, "precondition_failed")
    assert await shelf.get(noun.path) == [shown]


@pytest.mark.parametrize("method", [*CHANGING, "DELETE"])
async def test_what_is_no_tag_is_refused(shelf: Shelf, noun: Noun, method: str) -> None:
    added = await shelf.add(noun)
    for garbage in (*GARBAGE, '"' + "x" * 2000 + '"'):
        response = await shelf.client.request(
            method,
            noun.at(added),
            headers={"If-Match": garbage},
            **({} if method == "DELETE" else {"json": {noun.group: "lost"}}),
        )
        assert_refused(response, "header.If-Match")
    assert await shelf.get(noun.path) == [added]


async def test_deletion_of_what_was_read(shelf: Shelf, noun: Noun) -> None:
    for form in ("{}", "*"):
        added = await shelf.add(noun)
        tag, _ = await shown_at(shelf, noun.at(added))
        response = await shelf.send("DELETE", noun.at(added), If_Match=form.format(tag))
        assert response.status_code == 204
    assert await shelf.count(noun.table) == 0


async def test_what_is_not_there_is_not_found_whatever_was_read(shelf: Shelf, noun: Noun) -> None:
    for method, body in (("PUT", {}), ("PATCH", {}), ("DELETE", None)):
        for known in ("*", STALE):
            response = await shelf.send(method, noun.at(9), body, If_Match=known)
            assert_told(response, 404, f"{noun.word} not found")


@pytest.mark.parametrize("method", CHANGING)
async def test_of_two_changes_with_one_tag_one_is_made(
    shelf: Shelf, noun: Noun, method: str
) -> None:
    """A1: concurrent PATCH."""
    added = await shelf.add(noun)
    tag, _ = await shown_at(shelf, noun.at(added))
    responses = await asyncio.gather(
        *(
            shelf.send(method, noun.at(added), {noun.group: str(number)}, If_Match=tag)
            for number in range(10)
        )
    )
    assert Counter(each.status_code for each in responses) == {200: 1, 412: 9}
    (made,) = (each.json() for each in responses if each.status_code == 200)
    assert await shelf.get(noun.at(added)) == made


# One's own skills


async def test_own_skills_that_were_read_can_be_set_and_removed(shelf: Shelf) -> None:
    path = await own(shelf)
    for known in (None, "*"):
        tag, _ = await shown_at(shelf, path)
        response = await shelf.send("PUT", path, {"notes": "Then."}, If_Match=known or tag)
        assert response.status_code == 200, response.text
        assert "location" not in response.headers
    tag, _ = await shown_at(shelf, path)
    assert (await shelf.send("DELETE", path, If_Match=tag)).status_code == 204


async def test_own_skills_that_have_changed_are_left_alone(shelf: Shelf) -> None:
    path = await own(shelf)
    old, _ = await shown_at(shelf, path)
    await shelf.send("PUT", path, {"notes": "Second."})
    tag, shown = await shown_at(shelf, path)
    for known in (old, STALE, f"W/{tag}"):
        for method, body in (("PUT", {"notes": "Lost."}), ("DELETE", None)):
            response = await shelf.send(method, path, body, If_Match=known)
            assert_problem(response, 412, "precondition_failed")
    for garbage in GARBAGE:
        for method in ("PUT", "DELETE"):
            body = {"json": {}} if method == "PUT" else {}
            response = await shelf.client.request(
                method, path, headers={"If-Match": garbage}, **body
            )
            assert_refused(response, "header.If-Match")
    assert await shelf.get(path) == shown


async def test_a_skill_that_is_not_ones_own_yet_matches_nothing(shelf: Shelf) -> None:
    skill = await shelf.add(SKILLS)
    path = f"{OWN}/{skill['skill_id']}"
    for known in ("*", STALE):
        response = await shelf.send("PUT", path, {}, If_Match=known)
        assert_problem(response, 412, "precondition_failed")
        assert_told(await shelf.send("DELETE", path, If_Match=known), 404, "Skill not found")
        response = await shelf.send("PUT", f"{OWN}/{2**31 - 1}", {}, If_Match=known)
        assert_told(response, 404, "Skill not found")
    assert await shelf.get(OWN) == []
