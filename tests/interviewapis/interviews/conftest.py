"""Nothing below interviews when a test begins, on a server that the tests of a module share."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from database.models import LOCAL_USER_ID
from tests.conftest import RunningServer
from tests.contract.document import document
from tests.interviewapis.interviews.tracker import PARTS, Part, Tracker

_WRITTEN = (
    "interview_skills",
    "interview_questions",
    "interview_rounds",
    "interviews",
    "library_uses",
    "skills",
    "request_keys",
)


@pytest.fixture(scope="session")
def _documented() -> None:
    """Make the OpenAPI document, which reads files, while no server is watched for that."""
    document()


@pytest_asyncio.fixture(loop_scope="module")
async def tracker(_documented: None, shared_server: RunningServer) -> AsyncIterator[Tracker]:
    """The tracker of the shared server."""
    yield Tracker(shared_server)
    deletions = ", ".join(f"{table}_gone AS (DELETE FROM {table})" for table in _WRITTEN)
    await shared_server.fetch(
        f"WITH {deletions}, questions_gone AS (DELETE FROM questions WHERE owner_id IS NOT NULL) "
        "DELETE FROM users WHERE user_id <> $1",
        LOCAL_USER_ID,
    )


@pytest_asyncio.fixture(loop_scope="module")
async def interview_id(tracker: Tracker) -> int:
    """An interview of the caller's."""
    return await tracker.interview()


@pytest.fixture(params=PARTS, ids=str)
def part(request: Any) -> Part:
    """Rounds, questions, skills: what the tests say of one of them holds for all."""
    return request.param
