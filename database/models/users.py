"""Who owns rows."""

from uuid import UUID

from sqlalchemy import CheckConstraint, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from database.models.base import Base, Timestamps


class User(Timestamps, Base):
    """A person, or the built-in local user."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("char_length(username) BETWEEN 3 AND 100", name="username_length"),
        {"comment": "People who own rows; until there are accounts, the built-in local user."},
    )

    user_id: Mapped[UUID] = mapped_column(
        primary_key=True, server_default=text("gen_random_uuid()")
    )
    username: Mapped[str] = mapped_column(Text, unique=True)
