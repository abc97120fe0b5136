"""What belongs to somebody else is not there, at any route and by any method (A3: IDOR)."""

import httpx2
import pytest

from scripts.api_documentation.document import operations
from tests.contract.conftest import Execute
from tests.contract.document import assert_documented
from tests.contract.requests import Example, examples, send

PRIVATE = (
    "{run_id}",
    "{conversation_id}",
    "{interview_id}",
    "{round_id}",
    "{question_id}",
    "{api_key_id}",
)
OWNED = (
    "agent_runs",
    "conversations",
    "interviews",
    "questions",
    "user_skills",
    "practice_sessions",
    "practice_questions",
    "skill_gaps",
    "api_keys",
)
THEIRS = [
    each
    for each in examples()
    if any(name in each.path for name in PRIVATE)
    or (each.path == "/api/user/skills/{skill_id}" and each.method != "put")
]


@pytest.fixture
def give_away(execute: Execute) -> Execute:
    """Makes all that there is somebody else's, who is called as it is said."""

    def give(username: str) -> None:
        execute(f"INSERT INTO users (username) VALUES ('{username}')")
        # In one statement, since keys that span tables are looked at when it ends.
        updates = ", ".join(
            f"{table}_given AS (UPDATE {table} SET owner_id = (SELECT user_id FROM users"
            f" WHERE username = '{username}') WHERE owner_id IS NOT NULL)"
            for table in OWNED
        )
        execute(f"WITH {updates} SELECT")

    return give


def test_every_route_to_what_is_private_is_tried() -> None:
    documented = {
        (method, path)
        for method, path, _ in operations()
        if any(name in path for name in (*PRIVATE, "/api/user/skills/{skill_id}"))
    }
    tried = {(each.method, each.path) for each in THEIRS}
    assert documented - tried == {("put", "/api/user/skills/{skill_id}")}


@pytest.mark.parametrize("asked", THEIRS, ids=str)
def test_what_is_somebody_elses_is_not_found(
    client: httpx2.Client, give_away: Execute, asked: Example
) -> None:
    request = asked.filled(client)
    give_away(f"the owner after: {asked}")
    for headers in ({}, {"If-Match": "*"}):
        response = send(client, request, headers)
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
        assert_documented(asked.method, asked.path, response)
