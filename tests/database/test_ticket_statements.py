"""Stream tickets on a real database."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg

from database.engine import Database
from database.models import LOCAL_USER_ID
from database.statements.tickets import ADD_TICKET, USE_TICKET


async def test_a_ticket_is_used_once(database: Database) -> None:
    ticket = {
        "ticket_digest": b"\0" * 32,
        "owner_id": LOCAL_USER_ID,
        "expires_at": datetime.now(UTC) + timedelta(minutes=1),
    }
    await database.rows(ADD_TICKET, ticket)
    used = await asyncio.gather(*(database.rows(USE_TICKET, ticket) for _ in range(10)))
    assert sorted(map(len, used)) == [0] * 9 + [1]
    assert await database.rows(USE_TICKET, {"ticket_digest": b"unknown"}) == []


async def test_old_tickets_are_worth_nothing_and_go(
    database: Database, admin: asyncpg.Connection
) -> None:
    old = {
        "ticket_digest": b"old",
        "owner_id": LOCAL_USER_ID,
        "expires_at": datetime.now(UTC) - timedelta(seconds=1),
    }
    await database.rows(ADD_TICKET, old)
    assert await database.rows(USE_TICKET, old) == []
    fresh = old | {"ticket_digest": b"new", "expires_at": datetime.now(UTC) + timedelta(minutes=1)}
    await database.rows(ADD_TICKET, fresh)
    rows = await admin.fetch("SELECT ticket_digest FROM stream_tickets")
    assert [row["ticket_digest"] for row in rows] == [b"new"]
