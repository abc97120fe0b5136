"""Changing an entry of the library makes a private copy, which stands in its place."""

import asyncio
from collections import Counter
from typing import Any

import pytest
import pytest_asyncio

from database.models import LOCAL_USER_ID
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.questions.bank import PATH, Bank, assert_told

pytestmark = pytest.mark.asyncio(loop_scope="module")

STALE = '"0123456789abcdef01234567"'
COUNTERS = {"times_asked": 3, "times_practiced": 2, "average_rating": 6.25}


@pytest_asyncio.fixture(loop_scope="module")
async def entry(bank: Bank) -> Any:
    """A library entry that the caller met, as it is shown."""
    entry_id = (await bank.entries())[7]
    await bank.use(entry_id, **COUNTERS)
    return await bank.get(entry_id)


async def in_the_library(bank: Bank, entry: Any) -> Any:
    """The entry's row."""
    (row,) = await bank.fetch(
        "SELECT * FROM questions WHERE question_id = $1", entry["question_id"]
    )
    return dict(row)


async def test_entries_show_what_the_caller_did_with_them(bank: Bank, entry: Any) -> None:
    assert entry["is_library"] is True
    assert entry["created_by"] is None
    assert entry["library_slug"]
    assert entry["skill_names"]
    assert entry["skills"] == []
    assert {name: entry[name] for name in COUNTERS} == COUNTERS
    await bank.use((await bank.entries())[8], times_asked=9)
    theirs = await bank.somebody_else()
    await bank.insert(
        "library_uses", owner_id=theirs, question_id=entry["question_id"], times_asked=50
    )
    assert await bank.get(entry["question_id"]) == entry
    unmet = await bank.get((await bank.entries())[9])
    assert [unmet[name] for name in COUNTERS] == [0, 0, None]
    first = (await bank.get("?sort_by=times_asked&limit=2"))["data"]
    assert [shown["times_asked"] for shown in first] == [9, 3]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_change_makes_a_copy_that_stands_in_its_place(
    bank: Bank, entry: Any, method: str
) -> None:
    before = await in_the_library(bank, entry)
    entry_id, total = entry["question_id"], (await bank.get("?limit=1"))["total"]
    response = await bank.send(method, f"/{entry_id}", {"tags": ["mine"]})
    copy = response.json()
    copy_id = copy["question_id"]
    assert copy_id != entry_id
    assert response.headers["content-location"] == f"{PATH}/{copy_id}"
    changed = {
        "question_id": copy_id,
        "is_library": False,
        "library_slug": None,
        "copied_from": entry_id,
        "created_by": str(LOCAL_USER_ID),
        "tags": ["mine"],
        "created_at": copy["created_at"],
        "updated_at": copy["updated_at"],
    }
    assert copy == entry | changed
    assert await in_the_library(bank, entry) == before
    # By either id, in lists and by category.
    for asked_for in (entry_id, copy_id):
        read = await bank.send("GET", f"/{asked_for}")
        assert read.json() == copy
        assert read.headers["content-location"] == f"{PATH}/{copy_id}"
        assert read.headers["etag"] == response.headers["etag"]
    page = await bank.get("?limit=1")
    assert (page["total"], page["data"]) == (total, [copy])
    library = {
        shown["question_id"]
        for page in await bank.pages("?scope=library&limit=100")
        for shown in page
    }
    assert entry_id not in library
    assert copy_id not in library
    assert len(library) == total - 1
    assert await bank.ids("?scope=own") == [copy_id]
    assert entry_id not in await bank.ids(f"?limit=100&tags={entry['tags'][0]}")


async def test_further_changes_go_to_the_copy(bank: Bank, entry: Any) -> None:
    copy = await bank.change(entry["question_id"], source="First")
    again = await bank.change(entry["question_id"], "PUT", author="Second")
    by_its_own_id = await bank.change(copy["question_id"], diagram_url="https://third.example")
    assert by_its_own_id["question_id"] == again["question_id"] == copy["question_id"]
    shown = [by_its_own_id[name] for name in ("source", "author", "diagram_url")]
    assert shown == ["First", "Second", "https://third.example"]
    assert await bank.own_count() == 1


async def test_counters_move_to_the_copy(bank: Bank, entry: Any) -> None:
    other = (await bank.entries())[3]
    await bank.use(other, times_asked=1)
    theirs = await bank.somebody_else()
    await bank.insert(
        "library_uses", owner_id=theirs, question_id=entry["question_id"], times_asked=50
    )
    copy = await bank.change(entry["question_id"])
    assert {name: copy[name] for name in COUNTERS} == COUNTERS
    left = await bank.fetch("SELECT owner_id, question_id FROM library_uses")
    assert {tuple(row) for row in left} == {
        (LOCAL_USER_ID, other),
        (theirs, entry["question_id"]),
    }
    (row,) = await bank.fetch(
        "SELECT times_asked, times_practiced, average_rating FROM questions WHERE question_id = $1",
        copy["question_id"],
    )
    assert dict(row) == COUNTERS


async def test_an_entry_is_put_aside_for_the_caller_alone(bank: Bank, entry: Any) -> None:
    before = await in_the_library(bank, entry)
    total = (await bank.get("?limit=1"))["total"]
    for _ in range(2):
        await bank.delete(entry["question_id"])
    assert await in_the_library(bank, entry) == before
    assert (await bank.get("?limit=1"))["total"] == total - 1
    (aside,) = (await bank.get("?is_active=false"))["data"]
    assert aside["copied_from"] == entry["question_id"]
    assert await bank.get(entry["question_id"]) == aside
    restored = await bank.change(entry["question_id"], is_active=True)
    assert restored["question_id"] == aside["question_id"]
    assert (await bank.get("?limit=1"))["total"] == total
    assert {name: restored[name] for name in COUNTERS} == COUNTERS


async def test_skills_can_be_linked_to_a_copy_only(bank: Bank, entry: Any) -> None:
    skill = await bank.skill("SQL")
    path = f"/{entry['question_id']}/skills"
    assert await bank.get(path) == []
    response = await bank.send("DELETE", f"{path}/{skill}")
    assert_told(response, 404, "Skill not found")
    assert await bank.own_count() == 0
    response = await bank.send("PUT", f"{path}/{skill}", {"is_primary_skill": True})
    assert response.status_code == 201
    copy = await bank.get(entry["question_id"])
    assert copy["copied_from"] == entry["question_id"]
    assert [each["skill_id"] for each in copy["skills"]] == [skill]
    location = f"{PATH}/{copy['question_id']}/skills/{skill}"
    assert response.headers["location"] == location
    assert await bank.get(path) == [response.json()]
    assert response.json()["question_id"] == copy["question_id"]
    by_entry = await bank.change(entry["question_id"], skills=[])
    assert by_entry["skills"] == []


@pytest.mark.parametrize("what", ["change", "skill"])
async def test_no_copy_is_left_of_a_change_that_fails(bank: Bank, entry: Any, what: str) -> None:
    unknown = 2**31 - 1
    if what == "change":
        body: Any = {"skills": [{"skill_id": unknown}]}
        response = await bank.send("PATCH", f"/{entry['question_id']}", body)
    else:
        path = f"/{entry['question_id']}/skills/{unknown}"
        response = await bank.send("PUT", path, {})
    assert_told(response, 404, "Skill not found")
    assert await bank.own_count() == 0
    assert await bank.get(entry["question_id"]) == entry


# If-Match


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_if_match_compares_with_the_entry_that_was_seen(
    bank: Bank, entry: Any, method: str
) -> None:
    path = f"/{entry['question_id']}"
    body = None if method == "DELETE" else {"author": "Me"}
    tag = (await bank.send("GET", path)).headers["etag"]
    refused = await bank.send(method, path, body, If_Match=STALE)
    assert_problem(refused, 412, "precondition_failed")
    assert await bank.own_count() == 0
    assert await bank.get(entry["question_id"]) == entry
    done = await bank.send(method, path, body, If_Match=tag)
    assert done.status_code == (204 if method == "DELETE" else 200)
    # The entry's tag is not the copy's.
    refused = await bank.send(method, path, body, If_Match=tag)
    assert_problem(refused, 412, "precondition_failed")
    tag = (await bank.send("GET", path)).headers["etag"]
    again = await bank.send(method, path, body, If_Match=tag)
    assert again.status_code == done.status_code


# Many at once


async def test_many_changes_at_once_make_one_copy(bank: Bank, entry: Any) -> None:
    fields = [
        *({name: f"by {name}"} for name in ("source", "author", "assumptions", "answer_summary")),
        *({"time_to_answer_minutes": number} for number in range(1, 17)),
    ]
    changed = await asyncio.gather(*(bank.change(entry["question_id"], **each) for each in fields))
    (copy_id,) = {each["question_id"] for each in changed}
    assert await bank.own_count() == 1
    copy = await bank.get(copy_id)
    for each in fields[:4]:
        assert copy | each == copy  # nobody took back what another had changed
    assert 1 <= copy["time_to_answer_minutes"] <= 16
    assert {name: copy[name] for name in COUNTERS} == COUNTERS
    assert await bank.count("library_uses") == 0


async def test_of_many_changes_with_one_tag_one_is_made(bank: Bank, entry: Any) -> None:
    path = f"/{entry['question_id']}"
    tag = (await bank.send("GET", path)).headers["etag"]
    responses = await asyncio.gather(
        *(bank.send("PATCH", path, {"source": str(number)}, If_Match=tag) for number in range(12))
    )
    assert Counter(each.status_code for each in responses) == {200: 1, 412: 11}
    (made,) = (each.json() for each in responses if each.status_code == 200)
    assert await bank.get(entry["question_id"]) == made
    assert await bank.own_count() == 1


async def test_changing_deleting_and_linking_at_once_make_one_copy(bank: Bank, entry: Any) -> None:
    entry_id = entry["question_id"]
    skills = [await bank.skill(f"Skill {number}") for number in range(6)]
    responses = await asyncio.gather(
        *(bank.send("PUT", f"/{entry_id}/skills/{skill}", {}) for skill in skills),
        *(bank.send("DELETE", f"/{entry_id}/skills/{skill}") for skill in skills),
        *(bank.send("PATCH", f"/{entry_id}", {"source": str(skill)}) for skill in skills),
        *(
            bank.send("PATCH", f"/{entry_id}", {"skills": [{"skill_id": skill}]})
            for skill in skills
        ),
        bank.send("DELETE", f"/{entry_id}"),
    )
    assert {each.status_code for each in responses} <= {200, 201, 204, 404}
    assert await bank.own_count() == 1
    copy = await bank.get(entry_id)
    assert copy["is_active"] is False
    assert {name: copy[name] for name in COUNTERS} == COUNTERS


async def test_two_people_have_a_copy_each(bank: Bank, entry: Any) -> None:
    theirs = await bank.write(owner_id=await bank.somebody_else(), copied_from=entry["question_id"])
    assert await bank.get(entry["question_id"]) == entry
    mine = await bank.change(entry["question_id"], source="Mine")
    assert mine["question_id"] != theirs
    assert await bank.own_count() == 2
