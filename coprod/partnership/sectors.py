"""Sector: what kind of organisation one is."""

from typing import Any

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, db
from coprod.partnership.edited_as_list import EditedAsList
from coprod.partnership.models import shown_everywhere

# What every installation begins with.
USUAL = {
    "education": "Education",
    "health": "Health",
    "social-care": "Social care",
    "voluntary": "Charity, club or community group",
    "police-fire": "Police and fire",
    "business": "Business",
    "other": "Something else",
}
LONGEST = 40  # letters: it stands in a row of buttons


@shown_everywhere
class Sector(EditedAsList, Base):
    """A kind of organisation. Whoever pledges chooses one, and the register can be read by it.

    One that is `retired` is not offered any more; who chose it keeps it.
    """

    __tablename__ = "sector"
    __table_args__ = (CheckConstraint("name <> ''", name="has_a_name"),)
    LIST, NAME = "sectors", "name"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    retired: Mapped[bool]

    def __init__(self, slug: str, name: str, position: int = 0, retired: bool = False) -> None:
        super().__init__(slug=slug, name=name, position=position, retired=retired)

    @classmethod
    def usual(cls) -> list["Sector"]:
        """Those that every installation begins with, which has them from a migration."""
        return [cls(slug, name, position) for position, (slug, name) in enumerate(USUAL.items(), start=1)]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Slug and name of each that is offered."""
        return [(row["slug"], row["name"]) for row in cls.kept() if not row["retired"]]

    @classmethod
    def names(cls) -> dict[str, str]:
        """The name of each there is, offered or not, by its slug."""
        return {row["slug"]: row["name"] for row in cls.kept()}

    @classmethod
    def listed(cls) -> list[dict[str, Any]]:
        rows = db.session.execute(select(cls.slug, cls.name, cls.retired).order_by(cls.position, cls.slug))
        return [dict(row._mapping) for row in rows]

    @staticmethod
    def why_it_stays(name: str) -> str:
        return f"Organisations are “{name}”. It cannot be removed: tick “No longer offered” instead"

    def set(self, row: dict[str, Any], position: int) -> None:
        self.name, self.retired, self.position = row["name"], row["retired"], position
