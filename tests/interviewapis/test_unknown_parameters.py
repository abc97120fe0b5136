"""Parameters that an address of the tracker does not take."""

from collections.abc import Mapping
from typing import Any

import pytest

from scripts.api_documentation.document import operations
from scripts.api_documentation.making import shown_path
from tests.conftest import RunningServer
from tests.contract.requests import TRACKER
from tests.interviewapis.problems import assert_invalid

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPERATIONS = [
    pytest.param(method, shown_path(path), _parameters, id=f"{method} {path}")
    for method, path, operation in operations()
    for _parameters in [
        [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]
    ]
    if path.startswith(TRACKER)
]
TABLES = ("companies", "roles", "skills", "user_skills", "interviews", "questions", "agent_runs")


@pytest.fixture(scope="module")
def server(shared_server: RunningServer) -> RunningServer:
    """These tests leave nothing behind."""
    return shared_server


async def _written(server: RunningServer) -> Any:
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES)
    return await server.fetch(f"SELECT {counts}")


@pytest.mark.parametrize(("method", "path", "names"), OPERATIONS)
async def test_all_of_them_are_named_beside_those_that_there_are(
    server: RunningServer, method: str, path: str, names: list[str]
) -> None:
    before = await _written(server)
    unknown = f"unknown parameter; this address takes {', '.join(names) or 'none'}"
    required: Mapping[str, str] = {"query": "a cache"} if "query" in names else {}
    for body in ({}, None):
        response = await server.client.request(
            method, path, params=[*required.items(), ("colour", "red"), ("é", "")], json=body
        )
        assert_invalid(response, **{"query.colour": unknown, r"query.\xe9": unknown})
    assert await _written(server) == before


@pytest.mark.parametrize(("method", "path", "names"), OPERATIONS)
async def test_who_is_refused_learns_nothing_of_them(
    server: RunningServer, method: str, path: str, names: list[str]
) -> None:
    foreign = {"Host": "interviews.example"}
    response = await server.client.request(method, f"{path}?colour=red", headers=foreign)
    assert response.status_code == 401


async def test_an_address_that_ends_with_a_question_mark_has_none(server: RunningServer) -> None:
    for path in ("/api/stats/overview?", "/api/stats/overview?&"):
        assert (await server.client.get(path)).status_code == 200
