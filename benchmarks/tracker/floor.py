"""The least that the tracker's requests can cost in Python: our SQL behind bare Starlette.

Nothing is validated, nobody is asked who they are, and the caller is trusted with types. Run:
``DSN=postgresql://... uvicorn benchmarks.tracker.floor:app``.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from database.models import LOCAL_USER_ID
from database.statements.interviews import CREATE_INTERVIEW, READ_INTERVIEW, list_interviews
from database.statements.statistics import OVERVIEW
from interviewapis.interviews.interviews.schemas import InterviewCreate, SkillAsked

FILTERS = ("interview_status", "is_remote", "seniority_level")
LIST = list_interviews(frozenset(FILTERS), "created_at", descending=True, seeking=False)
DEFAULTS = InterviewCreate(seniority_level="mid").model_dump(mode="json")
SKILL_DEFAULTS = SkillAsked(skill_id=1).model_dump(mode="json")
"""What the statement expects of fields that a request leaves out."""


class Connection(asyncpg.Connection):
    """Skips the reset query between requests, like ours."""

    def get_reset_query(self) -> str:
        return ""


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """Open the pool."""
    dsn = os.environ["DSN"]
    options = {"min_size": 1, "max_size": 10, "connection_class": Connection}
    async with asyncpg.create_pool(dsn, **options) as app.state.pool:
        yield


async def get_interview(request: Request) -> Response:
    """One interview."""
    number = int(request.path_params["interview_id"])
    values = {"interview_id": number, "owner_id": LOCAL_USER_ID}
    row = await request.app.state.pool.fetchrow(
        READ_INTERVIEW.sql, *READ_INTERVIEW.arguments(values)
    )
    return Response(row["body"], media_type="application/json")


async def get_interviews(request: Request) -> Response:
    """One page of a list with three filters."""
    query = request.query_params
    skip, limit = int(query.get("skip", 0)), int(query["limit"])
    values = {
        "owner_id": LOCAL_USER_ID,
        "interview_status": query["interview_status"],
        "is_remote": query["is_remote"] == "true",
        "seniority_level": query["seniority_level"],
        "skip": skip,
        "limit": limit,
    }
    row = await request.app.state.pool.fetchrow(LIST.sql, *LIST.arguments(values))
    body = f'{{"total":{row["total"]},"skip":{skip},"limit":{limit},"data":{row["data"]}}}'
    return Response(body, media_type="application/json")


async def create_interview(request: Request) -> Response:
    """Add an interview with its skills."""
    document = DEFAULTS | orjson.loads(await request.body())
    document["skills"] = [SKILL_DEFAULTS | skill for skill in document["skills"]]
    values = {"owner_id": LOCAL_USER_ID, "document": orjson.dumps(document).decode()}
    row = await request.app.state.pool.fetchrow(
        CREATE_INTERVIEW.sql, *CREATE_INTERVIEW.arguments(values)
    )
    return Response(row["body"], 201, media_type="application/json")


async def get_overview(request: Request) -> Response:
    """The statistics."""
    values = {"owner_id": LOCAL_USER_ID}
    row = await request.app.state.pool.fetchrow(OVERVIEW.sql, *OVERVIEW.arguments(values))
    return Response(row["body"], media_type="application/json")


app = Starlette(
    lifespan=lifespan,
    routes=[
        Route("/api/interviews/{interview_id}", get_interview),
        Route("/api/interviews", get_interviews),
        Route("/api/interviews", create_interview, methods=["POST"]),
        Route("/api/stats/overview", get_overview),
    ],
)
