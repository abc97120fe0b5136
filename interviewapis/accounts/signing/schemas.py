"""Requests and responses of signing up, in and out."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from interviewapis.accounts.account import (
    EmailAddress,
    FullName,
    GivenPassword,
    NewPassword,
    Username,
    UserResponse,
)
from interviewapis.fields import NO_NUL, RequestModel, ResponseModel, characters
from interviewapis.identity import LONGEST_EMAIL, good_email


class UserCreate(RequestModel):
    """A new account."""

    email: Annotated[EmailAddress, Field(description="Nobody else's; you sign in with it.")]
    username: Annotated[
        Username,
        Field(description="3 to 50 letters, digits, hyphens and underscores; nobody else's."),
    ]
    password: NewPassword
    full_name: Annotated[FullName, Field(description="How you want to be called.")]


def _as_kept(text: str) -> str:
    # A domain has two spellings, and an umlaut too. What is no address is nobody's.
    try:
        return good_email(text)
    except ValueError:
        return text


class UserLogin(RequestModel):
    """Who signs in."""

    email: Annotated[str, characters(1, LONGEST_EMAIL), NO_NUL, AfterValidator(_as_kept)]
    password: GivenPassword


class Token(ResponseModel):
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
