"""Figures that are kept up to date instead of counted anew."""

from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from database.models.base import Base


class Tally(Base):
    """How many rows of a kind somebody has, as of the last folding."""

    __tablename__ = "tallies"
    __table_args__ = (
        {"comment": "Counts as of the last folding; tally_changes has what came since."},
    )

    owner_id: Mapped[UUID] = mapped_column(
        primary_key=True, comment="All zeros for what everybody shares."
    )
    kind: Mapped[str] = mapped_column(Text, primary_key=True, comment="What is counted.")
    value: Mapped[str] = mapped_column(Text, primary_key=True, comment="Of which status, say.")
    count: Mapped[int] = mapped_column(BigInteger)


class TallyChange(Base):
    """A change of a count. Appended, never updated: an updated total is a queue of writers."""

    __tablename__ = "tally_changes"
    __table_args__ = (
        Index("tally_changes_owner_id_idx", "owner_id"),
        {"comment": "Changes of counts since the last folding, written by triggers."},
    )

    change_id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    owner_id: Mapped[UUID] = mapped_column()
    kind: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)
    change: Mapped[int] = mapped_column(Integer)
