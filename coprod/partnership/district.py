"""The parts of the county that people say they live in."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.changes import plain
from coprod.database import Base, db, uk_today
from coprod.partnership.edited_as_list import EditedAsList
from coprod.partnership.models import shown_everywhere
from coprod.text import sort_key


@shown_everywhere
class District(EditedAsList, Base):
    """A part of the county that people say they live in. Never finer than this.

    It is offered from `from_on` until the end of `until_on`: councils merge. What people said before keeps it.
    """

    __tablename__ = "district"
    __table_args__ = (CheckConstraint("until_on >= from_on", name="until_on"),)
    LIST, NAME = "districts", "name"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]

    def __init__(self, slug: str, name: str, from_on: date | None = None, until_on: date | None = None) -> None:
        super().__init__(slug=slug, name=name, from_on=from_on, until_on=until_on)

    @classmethod
    def choices(cls, also: str | None = None) -> list[tuple[str, str]]:
        """Slug and name of each that is offered today, in alphabetical order; `also` one that was chosen before."""
        today = uk_today().isoformat()
        return [(row["slug"], row["name"]) for row in cls.kept() if row["slug"] == also or is_offered(row, today)]

    @classmethod
    def listed(cls) -> list[dict[str, Any]]:
        rows = db.session.execute(select(cls.slug, cls.name, cls.from_on, cls.until_on))
        return cls.ordered([{name: plain(value) for name, value in row._mapping.items()} for row in rows])

    @classmethod
    def ordered(cls, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """In the order of the alphabet."""
        return sorted(rows, key=lambda row: sort_key(row["name"]))

    @staticmethod
    def why_it_stays(name: str) -> str:
        return f"People have chosen {name}. It cannot be removed: give it a last day instead"

    def set(self, row: dict[str, Any], position: int) -> None:
        self.name, self.from_on, self.until_on = row["name"], _day(row["from_on"]), _day(row["until_on"])


def is_offered(row: dict[str, Any], today: str) -> bool:
    """Whether people may choose it today."""
    return (row["from_on"] or today) <= today <= (row["until_on"] or today)


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
