"""Commitment: one thing that the Promise commits to."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.activities.parts import next_slug, shown_on, slug_of
from coprod.changes import shown_with
from coprod.database import Base, db


@shown_with(shown_on(lambda row: row.promise_id))
class Commitment(Base):
    """One thing the Promise commits to: a short title, and what it means in a sentence. `position` counts from 1.

    One that organisations have pledged to is never edited: another replaces it, and they keep the one they chose.
    """

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
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("commitment.id"), unique=True)

    promise: Mapped[Any] = relationship(
        "Promise", back_populates="all_commitments"
    )  # by name: it stands above this file
    replaces: Mapped["Commitment | None"] = relationship(remote_side=[id])

    def __init__(
        self,
        *,
        promise: Any,
        slug: str,
        title: str,
        meaning: str,
        position: int,
        replaces: "Commitment | None" = None,
    ) -> None:
        super().__init__(promise=promise, slug=slug, title=title, meaning=meaning, position=position, replaces=replaces)

    @property
    def in_words(self) -> str:
        """All of it in one line, as its changes are kept."""
        return f"{self.title}: {self.meaning}"

    def has_pledges(self) -> bool:
        """Whether an organisation has pledged to it."""
        pledged = select(pledge_commitment).where(pledge_commitment.c.commitment_id == self.id).exists()
        return bool(db.session.scalar(select(pledged)))

    def replaced(self, *, title: str, meaning: str) -> "Commitment":
        """The one that stands for it from now on, in its place."""
        return Commitment(
            promise=self.promise,
            slug=next_slug(self.slug, {each.slug for each in self.promise.all_commitments}),
            title=title,
            meaning=meaning,
            position=self.position,
            replaces=self,
        )


pledge_commitment = Table(
    "pledge_commitment",
    Base.metadata,
    Column("pledge_id", ForeignKey("pledge.id"), primary_key=True),
    Column("commitment_id", ForeignKey("commitment.id"), primary_key=True, index=True),
)


def slug_for(words: str, taken: Collection[str]) -> str:
    """The slug of a commitment that is called so, which none of those taken is: two titles may give the same."""
    slug = slug_of(words) or "commitment"
    return next_slug(slug, taken) if slug in taken else slug
