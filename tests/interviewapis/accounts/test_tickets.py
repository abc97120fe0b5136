"""What a stream ticket opens: no more than whoever got it may open, and for no longer."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest

from tests.conftest import QUESTION
from tests.interviewapis.accounts.belongings import Belongings
from tests.interviewapis.accounts.people import PASSWORD, People, Person
from tests.interviewapis.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

TICKETS, STREAM = "/api/agents/stream-tickets", "/api/agents/answer-stream"


async def ticket(holder: Person) -> str:
    """A new ticket."""
    response = await holder.send("POST", TICKETS)
    assert response.status_code == 201, response.text
    return str(response.json()["ticket"])


async def run_of(owner: Person) -> str:
    """The path of the events of an answer that somebody has."""
    run_id = await Belongings(owner).id("/api/agents/runs/{run_id}", "run_id")
    return f"/api/agents/runs/{run_id}/events"


async def opened(people: People, path: str, text: str, **parameters: str) -> httpx2.Response:
    """What a ticket opens, without anything else to show."""
    sent = {"ticket": text, **parameters}
    return await people.client.get(path, params=sent, headers={"Host": "interviews.example"})


async def runs(people: People, owner: Person) -> int:
    """How many answers somebody has."""
    query = "SELECT count(*) FROM agent_runs WHERE owner_id = $1"
    ((count,),) = await people.fetch(query, owner.user_id)
    return int(count)


@pytest.mark.parametrize(
    ("scopes", "reads", "asks"),
    [
        (("read",), True, False),
        (("ask",), False, True),
        (("ask", "write"), False, True),
        (("ask", "read", "write"), True, True),
        ((), True, True),
    ],
)
async def test_a_ticket_opens_what_its_maker_may_open(
    people: People, scopes: tuple[str, ...], reads: bool, asks: bool
) -> None:
    ada = await people.add()
    events = await run_of(ada)
    # Nobody with a scope: Ada, with her token.
    holder = await people.key(ada, *scopes) if scopes else ada
    for path, parameters, may in (
        (events, {}, reads),
        (STREAM, {"question": QUESTION}, asks),
    ):
        response = await opened(people, path, await ticket(holder), **parameters)
        if may:
            assert response.status_code == 200, response.text
            assert "event_type" in response.text
        else:
            problem = assert_problem(response, 403, "forbidden")
            assert problem["detail"].startswith("This key lacks the scope ")
    assert await runs(people, ada) == 1 + asks


async def test_a_key_that_may_neither_read_nor_ask_gets_none(people: People) -> None:
    ada = await people.add()
    response = await (await people.key(ada, "write")).send("POST", TICKETS)
    problem = assert_problem(response, 403, "forbidden")
    assert problem["detail"] == "This key lacks the scope read or ask. Make one that has it."
    assert await people.fetch("SELECT FROM stream_tickets") == []


async def test_coming_back_to_an_answer_is_reading(people: People) -> None:
    """It may be any answer of the owner's, whoever asked."""
    ada = await people.add()
    run_id = (await run_of(ada)).split("/")[4]
    came_back = {"Last-Event-ID": f"{run_id}:1"}
    for scope, status in (("ask", 403), ("read", 200)):
        script = await people.key(ada, scope)
        response = await script.get(STREAM, params={"question": QUESTION}, headers=dict(came_back))
        assert response.status_code == status, response.text
        text = await ticket(script)
        response = await people.client.get(
            STREAM, params={"question": QUESTION, "ticket": text}, headers=came_back
        )
        assert response.status_code == status, response.text
    # Neither asked anything by it; an id that is none makes nobody ask either.
    for bad in ("", "x", f"{run_id}:x"):
        script = await people.key(ada, "read")
        sent = {"Last-Event-ID": bad}
        response = await script.get(STREAM, params={"question": QUESTION}, headers=sent)
        assert_problem(response, 422, "invalid_request")
    assert await runs(people, ada) == 1


@pytest.mark.parametrize("change", ["{}.read", "{}.write", "{0}.read.ask", "{}.", "{}.ask.read"])
async def test_nobody_gives_a_ticket_more_scopes(people: People, change: str) -> None:
    ada = await people.add()
    events = await run_of(ada)
    script = await people.key(ada, "ask")
    text = await ticket(script)
    for changed in (change.format(text), change.format(text.partition(".")[0]).rstrip(".")):
        response = await opened(people, events, changed)
        assert_problem(response, 401, "unauthorized")


# What ends it

End = Callable[[People, Person], Awaitable[Any]]


async def _sign_out(people: People, person: Person) -> Any:
    return await person.send("POST", "/api/auth/logout")


async def _change_password(people: People, person: Person) -> Any:
    body = {"current_password": PASSWORD, "new_password": "Another-Pass-456"}
    return await (await people.signed_in(person)).send("PUT", "/api/user/password", body)


async def _reset_password(people: People, person: Person) -> Any:
    path = f"/api/admin/users/{person.user_id}/password"
    return await (await people.admin()).send("POST", path, {})


async def _deactivate(people: People, person: Person) -> Any:
    path = f"/api/admin/users/{person.user_id}/deactivate"
    return await (await people.admin()).send("POST", path)


async def _revoke_key(people: People, person: Person) -> Any:
    (key,) = (await person.get("/api/user/api-keys")).json()
    return await person.send("DELETE", f"/api/user/api-keys/{key['api_key_id']}")


@pytest.mark.parametrize(
    "end", [_sign_out, _change_password, _reset_password, _deactivate, _revoke_key]
)
async def test_a_ticket_ends_with_what_it_was_made_with(people: People, end: End) -> None:
    ada, grace = await people.add(), await people.add()
    events, hers = await run_of(ada), await run_of(grace)
    script = await people.key(ada, "read", "ask")
    tickets = [await ticket(script if end is _revoke_key else ada) for _ in range(2)]
    other = await ticket(grace)
    assert (await end(people, ada)).is_success
    assert_problem(await opened(people, events, tickets[0]), 401, "unauthorized")
    response = await opened(people, STREAM, tickets[1], question=QUESTION)
    assert_problem(response, 401, "unauthorized")
    assert await runs(people, ada) == 1
    assert (await opened(people, hers, other)).status_code == 200


async def test_revoking_a_key_that_is_none_ends_nothing(people: People) -> None:
    ada, grace = await people.add(), await people.add()
    events = await run_of(ada)
    script = await people.key(grace, "read")
    (key,) = (await grace.get("/api/user/api-keys")).json()
    text = await ticket(ada)
    path = f"/api/user/api-keys/{key['api_key_id']}"
    assert (await ada.send("DELETE", path)).status_code == 404
    assert await script.me() == 200
    assert (await opened(people, events, text)).status_code == 200
