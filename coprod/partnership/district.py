"""The parts of the county that people say they live in."""

from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.changes import plain
from coprod.database import Base, db, uk_today
from coprod.partnership.in_use import InUse, used
from coprod.partnership.models import KEPT, Partnership, shown_everywhere
from coprod.text import sort_key


@shown_everywhere
class District(Base):
    """A part of the county that people say they live in. Never finer than this.

    It is offered from `from_on` until the end of `until_on`: councils merge. What people said before keeps it.
    """

    __tablename__ = "district"
    __table_args__ = (CheckConstraint("until_on >= from_on", name="until_on"),)

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
        return [(row["slug"], row["name"]) for row in cls._kept() if row["slug"] == also or is_offered(row, today)]

    @classmethod
    def _kept(cls) -> list[dict[str, Any]]:
        """All of them, as this process has read them; read again when the partnership's version moves."""
        current, kept = Partnership.current(), current_app.extensions.get(KEPT)
        if kept is None or kept.partnership is not current:
            return cls.listed()
        if kept.districts is None:
            kept.districts = cls.listed()
        found: list[dict[str, Any]] = kept.districts
        return found

    @classmethod
    def listed(cls) -> list[dict[str, Any]]:
        """All of them in alphabetical order, as a list that staff edit, and a `Change` keeps."""
        rows = db.session.execute(select(cls.slug, cls.name, cls.from_on, cls.until_on))
        listed = [{name: plain(value) for name, value in row._mapping.items()} for row in rows]
        return sorted(listed, key=lambda row: sort_key(row["name"]))

    @classmethod
    def change_list(cls, rows: list[dict[str, Any]], partnership: Partnership, *, by: int, seen: int) -> bool:
        """Have these and no others. Raises `Clash`, and `InUse` for one that is gone and somebody lives in."""
        partnership.refuse_to_undo(["districts"], seen)
        was, rows = cls.listed(), sorted(rows, key=lambda row: sort_key(row["name"]))
        if rows == was:
            return False
        there = {district.slug: district for district in db.session.scalars(select(cls))}
        gone = there.keys() - {row["slug"] for row in rows}
        if in_use := sorted(gone & used(cls.slug)):
            name = there[in_use[0]].name
            raise InUse(f"People have chosen {name}. It cannot be removed: give it a last day instead")
        for slug in gone:
            db.session.delete(there[slug])
        for row in rows:  # two may change their names with each other
            if row["slug"] in there and there[row["slug"]].name != row["name"]:
                there[row["slug"]].name = f"{row['slug']} has another name in a moment"
        db.session.flush()
        for row in rows:
            district = there.get(row["slug"]) or cls(row["slug"], row["name"])
            district.name, district.from_on, district.until_on = (
                row["name"],
                _day(row["from_on"]),
                _day(row["until_on"]),
            )
            db.session.add(district)
        partnership.count_edit(partnership.edited)
        partnership.write_down("districts", was, rows, by=by)
        return True


def is_offered(row: dict[str, Any], today: str) -> bool:
    """Whether people may choose it today."""
    return (row["from_on"] or today) <= today <= (row["until_on"] or today)


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
