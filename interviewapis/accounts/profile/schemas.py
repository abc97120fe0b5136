"""Changes of one's own account."""

from typing import Annotated

from pydantic import Field

from interviewapis.accounts.account import FullName, GivenPassword, NewPassword, Username
from interviewapis.fields import RequestModel, unchanged


class UserProfileUpdate(RequestModel):
    """Changes of one's profile."""

    full_name: Annotated[FullName, Field(default_factory=unchanged)]
    username: Annotated[Username, Field(default_factory=unchanged)]


class PasswordChange(RequestModel):
    """A new password, and the one that it replaces."""

    current_password: GivenPassword
    new_password: NewPassword
