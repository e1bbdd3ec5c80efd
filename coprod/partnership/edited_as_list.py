"""Rows of a table that staff edit as one list: saved whole, with one `Change`; what is in use is never deleted."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from flask import current_app
from sqlalchemy import select

from coprod.database import db
from coprod.partnership.in_use import InUse, used
from coprod.partnership.models import KEPT, Partnership

Row = dict[str, Any]


class EditedAsList:
    """A table with a `slug`. `LIST` is what its changes are filed under; what everyone reads of a row is in `NAME`."""

    LIST: ClassVar[str]
    NAME: ClassVar[str]
    if TYPE_CHECKING:
        slug: Any

    @classmethod
    def listed(cls) -> list[Row]:
        """All of them in their order, as a list that staff edit, and a `Change` keeps."""
        raise NotImplementedError

    @classmethod
    def kept(cls) -> list[Row]:
        """The same, as this process has read them; read again when the partnership's version moves."""
        current, kept = Partnership.current(), current_app.extensions.get(KEPT)
        if kept is None or kept.partnership is not current:
            return cls.listed()
        if cls.LIST not in kept.lists:
            kept.lists[cls.LIST] = cls.listed()
        found: list[Row] = kept.lists[cls.LIST]
        return found

    @classmethod
    def change_list(cls, rows: list[Row], partnership: Partnership, *, by: int, seen: int) -> bool:
        """Have these and no others. Raises `Clash`, and `InUse` for one that is gone and that something hangs on."""
        partnership.refuse_to_undo([cls.LIST], seen)
        was, rows = cls.listed(), cls.ordered(rows)
        if rows == was:
            return False
        there = {row.slug: row for row in db.session.scalars(select(cls))}
        gone = there.keys() - {row["slug"] for row in rows}
        if in_use := sorted(gone & used(cls.slug)):
            raise InUse(cls.why_it_stays(getattr(there[in_use[0]], cls.NAME)))
        for slug in gone:
            db.session.delete(there[slug])
        _free_the_names(rows, there, cls.NAME)
        for position, row in enumerate(rows, start=1):
            place = there.get(row["slug"]) or cls(row["slug"], row[cls.NAME])  # type: ignore[call-arg]
            place.set(row, position)
            db.session.add(place)
        partnership.count_edit(partnership.edited)
        partnership.write_down(cls.LIST, was, rows, by=by)
        return True

    @classmethod
    def ordered(cls, rows: Sequence[Row]) -> list[Row]:
        """In the order in which they are read: that in which they stand."""
        return list(rows)

    @staticmethod
    def why_it_stays(name: str) -> str:
        """What staff read who take out one that is in use."""
        raise NotImplementedError

    def set(self, row: Row, position: int) -> None:
        """Be what the list says, in this place of it."""
        raise NotImplementedError


def _free_the_names(rows: Sequence[Row], there: Mapping[str, Any], name: str) -> None:
    """Two may change their names with each other: neither stands in the other's way for a moment."""
    for row in rows:
        if row["slug"] in there and getattr(there[row["slug"]], name) != row[name]:
            setattr(there[row["slug"]], name, f"{row['slug']} has another name in a moment")
    db.session.flush()
