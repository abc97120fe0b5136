"""Signing up, in and out; one's own profile and password."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

import orjson

from database.engine import Database
from database.errors import ConstraintViolated
from database.statements.accounts import (
    CHANGE_PASSWORD,
    CHANGE_PROFILE,
    CREATE_USER,
    FIND_CREDENTIALS,
    FIND_OWN_CREDENTIALS,
    READ_USER,
    REHASH,
    SIGN_IN,
    SIGN_OUT,
)
from interviewapis.accounts.schemas import (
    PasswordChange,
    UserCreate,
    UserLogin,
    UserProfileUpdate,
)
from interviewapis.errors import BadRequest, Conflict, Forbidden, InvalidField, Unauthorized
from interviewapis.records import Problems, told
from interviewapis.security.attempts import Attempts
from interviewapis.security.passwords import Passwords
from interviewapis.security.tokens import Token, Tokens

_TAKEN: Problems = {
    "users_lower_email_key": partial(BadRequest, "Email already registered"),
    "users_lower_username_key": partial(BadRequest, "Username already taken"),
}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new token, and the account as JSON."""

    token: Token
    user: str


async def sign_up(
    database: Database, passwords: Passwords, body: UserCreate, user_type: str = "candidate"
) -> str:
    """Make an account; shows it as JSON.

    Raises:
        BadRequest: the address or the name is taken.
        DatabaseUnavailable: nobody can tell whether it was made.
    """
    password_hash = await passwords.hash(body.password.get_secret_value())
    document = body.model_dump(include={"email", "username", "full_name"})
    try:
        rows = await database.write(
            CREATE_USER,
            {
                "document": orjson.dumps(document).decode(),
                "password_hash": password_hash,
                "user_type": user_type,
            },
        )
    except ConstraintViolated as violated:
        raise told(violated, _TAKEN) from None
    shown: str = rows[0]["body"]
    return shown


async def sign_in(
    database: Database,
    passwords: Passwords,
    tokens: Tokens,
    attempts: Attempts,
    peer: str,
    body: UserLogin,
) -> SignedIn:
    """Check a password and begin a sign-in.

    Raises:
        TooManyRequests: too many wrong ones lately.
        Unauthorized: the address is unknown or the password wrong; takes as long either way.
        Forbidden: the account is inactive.
    """
    await attempts.require_sign_in(peer, body.email)
    rows = await database.rows(FIND_CREDENTIALS, {"email": body.email})
    kept = rows[0]["password_hash"] if rows else None
    right, stronger = await passwords.check(body.password.get_secret_value(), kept)
    if not (right and rows):
        raise Unauthorized("Incorrect email or password")
    await attempts.succeeded(peer, body.email)
    (found,) = rows
    if not found["is_active"]:
        raise Forbidden("Account is inactive")
    if stronger:
        values = {"user_id": found["user_id"], "seen_hash": kept, "password_hash": stronger}
        await database.write(REHASH, values)
    token = tokens.issue(found["user_id"])
    begun = await database.write(
        SIGN_IN,
        {
            "user_id": found["user_id"],
            "password_hash": stronger or kept,
            "sign_in_id": token.sign_in_id,
            "expires_at": token.expires_at,
        },
    )
    if not begun:
        raise Conflict("The account was changed meanwhile. Try again.")
    return SignedIn(token, found["body"])


async def sign_out(database: Database, sign_in_id: UUID) -> None:
    """End a sign-in: its token counts no more."""
    await database.write(SIGN_OUT, {"sign_in_id": sign_in_id})


async def read(database: Database, user_id: UUID) -> str:
    """An account as JSON.

    Raises:
        Unauthorized: it is gone.
    """
    rows = await database.rows(READ_USER, {"user_id": user_id})
    if not rows:
        raise Unauthorized.with_bad_credentials()
    body: str = rows[0]["body"]
    return body


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
        raise told(violated, _TAKEN) from None
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
