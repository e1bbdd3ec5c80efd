"""Why words may be turned down."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, db
from coprod.partnership.in_use import InUse, used
from coprod.partnership.models import Partnership, shown_everywhere


@shown_everywhere
class Reason(Base):
    """Why words may be turned down. `label` is for staff; `words` is what their author reads on the receipt.

    One that is `retired` is not offered any more; what was turned down for it keeps it.
    """

    __tablename__ = "reason"

    slug: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    words: Mapped[str]
    position: Mapped[int]
    retired: Mapped[bool]

    def __init__(self, slug: str, label: str, words: str, position: int = 0, retired: bool = False) -> None:
        super().__init__(slug=slug, label=label, words=words, position=position, retired=retired)

    @classmethod
    def all(cls) -> list["Reason"]:
        """Every reason, in the order staff see them."""
        return list(db.session.scalars(select(cls).order_by(cls.position, cls.slug)))

    @classmethod
    def offered(cls) -> list["Reason"]:
        """Those that words may be turned down for now."""
        return [reason for reason in cls.all() if not reason.retired]

    @classmethod
    def listed(cls) -> list[dict[str, Any]]:
        """All of them as a list that staff edit, and a `Change` keeps."""
        return [
            {"slug": each.slug, "label": each.label, "words": each.words, "retired": each.retired} for each in cls.all()
        ]

    @classmethod
    def change_list(cls, rows: list[dict[str, Any]], partnership: Partnership, *, by: int, seen: int) -> bool:
        """Have these and no others, in this order. Raises `Clash`, and `InUse` for one that is gone and was given."""
        partnership.refuse_to_undo(["reasons"], seen)
        was, there = cls.listed(), {reason.slug: reason for reason in cls.all()}
        if rows == was:
            return False
        gone = there.keys() - {row["slug"] for row in rows}
        if in_use := sorted(gone & used(cls.slug)):
            label = there[in_use[0]].label
            raise InUse(f"“{label}” was given as a reason. It cannot be removed: tick “No longer offered” instead")
        for slug in gone:
            db.session.delete(there[slug])
        for position, row in enumerate(rows, start=1):
            reason = there.get(row["slug"]) or cls(row["slug"], row["label"], row["words"])
            reason.label, reason.words, reason.retired = row["label"], row["words"], row["retired"]
            reason.position = position
            db.session.add(reason)
        partnership.count_edit(partnership.edited)
        partnership.write_down("reasons", was, rows, by=by)
        return True
