"""Tickets open one stream for clients that can't send headers."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from database.models import LOCAL_USER_ID
from tests.conftest import QUESTION
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.runs.asking import Asker, events_path, text_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

TICKETS = "/api/agents/stream-tickets"
STREAM = f"/api/agents/answer-stream?question={QUESTION}&agent=coding"
FOREIGN = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
"""Headers of a request that may not act as the local user."""


async def issued(asker: Asker) -> str:
    """Get a ticket."""
    response = await asker.client.post(TICKETS)
    assert response.status_code == 201, response.text
    return response.json()["ticket"]


async def paths(asker: Asker) -> list[str]:
    """Where tickets are taken, with the ticket still to be added."""
    return [f"{events_path(await asker.completed())}?", f"{STREAM}&"]


async def test_a_ticket_lives_for_a_minute_and_is_never_kept_by_caches(asker: Asker) -> None:
    before = datetime.now(UTC)
    response = await asker.client.post(TICKETS)
    assert response.headers["cache-control"] == "no-store"
    assert set(response.json()) == {"ticket", "expires_at"}
    lives = datetime.fromisoformat(response.json()["expires_at"]) - before
    assert timedelta(seconds=59) < lives < timedelta(seconds=75)
    assert len({await issued(asker) for _ in range(20)}) == 20


async def test_a_ticket_opens_either_stream_once(asker: Asker) -> None:
    for path in await paths(asker):
        # Without the ticket this request may nothing.
        assert_problem(await asker.client.get(path, headers=FOREIGN), 401, "unauthorized")
        ticket = await issued(asker)
        async with asker.reading(f"{path}ticket={ticket}", headers=FOREIGN) as reader:
            assert text_of(await reader.rest()) == "I would start with the requirements."
        for headers in (FOREIGN, {}):
            again = await asker.client.get(f"{path}ticket={ticket}", headers=headers)
            assert_problem(again, 401, "unauthorized")


async def test_of_many_who_use_a_ticket_at_once_one_wins(asker: Asker) -> None:
    for path in await paths(asker):
        ticket = await issued(asker)
        responses = await asyncio.gather(
            *(asker.client.get(f"{path}ticket={ticket}") for _ in range(8))
        )
        assert sorted(each.status_code for each in responses) == [200] + [401] * 7


async def test_a_ticket_that_is_too_old_opens_nothing(asker: Asker) -> None:
    for path in await paths(asker):
        ticket = await issued(asker)
        await asker.fetch("UPDATE stream_tickets SET expires_at = now()")
        response = await asker.client.get(f"{path}ticket={ticket}")
        assert_problem(response, 401, "unauthorized")


async def test_old_tickets_are_cleared_away(asker: Asker) -> None:
    await issued(asker)
    await asker.fetch("UPDATE stream_tickets SET expires_at = now() - interval '1 second'")
    await issued(asker)
    (left,) = await asker.fetch("SELECT expires_at > now() AS fresh FROM stream_tickets")
    assert left["fresh"]


@pytest.mark.parametrize("ticket", ["x" * 43, "", "short", "x" * 1000, "%00" * 30, "%ED%A0%80" * 9])
async def test_an_unknown_ticket_opens_nothing(asker: Asker, ticket: str) -> None:
    """Also where the request could do without one."""
    for path in await paths(asker):
        for headers in ({}, FOREIGN):
            response = await asker.client.get(f"{path}ticket={ticket}", headers=headers)
            assert_problem(response, 401, "unauthorized")
    assert len(await asker.rows()) == 1


async def test_the_database_does_not_know_the_ticket(asker: Asker) -> None:
    ticket = await issued(asker)
    (row,) = await asker.fetch("SELECT * FROM stream_tickets")
    assert row["ticket_digest"] == hashlib.sha256(ticket.encode()).digest()
    assert row["owner_id"] == LOCAL_USER_ID
    tables = await asker.fetch(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    )
    for (table,) in tables:
        rows = await asker.fetch(f"SELECT t::text AS shown FROM {table} AS t")
        assert not any(ticket in each["shown"] for each in rows)


async def test_a_ticket_opens_what_its_owner_has(asker: Asker) -> None:
    theirs = await asker.somebody_else()
    their_run, my_run = await asker.add_run(theirs), await asker.completed()

    async def opened(run_id: object) -> httpx2.Response:
        ticket = await asker.ticket_of(theirs)
        return await asker.client.get(f"{events_path(run_id)}?ticket={ticket}")

    assert (await opened(their_run)).status_code == 200
    assert_problem(await opened(my_run), 404, "not_found")
    assert (await asker.client.get(events_path(my_run))).status_code == 200
    assert_problem(await asker.client.get(events_path(their_run)), 404, "not_found")


async def test_what_a_ticket_asks_belongs_to_its_owner(asker: Asker) -> None:
    theirs = await asker.somebody_else()
    ticket = await asker.ticket_of(theirs)
    async with asker.reading(f"{STREAM}&ticket={ticket}") as reader:
        run_id = (await reader.rest())[0].data["run_id"]
    assert (await asker.row(run_id))["owner_id"] == theirs
    assert_problem(await asker.client.get(f"/api/agents/runs/{run_id}"), 404, "not_found")


async def test_only_who_may_ask_gets_a_ticket(asker: Asker) -> None:
    response = await asker.client.post(TICKETS, headers=FOREIGN)
    assert_problem(response, 401, "unauthorized")
    assert await asker.fetch("SELECT * FROM stream_tickets") == []


async def test_a_ticket_opens_nothing_but_streams(asker: Asker) -> None:
    run_id = await asker.completed()
    ticket = await issued(asker)
    response = await asker.client.get(f"/api/agents/runs/{run_id}?ticket={ticket}", headers=FOREIGN)
    assert_problem(response, 401, "unauthorized")
    assert (await asker.client.get(f"{events_path(run_id)}?ticket={ticket}")).status_code == 200


async def test_with_a_fresh_ticket_a_reader_goes_on_in_the_middle(asker: Asker) -> None:
    run_id = await asker.completed()
    everything = await asker.events(run_id)
    path = f"{events_path(run_id)}?after=3&ticket={await issued(asker)}"
    async with asker.reading(path, headers=FOREIGN) as reader:
        assert await reader.rest() == everything[3:]
