"""Practice by several requests at the same time."""

import asyncio
import json
from typing import Any
from uuid import UUID

import asyncpg

from database.compiled import Compiled
from database.engine import Database
from database.models import LOCAL_USER_ID
from database.statements.practice_attempt_rows import JUDGING_LASTS
from database.statements.practice_attempts import START_ATTEMPT
from database.statements.practice_gaps import LIST_SESSION_GAPS, REPLACE_GAPS
from database.statements.practice_judgements import FINISH_ATTEMPT
from database.statements.practice_questions import ADD_FOLLOW_UP, ADD_NEXT_QUESTION, SAVE_DRAFT
from database.statements.practice_sessions import READ_SESSION
from database.statements.questions import COPY_ENTRY
from tests.database.practice_rows import (
    answer,
    create,
    entries,
    finish,
    give,
    judgement,
    pass_time,
    question,
    start,
    which,
)
from tests.database.waiting import started

HOLD = "SELECT FROM practice_sessions FOR UPDATE"
WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"


async def all_at_once(
    database: Database,
    admin: asyncpg.Connection,
    statement: Compiled,
    *values: dict[str, Any],
) -> list[list[asyncpg.Record]]:
    """Run a statement several times, all of which have begun before one can go on."""
    async with admin.transaction():
        await admin.execute(HOLD)
        tasks = await started(admin, *(database.write(statement, each) for each in values))
    return list(await asyncio.gather(*tasks))


async def waiting(admin: asyncpg.Connection, number: int) -> None:
    """Wait until so many statements wait for a lock."""
    while True:
        if await admin.fetchval(WAITING) >= number:
            return
        await asyncio.sleep(0.01)


async def one_after_the_other(
    database: Database,
    admin: asyncpg.Connection,
    *running: tuple[Compiled, dict[str, Any]],
) -> list[list[asyncpg.Record]]:
    """Run statements that wait in this order, each of which began before one can go on."""
    tasks: list[asyncio.Task[list[asyncpg.Record]]] = []
    async with admin.transaction():
        await admin.execute(HOLD)
        for each in running:
            tasks.append(asyncio.create_task(database.write(*each)))
            await waiting(admin, len(tasks))
    return list(await asyncio.gather(*tasks))


def one_of(results: list[list[asyncpg.Record]]) -> asyncpg.Record:
    """The row that only one of them returned."""
    (row,) = [row for rows in results for row in rows]
    return row


async def states(admin: asyncpg.Connection) -> list[str]:
    """Of all attempts."""
    rows = await admin.fetch("SELECT state FROM practice_attempts ORDER BY attempt_number")
    return [row["state"] for row in rows]


async def test_of_two_starts_one_is_judged(database: Database, admin: asyncpg.Connection) -> None:
    made = await create(database)
    one_of(await all_at_once(database, admin, START_ATTEMPT, *[answer(made)] * 4))
    assert await states(admin) == ["judging"]


async def test_of_two_starts_after_a_death_one_is_judged(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database)
    await start(database, answer(made))
    await pass_time(admin, JUDGING_LASTS)
    one_of(await all_at_once(database, admin, START_ATTEMPT, *[answer(made)] * 4))
    assert await states(admin) == ["failed", "judging"]


async def test_a_start_that_waited_for_the_answer_comes_too_late(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database)
    attempt_id = await start(database, answer(made))
    ending = {"owner_id": LOCAL_USER_ID, "attempt_id": attempt_id, "judgement": judgement()}
    ended, begun = await one_after_the_other(
        database, admin, (FINISH_ATTEMPT, ending), (START_ATTEMPT, answer(made))
    )
    assert ended
    assert begun == []
    assert await states(admin) == ["judged"]


async def test_of_two_retries_one_is_judged(database: Database, admin: asyncpg.Connection) -> None:
    made = await create(database)
    await give(database, made)
    retry = answer(made, is_official=False)
    one_of(await all_at_once(database, admin, START_ATTEMPT, *[retry] * 4))
    assert await states(admin) == ["judged", "judging"]


async def test_of_two_ends_one_counts(database: Database, admin: asyncpg.Connection) -> None:
    made = await create(database)
    attempt_id = await start(database, answer(made))
    ends = [
        {"owner_id": LOCAL_USER_ID, "attempt_id": attempt_id, "judgement": judgement(score=score)}
        for score in (20, 40, 60, 80)
    ]
    row = one_of(await all_at_once(database, admin, FINISH_ATTEMPT, *ends))
    score = json.loads(row["body"])["score"]
    found = await admin.fetchrow(
        "SELECT score, overall_score FROM practice_responses"
        " JOIN practice_attempts USING (attempt_id), practice_sessions"
    )
    assert tuple(found) == (score, score)


async def test_the_mean_is_right_when_answers_are_judged_at_once(
    database: Database, admin: asyncpg.Connection
) -> None:
    scores = [10, 20, 40, 85.52]
    made = await create(database, questions=[question() for _ in scores])
    attempts = [await start(database, answer(made, place)) for place in range(len(scores))]
    ends = [
        {"owner_id": LOCAL_USER_ID, "attempt_id": attempt_id, "judgement": judgement(score=score)}
        for attempt_id, score in zip(attempts, scores, strict=True)
    ]
    results = await all_at_once(database, admin, FINISH_ATTEMPT, *ends)
    assert all(results)
    mean = await admin.fetchval("SELECT overall_score::float8 FROM practice_sessions")
    assert mean == 38.88


async def test_a_question_counts_right_when_answers_to_it_are_judged_at_once(
    database: Database, admin: asyncpg.Connection
) -> None:
    (entry,) = await entries(admin, 1)
    scores = [10, 20, 40, 85.52]
    interviews = [await create(database, questions=[question(bank_id=entry)]) for _ in scores]
    attempts = [await start(database, answer(each)) for each in interviews]
    copied = database.write(COPY_ENTRY, {"owner_id": LOCAL_USER_ID, "question_id": entry})
    await asyncio.gather(
        *(
            finish(database, attempt_id, score=score)
            for attempt_id, score in zip(attempts, scores, strict=True)
        ),
        copied,
    )
    row = await admin.fetchrow(
        "SELECT times_practiced, average_rating FROM questions WHERE copied_from = $1", entry
    )
    assert tuple(row) == (4, 3.89)
    assert await admin.fetchval("SELECT count(*) FROM library_uses") == 0


async def test_interviews_do_not_wait_for_each_other_forever(
    database: Database, admin: asyncpg.Connection
) -> None:
    """The same questions in different orders, all answered at once: no deadlock."""
    bank = await entries(admin, 3)
    interviews = [
        await create(database, questions=[question(bank_id=each) for each in order])
        for order in (bank, bank[::-1], [bank[1], bank[2], bank[0]])
    ]
    places = [(each, place) for each in interviews for place in range(3)]
    attempts = await asyncio.gather(*(start(database, answer(*each)) for each in places))
    ended = await asyncio.gather(*(finish(database, each) for each in attempts))
    assert all(ended)
    rows = await admin.fetch("SELECT times_practiced FROM library_uses")
    assert [row["times_practiced"] for row in rows] == [3, 3, 3]


async def test_a_draft_that_comes_with_the_judgement_is_not_shown(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database)
    attempt_id = await start(database, answer(made))
    ending = {"owner_id": LOCAL_USER_ID, "attempt_id": attempt_id, "judgement": judgement()}
    draft = which(made) | {"draft": "Late."}
    await one_after_the_other(database, admin, (FINISH_ATTEMPT, ending), (SAVE_DRAFT, draft))
    (row,) = await database.rows(READ_SESSION, which(made))
    assert json.loads(row["body"])["questions"][0]["draft"] is None


async def test_of_two_follow_ups_one_is_asked(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database)
    await give(database, made)
    values = [
        {
            "owner_id": LOCAL_USER_ID,
            "session_id": UUID(made["interview_id"]),
            "parent_question_id": UUID(made["questions"][0]["id"]),
            "question": json.dumps(question(question=f"Why {number}?")),
        }
        for number in range(3)
    ]
    one_of(await all_at_once(database, admin, ADD_FOLLOW_UP, *values))
    assert await admin.fetchval("SELECT count(*) FROM practice_questions") == 4


async def test_of_two_next_questions_one_is_asked(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database, is_adaptive=True, questions=[question()])
    await give(database, made)
    values = [
        {
            "owner_id": LOCAL_USER_ID,
            "session_id": UUID(made["interview_id"]),
            "order_number": 2,
            "question": json.dumps(question(question=f"Next {number}?")),
        }
        for number in range(3)
    ]
    one_of(await all_at_once(database, admin, ADD_NEXT_QUESTION, *values))
    assert await admin.fetchval("SELECT count(*) FROM practice_questions") == 2


async def test_of_two_analyses_the_last_is_what_is_listed(
    database: Database, admin: asyncpg.Connection
) -> None:
    made = await create(database)
    own = {"owner_id": LOCAL_USER_ID, "session_id": UUID(made["interview_id"])}
    values = [
        own
        | {
            "provider": "openai",
            "model": "gpt",
            "gaps": json.dumps(
                [{"skill": skill, "score": 40, "level": "weak", "recommendation": "Practise."}]
            ),
        }
        for skill in ("SQL", "Go", "Rust")
    ]
    results = await all_at_once(database, admin, REPLACE_GAPS, *values)
    last = max((rows[0] for rows in results), key=lambda row: row["identified_at"])
    (row,) = await database.rows(LIST_SESSION_GAPS, own)
    assert dict(row) == dict(last)
