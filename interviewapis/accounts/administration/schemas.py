"""Requests and responses of administration."""

from typing import Annotated

from pydantic import Field

from interviewapis.accounts.account import NewPassword, UserResponse, UserType
from interviewapis.fields import (
    EMPTY_IS_NULL,
    ONE_LINE,
    RequestModel,
    ResponseModel,
    characters,
)
from interviewapis.pagination import PageQuery


class PasswordReset(RequestModel):
    """A new password for somebody."""

    new_password: Annotated[
        NewPassword | None, Field(description="Left out: one is made, and shown once.")
    ] = None


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


class ResetResponse(ResponseModel):
    """An account with a new password."""

    user: UserResponse
    """Whose it is. All sign-ins have ended."""
    password: str | None
    """The password that was made, shown only now; null where you gave one."""
