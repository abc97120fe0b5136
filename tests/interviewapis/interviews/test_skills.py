"""Skills of an interview: set one by one, replaced whole."""

import asyncio
from collections import Counter

import pytest

from tests.interviewapis.interviews.tracker import SKILLS, Tracker, assert_told, at
from tests.interviewapis.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_first_put_adds_and_the_next_replace(tracker: Tracker, interview_id: int) -> None:
    skill_id = await tracker.skill("PostgreSQL")
    path = f"{interview_id}/skills/{skill_id}"
    added = await tracker.send("PUT", path, SKILLS.full)
    assert added.status_code == 201
    assert added.headers["Location"] == f"/api/interviews/{path}"
    assert added.json()["skill_name"] == "PostgreSQL"
    replaced = await tracker.send("PUT", path, {"priority_level": "low"})
    assert replaced.status_code == 200
    assert "Location" not in replaced.headers
    shown = replaced.json()
    assert shown == added.json() | SKILLS.bare | {
        "priority_level": "low",
        "updated_at": shown["updated_at"],
    }
    assert shown["updated_at"] > added.json()["updated_at"]
    assert await tracker.get(f"{interview_id}/skills") == [shown]


async def test_skills_are_listed_by_name(tracker: Tracker, interview_id: int) -> None:
    for name in ("kafka", "SQL", "Kubernetes", "go"):
        skill_id = await tracker.skill(name)
        await tracker.send("PUT", f"{interview_id}/skills/{skill_id}", {})
    listed = await tracker.get(f"{interview_id}/skills")
    assert [each["skill_name"] for each in listed] == ["go", "kafka", "Kubernetes", "SQL"]


async def test_the_interview_shows_them_too(tracker: Tracker, interview_id: int) -> None:
    shown = await tracker.add(SKILLS, interview_id, **SKILLS.full)
    (listed,) = (await tracker.client.get(f"/api/interviews/{interview_id}")).json()["skills"]
    assert listed == {name: each for name, each in shown.items() if name in listed}


async def test_an_unknown_skill_is_not_found(tracker: Tracker, interview_id: int) -> None:
    path = f"{interview_id}/skills/2147483647"
    for method, body in (("GET", None), ("PUT", {"is_required": True}), ("DELETE", None)):
        for if_match in (None, "*"):
            response = await tracker.send(method, path, body, If_Match=if_match)
            words = "Skill not found" if body else "Skill not linked to this interview"
            assert_told(response, 404, words)


async def test_if_match_replaces_only_what_is_there(tracker: Tracker, interview_id: int) -> None:
    path = f"{interview_id}/skills/{await tracker.skill()}"
    for if_match in ("*", '"old"'):
        response = await tracker.send("PUT", path, {}, If_Match=if_match)
        assert_problem(response, 412, "precondition_failed")
    assert await tracker.count("interview_skills") == 0
    assert (await tracker.send("PUT", path, {})).status_code == 201
    assert (await tracker.send("PUT", path, {}, If_Match="*")).status_code == 200


async def test_of_many_at_once_one_adds(tracker: Tracker, interview_id: int) -> None:
    path = f"{interview_id}/skills/{await tracker.skill()}"
    responses = await asyncio.gather(
        *(tracker.send("PUT", path, {"priority_level": str(number)}) for number in range(10))
    )
    assert Counter(each.status_code for each in responses) == {201: 1, 200: 9}
    found = await tracker.get(path)
    assert found in [each.json() for each in responses]


async def test_the_skill_itself_stays(tracker: Tracker, interview_id: int) -> None:
    shown = await tracker.add(SKILLS, interview_id)
    await tracker.send("DELETE", at(SKILLS, shown))
    found = await tracker.client.get(f"/api/skills/{shown['skill_id']}")
    assert found.status_code == 200


async def test_a_skill_that_is_deleted_while_it_is_set_is_found_or_not(
    tracker: Tracker, interview_id: int
) -> None:
    for _ in range(5):
        skill_id = await tracker.skill()
        path = f"{interview_id}/skills/{skill_id}"
        response, _ = await asyncio.gather(
            tracker.send("PUT", path, {}),
            tracker.fetch(
                "DELETE FROM skills WHERE skill_id = $1 AND NOT EXISTS "
                "(SELECT FROM interview_skills AS link WHERE link.skill_id = $1)",
                skill_id,
            ),
            return_exceptions=True,
        )
        assert not isinstance(response, BaseException), response
        assert response.status_code in (201, 404)
