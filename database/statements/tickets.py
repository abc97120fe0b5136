"""Stream tickets."""

from sqlalchemy import bindparam, delete, func
from sqlalchemy.dialects.postgresql import insert

from database.compiled import Compiled
from database.models import StreamTicket, User

_ticket, _user = StreamTicket.__table__.c, User.__table__.c

_outdated = delete(StreamTicket).where(_ticket.expires_at < func.now()).cte("outdated")

ADD_TICKET = Compiled(
    insert(StreamTicket)
    .values({column.key: bindparam(column.key, type_=column.type) for column in _ticket})
    .add_cte(_outdated)
)
"""Keep a ticket; those that nobody used in time go."""

USE_TICKET = Compiled(
    delete(StreamTicket)
    .where(
        _ticket.ticket_digest == bindparam("ticket_digest", type_=_ticket.ticket_digest.type),
        _ticket.expires_at > func.now(),
        _ticket.owner_id == _user.user_id,
        _user.is_active,
    )
    .returning(_ticket.owner_id)
)
"""Take a ticket away; its owner, or no row when there is none such, or
the owner's account is inactive."""
