"""Requests and responses of accounts."""

import re
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    StringConstraints,
    WithJsonSchema,
    validate_email,
)

from interviewapis.fields import (
    EMPTY_IS_NULL,
    NO_NUL,
    ONE_LINE,
    Moment,
    RequestModel,
    ResponseModel,
    characters,
    unchanged,
)
from interviewapis.identity import LONGEST_PASSWORD, USERNAME, good_password
from interviewapis.pagination import PageQuery

Scope = Literal["read", "write", "ask"]
UserType = Literal["candidate", "admin"]

MOST_SCOPES = 10
"""In one request; each counts once."""

LONGEST_EMAIL = 254
"""Characters that fit into the commands of SMTP (RFC 5321, section 4.5.3.1.3)."""


def _email(text: str) -> str:
    # Pydantic takes "Ada <ada@example.com>" too, and drops the name.
    if "<" in text:
        raise ValueError("must be an address like user@example.com, without a name")
    return validate_email(text)[1]


def _username(text: str) -> str:
    if not re.fullmatch(USERNAME, text):
        raise ValueError(
            "must have 3 to 50 characters: letters from A to Z, digits, hyphens and underscores"
        )
    return text


# Not EmailStr, which looks for files whenever a schema is made.
EmailAddress = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True),
    AfterValidator(_email),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": LONGEST_EMAIL}),
]
Username = Annotated[
    str,
    StringConstraints(strict=True),
    AfterValidator(_username),
    WithJsonSchema({"type": "string", "pattern": USERNAME}),
]
FullName = Annotated[str, characters(2, 255), ONE_LINE]


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


class UserCreate(RequestModel):
    """A new account."""

    email: Annotated[EmailAddress, Field(description="Nobody else's; you sign in with it.")]
    username: Annotated[
        Username,
        Field(description="3 to 50 letters, digits, hyphens and underscores; nobody else's."),
    ]
    password: NewPassword
    full_name: Annotated[FullName, Field(description="How you want to be called.")]


class UserLogin(RequestModel):
    """Who signs in."""

    email: Annotated[str, characters(1, LONGEST_EMAIL), NO_NUL]
    password: GivenPassword


class UserProfileUpdate(RequestModel):
    """Changes of one's profile."""

    full_name: Annotated[FullName, Field(default_factory=unchanged)]
    username: Annotated[Username, Field(default_factory=unchanged)]


class PasswordChange(RequestModel):
    """A new password, and the one that it replaces."""

    current_password: GivenPassword
    new_password: NewPassword


class PasswordReset(RequestModel):
    """A new password for somebody."""

    new_password: Annotated[
        NewPassword | None, Field(description="Left out: one is made, and shown once.")
    ] = None


def _some(scopes: tuple[Scope, ...]) -> tuple[Scope, ...]:
    if not scopes:
        raise ValueError("must have at least one of 'read', 'write' and 'ask'")
    return scopes


class ApiKeyCreate(RequestModel):
    """A new key for a script."""

    key_name: Annotated[
        str, characters(1, 100), ONE_LINE, Field(description="What it is for, to find it again.")
    ]
    scopes: Annotated[
        tuple[Scope, ...],
        Field(
            max_length=MOST_SCOPES,
            description="`read` your rows, `write` them, `ask` the specialists and practise.",
            json_schema_extra={"minItems": 1},
        ),
        AfterValidator(_some),
    ] = ("read",)
    expires_at: Annotated[Moment | None, Field(description="When it ends; never, if left out.")] = (
        None
    )


class UsersQuery(PageQuery):
    """Which accounts to show."""

    search: Annotated[
        Annotated[str, characters(0, 100), ONE_LINE] | None,
        EMPTY_IS_NULL,
        Field(description="With this text in user name, address or full name, in any case."),
    ] = None
    is_active: Annotated[
        bool | None, Field(description="Whether they may do something; both, if left out.")
    ] = None
    user_type: Annotated[UserType | None, Field(description="Only these; all, if left out.")] = None


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


class TokenResponse(ResponseModel):
    """A token, and whose it is."""

    access_token: str
    """Send it as `Authorization: Bearer ...`."""
    token_type: Literal["bearer"]
    """How to send it (RFC 6750)."""
    expires_at: datetime
    """When to sign in again at the latest."""
    user: UserResponse
    """Whose it is."""


class MessageResponse(ResponseModel):
    """That something is done."""

    message: str
    """In a sentence."""


class ResetResponse(ResponseModel):
    """An account with a new password."""

    user: UserResponse
    """Whose it is. All sign-ins have ended."""
    password: str | None
    """The password that was made, shown only now; null where you gave one."""


class ApiKeyResponse(ResponseModel):
    """A key, without its secret."""

    api_key_id: UUID
    """Id of the key, to revoke it."""
    key_name: str
    """What it is for."""
    key_start: str
    """Its first characters."""
    scopes: list[Scope]
    """What it may do."""
    created_at: datetime
    """When it was made."""
    expires_at: datetime | None
    """When it ends by itself."""
    last_used_at: datetime | None
    """When a request came with it last, to the minute; null for never."""


class NewApiKeyResponse(ApiKeyResponse):
    """A key that was just made."""

    api_key: str
    """The key. Keep it now: it is not shown again."""
