"""The administrator whom the settings name."""

import logging

from database.engine import Database
from database.statements.administration import FIND_BY_EMAIL
from interviewapis.accounts.signing import service
from interviewapis.accounts.signing.schemas import UserCreate
from interviewapis.errors import BadRequest
from interviewapis.security.passwords import Passwords
from interviewapis.settings import SettingRefused, Settings

logger = logging.getLogger(__name__)


async def ensure_administrator(
    database: Database, passwords: Passwords, settings: Settings
) -> None:
    """Make the administrator's account, unless it is there or the settings name none.

    An account that exists keeps its password, whatever the settings say.

    Raises:
        SettingRefused: somebody else has the address or the name.
        DatabaseUnavailable: nobody can tell.
    """
    if settings.admin_email is None or settings.admin_password is None:
        return
    rows = await database.rows(FIND_BY_EMAIL, {"email": settings.admin_email})
    if rows and rows[0]["user_type"] == "admin":
        return
    if rows:
        # Whoever signed up first with that address must not become administrator by it.
        raise SettingRefused(
            "ADMIN_EMAIL: somebody has signed up with this address. Choose another."
        )
    account = UserCreate(
        email=settings.admin_email,
        username=settings.admin_username,
        password=settings.admin_password,
        full_name="Administrator",
    )
    try:
        await service.sign_up(database, passwords, account, user_type="admin")
    except BadRequest:
        # Another process of this installation may have been faster.
        rows = await database.rows(FIND_BY_EMAIL, {"email": settings.admin_email})
        if rows and rows[0]["user_type"] == "admin":
            return
        raise SettingRefused(
            f"ADMIN_USERNAME: {settings.admin_username} is taken. Choose another."
        ) from None
    logger.info("Administrator %s made", settings.admin_username)
