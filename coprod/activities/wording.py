"""Wording: a question as it was asked, from one day on."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.database import Base, UTCDateTime, db, kept, now
from coprod.text import row_number


class WordingKept(Exception):
    """Somebody tried to change or delete a wording that people may have answered."""


@kept(WordingKept("a wording is never edited: make a new one"))
class Wording(Base):
    """What one part of an activity asks, word for word, since a moment. Never edited: other words are another row.

    `part` names what of the activity it is: "question" of a board, the slug of a question in a questionnaire. What asks
    points to its current wording; what people answered keeps the one that they had read.
    """

    __tablename__ = "wording"
    __table_args__ = (
        CheckConstraint("text <> ''", name="text"),
        Index("ix_wording_activity_id_part", "activity_id", "part"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    part: Mapped[str]
    text: Mapped[str]
    since: Mapped[datetime] = mapped_column(UTCDateTime)

    activity: Mapped[Any] = relationship("Activity")  # by name: it stands above this file

    def __init__(self, *, part: str, text: str, activity: Any = None) -> None:
        super().__init__(part=part, text=text, since=now())
        if activity is not None:
            self.activity = activity

    def as_read(self, carried: str | None) -> "Wording":
        """The wording that a form carries, if it is one of the same part: it may be older. Else this one."""
        try:
            id = row_number(carried or "")
        except ValueError:
            return self
        of_this = (Wording.activity_id == self.activity_id, Wording.part == self.part)
        return self if id == self.id else db.session.scalar(select(Wording).where(Wording.id == id, *of_this)) or self
