"""Keys with which scripts act for their owners."""

from typing import Any

from sqlalchemy import FromClause, Select, and_, delete, func, insert, or_, select, text, update

from database.compiled import Compiled
from database.models import ApiKey, StreamTicket, User, table_of
from database.statements.json import array_of, object_of
from database.statements.records import value

_keys, _users, _tickets = table_of(ApiKey), table_of(User), table_of(StreamTicket)
_key, _user = _keys.c, _users.c

MOST_KEYS = 50
"""Keys that one account may have."""

_GIVEN = ("owner_id", "key_name", "key_digest", "key_start", "scopes", "expires_at")


def _shown(source: FromClause) -> Select[Any]:
    hidden = ("owner_id", "key_digest")
    return select(*(each for each in source.c if each.name not in hidden)).select_from(source)


_held = (
    select(func.count())
    .select_from(_keys)
    .where(_key.owner_id == value(_key.owner_id))
    .scalar_subquery()
)

LOCK_OWNER = Compiled(
    select(_user.user_id)
    .where(_user.user_id == value(_key.owner_id))
    # Not the key of the row: others may go on to refer to it.
    .with_for_update(key_share=True)
)
"""Whose keys nobody else adds to until the transaction ends."""

CREATE_API_KEY = Compiled(
    object_of(
        _shown(
            insert(_keys)
            .from_select(
                list(_GIVEN),
                select(*(value(_key[name]) for name in _GIVEN)).where(_held < MOST_KEYS),
                include_defaults=False,
            )
            .returning(_keys)
            .cte("made")
        )
    )
)
"""Keep a key; no row when its owner, who must be locked, has as many as one may have."""

LIST_API_KEYS = Compiled(
    select(
        array_of(
            _shown(_keys)
            .where(_key.owner_id == value(_key.owner_id))
            .order_by(_key.created_at.desc(), _key.api_key_id)
        )
    )
)
"""All keys of ``owner_id``, the latest first."""

_revoked = (
    delete(_keys)
    .where(and_(_key.owner_id == value(_key.owner_id), _key.api_key_id == value(_key.api_key_id)))
    .returning(_key.api_key_id, _key.owner_id)
    .cte("revoked")
)

DELETE_API_KEY = Compiled(
    select(_revoked.c.api_key_id).add_cte(
        delete(_tickets).where(_tickets.c.owner_id == _revoked.c.owner_id).cte("tickets")
    )
)
"""Revoke a key. Tickets do not tell with which one they were made: all of its owner go."""

_used_before = text("now() - interval '1 minute'")

FIND_API_KEY = Compiled(
    select(
        _key.api_key_id,
        _key.scopes,
        _user.user_id,
        _user.user_type,
        _user.is_active,
        or_(_key.last_used_at.is_(None), _key.last_used_at < _used_before).label("is_use_news"),
    )
    .join(_users, _user.user_id == _key.owner_id)
    .where(
        _key.key_digest == value(_key.key_digest),
        or_(_key.expires_at.is_(None), _key.expires_at > func.now()),
    )
)
"""Whose a key is, and what it may do; no row once it was revoked or has expired."""

MARK_USED = Compiled(
    update(_keys).where(_key.api_key_id == value(_key.api_key_id)).values(last_used_at=func.now())
)
"""Remember that a key was used; once a minute is enough."""
