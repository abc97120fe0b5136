"""How often questions were asked equals what counting finds, whatever happens at once."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.compiled import Compiled
from database.engine import Database
from database.errors import ConstraintViolated
from database.models import LOCAL_USER_ID
from database.statements.interview_questions import (
    CHANGE_ASKED,
    LINK_QUESTION,
    UNLINK_QUESTION,
)
from database.statements.interviews import DELETE_INTERVIEW, RESTORE_INTERVIEW
from database.statements.questions import COPY_ENTRY

INTERVIEWS, OWN, ENTRIES = 3, 2, 2
Act = tuple[Compiled, int, int, bool]
"""A statement with the places of an interview and a question, and whether it was asked."""

ACT = st.tuples(
    st.sampled_from(
        [
            LINK_QUESTION,
            LINK_QUESTION,
            CHANGE_ASKED,
            UNLINK_QUESTION,
            DELETE_INTERVIEW,
            RESTORE_INTERVIEW,
            COPY_ENTRY,
        ]
    ),
    st.integers(0, INTERVIEWS - 1),
    st.integers(0, OWN + ENTRIES - 1),
    st.booleans(),
)

_LIVE = """
SELECT count(*) FROM interview_questions JOIN interviews USING (interview_id)
WHERE deleted_at IS NULL AND was_asked AND question_id IN (
    SELECT $1::integer UNION
    SELECT question_id FROM questions WHERE copied_from = $1 AND owner_id = $2
)
"""
_TOLD = """
SELECT coalesce(version.times_asked, use.times_asked, question.times_asked)
FROM questions AS question
LEFT JOIN questions AS version
    ON version.copied_from = question.question_id AND version.owner_id = $2
LEFT JOIN library_uses AS use
    ON use.question_id = question.question_id AND use.owner_id = $2
WHERE question.question_id = $1
"""


async def _ids(admin: asyncpg.Connection, sql: str, *arguments: Any) -> list[int]:
    return [row[0] for row in await admin.fetch(sql, *arguments)]


@pytest.fixture
async def entries(admin: asyncpg.Connection) -> list[int]:
    """Ids of entries of the library."""
    return await _ids(
        admin, "SELECT question_id FROM questions ORDER BY question_id LIMIT $1", ENTRIES
    )


async def attempt(database: Database, statement: Compiled, values: dict[str, Any]) -> None:
    """Carry out what may contradict what is there; a deadlock is an error."""
    with contextlib.suppress(ConstraintViolated):
        await database.write(statement, values)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.lists(ACT, min_size=1, max_size=6), min_size=1, max_size=6))
async def test_times_asked_is_what_counting_finds(
    database: Database,
    admin: asyncpg.Connection,
    entries: list[int],
    steps: Sequence[Sequence[Act]],
) -> None:
    await admin.execute(
        "DELETE FROM interviews; DELETE FROM questions WHERE owner_id IS NOT NULL;"
        " DELETE FROM library_uses"
    )
    interviews = await _ids(
        admin,
        "INSERT INTO interviews (owner_id, seniority_level) SELECT $1, 'mid'"
        " FROM generate_series(1, $2) RETURNING interview_id",
        LOCAL_USER_ID,
        INTERVIEWS,
    )
    own = await _ids(
        admin,
        "INSERT INTO questions (owner_id, question_text, question_category)"
        " SELECT $1, 'What was asked?', 'coding' FROM generate_series(1, $2)"
        " RETURNING question_id",
        LOCAL_USER_ID,
        OWN,
    )
    questions = own + entries
    for step in steps:
        await asyncio.gather(
            *(
                attempt(
                    database,
                    statement,
                    {
                        "owner_id": LOCAL_USER_ID,
                        "interview_id": interviews[interview],
                        "question_id": questions[question],
                        "document": (
                            f'{{"was_asked": {str(was_asked).lower()}, "was_prepared": false,'
                            ' "follow_up_questions_asked": [], "follow_up_answers": []}'
                        ),
                    },
                )
                for statement, interview, question, was_asked in step
            )
        )
        for each in questions:
            told = await admin.fetchval(_TOLD, each, LOCAL_USER_ID)
            assert (told or 0) == await admin.fetchval(_LIVE, each, LOCAL_USER_ID)
