"""Organisation: who pledges, as it named itself."""

import unicodedata
from enum import StrEnum

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, choice, db
from coprod.text import fold


class Sector(StrEnum):
    """What kind of organisation it is."""

    EDUCATION = "education"
    HEALTH = "health"
    SOCIAL_CARE = "social-care"
    VOLUNTARY = "voluntary"
    POLICE_FIRE = "police-fire"
    BUSINESS = "business"
    OTHER = "other"

    @property
    def label(self) -> str:
        """As everyone reads it."""
        return SECTOR_LABELS[self]


SECTOR_LABELS = {
    Sector.EDUCATION: "Education",
    Sector.HEALTH: "Health",
    Sector.SOCIAL_CARE: "Social care",
    Sector.VOLUNTARY: "Charity, club or community group",
    Sector.POLICE_FIRE: "Police and fire",
    Sector.BUSINESS: "Business",
    Sector.OTHER: "Something else",
}


class Organisation(Base):
    """A school, service, club or firm, exactly as it named itself on a pledge: that spelling is what was approved.

    Spelled another way, or put in another sector, it is another row; the same `key` says that it is the same one.
    """

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("name <> '' AND key <> ''", name="has_a_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)
    sector: Mapped[Sector] = mapped_column(choice(Sector, "sector"))

    def __init__(self, *, name: str, sector: Sector) -> None:
        key = organisation_key(name)
        if not key:
            raise ValueError("an organisation without a name")
        super().__init__(name=name, key=key, sector=Sector(sector))

    @classmethod
    def find(cls, name: str, sector: Sector) -> "Organisation | None":
        """The organisation of this name, as written, in this sector."""
        known = select(cls).where(cls.key == organisation_key(name), cls.name == name, cls.sector == sector)
        return db.session.scalar(known.order_by(cls.id).limit(1))

    @classmethod
    def named(cls, name: str, sector: Sector) -> "Organisation":
        """The same; a new one when nobody has written it so."""
        return cls.find(name, sector) or cls(name=name, sector=sector)


def organisation_key(name: str) -> str:
    """A name without what people write differently: capitals, accents on letters, "the", "&", dots and hyphens."""
    plain = fold(name).replace("&", " and ").replace("'", "").replace("’", "")
    kept = "".join(letter if unicodedata.category(letter)[0] in "LNM" else " " for letter in plain)
    return " ".join(kept.split()).removeprefix("the ")
