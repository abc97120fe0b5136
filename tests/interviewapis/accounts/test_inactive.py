"""An account that an administrator has deactivated does nothing, and loses nothing."""

import pytest

from tests.interviewapis.accounts.people import PASSWORD, WRONG, People
from tests.interviewapis.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_nothing_works_until_it_is_reactivated_and_then_everything(people: People) -> None:
    admin, ada = await people.admin(), await people.add()
    script = await people.key(ada, "read", "write", "ask")
    interview = await ada.send("POST", "/api/interviews", {"seniority_level": "senior"})
    path = f"/api/interviews/{interview.json()['interview_id']}"
    account = f"/api/admin/users/{ada.user_id}"

    shown = await admin.send("POST", f"{account}/deactivate")
    assert (shown.status_code, shown.json()["is_active"]) == (200, False)
    for response in (
        await ada.log_in(),
        await ada.get("/api/auth/me"),
        await ada.get(path),
        await ada.send("PUT", "/api/user/profile", {"full_name": "Me again"}),
        await ada.send("POST", "/api/auth/logout"),
        await script.get("/api/auth/me"),
        await script.get(path),
        await script.send("POST", "/api/agents/runs", {"question": "Am I here?"}),
    ):
        problem = assert_problem(response, 403, "forbidden")
        assert problem["detail"] == "Account is inactive"

    shown = await admin.send("POST", f"{account}/reactivate")
    assert (shown.status_code, shown.json()["is_active"]) == (200, True)
    for each in (ada, script):
        assert (await each.get(path)).status_code == 200
    assert (await ada.log_in()).status_code == 200


async def test_only_who_knows_the_password_learns_that_it_is_inactive(people: People) -> None:
    ada = await people.add(is_active=False)
    assert_problem(await ada.log_in(WRONG), 401, "unauthorized")
    assert_problem(await ada.log_in(PASSWORD), 403, "forbidden")


async def test_no_sign_in_begins_while_it_is_inactive(people: People) -> None:
    ada = await people.add(is_active=False)
    count = "SELECT count(*) FROM sign_ins WHERE owner_id = $1"
    before = await people.fetch(count, ada.user_id)
    await ada.log_in()
    assert await people.fetch(count, ada.user_id) == before


async def test_a_ticket_from_before_opens_no_stream(people: People) -> None:
    ada = await people.add()
    tickets = [
        (await ada.send("POST", "/api/agents/stream-tickets")).json()["ticket"] for _ in range(2)
    ]
    await people.set(ada, is_active=False)
    for ticket, path in zip(
        tickets,
        (
            "/api/agents/answer-stream?question=Am+I+still+here%3F&",
            "/api/agents/runs/00000000-0000-4000-8000-000000000000/events?",
        ),
        strict=True,
    ):
        response = await people.client.get(f"{path}ticket={ticket}")
        assert response.status_code in (401, 403), response.text
    assert await people.fetch("SELECT FROM agent_runs WHERE owner_id = $1", ada.user_id) == []
