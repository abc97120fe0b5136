"""Lets clients that can't send headers open a stream, without a token in the address."""

import hashlib
import secrets
from collections.abc import Collection
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


@dataclass(frozen=True, slots=True)
class Admission:
    """Whom a ticket lets in.

    Args:
        scopes: Of the key that the ticket was made with; None for a person's.
    """

    owner_id: UUID
    scopes: tuple[str, ...] | None


class TicketOffice:
    """Hands out tickets and takes each one back once.

    Every method raises ``DatabaseUnavailable`` when it can't. The database keeps digests only.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def issue(self, owner_id: UUID, scopes: Collection[str] | None = None) -> StreamTicket:
        """Make a ticket.

        Args:
            scopes: Of the key that asks for it; None for a person.
        """
        # Nobody can give it others: the digest that is kept is of the whole.
        text = ".".join((secrets.token_urlsafe(32), *sorted(scopes or ())))
        made = StreamTicket(text, datetime.now(UTC) + LIFETIME)
        await self._database.rows(
            ADD_TICKET,
            {
                "ticket_digest": _digest(made.ticket),
                "owner_id": owner_id,
                "expires_at": made.expires_at,
            },
        )
        return made

    async def take(self, ticket: str) -> Admission | None:
        """Use a ticket up; None when it is unknown, used or too old."""
        rows = await self._database.rows(USE_TICKET, {"ticket_digest": _digest(ticket)})
        if not rows:
            return None
        _, *scopes = ticket.split(".")
        return Admission(rows[0]["owner_id"], tuple(scopes) or None)


def _digest(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode(errors="replace")).digest()
