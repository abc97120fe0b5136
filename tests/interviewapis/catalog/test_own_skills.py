"""One's own skills: set, replaced, removed, and seen by nobody else."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from tests.contract.document import validate
from tests.interviewapis.catalog.shelf import OWN, SKILLS, Shelf, assert_told

pytestmark = pytest.mark.asyncio(loop_scope="module")

FULL = {
    "proficiency_level": "advanced",
    "years_of_experience": 4.5,
    "last_used_year": 2025,
    "wants_to_improve": True,
    "notes": "Two\nlines: 'quoted', \\ and \N{GRINNING FACE}",
}
EMPTY = {
    "proficiency_level": None,
    "years_of_experience": None,
    "last_used_year": None,
    "wants_to_improve": False,
    "notes": None,
}
UNKNOWN = f"{OWN}/{2**31 - 1}"


async def add(shelf: Shelf, name: str = "PostgreSQL", **fields: Any) -> tuple[str, Any]:
    """Add a skill to the catalog; the path of it as one's own, and how it is shown."""
    skill = await shelf.add(SKILLS, name, **fields)
    return f"{OWN}/{skill['skill_id']}", skill


async def test_a_skill_is_set(shelf: Shelf) -> None:
    path, skill = await add(shelf, skill_category="Databases")
    response = await shelf.send("PUT", path, FULL)
    assert response.status_code == 201
    assert response.headers["location"] == path
    shown = response.json()
    validate(shown, {"$ref": "#/components/schemas/OwnSkillResponse"})
    read = await shelf.send("GET", path)
    assert (read.text, read.headers["etag"]) == (response.text, response.headers["etag"])
    assert await shelf.get(OWN) == [shown]
    assert shown.pop("created_at") == shown.pop("updated_at")
    assert shown == FULL | {
        "skill_id": skill["skill_id"],
        "skill_name": "PostgreSQL",
        "skill_category": "Databases",
    }


async def test_nothing_but_the_skill_is_needed(shelf: Shelf) -> None:
    path, _ = await add(shelf)
    response = await shelf.send("PUT", path, {})
    assert response.status_code == 201
    assert EMPTY.items() <= response.json().items()


async def test_a_skill_that_is_set_again_is_replaced_whole(shelf: Shelf) -> None:
    path, skill = await add(shelf)
    first = await shelf.set_own(skill, **FULL)
    response = await shelf.send("PUT", path, {"notes": "Only this."})
    assert response.status_code == 200
    assert "location" not in response.headers
    second = response.json()
    assert second == first | EMPTY | {"notes": "Only this.", "updated_at": second["updated_at"]}
    assert second["updated_at"] > first["updated_at"]
    read = await shelf.send("GET", path)
    assert (read.text, read.headers["etag"]) == (response.text, response.headers["etag"])
    assert await shelf.get(OWN) == [second]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("years_of_experience", [0, 80, 0.5, 5e-324, -0.0, None]),
        ("last_used_year", [1950, 2100, None]),
        ("proficiency_level", ["x", "x" * 50, None]),
        ("notes", ["x", "\N{GRINNING FACE}" * 5000, None]),
        ("wants_to_improve", [True, False]),
    ],
)
async def test_bounds_are_included(shelf: Shelf, field: str, values: list[Any]) -> None:
    _, skill = await add(shelf)
    for value in values:
        assert (await shelf.set_own(skill, **{field: value}))[field] == value


async def test_a_skill_is_removed_from_ones_own_only(shelf: Shelf) -> None:
    path, skill = await add(shelf)
    await shelf.set_own(skill)
    response = await shelf.send("DELETE", path)
    assert (response.status_code, response.content) == (204, b"")
    assert await shelf.get(OWN) == []
    for method in ("GET", "DELETE"):
        assert_told(await shelf.send(method, path), 404, "Skill not found")
    assert await shelf.get(SKILLS.at(skill)) == skill
    assert (await shelf.send("PUT", path, {})).status_code == 201


async def test_an_unknown_skill_is_not_found(shelf: Shelf) -> None:
    for method, body in (("GET", None), ("PUT", FULL), ("DELETE", None)):
        assert_told(await shelf.send(method, UNKNOWN, body), 404, "Skill not found")


async def test_own_skills_are_listed_by_name_in_any_case(shelf: Shelf) -> None:
    for name in ("beta", "Alpha", "Gamma", "alpha 2"):
        _, skill = await add(shelf, name)
        await shelf.set_own(skill)
    await add(shelf, "Not mine")
    response = await shelf.send("GET", OWN)
    names = [each["skill_name"] for each in response.json()]
    assert names == ["Alpha", "alpha 2", "beta", "Gamma"]
    assert response.headers["x-total-count"] == "4"
    validate(response.json()[0], {"$ref": "#/components/schemas/OwnSkillResponse"})


async def test_nobody_sees_or_changes_somebody_elses(shelf: Shelf) -> None:
    """A3: IDOR."""
    path, skill = await add(shelf)
    other = await shelf.somebody_else()
    await shelf.insert(
        "user_skills", owner_id=other, skill_id=skill["skill_id"], notes="Theirs alone."
    )
    before = await shelf.fetch("SELECT * FROM user_skills")
    response = await shelf.send("GET", OWN)
    assert (response.json(), response.headers["x-total-count"]) == ([], "0")
    for method in ("GET", "DELETE"):
        assert_told(await shelf.send(method, path), 404, "Skill not found")
    response = await shelf.send("PUT", path, {"notes": "Mine."})
    assert response.status_code == 201
    assert (await shelf.send("DELETE", path)).status_code == 204
    assert await shelf.fetch("SELECT * FROM user_skills") == before


@pytest.mark.usefixtures("patience")
async def test_of_twenty_at_once_one_is_new(shelf: Shelf) -> None:
    path, _ = await add(shelf)
    responses = await asyncio.gather(
        *(shelf.send("PUT", path, {"notes": str(number)}) for number in range(20))
    )
    assert Counter(each.status_code for each in responses) == {201: 1, 200: 19}
    assert await shelf.get(OWN) in [[each.json()] for each in responses]


async def test_a_skill_that_is_deleted_meanwhile_is_not_found(shelf: Shelf) -> None:
    path, skill = await add(shelf)
    connection = await shelf.connect()
    async with connection.transaction():
        await connection.execute("DELETE FROM skills WHERE skill_id = $1", skill["skill_id"])
        setting = asyncio.create_task(shelf.send("PUT", path, {}))
        await shelf.until_waiting(1)
    await connection.close()
    assert_told(await setting, 404, "Skill not found")


async def test_paths_may_end_with_a_slash(shelf: Shelf) -> None:
    path, _ = await add(shelf)
    response = await shelf.send("PUT", f"{path}/", {})
    assert (response.status_code, response.headers["location"]) == (201, path)
    assert await shelf.get(f"{path}/") == response.json()
    assert await shelf.get(f"{OWN}/") == [response.json()]
    assert (await shelf.send("DELETE", f"{path}/")).status_code == 204


async def test_a_wrong_method_is_told_the_right_ones(shelf: Shelf) -> None:
    for method, path, allowed in (
        ("POST", OWN, "GET, HEAD"),
        ("PATCH", f"{OWN}/1", "DELETE, GET, HEAD, PUT"),
    ):
        response = await shelf.client.request(method, path, json={})
        assert (response.status_code, response.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize("given", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
async def test_only_the_person_at_this_machine_may(shelf: Shelf, given: dict[str, str]) -> None:
    path, skill = await add(shelf)
    shown = await shelf.set_own(skill)
    for method, where, body in (
        ("GET", OWN, None),
        ("GET", path, None),
        ("PUT", path, FULL),
        ("DELETE", path, None),
    ):
        assert (await shelf.send(method, where, body, **given)).status_code == 401
    assert await shelf.get(OWN) == [shown]
