"""What every table shares."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    DateTime,
    ForeignKey,
    MetaData,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

LOCAL_USER_ID = UUID("00000000-0000-4000-8000-000000000001")
"""The built-in local user, owner of what is made without an account."""

EVERYBODY_ID = UUID(int=0)
"""Stands where an owner does, for figures that concern the whole installation."""

LARGEST_INTEGER = 2**31 - 1
"""PostgreSQL's ``integer``."""


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


def table_of(model: type[Base]) -> Table:
    """The table of a model, as a table; SQLAlchemy's own type of it is wider."""
    return cast(Table, model.__table__)


def owner_key() -> Mapped[UUID]:
    """The column of rows that belong to a person; gone with the person."""
    return mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"))


def maker_key() -> Mapped[UUID | None]:
    """The column of shared rows that a person made; they outlive the person."""
    return mapped_column(
        ForeignKey("users.user_id", ondelete="SET NULL"), comment="Who made it and may change it."
    )


def texts() -> Mapped[list[str]]:
    """A column with a list of texts, empty unless something is given."""
    return mapped_column(ARRAY(Text), server_default=text("'{}'"))


def known(column: str, values: Sequence[str]) -> CheckConstraint:
    """A check that a column holds one of ``values``, or null where it may."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def within(column: str, least: int, most: int) -> CheckConstraint:
    """A check that a number lies between two bounds, both included."""
    return CheckConstraint(f"{column} BETWEEN {least} AND {most}", name=f"{column}_range")


def long(column: str, least: int, most: int) -> CheckConstraint:
    """A check that a text has at least and at most so many characters."""
    return CheckConstraint(
        f"char_length({column}) BETWEEN {least} AND {most}", name=f"{column}_length"
    )
