"""Organisation: who pledges, as it named itself; and what staff know about it."""

import unicodedata
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod import audit
from coprod.accounts.models import User
from coprod.changes import EditedByStaff
from coprod.database import Base, UTCDateTime, db, now
from coprod.text import fold


class CannotMerge(ValueError):
    """These two cannot be made one; the message says why in plain words."""


class Organisation(EditedByStaff, Base):
    """A school, service, club or firm, exactly as it named itself on a pledge: that spelling is what was approved.

    Spelled another way it is another row; the same `key` says that it is the same one. Staff may correct the name that
    everyone reads: `corrected_name`; and say that it is another one, `merged_into`, whose name is then read in its
    place. Its own stays, so that both can be taken back. `checked_at` says that somebody has found out that there is
    such an organisation: for staff alone, it shows nothing to anybody else.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("name <> '' AND key <> ''", name="has_a_name"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged_into_another"),
        CheckConstraint("(checked_at IS NULL) = (checked_by_id IS NULL)", name="checked_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    corrected_name: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    edited: Mapped[int]

    merged_into: Mapped["Organisation | None"] = relationship(remote_side=[id])
    checked_by: Mapped[User | None] = relationship()

    def __init__(self, *, name: str) -> None:
        key = organisation_key(name)
        if not key:
            raise ValueError("an organisation without a name")
        super().__init__(name=name, corrected_name="", key=key, edited=1)
        self.merged_into_id = self.checked_at = self.checked_by_id = None

    @classmethod
    def named(cls, name: str) -> "Organisation | None":
        """The organisation of this name, as written; a new one when nobody has written it so. None without a name."""
        known = select(cls).where(cls.name == name).order_by(cls.id).limit(1)
        return (db.session.scalar(known) or cls(name=name)) if name else None

    @property
    def shown_name(self) -> str:
        """What everyone reads: the name of the one it is, corrected where staff corrected it."""
        stands = self.merged_into or self
        return stands.corrected_name or stands.name

    def check(self, *, by: User) -> None:
        """Somebody has found out that there is such an organisation. Again changes nothing."""
        if self.checked_at is None:
            self.checked_at, self.checked_by = now(), by
            audit.record("checked", self.subject, by)

    def take_back_check(self, *, by: User) -> None:
        """It was a mistake. Again changes nothing."""
        if self.checked_at is not None:
            self.checked_at = self.checked_by = None
            audit.record("took back the check of", self.subject, by)

    def correct(self, name: str, *, by: int, seen: int) -> bool:
        """Let everyone read this name; as it named itself takes the correction back. Raises `Clash`."""
        moved = self.change({"corrected_name": "" if name == self.name else name}, by=by, seen=seen)
        if moved:
            self.key = organisation_key(name)
        return moved

    def merge(self, other: "Organisation", *, by: int, seen: int) -> None:
        """It is the same as another one, which takes in those that were merged into this one before.

        Raises `CannotMerge`, and `Clash`.
        """
        self._hold_with(other)
        stands = other.merged_into or other
        if stands.id == self.id:
            raise CannotMerge("That is this organisation. Choose another one.")
        self.change({"merged_into_id": stands.id}, by=by, seen=seen)
        db.session.execute(
            update(Organisation)
            .where(Organisation.merged_into_id == self.id)
            .values(merged_into_id=stands.id)
            .execution_options(synchronize_session="fetch")
        )

    def _hold_with(self, other: "Organisation") -> None:
        """Nobody else merges these until the transaction ends: two that are each the other have no name left."""
        ids = [id for id in (self.id, other.id, other.merged_into_id) if id]
        query = select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.id)
        db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()

    def separate(self, *, by: int) -> None:
        """It is not the same after all. Again changes nothing."""
        self.change({"merged_into_id": None}, by=by)


# The one that an organisation was merged into: join it, from outside, to read the names that everyone reads.
Main: Any = Organisation.__table__.alias("main_organisation")


def joined_name() -> Any:
    """The name that everyone reads; join `Main`."""
    own = func.coalesce(func.nullif(Organisation.corrected_name, ""), Organisation.name)
    return func.coalesce(func.nullif(Main.c.corrected_name, ""), Main.c.name, own)


def joined_key() -> Any:
    """By what those that are the same one are known; join `Main`."""
    return func.coalesce(Main.c.key, Organisation.key)


def organisation_key(name: str) -> str:
    """A name without what people write differently: capitals, accents on letters, "the", "&", dots and hyphens."""
    plain = fold(name).replace("&", " and ").replace("'", "").replace("’", "")
    kept = "".join(letter if unicodedata.category(letter)[0] in "LNM" else " " for letter in plain)
    return " ".join(kept.split()).removeprefix("the ")
