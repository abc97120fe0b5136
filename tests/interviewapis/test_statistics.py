"""Everybody's interviews and questions, counted."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, get_args
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from pydantic import BaseModel

from database import engine
from database.models import LOCAL_USER_ID
from database.models.vocabulary import (
    InterviewResult,
    InterviewStatus,
    QuestionCategory,
    QuestionDifficulty,
)
from interviewapis.housekeeping import fold
from interviewapis.stats import schemas, service
from tests.conftest import RunningServer
from tests.interviewapis.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATH = "/api/stats/overview"
SOMEBODY_ELSE = UUID(int=7)
VALUES: Mapping[str, Sequence[str]] = {
    "interviews_by_status": get_args(InterviewStatus),
    "interviews_by_result": get_args(InterviewResult),
    "questions_by_category": get_args(QuestionCategory),
    "questions_by_difficulty": get_args(QuestionDifficulty),
}


@pytest_asyncio.fixture(loop_scope="module")
async def server(shared_server: RunningServer) -> RunningServer:
    """The module's server, where nobody has anything."""
    for statement in (
        "DELETE FROM interviews",
        "DELETE FROM questions WHERE owner_id IS NOT NULL",
        "DELETE FROM companies",
        "DELETE FROM users WHERE user_id <> '00000000-0000-4000-8000-000000000001'",
    ):
        await shared_server.fetch(statement)
    await shared_server.fetch(
        "INSERT INTO users (user_id, username) VALUES ($1, 'somebody else')", SOMEBODY_ELSE
    )
    return shared_server


async def told(server: RunningServer) -> dict[str, Any]:
    """What the caller is told."""
    response = await server.client.get(PATH)
    assert response.status_code == 200, response.text
    schemas.StatisticsResponse.model_validate_json(response.content, strict=True)
    return dict(response.json())


async def add_interview(
    server: RunningServer,
    status: str = "scheduled",
    result: str = "pending",
    owner_id: UUID = LOCAL_USER_ID,
) -> None:
    """Write an interview."""
    await server.fetch(
        "INSERT INTO interviews (owner_id, seniority_level, interview_status, interview_result)"
        " VALUES ($1, 'mid', $2, $3)",
        owner_id,
        status,
        result,
    )


async def add_question(
    server: RunningServer, category: str, difficulty: str, owner_id: UUID = LOCAL_USER_ID
) -> None:
    """Write a question of somebody's own."""
    await server.fetch(
        "INSERT INTO questions (owner_id, question_text, question_category, question_difficulty)"
        " VALUES ($1, 'Which questions count?', $2, $3)",
        owner_id,
        category,
        difficulty,
    )


async def test_every_value_is_named_where_there_is_nothing(server: RunningServer) -> None:
    counts = await told(server)
    assert counts.pop("library_questions") >= 360
    assert counts == {
        "total_interviews": 0,
        "total_questions": 0,
        "total_companies": 0,
        **{name: dict.fromkeys(values, 0) for name, values in VALUES.items()},
    }
    for name, values in VALUES.items():
        assert tuple(counts[name]) == values


@pytest.mark.parametrize("folded", [False, True], ids=["not folded", "folded"])
async def test_what_the_caller_has_is_counted_by_every_value(
    server: RunningServer, folded: bool
) -> None:
    await add_interview(server, "completed", "failed")
    await add_interview(server, "completed", "offer_accepted")
    await add_interview(server)
    await add_question(server, "coding", "hard")
    await add_question(server, "leadership", "hard")
    await server.fetch("INSERT INTO companies (company_name) VALUES ('Ash'), ('Birch')")
    if folded:
        assert await fold(server.services.database)
    counts = await told(server)
    found = {
        name: {value: count for value, count in counts[name].items() if count} for name in VALUES
    }
    assert found == {
        "interviews_by_status": {"completed": 2, "scheduled": 1},
        "interviews_by_result": {"pending": 1, "failed": 1, "offer_accepted": 1},
        "questions_by_category": {"coding": 1, "leadership": 1},
        "questions_by_difficulty": {"hard": 2},
    }
    totals = [counts[f"total_{name}"] for name in ("interviews", "questions", "companies")]
    assert totals == [3, 2, 2]


async def test_what_is_deleted_does_not_count_until_it_is_restored(server: RunningServer) -> None:
    await add_interview(server, "completed", "failed")
    await add_question(server, "coding", "hard")
    before = await told(server)
    await server.fetch("UPDATE interviews SET deleted_at = now()")
    await server.fetch("UPDATE questions SET is_active = false WHERE owner_id IS NOT NULL")
    deleted = await told(server)
    assert (deleted["total_interviews"], deleted["total_questions"]) == (0, 0)
    assert not any(any(deleted[name].values()) for name in VALUES)
    await server.fetch("UPDATE interviews SET deleted_at = NULL")
    await server.fetch("UPDATE questions SET is_active = true WHERE owner_id IS NOT NULL")
    assert await told(server) == before


async def test_what_others_have_does_not_count_but_their_companies_do(
    server: RunningServer,
) -> None:
    nothing = await told(server)
    await add_interview(server, owner_id=SOMEBODY_ELSE)
    await add_question(server, "coding", "hard", SOMEBODY_ELSE)
    await server.fetch(
        "INSERT INTO companies (company_name, created_by) VALUES ('Ash', $1)", SOMEBODY_ELSE
    )
    assert await told(server) == nothing | {"total_companies": 1}
    theirs = schemas.StatisticsResponse.model_validate_json(
        await service.overview(server.services.database, SOMEBODY_ELSE), strict=True
    )
    assert (theirs.total_interviews, theirs.total_questions, theirs.total_companies) == (1, 1, 1)
    assert theirs.interviews_by_status.scheduled == theirs.questions_by_category.coding == 1


async def test_entries_that_the_library_dropped_do_not_count(server: RunningServer) -> None:
    before = await told(server)
    slug = "(SELECT min(library_slug) FROM questions)"
    for active, count in ((False, before["library_questions"] - 1), (True, None)):
        await server.fetch(
            f"UPDATE questions SET is_active = $1 WHERE library_slug = {slug}", active
        )
        expected = before if count is None else before | {"library_questions": count}
        assert await told(server) == expected


async def get(server: RunningServer, **headers: str) -> httpx2.Response:
    """The response to a request with these headers."""
    return await server.client.get(
        PATH, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


async def test_who_has_seen_the_counts_is_told_only_when_they_change(server: RunningServer) -> None:
    await add_interview(server)
    tag = (await get(server)).headers["etag"]
    assert (await get(server, If_None_Match=tag)).status_code == 304
    await fold(server.services.database)
    assert (await get(server, If_None_Match=tag)).status_code == 304
    await server.fetch("UPDATE interviews SET interview_status = 'completed'")
    response = await get(server, If_None_Match=tag)
    assert response.status_code == 200
    assert response.headers["etag"] != tag


async def test_a_trailing_slash_makes_no_difference(server: RunningServer) -> None:
    response = await server.client.get(f"{PATH}/")
    assert (response.status_code, response.json()) == (200, await told(server))


async def test_strangers_are_told_nothing(server: RunningServer) -> None:
    assert_problem(await get(server, Origin="http://evil.example"), 401, "unauthorized")


async def test_a_busy_database_is_told(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "ACQUIRE_SECONDS", 0.1)
    async with AsyncExitStack() as stack:
        for _ in range(server.services.settings.database_pool_size):
            await stack.enter_async_context(server.services.database.transaction())
        response = await get(server)
    assert_problem(response, 503, "database_unavailable")
    assert int(response.headers["retry-after"]) > 0


@pytest.mark.parametrize("name", VALUES)
async def test_the_documentation_knows_every_value(name: str) -> None:
    described = schemas.StatisticsResponse.model_fields[name].annotation
    assert described is not None
    assert issubclass(described, BaseModel)
    assert tuple(described.model_fields) == VALUES[name]
