"""A question bank with nothing but the library, on a server that the tests of a module share."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from database.models import LOCAL_USER_ID
from tests.conftest import RunningServer
from tests.contract.document import document
from tests.interviewapis.questions.bank import Bank

_WRITTEN = ("question_skills", "library_uses", "skills", "request_keys")


@pytest.fixture(scope="session")
def _documented() -> None:
    """Make the OpenAPI document, which reads files, while no server is watched for that."""
    document()


@pytest_asyncio.fixture(loop_scope="module")
async def bank(_documented: None, shared_server: RunningServer) -> AsyncIterator[Bank]:
    """The question bank of the shared server."""
    yield Bank(shared_server)
    deletions = ", ".join(f"{table}_gone AS (DELETE FROM {table})" for table in _WRITTEN)
    await shared_server.fetch(
        f"WITH {deletions}, questions_gone AS (DELETE FROM questions WHERE owner_id IS NOT NULL) "
        "DELETE FROM users WHERE user_id <> $1",
        LOCAL_USER_ID,
    )
