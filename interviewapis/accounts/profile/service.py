"""Changing one's own profile and password."""

from uuid import UUID

from database.engine import Database
from database.errors import ConstraintViolated
from database.statements.accounts import CHANGE_PASSWORD, CHANGE_PROFILE, FIND_OWN_CREDENTIALS
from interviewapis.accounts.account import TAKEN
from interviewapis.accounts.profile.schemas import PasswordChange, UserProfileUpdate
from interviewapis.errors import Conflict, InvalidField, Unauthorized
from interviewapis.records import told
from interviewapis.security.attempts import Attempts
from interviewapis.security.passwords import Passwords


async def update(database: Database, user_id: UUID, body: UserProfileUpdate) -> str:
    """Change what was sent of a profile; the account as JSON.

    Raises:
        BadRequest: the name is taken.
        Unauthorized: the account is gone.
    """
    document = body.model_dump_json(exclude_unset=True)
    try:
        rows = await database.write(CHANGE_PROFILE, {"user_id": user_id, "document": document})
    except ConstraintViolated as violated:
        raise told(violated, TAKEN) from None
    if not rows:
        raise Unauthorized.with_bad_credentials()
    shown: str = rows[0]["body"]
    return shown


async def change_password(
    database: Database,
    passwords: Passwords,
    attempts: Attempts,
    peer: str,
    user_id: UUID,
    sign_in_id: UUID | None,
    body: PasswordChange,
) -> None:
    """Replace a password; every sign-in but the one that asks ends.

    Raises:
        TooManyRequests: too many wrong ones lately.
        InvalidField: the current one is wrong.
        Conflict: the account has none, or it was changed meanwhile.
    """
    rows = await database.rows(FIND_OWN_CREDENTIALS, {"user_id": user_id})
    if not rows or rows[0]["password_hash"] is None or sign_in_id is None:
        raise Conflict("The built-in local user has no password. Sign in to change yours.")
    seen = rows[0]["password_hash"]
    who = str(user_id)
    await attempts.require_sign_in(peer, who)
    right, _ = await passwords.check(body.current_password.get_secret_value(), seen)
    if not right:
        raise InvalidField("body.current_password", "is not your current password")
    await attempts.succeeded(peer, who)
    changed = await database.write(
        CHANGE_PASSWORD,
        {
            "user_id": user_id,
            "seen_hash": seen,
            "password_hash": await passwords.hash(body.new_password.get_secret_value()),
            "kept_sign_in_id": sign_in_id,
        },
    )
    if not changed:
        raise Conflict("The password was changed meanwhile. Sign in with the new one.")
