"""Somebody else's practice is not there, whatever is asked of it; with any id of it swapped in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import pytest_asyncio

from tests.contract.document import operations
from tests.interviewapis.accounts.people import People, bearer
from tests.interviewapis.practice.practising import GAPS, INTERVIEW, STATS, Practice
from tests.interviewapis.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

BODIES: dict[str, Any] = {
    "/answer/{question_id}": {"user_answer": "Mine now."},
    "/attempts": {"user_answer": "Mine now."},
    "/draft": {"draft": "Mine now."},
    "/create": {"job_role": "Thief"},
}
WITH_ID = [
    pytest.param(method.upper(), path, id=f"{method.upper()} {path}")
    for method, path, _ in operations()
    if path.startswith((f"{INTERVIEW}/", GAPS)) and "{" in path
]
EVERY = [
    pytest.param(method.upper(), path, id=f"{method.upper()} {path}")
    for method, path, _ in operations()
    if path.startswith((f"{INTERVIEW}/", GAPS, STATS)) or (method, path) == ("get", INTERVIEW)
]


def body_for(method: str, path: str) -> Any:
    """A body that the operation takes."""
    found = next((body for end, body in BODIES.items() if path.endswith(end)), None)
    return found if method in ("POST", "PUT") else None


@dataclass(frozen=True)
class Two:
    """Two people, each with an interview of which one question is answered."""

    one: Practice
    other: Practice
    mine: dict[str, Any]
    theirs: dict[str, Any]

    def path(self, template: str, interview: dict[str, Any], question: dict[str, Any]) -> str:
        """A path of an interview and a question."""
        ids = {"interview_id": interview["interview_id"], "question_id": question["id"]}
        return template.format(**ids)


@pytest_asyncio.fixture(loop_scope="module")
async def two(practice: Practice) -> AsyncIterator[Two]:
    """Two people who practise."""
    other = replace(practice, person=await People(practice.server).add())
    interviews = []
    for each in (practice, other):
        interviews.append(await each.create(num_questions=2))
        await each.judged(interviews[-1])
    yield Two(practice, other, *interviews)


async def everything(practice: Practice) -> list[Any]:
    """All rows of practice."""
    names = "sessions", "questions", "attempts", "responses"
    tables = [f"SELECT * FROM practice_{name} ORDER BY 1" for name in names]
    return [list(map(tuple, await practice.server.fetch(each))) for each in tables]


@pytest.mark.parametrize(("method", "path"), WITH_ID)
async def test_somebody_elses_interview_is_not_there(two: Two, method: str, path: str) -> None:
    before = await everything(two.one)
    for question in two.theirs["questions"]:
        address = two.path(path, two.theirs, question)
        response = await two.one.send(method, address, body_for(method, path))
        problem = assert_problem(response, 404, "not_found")
        assert problem["detail"] == "Interview not found"
    assert await everything(two.one) == before


@pytest.mark.parametrize(
    ("method", "path"), [each for each in WITH_ID if "{question_id}" in each.values[1]]
)
async def test_somebody_elses_question_is_not_in_ones_interview(
    two: Two, method: str, path: str
) -> None:
    before = await everything(two.one)
    for question in two.theirs["questions"]:
        address = two.path(path, two.mine, question)
        response = await two.one.send(method, address, body_for(method, path))
        problem = assert_problem(response, 404, "not_found")
        assert problem["detail"] == "Question not found in interview"
        # Nor does one's own question open somebody else's interview.
        address = two.path(path, two.theirs, two.mine["questions"][0])
        response = await two.one.send(method, address, body_for(method, path))
        assert assert_problem(response, 404, "not_found")["detail"] == "Interview not found"
    assert await everything(two.one) == before


@pytest.mark.parametrize(("method", "path"), EVERY)
async def test_nobody_and_ended_tokens_learn_nothing(two: Two, method: str, path: str) -> None:
    server, person = two.one.server, two.one.person
    address = two.path(path, two.mine, two.mine["questions"][0])
    ended = await People(server).signed_in(person)
    assert (await ended.send("POST", "/api/auth/logout")).is_success
    for headers in (
        bearer(ended.token),
        bearer("nobody's"),
        {"X-API-Key": "iak_unknown"},
        # Whoever comes from another page is not the person at this machine.
        {"Origin": "https://elsewhere.example"},
    ):
        response = await server.client.request(
            method, address, json=body_for(method, path), headers=headers
        )
        assert_problem(response, 401, "unauthorized")


async def test_lists_and_figures_are_ones_own(two: Two) -> None:
    listed = await two.one.get(INTERVIEW)
    assert [each["interview_id"] for each in listed["interviews"]] == [two.mine["interview_id"]]
    assert (await two.one.stats())["total_questions_answered"] == 1
    await two.other.send("POST", f"{GAPS}/analyze/{two.theirs['interview_id']}")
    assert (await two.other.get(GAPS))["total"] == 1
    assert (await two.one.get(GAPS))["total"] == 0


async def test_a_key_of_one_person_is_not_that_of_another(two: Two) -> None:
    key = {"Idempotency-Key": "the-same-key"}
    bodies = [
        (await each.send("POST", f"{INTERVIEW}/create", {"job_role": "Nurse"}, key)).json()
        for each in (two.one, two.other)
    ]
    assert bodies[0]["interview_id"] != bodies[1]["interview_id"]
