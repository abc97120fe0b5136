"""What administrators do with other people's accounts."""

import secrets
from uuid import UUID

from database.engine import Database
from database.statements.accounts import RESET_PASSWORD
from database.statements.administration import RUNNING_OF, SET_ACTIVE, list_users
from database.statements.pages import containing
from interviewapis.accounts.administration.schemas import UsersQuery
from interviewapis.errors import Conflict, NotFound
from interviewapis.runs.runs import Runs
from interviewapis.security.passwords import Passwords


async def page(database: Database, query: UsersQuery) -> tuple[int, str]:
    """How many accounts match, and one page of them as a JSON array."""
    filters = query.model_dump(exclude={"skip", "limit"}, exclude_none=True)
    if "search" in filters:
        filters["search"] = containing(filters["search"])
    statement = list_users(frozenset(filters))
    (row,) = await database.rows(statement, {**filters, "skip": query.skip, "limit": query.limit})
    return row["total"], row["data"]


async def deactivate(database: Database, runs: Runs, administrator_id: UUID, user_id: UUID) -> str:
    """Let an account do nothing more, and stop what is being answered for it; shows it as JSON.

    Raises:
        Conflict: it is the administrator's own.
        NotFound: no account that can sign in has that id.
    """
    if user_id == administrator_id:
        raise Conflict("You can't deactivate yourself. Ask another administrator.")
    shown = await _set_active(database, user_id, active=False)
    for row in await database.rows(RUNNING_OF, {"owner_id": user_id}):
        await runs.stop_anywhere(row["run_id"])
    return shown


async def reactivate(database: Database, user_id: UUID) -> str:
    """Let an account do again what it could before; shows it as JSON.

    Raises:
        NotFound: no account that can sign in has that id.
    """
    return await _set_active(database, user_id, active=True)


async def _set_active(database: Database, user_id: UUID, *, active: bool) -> str:
    rows = await database.write(SET_ACTIVE, {"user_id": user_id, "is_active": active})
    if not rows:
        raise NotFound("User not found")
    body: str = rows[0]["body"]
    return body


async def reset_for(
    database: Database, passwords: Passwords, administrator_id: UUID, user_id: UUID, password: str
) -> str:
    """What an administrator does for somebody who forgot a password; shows the account as JSON.

    Raises:
        Conflict: it is the administrator's own, for which the current one must be known.
        NotFound: no account that can sign in has that id.
    """
    if user_id == administrator_id:
        raise Conflict("This is your own account. Change its password: PUT /api/user/password.")
    return await reset_password(database, passwords, user_id, password)


async def reset_password(
    database: Database, passwords: Passwords, user_id: UUID, password: str
) -> str:
    """Give an account another password and end its sign-ins; shows it as JSON.

    Raises:
        NotFound: no account that can sign in has that id.
    """
    rows = await database.write(
        RESET_PASSWORD, {"user_id": user_id, "password_hash": await passwords.hash(password)}
    )
    if not rows:
        raise NotFound("User not found")
    body: str = rows[0]["body"]
    return body


def new_password() -> str:
    """A password that nobody guesses, with the characters that every password must have."""
    return f"{secrets.token_urlsafe(12)}-A1"
