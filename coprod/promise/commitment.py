"""Commitment: one thing that the Promise commits to, and which pledges keep it."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.database import Base


class Commitment(Base):
    """One thing the Promise commits to: a short title, and what it means in a sentence. `position` counts from 1."""

    __tablename__ = "commitment"
    __table_args__ = (
        UniqueConstraint("promise_id", "slug"),
        CheckConstraint("position > 0", name="position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    promise_id: Mapped[int] = mapped_column(ForeignKey("promise.id"))
    slug: Mapped[str]
    title: Mapped[str]
    meaning: Mapped[str]
    position: Mapped[int]

    promise: Mapped[Any] = relationship("Promise", back_populates="commitments")  # by name: it stands above this file

    def __init__(self, *, promise: Any, slug: str, title: str, meaning: str, position: int) -> None:
        super().__init__(promise=promise, slug=slug, title=title, meaning=meaning, position=position)


pledge_commitment = Table(
    "pledge_commitment",
    Base.metadata,
    Column("pledge_id", ForeignKey("pledge.id"), primary_key=True),
    Column("commitment_id", ForeignKey("commitment.id"), primary_key=True, index=True),
)
