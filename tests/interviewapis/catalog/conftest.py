"""A catalog that is empty when a test begins, on a server that the tests of a module share."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from database.models import LOCAL_USER_ID
from tests.conftest import RunningServer
from tests.contract.document import document
from tests.interviewapis.catalog.shelf import NOUNS, Noun, Shelf

_WRITTEN = (
    "interview_skills",
    "question_skills",
    "interviews",
    "user_skills",
    "skills",
    "roles",
    "companies",
    "request_keys",
)


@pytest.fixture(scope="session")
def _documented() -> None:
    """Make the OpenAPI document, which reads files, while no server is watched for that."""
    document()


@pytest_asyncio.fixture(loop_scope="module")
async def shelf(_documented: None, shared_server: RunningServer) -> AsyncIterator[Shelf]:
    """The catalog of the shared server."""
    yield Shelf(shared_server)
    deletions = ", ".join(f"{table}_gone AS (DELETE FROM {table})" for table in _WRITTEN)
    await shared_server.fetch(
        f"WITH {deletions}, questions_gone AS (DELETE FROM questions WHERE owner_id IS NOT NULL) "
        "DELETE FROM users WHERE user_id <> $1",
        LOCAL_USER_ID,
    )


@pytest.fixture(params=NOUNS, ids=str)
def noun(request: Any) -> Noun:
    """Companies, roles, skills: what the tests say of one of them holds for all."""
    return request.param
