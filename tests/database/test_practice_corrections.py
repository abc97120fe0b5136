"""What becomes of answers that were official without a score."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from alembic import command

from database.migrating import migration_config
from tests.database.at_revision import database_at

OWNER, SESSION = "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"


@pytest.fixture
async def old(cluster: str) -> AsyncIterator[str]:
    """Address of a database in which each kind of attempt was official."""
    async with database_at(cluster, "0007") as address:
        connection = await asyncpg.connect(address)
        await connection.execute(_PRACTISED)
        await connection.close()
        yield address


async def official(address: str) -> tuple[set[str], set[str]]:
    """Answers that say they are official, and those that questions have."""
    connection = await asyncpg.connect(address)
    told = await connection.fetch("SELECT answer FROM practice_attempts WHERE is_official")
    had = await connection.fetch(
        "SELECT answer FROM practice_responses JOIN practice_attempts USING (attempt_id)"
    )
    await connection.close()
    return {row["answer"] for row in told}, {row["answer"] for row in had}


async def kept(address: str) -> list[Any]:
    """Everything else of the attempts."""
    connection = await asyncpg.connect(address)
    rows = await connection.fetch(
        "SELECT to_jsonb(each) - 'is_official' FROM practice_attempts AS each ORDER BY attempt_id"
    )
    await connection.close()
    return [tuple(row) for row in rows]


async def test_only_answers_with_a_score_or_to_be_judged_stay_official(old: str) -> None:
    assert await official(old) == (
        {"scored", "unscored", "unscored, retried", "failed", "failed first", "judging", "after"},
        {"scored", "unscored", "unscored, retried", "after"},
    )
    before = await kept(old)
    await asyncio.to_thread(command.upgrade, migration_config(old), "0008")
    assert await official(old) == ({"scored", "judging", "after"}, {"scored", "after"})
    assert await kept(old) == before


async def test_going_back_keeps_every_attempt(old: str) -> None:
    config, before = migration_config(old), await kept(old)
    await asyncio.to_thread(command.upgrade, config, "0008")
    await asyncio.to_thread(command.downgrade, config, "0007")
    assert await official(old) == ({"scored", "judging", "after"}, {"scored", "after"})
    assert await kept(old) == before
    await asyncio.to_thread(command.upgrade, config, "0008")
    assert await kept(old) == before


@pytest.mark.parametrize("answer", ["unscored", "failed"])
async def test_nothing_without_a_score_becomes_official_again(old: str, answer: str) -> None:
    await asyncio.to_thread(command.upgrade, migration_config(old), "0008")
    connection = await asyncpg.connect(old)
    with pytest.raises(asyncpg.CheckViolationError, match="official_scored"):
        await connection.execute(
            "UPDATE practice_attempts SET is_official = true WHERE answer = $1", answer
        )
    await connection.close()


_PRACTISED = f"""
INSERT INTO users (user_id, username) VALUES ('{OWNER}', 'practising');
INSERT INTO practice_sessions
    (session_id, owner_id, job_role, difficulty, question_type, total_questions, provider, model)
VALUES
    ('{SESSION}', '{OWNER}', 'Python Developer', 'beginner', 'mixed', 6, 'library', 'library');
INSERT INTO practice_questions
    (practice_question_id, owner_id, session_id, kind, question_text, question_type, difficulty,
    skill_category, order_number)
SELECT ('00000000-0000-4000-9000-00000000000' || place)::uuid, '{OWNER}', '{SESSION}', 'main',
    'What is kept?', 'technical', 'beginner', 'PostgreSQL', place
FROM generate_series(1, 6) AS place;
CREATE TEMPORARY TABLE tried (place, number, answer, is_official, state, score, is_answer) AS VALUES
    (1, 1, 'scored', true, 'judged', 80, true),
    (1, 2, 'a retry', false, 'judged', 90, false),
    (1, 3, 'a retry without', false, 'judged', NULL, false),
    (2, 1, 'unscored', true, 'judged', NULL, true),
    (3, 1, 'unscored, retried', true, 'judged', NULL, true),
    (3, 2, 'a good retry', false, 'judged', 70, false),
    (4, 1, 'failed', true, 'failed', NULL, false),
    (5, 1, 'failed first', true, 'failed', NULL, false),
    (5, 2, 'after', true, 'judged', 0, true),
    (6, 1, 'judging', true, 'judging', NULL, false);
INSERT INTO practice_attempts
    (practice_question_id, attempt_number, answer, is_official, state, score, unscored_reason,
    judging_until, judged_at, basis, failure)
SELECT ('00000000-0000-4000-9000-00000000000' || place)::uuid, number, answer, is_official, state,
    score, CASE WHEN state = 'judged' AND score IS NULL THEN 'No key points.' END,
    CASE WHEN state = 'judging' THEN now() END, CASE WHEN state = 'judged' THEN now() END,
    CASE WHEN state = 'judged' THEN 'coverage' END,
    CASE WHEN state = 'failed' THEN '{{"code": "interrupted"}}'::jsonb END
FROM tried;
INSERT INTO practice_responses (practice_question_id, attempt_id)
SELECT practice_question_id, attempt_id
FROM tried JOIN practice_attempts USING (answer) WHERE is_answer;
"""
