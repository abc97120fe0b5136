"""What an outage tells of requests that make something."""

import pytest

from tests.conftest import RunningServer
from tests.interviewapis.problems import assert_problem

WHETHER_IT_WAS_DONE = "Look first whether it was done all the same"
INTERVIEW = {"seniority_level": "mid"}


async def test_without_a_key_it_may_have_been_done_all_the_same(server: RunningServer) -> None:
    await server.services.database.close()
    made = [
        ("POST", "/api/interviews", INTERVIEW),
        ("POST", "/api/companies", {"company_name": "TechCorp"}),
        ("POST", "/api/questions/1/answer", {}),
    ]
    for method, path, body in made:
        response = await server.client.request(method, path, json=body)
        problem = assert_problem(response, 503, "database_unavailable")
        assert WHETHER_IT_WAS_DONE in problem["detail"]
        assert "Idempotency-Key" in problem["detail"]
        assert int(response.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("POST", "/api/interviews", {"Idempotency-Key": "one-interview"}),
        ("POST", "/api/interviews/1/restore", {}),
        ("PATCH", "/api/interviews/1", {}),
        ("GET", "/api/interviews/1", {}),
    ],
)
async def test_what_can_be_sent_again_is_just_sent_again(
    server: RunningServer, method: str, path: str, headers: dict[str, str]
) -> None:
    await server.services.database.close()
    body = None if method == "GET" else INTERVIEW
    response = await server.client.request(method, path, json=body, headers=headers)
    problem = assert_problem(response, 503, "database_unavailable")
    assert problem["detail"].endswith("Try again in a moment.")
