"""The parts of the county that people say they live in."""

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, db
from coprod.partnership.models import KEPT, Partnership, shown_everywhere
from coprod.text import sort_key


@shown_everywhere
class District(Base):
    """A part of the county that people say they live in. Never finer than this."""

    __tablename__ = "district"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)

    def __init__(self, slug: str, name: str) -> None:
        super().__init__(slug=slug, name=name)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Slug and name of each, in alphabetical order."""
        current, kept = Partnership.current(), current_app.extensions.get(KEPT)
        if kept is None or kept.partnership is not current:
            return cls._choices()
        if kept.districts is None:
            kept.districts = cls._choices()
        found: list[tuple[str, str]] = kept.districts
        return found

    @classmethod
    def _choices(cls) -> list[tuple[str, str]]:
        rows = db.session.execute(select(cls.slug, cls.name))
        return sorted(((row.slug, row.name) for row in rows), key=lambda row: sort_key(row[1]))
