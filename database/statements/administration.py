"""What administrators do with other people's accounts."""

from functools import cache

from sqlalchemy import Boolean, ColumnElement, Text, bindparam, func, or_, select, update

from database.compiled import Compiled
from database.models import AgentRun, User, table_of
from database.statements.accounts import shown
from database.statements.json import object_of
from database.statements.pages import ESCAPE, page
from database.statements.records import value

_users = table_of(User)
_user = _users.c

_search = bindparam("search", type_=Text())
_FILTERS: dict[str, ColumnElement[bool]] = {
    "is_active": _user.is_active == bindparam("is_active", type_=Boolean()),
    "user_type": _user.user_type == value(_user.user_type),
    "search": or_(
        *(
            column.ilike(_search, escape=ESCAPE)
            for column in (_user.username, _user.email, _user.full_name)
        )
    ),
}


@cache
def list_users(filters: frozenset[str]) -> Compiled:
    """One page of all accounts, by user name.

    Args:
        filters: Which of ``is_active``, ``user_type`` and ``search`` (a pattern) have a value.
    """
    return page(
        select(_users).where(*(_FILTERS[name] for name in sorted(filters))),
        lambda source: (func.lower(source.c.username), source.c.user_id),
        shown,
    )


_changed = (
    update(_users)
    .where(
        _user.user_id == value(_user.user_id),
        # The built-in local user signs in nowhere, and must stay able to work at this machine.
        _user.email.is_not(None),
    )
    .values(is_active=value(_user.is_active), updated_at=func.now())
    .returning(_users)
    .cte("made")
)

SET_ACTIVE = Compiled(object_of(shown(_changed)))
"""Let an account do something again, or nothing more; no row for one without a password."""

_run = table_of(AgentRun).c

RUNNING_OF = Compiled(
    select(_run.run_id).where(_run.owner_id == value(_run.owner_id), _run.status == "running")
)
"""What is being answered for ``owner_id``."""

FIND_BY_EMAIL = Compiled(
    select(_user.user_id, _user.user_type).where(
        func.lower(_user.email) == func.lower(bindparam("email", type_=Text()))
    )
)
"""Whose an address is, and of which type the account is; no row when it is nobody's."""
