"""People with accounts: signing up, signing in and out, one's own profile and password."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from database.compiled import Compiled
from database.models import SignIn, StreamTicket, User, table_of
from database.statements.json import object_of
from database.statements.records import added, changed, shown_of, value

_users, _sign_ins, _tickets = table_of(User), table_of(SignIn), table_of(StreamTicket)
_user, _sign_in = _users.c, _sign_ins.c

IS_USER = _user.user_id == value(_user.user_id)
_HAS_SEEN_HASH = _user.password_hash == bindparam("seen_hash", type_=Text())


def shown(source: FromClause) -> Select[Any]:
    """What an account looks like to its owner, and to an administrator."""
    return select(
        source.c.user_id.label("id"),
        *(source.c[name] for name in ("email", "username", "full_name", "user_type")),
        *(source.c[name] for name in ("is_active", "created_at")),
    ).select_from(source)


CREATE_USER = shown_of(
    added(
        _users,
        ("username", "email", "full_name"),
        {
            "password_hash": value(_user.password_hash),
            "user_type": value(_user.user_type),
        },
    ),
    shown,
)
"""Make an account from ``document``; ``users_lower_email_key`` and ``users_lower_username_key``
are what it may violate."""

READ_USER = Compiled(object_of(shown(_users).where(IS_USER)))


def _credentials(condition: ColumnElement[bool]) -> Compiled:
    account = shown(_users).where(condition).subquery("account")
    return Compiled(
        select(
            _user.user_id,
            _user.password_hash,
            _user.is_active,
            func.row_to_json(account.table_valued()).cast(Text).label("body"),
        ).join(account, account.c.id == _user.user_id)
    )


FIND_CREDENTIALS = _credentials(
    func.lower(_user.email) == func.lower(bindparam("email", type_=Text()))
)
"""Who signs in with an address: ``user_id``, ``password_hash``, ``is_active`` and ``body``."""

FIND_OWN_CREDENTIALS = _credentials(IS_USER)
"""The same of ``user_id``."""

CHANGE_PROFILE = shown_of(
    changed(
        _users,
        ("username", "full_name"),
        lambda source: source.c.user_id == value(_user.user_id),
    ),
    shown,
)
"""Change what ``document`` has of user name and full name."""

REHASH = Compiled(
    update(_users).where(IS_USER, _HAS_SEEN_HASH).values(password_hash=value(_user.password_hash))
)
"""Keep the same password under stronger parameters, unless it was changed meanwhile."""

_outdated = (
    delete(_sign_ins)
    .where(_sign_in.owner_id == value(_user.user_id), _sign_in.expires_at < func.now())
    .cte("outdated")
)

SIGN_IN = Compiled(
    insert(_sign_ins)
    .from_select(
        ["sign_in_id", "owner_id", "expires_at", "password_version"],
        select(
            value(_sign_in.sign_in_id),
            _user.user_id,
            value(_sign_in.expires_at),
            _user.password_version,
        )
        .where(IS_USER, _user.password_hash == value(_user.password_hash), _user.is_active)
        # A change of the password waits for this, or this for it and then finds another hash.
        .with_for_update(read=True),
        include_defaults=False,
    )
    .returning(_sign_in.sign_in_id)
    .add_cte(_outdated)
)
"""Begin a sign-in, if the password is still the one that was checked and the account active."""

FIND_SIGN_IN = Compiled(
    select(_user.user_id, _user.user_type, _user.is_active)
    .join(
        SignIn,
        and_(
            _sign_in.owner_id == _user.user_id,
            _sign_in.password_version == _user.password_version,
        ),
    )
    .where(_sign_in.sign_in_id == value(_sign_in.sign_in_id), _sign_in.expires_at > func.now())
)
"""Whose a token is; no row once the sign-in ended."""

_signed_out = (
    delete(_sign_ins)
    .where(_sign_in.sign_in_id == value(_sign_in.sign_in_id))
    .returning(_sign_in.owner_id)
    .cte("signed_out")
)

SIGN_OUT = Compiled(delete(_tickets).where(_tickets.c.owner_id == _signed_out.c.owner_id))
"""End one sign-in. Tickets do not tell with which one they were made: all of its owner go."""

_NEW_PASSWORD = {
    "password_hash": value(_user.password_hash),
    # Ends every sign-in with the one before, also those that this statement does not see yet.
    "password_version": _user.password_version + 1,
    "updated_at": func.now(),
}


def _changing_password(condition: ColumnElement[bool], *, keeping: bool) -> Compiled:
    updated = update(_users).where(condition).values(_NEW_PASSWORD).returning(_users).cte("made")
    kept = _sign_in.sign_in_id == bindparam("kept_sign_in_id", type_=_sign_in.sign_in_id.type)
    theirs = _sign_in.owner_id == updated.c.user_id
    ended = delete(_sign_ins).where(theirs, *([~kept] if keeping else [])).cte("ended")
    tickets = delete(_tickets).where(_tickets.c.owner_id == updated.c.user_id).cte("tickets")
    statement = object_of(shown(updated)).add_cte(ended, tickets)
    if keeping:
        going_on = (
            update(_sign_ins)
            .where(theirs, kept)
            .values(password_version=updated.c.password_version)
            .cte("going_on")
        )
        statement = statement.add_cte(going_on)
    return Compiled(statement)


CHANGE_PASSWORD = _changing_password(and_(IS_USER, _HAS_SEEN_HASH), keeping=True)
"""Replace the password that was checked; all sign-ins but ``kept_sign_in_id`` end, and tickets."""

RESET_PASSWORD = _changing_password(and_(IS_USER, _user.email.is_not(None)), keeping=False)
"""Set somebody's password; every sign-in and ticket ends. No row for who has no password."""
