"""Somebody else's questions are not found, wherever they could be met."""

from typing import Any

import pytest
import pytest_asyncio

from tests.interviewapis.questions.bank import TEXT, Bank, assert_told

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def theirs(bank: Bank) -> int:
    """Id of a question of somebody else's, which tests a skill."""
    question_id = await bank.write(
        owner_id=await bank.somebody_else(), tags=["theirs"], question_context="A secret zebra"
    )
    await bank.insert("question_skills", question_id=question_id, skill_id=await bank.skill("SQL"))
    return question_id


async def row(bank: Bank, question_id: int) -> Any:
    """The question and its skills, as they are stored."""
    return await bank.fetch(
        "SELECT * FROM questions LEFT JOIN question_skills USING (question_id) "
        "WHERE question_id = $1",
        question_id,
    )


async def test_it_can_be_neither_read_nor_changed(bank: Bank, theirs: int) -> None:
    before = await row(bank, theirs)
    skill = before[0]["skill_id"]
    for method, path, body in (
        ("GET", "", None),
        ("PUT", "", {"tags": ["mine"]}),
        ("PATCH", "", {"tags": ["mine"], "skills": []}),
        ("PATCH", "", {"is_active": False}),
        ("DELETE", "", None),
        ("GET", "/skills", None),
        ("GET", f"/skills/{skill}", None),
        ("PUT", f"/skills/{skill}", {"is_primary_skill": True}),
        ("DELETE", f"/skills/{skill}", None),
    ):
        for if_match in (None, "*") if method not in ("GET",) else (None,):
            response = await bank.send(method, f"/{theirs}{path}", body, If_Match=if_match)
            assert_told(response, 404, "Question not found")
    assert await row(bank, theirs) == before
    assert await bank.own_count() == 1


async def test_no_list_and_no_search_shows_it(bank: Bank, theirs: int) -> None:
    own = await bank.add()
    (skill,) = await bank.fetch("SELECT skill_id FROM skills")
    for query in (
        "?scope=own",
        "?scope=all&category=technical&limit=100",
        "?search=zebra",
        "?tags=theirs",
        f"?skill_id={skill[0]}",
        "?is_active=false",
        "/category/technical?limit=100",
    ):
        assert theirs not in await bank.ids(query), query
    for query in ("?search=zebra", "?tags=theirs", f"?skill_id={skill[0]}", "?is_active=false"):
        assert (await bank.get(query))["total"] == 0
    assert (await bank.get("?scope=own"))["data"] == [own]
    await bank.fetch("UPDATE questions SET is_active = false WHERE question_id = $1", theirs)
    assert (await bank.get("?is_active=false"))["total"] == 0


async def test_search_by_meaning_does_not_find_it(bank: Bank, theirs: int) -> None:
    own = await bank.add()
    await bank.fetch(
        "UPDATE questions SET embedding = (SELECT embedding FROM questions "
        "WHERE question_id = $1) WHERE question_id = $2",
        own["question_id"],
        theirs,
    )
    for scope in ("own", "all"):
        found = await bank.get(f"/search?query={TEXT.replace(' ', '+')}&limit=50&scope={scope}")
        ids = [each["question"]["question_id"] for each in found["data"]]
        assert ids[0] == own["question_id"]
        assert theirs not in ids


async def test_a_copy_of_somebody_else_hides_nothing(bank: Bank) -> None:
    entry = (await bank.entries())[0]
    total = (await bank.get())["total"]
    copy = await bank.write(owner_id=await bank.somebody_else(), copied_from=entry)
    assert (await bank.get())["total"] == total
    assert (await bank.get(entry))["is_library"] is True
    response = await bank.send("GET", f"/{copy}")
    assert_told(response, 404, "Question not found")
