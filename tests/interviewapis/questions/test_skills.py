"""The skills that a question tests."""

import asyncio
from typing import Any

import pytest
import pytest_asyncio

from tests.interviewapis.problems import assert_problem
from tests.interviewapis.questions.bank import PATH, TEXT, Bank, assert_refused, assert_told

pytestmark = pytest.mark.asyncio(loop_scope="module")

STALE = '"0123456789abcdef01234567"'
BARE = {"is_primary_skill": False, "skill_importance": None, "required_proficiency": None}
FULL = {"is_primary_skill": True, "skill_importance": "high", "required_proficiency": "advanced"}
UNKNOWN = 2**31 - 1


@pytest_asyncio.fixture(loop_scope="module")
async def question_id(bank: Bank) -> int:
    """A question of the caller's."""
    return (await bank.add())["question_id"]


def plain(linked: Any) -> Any:
    """What a question shows of a skill."""
    return {
        name: value
        for name, value in linked.items()
        if name not in ("question_id", "created_at", "updated_at")
    }


async def test_skills_are_linked_when_a_question_is_made(bank: Bank) -> None:
    sql, ada = await bank.skill("sql"), await bank.skill("Ada")
    given = [{"skill_id": sql, **FULL}, {"skill_id": ada}]
    made = await bank.add(skills=given)
    assert made["skills"] == [
        {"skill_id": ada, "skill_name": "Ada", **BARE},
        {"skill_id": sql, "skill_name": "sql", **FULL},
    ]
    assert await bank.get(made["question_id"]) == made
    assert [plain(each) for each in await bank.get(f"/{made['question_id']}/skills")] == made[
        "skills"
    ]


async def test_skills_that_are_given_replace_what_was_there(bank: Bank, question_id: int) -> None:
    one, two, three = [await bank.skill(name) for name in ("One", "Two", "Three")]
    for given in (
        [{"skill_id": one}, {"skill_id": two, **FULL}],
        [{"skill_id": two}, {"skill_id": three, "skill_importance": "low"}],
        [],
        [{"skill_id": one, "required_proficiency": "x"}],
    ):
        changed = await bank.change(question_id, skills=given)
        shown = {each.pop("skill_id"): each for each in changed["skills"]}
        assert set(shown) == {each["skill_id"] for each in given}
        for each in given:
            assert shown[each["skill_id"]].items() >= (BARE | each).items() - {
                ("skill_id", each["skill_id"])
            }
        again = await bank.get(question_id)
        assert {each["skill_id"] for each in again["skills"]} == set(shown)
    kept = await bank.change(question_id, tags=["x"])
    assert [each["skill_id"] for each in kept["skills"]] == [one]


async def test_nothing_is_made_with_an_unknown_skill(bank: Bank, question_id: int) -> None:
    before = await bank.change(question_id, skills=[{"skill_id": await bank.skill("SQL")}])
    skills = [{"skill_id": UNKNOWN}]
    body = {"question_text": TEXT, "question_category": "coding", "skills": skills}
    for key in (None, "a-key"):
        response = await bank.send("POST", "", body, Idempotency_Key=key)
        assert_told(response, 404, "Skill not found")
    response = await bank.send("PUT", f"/{question_id}", {"tags": ["x"], "skills": skills})
    assert_told(response, 404, "Skill not found")
    response = await bank.send("PUT", f"/{question_id}/skills/{UNKNOWN}", {})
    assert_told(response, 404, "Skill not found")
    assert await bank.get(question_id) == before
    assert await bank.own_count() == 1


async def test_a_skill_is_set_changed_and_removed(bank: Bank, question_id: int) -> None:
    skill = await bank.skill("SQL")
    path = f"/{question_id}/skills/{skill}"
    for method, body in (("GET", None), ("DELETE", None)):
        assert_told(await bank.send(method, path, body), 404, "Skill not found")
    before = await bank.get(question_id)
    made = await bank.send("PUT", path, FULL)
    assert made.status_code == 201
    assert made.headers["location"] == PATH + path
    link = made.json()
    assert plain(link) == {"skill_id": skill, "skill_name": "SQL", **FULL}
    assert link["question_id"] == question_id
    replaced = await bank.send("PUT", path, {})
    assert replaced.status_code == 200
    assert plain(replaced.json()) == {"skill_id": skill, "skill_name": "SQL", **BARE}
    assert replaced.json()["created_at"] == link["created_at"]
    assert replaced.json()["updated_at"] > link["updated_at"]
    assert await bank.get(path) == replaced.json()
    shown = await bank.get(question_id)
    assert shown["skills"] == [plain(replaced.json())]
    assert shown["updated_at"] > before["updated_at"]
    assert (await bank.send("DELETE", path)).status_code == 204
    assert_told(await bank.send("DELETE", path), 404, "Skill not found")
    after = await bank.get(question_id)
    assert after["skills"] == []
    assert after["updated_at"] > shown["updated_at"]


async def test_skills_have_pages(bank: Bank, question_id: int) -> None:
    names = ["a", "B", "c", "D", "e"]
    skills = [{"skill_id": await bank.skill(name)} for name in reversed(names)]
    await bank.change(question_id, skills=skills)
    everything = await bank.get(f"/{question_id}/skills")
    assert [each["skill_name"] for each in everything] == names
    response = await bank.send("GET", f"/{question_id}/skills?skip=1&limit=2")
    assert response.json() == everything[1:3]
    assert response.headers["x-total-count"] == "5"
    assert 'rel="next"' in response.headers["link"]


async def test_skills_of_unknown_questions(bank: Bank) -> None:
    skill = await bank.skill("SQL")
    for method, path, body in (
        ("GET", "", None),
        ("GET", f"/{skill}", None),
        ("PUT", f"/{skill}", {}),
        ("DELETE", f"/{skill}", None),
    ):
        response = await bank.send(method, f"/{UNKNOWN}/skills{path}", body)
        assert_told(response, 404, "Question not found")


# Conditions


async def test_conditions_on_a_skill(bank: Bank, question_id: int) -> None:
    skill = await bank.skill("SQL")
    path = f"/{question_id}/skills/{skill}"
    for if_match in ("*", STALE):
        response = await bank.send("PUT", path, {}, If_Match=if_match)
        assert_problem(response, 412, "precondition_failed")
    assert await bank.count("question_skills") == 0
    tag = (await bank.send("PUT", path, FULL)).headers["etag"]
    read = await bank.send("GET", path)
    assert read.headers["etag"] == tag
    assert (await bank.send("GET", path, If_None_Match=tag)).status_code == 304
    for method, body in (("PUT", {}), ("DELETE", None)):
        refused = await bank.send(method, path, body, If_Match=STALE)
        assert_problem(refused, 412, "precondition_failed")
    assert (await bank.send("GET", path)).json() == read.json()
    changed = await bank.send("PUT", path, {}, If_Match=f"{STALE}, {tag}")
    assert changed.status_code == 200
    gone = await bank.send("DELETE", path, If_Match=changed.headers["etag"])
    assert gone.status_code == 204
    response = await bank.send("DELETE", path, If_Match="*")
    assert_told(response, 404, "Skill not found")


async def test_no_set_of_skills_is_a_mixture_of_two(bank: Bank, question_id: int) -> None:
    """The last of several changes at once stands, whole."""
    sets = [[await bank.skill(f"{number} {each}") for each in range(3)] for number in range(5)]
    await asyncio.gather(
        *(bank.change(question_id, skills=[{"skill_id": skill} for skill in each]) for each in sets)
    )
    shown = sorted(each["skill_id"] for each in (await bank.get(question_id))["skills"])
    assert shown in sets


async def test_setting_and_removing_at_once(bank: Bank, question_id: int) -> None:
    skill = await bank.skill("SQL")
    path = f"/{question_id}/skills/{skill}"
    responses = await asyncio.gather(
        *(bank.send("PUT", path, {}) for _ in range(8)),
        *(bank.send("DELETE", path) for _ in range(8)),
        *(bank.send("DELETE", path, If_Match="*") for _ in range(4)),
        *(bank.send("PUT", path, FULL, If_Match="*") for _ in range(4)),
        *(bank.send("PATCH", f"/{question_id}", {"skills": []}) for _ in range(4)),
    )
    assert {each.status_code for each in responses} <= {200, 201, 204, 404, 412}


# Bad input


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("is_primary_skill", ["true", 1, 0, None, [], {}]),
        ("skill_importance", ["x" * 51, "a\0b", "\ud800", 7, True, [], {}]),
        ("required_proficiency", ["x" * 51, "a\0b", "\ud800", 7, True, [], {}]),
        ("skill_name", ["SQL"]),
        ("skill_id", [1]),
        ("question_id", [1]),
    ],
)
async def test_fields_of_a_link(
    bank: Bank, question_id: int, field: str, values: list[Any]
) -> None:
    skill = await bank.skill("SQL")
    for value in values:
        response = await bank.send("PUT", f"/{question_id}/skills/{skill}", {field: value})
        assert_refused(response, f"body.{field}")
    assert await bank.count("question_skills") == 0


@pytest.mark.parametrize(
    ("skills", "field"),
    [
        (None, ""),
        ({}, ""),
        ("SQL", ""),
        ([{"skill_id": 1}] * 2, ""),
        ([{"skill_id": number} for number in range(1, 102)], ""),
        ([1], ".0"),
        ([{}], ".0.skill_id"),
        ([{"skill_id": 1}, {"skill_id": "2"}], ".1.skill_id"),
        ([{"skill_id": 0}], ".0.skill_id"),
        ([{"skill_id": 2**31}], ".0.skill_id"),
        ([{"skill_id": 10**30}], ".0.skill_id"),
        ([{"skill_id": 1, "skill_name": "SQL"}], ".0.skill_name"),
        ([{"skill_id": 1, "is_primary_skill": None}], ".0.is_primary_skill"),
        ([{"skill_id": 1, "skill_importance": "a\0b"}], ".0.skill_importance"),
    ],
)
async def test_skills_of_a_question(bank: Bank, question_id: int, skills: Any, field: str) -> None:
    for method, path in (("POST", ""), ("PUT", f"/{question_id}")):
        body = {"question_text": TEXT, "question_category": "coding", "skills": skills}
        assert_refused(await bank.send(method, path, body), f"body.skills{field}")
    assert await bank.own_count() == 1


@pytest.mark.parametrize("number", ["0", "-1", "1_0", "x", "1.5", str(2**31), "9" * 30, "%00"])
async def test_numbers_in_paths(bank: Bank, question_id: int, number: str) -> None:
    """A3: path id above int8, id ``1_0``."""
    for method, body in (("GET", None), ("PUT", {}), ("DELETE", None)):
        response = await bank.send(method, f"/{question_id}/skills/{number}", body)
        assert_refused(response, "path.skill_id")
        response = await bank.send(method, f"/{number}/skills/1", body)
        assert_refused(response, "path.question_id")
