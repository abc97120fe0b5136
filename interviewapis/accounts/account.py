"""An account: what it is made of, and how it is shown."""

import re
from datetime import datetime
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, WithJsonSchema

from database.engine import Database
from database.statements.accounts import READ_USER
from interviewapis.errors import BadRequest, Unauthorized
from interviewapis.fields import ONE_LINE, ResponseModel, characters
from interviewapis.identity import (
    LONGEST_EMAIL,
    LONGEST_PASSWORD,
    USERNAME,
    good_email,
    good_password,
)
from interviewapis.records import Problems

UserType = Literal["candidate", "admin"]

TAKEN: Problems = {
    "users_lower_email_key": partial(BadRequest, "Email already registered"),
    "users_lower_username_key": partial(BadRequest, "Username already taken"),
}
"""What accounts may violate, and how that is told."""


def _one_way(text: str) -> str:
    # In lists of accounts a name could show those beside it backwards.
    if found := re.search("[\u202a-\u202e\u2066-\u2069]", text):
        raise ValueError(f"must not change the direction of writing (U+{ord(found[0]):04X})")
    return text


def _username(text: str) -> str:
    if not re.fullmatch(USERNAME, text):
        raise ValueError(
            "must have 3 to 50 characters: letters from A to Z, digits, hyphens and underscores"
        )
    return text


# Not EmailStr, which looks for files whenever a schema is made.
EmailAddress = Annotated[
    str,
    StringConstraints(strict=True),
    AfterValidator(good_email),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": LONGEST_EMAIL}),
]
Username = Annotated[
    str,
    StringConstraints(strict=True),
    AfterValidator(_username),
    WithJsonSchema({"type": "string", "pattern": USERNAME}),
]
FullName = Annotated[str, characters(2, 255), ONE_LINE, AfterValidator(_one_way)]


def _good(secret: SecretStr) -> SecretStr:
    good_password(secret.get_secret_value())
    return secret


NewPassword = Annotated[
    SecretStr,
    Field(
        description="8 to 128 characters, with at least one uppercase letter and one digit.",
        strict=True,
    ),
    AfterValidator(_good),
]


def _possible(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if len(text) > LONGEST_PASSWORD:
        raise ValueError(f"may have at most {LONGEST_PASSWORD} characters")
    if any("\ud800" <= each <= "\udfff" for each in text):
        raise ValueError("must not contain half of a surrogate pair")
    return secret


GivenPassword = Annotated[
    SecretStr,
    Field(strict=True),
    AfterValidator(_possible),
    WithJsonSchema(
        {
            "type": "string",
            "format": "password",
            "writeOnly": True,
            "maxLength": LONGEST_PASSWORD,
        }
    ),
]


class UserResponse(ResponseModel):
    """An account."""

    id: UUID
    """Id of the account."""
    email: str | None
    """Where it signs in with; null for the built-in local user."""
    username: str
    """Its name."""
    full_name: str | None
    """How its owner wants to be called; null for the built-in local user."""
    user_type: UserType
    """`admin` only for whom the settings of the installation name."""
    is_active: bool
    """False when an administrator has deactivated it."""
    created_at: datetime
    """When it was made; ISO 8601 in UTC."""


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
