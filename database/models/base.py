"""What every table shares."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, MetaData, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

LOCAL_USER_ID = UUID("00000000-0000-4000-8000-000000000001")
"""The built-in local user, owner of what is made without an account."""


class Base(DeclarativeBase):
    """Base of all tables; names constraints so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "%(table_name)s_%(column_0_N_name)s_idx",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
            "ck": "%(table_name)s_%(constraint_name)s_check",
            "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
            "pk": "%(table_name)s_pkey",
        }
    )


class Timestamps:
    """When a row was made and last changed, in UTC."""

    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), onupdate=func.now()
    )


def owner_key() -> Mapped[UUID]:
    """The column of rows that belong to a person; gone with the person."""
    return mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"))
