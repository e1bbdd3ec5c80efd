"""Why words may be turned down."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, db
from coprod.partnership.edited_as_list import EditedAsList
from coprod.partnership.models import shown_everywhere


@shown_everywhere
class Reason(EditedAsList, Base):
    """Why words may be turned down. `label` is for staff; `words` is what their author reads on the receipt.

    One that is `retired` is not offered any more; what was turned down for it keeps it.
    """

    __tablename__ = "reason"
    LIST, NAME = "reasons", "label"

    slug: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    words: Mapped[str]
    position: Mapped[int]
    retired: Mapped[bool]

    def __init__(self, slug: str, label: str, words: str = "", position: int = 0, retired: bool = False) -> None:
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
        return [
            {"slug": each.slug, "label": each.label, "words": each.words, "retired": each.retired} for each in cls.all()
        ]

    @staticmethod
    def why_it_stays(name: str) -> str:
        return f"“{name}” was given as a reason. It cannot be removed: tick “No longer offered” instead"

    def set(self, row: dict[str, Any], position: int) -> None:
        self.label, self.words, self.retired, self.position = row["label"], row["words"], row["retired"], position
