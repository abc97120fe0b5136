"""Questions that come later: follow-ups of answers, and those of an adaptive interview."""

import json
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from database.engine import Database
from database.models import LOCAL_USER_ID
from database.statements.practice_questions import ADD_FOLLOW_UP, ADD_NEXT_QUESTION
from database.statements.practice_sessions import COMPLETE_SESSION, READ_SESSION
from tests.database.practice_rows import (
    UNSCORED,
    create,
    fail,
    finish,
    give,
    question,
    start,
    which,
)
from tests.database.practice_rows import answer as an_answer
from tests.database.run_rows import AWKWARD

ADAPTIVE = {"is_adaptive": True, "questions": [question()]}


async def follow_up(
    database: Database, interview: dict[str, Any], parent: str | None = None, **changed: Any
) -> dict[str, Any] | None:
    """Ask a follow-up, of the first question unless another is given; as it is shown."""
    values = which(interview) | {
        "parent_question_id": UUID(parent or interview["questions"][0]["id"]),
        "question": json.dumps(question(question="Why?") | changed),
    }
    rows = await database.write(ADD_FOLLOW_UP, values)
    return json.loads(rows[0]["body"]) if rows else None


async def next_question(
    database: Database, interview: dict[str, Any], order_number: int
) -> dict[str, Any] | None:
    """Ask the next question; as it is shown."""
    values = which(interview) | {
        "order_number": order_number,
        "question": json.dumps(question(question=f"Question {order_number}?")),
    }
    rows = await database.write(ADD_NEXT_QUESTION, values)
    return json.loads(rows[0]["body"]) if rows else None


async def read(database: Database, interview: dict[str, Any]) -> dict[str, Any]:
    """An interview as it is now."""
    (row,) = await database.rows(READ_SESSION, which(interview))
    return dict(json.loads(row["body"]))


# Follow-ups


async def test_a_follow_up_comes_after_its_question(database: Database) -> None:
    made = await create(database)
    for place in (1, 0):
        await give(database, made, place)
    second = await follow_up(database, made, made["questions"][1]["id"], question=AWKWARD)
    first = await follow_up(database, made, skill="Why")
    assert first is not None
    assert second is not None
    assert {name: first[name] for name in ("kind", "parent_id", "order_number", "skill")} == {
        "kind": "follow_up",
        "parent_id": made["questions"][0]["id"],
        "order_number": 1,
        "skill": "Why",
    }
    one, two, three = made["questions"]
    shown = await read(database, made)
    assert [each["id"] for each in shown["questions"]] == [
        *(one["id"], first["id"]),
        *(two["id"], second["id"]),
        three["id"],
    ]
    assert shown["questions"][1] == first
    assert shown["total_questions"] == 3


async def test_what_is_not_answered_has_no_follow_up(database: Database) -> None:
    made = await create(database)
    assert await follow_up(database, made) is None
    attempt_id = await start(database, an_answer(made))
    assert await follow_up(database, made) is None
    await finish(database, attempt_id)
    assert await follow_up(database, made)


async def test_a_question_has_one_follow_up_and_that_has_none(database: Database) -> None:
    made = await create(database)
    await give(database, made)
    first = await follow_up(database, made)
    assert first is not None
    assert await follow_up(database, made) is None
    await give(database, made | {"questions": [first]})
    assert await follow_up(database, made, first["id"]) is None


async def test_there_is_no_follow_up_elsewhere_or_afterwards(database: Database) -> None:
    made, other = await create(database), await create(database)
    await give(database, made)
    assert await follow_up(database, other, made["questions"][0]["id"]) is None
    assert await follow_up(database, made, str(uuid4())) is None
    await database.write(COMPLETE_SESSION, which(made))
    assert await follow_up(database, made) is None


async def test_a_follow_up_is_judged_but_does_not_count(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database)
    await give(database, made, score=40)
    asked = await follow_up(database, made)
    given = await give(database, made | {"questions": [asked]}, score=100)
    assert (given["kind"], given["score"]) == ("follow_up", 100)
    assert given["response_id"]
    assert await admin.fetchval("SELECT overall_score FROM practice_sessions") == 40


# Adaptive interviews


async def test_an_adaptive_interview_goes_on_question_by_question(database: Database) -> None:
    made = await create(database, **ADAPTIVE)
    assert made["adaptive"]
    for number in (2, 3):
        assert await next_question(database, made, number) is None
        await give(database, made, number - 2)
        assert await next_question(database, made, number + 1) is None
        asked = await next_question(database, made, number)
        assert asked is not None
        assert (asked["order_number"], asked["kind"]) == (number, "main")
        assert await next_question(database, made, number) is None
        made = await read(database, made)
    assert [each["order_number"] for each in made["questions"]] == [1, 2, 3]


async def test_an_adaptive_interview_goes_on_without_a_score(database: Database) -> None:
    made = await create(database, **ADAPTIVE)
    attempt_id = await start(database, an_answer(made))
    assert await next_question(database, made, 2) is None
    await fail(database, attempt_id)
    assert await next_question(database, made, 2) is None
    await give(database, made, **UNSCORED)
    assert await follow_up(database, made) is None
    assert await next_question(database, made, 2)
    assert await next_question(database, made, 3) is None
    await give(database, made, score=80)
    assert await follow_up(database, made)


async def test_an_adaptive_interview_ends(database: Database) -> None:
    made = await create(database, **ADAPTIVE, total_questions=1)
    await give(database, made)
    assert await next_question(database, made, 2) is None
    more = await create(database, **ADAPTIVE)
    await give(database, more)
    await database.write(COMPLETE_SESSION, which(more))
    assert await next_question(database, more, 2) is None


@pytest.mark.parametrize("number", [-1, 0, 1, 3])
async def test_other_places_are_not_filled(database: Database, number: int) -> None:
    made = await create(database, **ADAPTIVE)
    await give(database, made)
    assert await next_question(database, made, number) is None


async def test_only_adaptive_interviews_go_on(database: Database) -> None:
    made = await create(database, questions=[question()])
    await give(database, made)
    assert await next_question(database, made, 2) is None


async def test_a_follow_up_is_no_place_of_the_next_question(database: Database) -> None:
    made = await create(database, **ADAPTIVE)
    await give(database, made)
    assert await follow_up(database, made)
    assert await next_question(database, made, 2)
    assert [each["kind"] for each in (await read(database, made))["questions"]] == [
        "main",
        "follow_up",
        "main",
    ]
    assert which(made)["owner_id"] == LOCAL_USER_ID
