"""How often a question was asked follows what is linked, also when much happens at once."""

import asyncio
import random
from typing import Any

import pytest

from tests.interviewapis.interviews.tracker import ASKED, Tracker, at

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(params=["own", "library"])
def kind(request: Any) -> str:
    """Whose question it is."""
    return request.param


async def a_question(tracker: Tracker, kind: str) -> int:
    """Id of one that was never asked."""
    return await (tracker.question() if kind == "own" else tracker.entry())


async def test_linking_and_unlinking_are_counted(
    tracker: Tracker, interview_id: int, kind: str
) -> None:
    question_id = await a_question(tracker, kind)
    shown = await tracker.add(ASKED, interview_id, question_id=question_id)
    assert await tracker.times_asked(question_id) == 1
    other = await tracker.add(ASKED, await tracker.interview(), question_id=question_id)
    assert await tracker.times_asked(question_id) == 2
    for each, left in ((shown, 1), (other, 0)):
        await tracker.send("DELETE", at(ASKED, each))
        await tracker.send("DELETE", at(ASKED, each))
        assert await tracker.times_asked(question_id) == left


async def test_what_was_only_prepared_for_is_not_counted(
    tracker: Tracker, interview_id: int, kind: str
) -> None:
    question_id = await a_question(tracker, kind)
    shown = await tracker.add(ASKED, interview_id, question_id=question_id, was_asked=False)
    assert await tracker.times_asked(question_id) == 0
    await tracker.send("DELETE", at(ASKED, shown))
    assert await tracker.times_asked(question_id) == 0


@pytest.mark.parametrize("if_match", [None, "*"])
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_change_is_counted_if_it_is_one(
    tracker: Tracker, interview_id: int, kind: str, method: str, if_match: str | None
) -> None:
    question_id = await a_question(tracker, kind)
    shown = await tracker.add(ASKED, interview_id, question_id=question_id)
    for was_asked in (False, False, True, True, False):
        await tracker.send(method, at(ASKED, shown), {"was_asked": was_asked}, If_Match=if_match)
        assert await tracker.times_asked(question_id) == was_asked
        await tracker.send(method, at(ASKED, shown), {"confidence_level": 3}, If_Match=if_match)
        assert await tracker.times_asked(question_id) == was_asked


async def test_what_is_refused_is_not_counted(
    tracker: Tracker, interview_id: int, kind: str
) -> None:
    question_id = await a_question(tracker, kind)
    path, body = f"{interview_id}/questions", {"question_id": question_id}
    await tracker.send("POST", path, body | {"round_id": 1})
    assert await tracker.times_asked(question_id) == 0
    shown = await tracker.add(ASKED, interview_id, question_id=question_id)
    for method, sent in (("PATCH", {"was_asked": False}), ("DELETE", None)):
        response = await tracker.send(method, at(ASKED, shown), sent, If_Match='"old"')
        assert response.status_code == 412
    await tracker.send("POST", path, body)
    assert await tracker.times_asked(question_id) == 1


async def test_counting_is_no_change_of_the_question(tracker: Tracker, interview_id: int) -> None:
    question_id = await tracker.question()
    look = "SELECT updated_at FROM questions WHERE question_id = $1"
    before = await tracker.fetch(look, question_id)
    shown = await tracker.add(ASKED, interview_id, question_id=question_id)
    await tracker.send("DELETE", at(ASKED, shown))
    assert await tracker.fetch(look, question_id) == before


async def test_everybody_counts_for_themselves(tracker: Tracker, interview_id: int) -> None:
    entry, theirs = await tracker.entry(), await tracker.somebody_else()
    await tracker.insert(
        "library_uses", "times_asked", owner_id=theirs, question_id=entry, times_asked=7
    )
    await tracker.add(ASKED, interview_id, question_id=entry)
    uses = await tracker.fetch("SELECT times_asked FROM library_uses ORDER BY 1")
    assert [each["times_asked"] for each in uses] == [1, 7]
    (own,) = await tracker.fetch("SELECT times_asked FROM questions WHERE question_id = $1", entry)
    assert own["times_asked"] == 0


async def test_what_was_counted_of_practice_stays(tracker: Tracker, interview_id: int) -> None:
    entry = await tracker.entry()
    shown = await tracker.add(ASKED, interview_id, question_id=entry)
    await tracker.fetch("UPDATE library_uses SET times_practiced = 3, average_rating = 4.5")
    await tracker.send("PATCH", at(ASKED, shown), {"was_asked": False})
    (use,) = await tracker.fetch(
        "SELECT times_asked, times_practiced, average_rating FROM library_uses"
    )
    assert tuple(use) == (0, 3, 4.5)


async def test_one_key_counts_once(tracker: Tracker, interview_id: int, kind: str) -> None:
    question_id = await a_question(tracker, kind)
    path, body = f"{interview_id}/questions", {"question_id": question_id}
    await asyncio.gather(
        *(tracker.send("POST", path, body, Idempotency_Key="one") for _ in range(10))
    )
    assert await tracker.times_asked(question_id) == 1


@pytest.mark.parametrize("seed", range(3))
async def test_the_count_is_right_after_much_at_once(
    tracker: Tracker, kind: str, seed: int
) -> None:
    """Links, changes and unlinks of two questions in several interviews, 30 at a time."""
    chance = random.Random(seed)
    interviews = [await tracker.interview() for _ in range(5)]
    questions = [await a_question(tracker, kind), await tracker.question()]

    async def act() -> int:
        path, number = f"{chance.choice(interviews)}/questions", chance.choice(questions)
        match chance.randrange(5):
            case 0 | 1:
                body = {"question_id": number, "was_asked": chance.random() < 0.7}
                response = await tracker.send("POST", path, body)
            case 2 | 3:
                body = {"was_asked": chance.random() < 0.5}
                if_match = chance.choice((None, "*"))
                response = await tracker.send("PATCH", f"{path}/{number}", body, If_Match=if_match)
            case _:
                response = await tracker.send("DELETE", f"{path}/{number}")
        return response.status_code

    statuses: set[int] = set()
    for _ in range(3):
        statuses.update(await asyncio.gather(*(act() for _ in range(30))))
    # 503 on a machine that is too busy; what it did not do is not counted either.
    assert statuses <= {200, 201, 204, 404, 409, 503}
    assert {200, 201, 204} <= statuses
    for number in questions:
        (linked,) = await tracker.fetch(
            "SELECT count(*) FROM interview_questions WHERE question_id = $1 AND was_asked", number
        )
        assert await tracker.times_asked(number) == linked[0]
