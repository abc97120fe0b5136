"""Signing up, in and out."""

from dataclasses import dataclass
from uuid import UUID

import orjson

from database.engine import Database
from database.errors import ConstraintViolated
from database.statements.accounts import CREATE_USER, FIND_CREDENTIALS, REHASH, SIGN_IN, SIGN_OUT
from interviewapis.accounts.account import TAKEN
from interviewapis.accounts.signing.schemas import UserCreate, UserLogin
from interviewapis.errors import Conflict, Forbidden, Unauthorized
from interviewapis.records import told
from interviewapis.security.attempts import Attempts
from interviewapis.security.passwords import Passwords
from interviewapis.security.tokens import Token, Tokens


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
        raise told(violated, TAKEN) from None
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
