"""Who owns rows, and how they show that it is them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Text,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from database.models.base import Base, Timestamps, known, long, owner_key

USER_TYPES = ("candidate", "admin")
SCOPES = ("read", "write", "ask")
"""What an API key may do: read rows, change them, and have a model or the library think."""


class User(Timestamps, Base):
    """A person, or the built-in local user, who has neither address nor password."""

    __tablename__ = "users"
    __table_args__ = (
        long("username", 3, 100),
        long("email", 3, 255),
        long("password_hash", 1, 255),
        long("full_name", 2, 255),
        known("user_type", USER_TYPES),
        CheckConstraint(
            "(email IS NULL) = (password_hash IS NULL)", name="signs_in_with_both_or_not_at_all"
        ),
        # In any case of letters: Anna and anna would be taken for one another.
        Index("users_lower_username_key", func.lower(text("username")), unique=True),
        Index("users_lower_email_key", func.lower(text("email")), unique=True),
        {"comment": "People who own rows, and the built-in local user."},
    )

    user_id: Mapped[UUID] = mapped_column(
        primary_key=True, server_default=text("gen_random_uuid()")
    )
    username: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text, comment="Argon2id; never shown.")
    password_version: Mapped[int] = mapped_column(
        Integer, server_default=text("1"), comment="Grows with each change of the password."
    )
    full_name: Mapped[str | None] = mapped_column(Text)
    user_type: Mapped[str] = mapped_column(Text, server_default="candidate")
    is_active: Mapped[bool] = mapped_column(
        Boolean, server_default=text("true"), comment="False: signed up, but may not do anything."
    )


class SignIn(Base):
    """A sign-in whose token still counts. Signing out deletes it."""

    __tablename__ = "sign_ins"
    __table_args__ = (
        Index("sign_ins_owner_id_idx", "owner_id"),
        {"comment": "Sign-ins whose tokens count: a token without its row is refused."},
    )

    sign_in_id: Mapped[UUID] = mapped_column(
        primary_key=True, comment="The token's jti (RFC 7519, section 4.1.7)."
    )
    owner_id: Mapped[UUID] = owner_key()
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    password_version: Mapped[int] = mapped_column(
        Integer, comment="Of the password that was given; a later one ends the sign-in."
    )


class ApiKey(Base):
    """Lets a script act for its owner, within bounds. Revoking deletes it."""

    __tablename__ = "api_keys"
    __table_args__ = (
        long("key_name", 1, 100),
        CheckConstraint(
            "scopes <@ ARRAY['read', 'write', 'ask'] AND cardinality(scopes) > 0",
            name="scopes_known",
        ),
        Index("api_keys_owner_id_created_at_idx", "owner_id", "created_at"),
        {"comment": "Keys for scripts, as SHA-256; the key itself is shown once, when it is made."},
    )

    api_key_id: Mapped[UUID] = mapped_column(
        primary_key=True, server_default=text("gen_random_uuid()")
    )
    owner_id: Mapped[UUID] = owner_key()
    key_name: Mapped[str] = mapped_column(Text)
    key_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    key_start: Mapped[str] = mapped_column(
        Text, comment="Its first characters, to tell one's keys apart."
    )
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_used_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="To the minute."
    )
