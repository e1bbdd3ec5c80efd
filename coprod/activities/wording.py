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

    @classmethod
    def find(cls, carried: str, activity_id: int, part: str) -> "Wording | None":
        """The wording that a form carries, if it is one of this part of this activity: it may be older."""
        try:
            id = row_number(carried)
        except ValueError:
            return None
        of_this = (cls.activity_id == activity_id, cls.part == part)
        return db.session.scalar(select(cls).where(cls.id == id, *of_this))

    def as_read(self, carried: str | None) -> "Wording":
        """The wording that a form carries, if it is one of the same part. Else this one."""
        if not carried or carried == str(self.id):
            return self
        return Wording.find(carried, self.activity_id, self.part) or self
