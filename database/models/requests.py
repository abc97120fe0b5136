"""Requests that were made under an idempotency key."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from database.models.base import Base, Timestamps, long


class RequestKey(Timestamps, Base):
    """An idempotency key, and what its first request was answered."""

    __tablename__ = "request_keys"
    __table_args__ = (
        long("idempotency_key", 1, 255),
        Index("request_keys_created_at_idx", "created_at"),
        {"comment": "Idempotency keys of the last days, with the first response."},
    )

    owner_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True
    )
    idempotency_key: Mapped[str] = mapped_column(Text, primary_key=True)
    request_digest: Mapped[bytes] = mapped_column(
        LargeBinary, comment="SHA-256 of what was asked under the key."
    )
    response_body: Mapped[str] = mapped_column(Text)
