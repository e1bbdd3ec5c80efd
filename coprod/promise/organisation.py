"""Organisation: who pledges, as it named itself."""

import unicodedata

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, db
from coprod.text import fold


class Organisation(Base):
    """A school, service, club or firm, exactly as it named itself on a pledge: that spelling is what was approved.

    Spelled another way it is another row; the same `key` says that it is the same one.
    """

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("name <> '' AND key <> ''", name="has_a_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)

    def __init__(self, *, name: str) -> None:
        key = organisation_key(name)
        if not key:
            raise ValueError("an organisation without a name")
        super().__init__(name=name, key=key)

    @classmethod
    def named(cls, name: str) -> "Organisation | None":
        """The organisation of this name, as written; a new one when nobody has written it so. None without a name."""
        known = select(cls).where(cls.key == organisation_key(name), cls.name == name).order_by(cls.id).limit(1)
        return (db.session.scalar(known) or cls(name=name)) if name else None


def organisation_key(name: str) -> str:
    """A name without what people write differently: capitals, accents on letters, "the", "&", dots and hyphens."""
    plain = fold(name).replace("&", " and ").replace("'", "").replace("’", "")
    kept = "".join(letter if unicodedata.category(letter)[0] in "LNM" else " " for letter in plain)
    return " ".join(kept.split()).removeprefix("the ")
