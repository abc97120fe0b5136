"""Lets clients that can't send headers open a stream, without a token in the address."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from database.engine import Database
from database.statements.tickets import ADD_TICKET, USE_TICKET

LIFETIME = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class StreamTicket:
    """What opens one stream until ``expires_at``."""

    ticket: str
    expires_at: datetime


class TicketOffice:
    """Hands out tickets and takes each one back once.

    Every method raises ``DatabaseUnavailable`` when it can't. The database keeps digests only.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def issue(self, owner_id: UUID) -> StreamTicket:
        """Make a ticket."""
        made = StreamTicket(secrets.token_urlsafe(32), datetime.now(UTC) + LIFETIME)
        await self._database.rows(
            ADD_TICKET,
            {
                "ticket_digest": _digest(made.ticket),
                "owner_id": owner_id,
                "expires_at": made.expires_at,
            },
        )
        return made

    async def take(self, ticket: str) -> UUID | None:
        """Use a ticket up; whose it was, or None when it is unknown, used or too old."""
        rows = await self._database.rows(USE_TICKET, {"ticket_digest": _digest(ticket)})
        return rows[0]["owner_id"] if rows else None


def _digest(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode(errors="replace")).digest()
