"""What administrators do with other people's accounts."""

import secrets
from uuid import UUID

from database.engine import Database
from database.statements.accounts import RESET_PASSWORD
from database.statements.administration import SET_ACTIVE, list_users
from database.statements.pages import containing
from interviewapis.accounts.schemas import UsersQuery
from interviewapis.errors import Conflict, NotFound
from interviewapis.security.passwords import Passwords


async def page(database: Database, query: UsersQuery) -> tuple[int, str]:
    """How many accounts match, and one page of them as a JSON array."""
    filters = query.model_dump(exclude={"skip", "limit"}, exclude_none=True)
    if "search" in filters:
        filters["search"] = containing(filters["search"])
    statement = list_users(frozenset(filters))
    (row,) = await database.rows(statement, {**filters, "skip": query.skip, "limit": query.limit})
    return row["total"], row["data"]


async def set_active(
    database: Database, administrator_id: UUID, user_id: UUID, *, active: bool
) -> str:
    """Deactivate or reactivate an account; shows it as JSON.

    Raises:
        Conflict: it is the administrator's own.
        NotFound: no account that can sign in has that id.
    """
    if user_id == administrator_id and not active:
        raise Conflict("You can't deactivate yourself. Ask another administrator.")
    rows = await database.write(SET_ACTIVE, {"user_id": user_id, "is_active": active})
    if not rows:
        raise NotFound("User not found")
    body: str = rows[0]["body"]
    return body


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
