"""DutyLetter: a letter about concerns to whoever has a duty. Who that is, and what waits, is seen when it leaves."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, Insert, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, UTCDateTime, choice, db, now


class Duty(StrEnum):
    """Who has to know."""

    LEAD = "lead"
    LEAD_AND_DEPUTY = "lead_and_deputy"
    NEXT = "next"  # after the lead: a deputy, or who there is
    EVERYONE = "everyone"  # who could act


class LetterKind(StrEnum):
    """What a letter says: the name of its template."""

    OPENED = "opened"
    MORE = "more"
    PUT_BACK = "put_back"
    NOBODY_HAS_IT = "nobody_has_it"


WAITS = text("claimed_at IS NULL")


class DutyLetter(Base):
    """One letter to a duty. While it waits, more of the same kind only adds to `more`: one letter says all.

    `claimed_at` is when a worker took it and wrote to the people who had the duty at that moment. From then on it
    counts as gone, and what happens next needs a letter of its own. One about which there is nothing more to say,
    because somebody has every concern already, is deleted.
    """

    __tablename__ = "duty_letter"
    __table_args__ = (
        Index("ix_duty_letter_waiting", "duty", "kind", unique=True, sqlite_where=WAITS, postgresql_where=WAITS),
        CheckConstraint("more >= 0", name="more"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    duty: Mapped[Duty] = mapped_column(choice(Duty, "duty"))
    kind: Mapped[LetterKind] = mapped_column(choice(LetterKind, "kind"))
    more: Mapped[int]
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @classmethod
    def write(cls, duty: Duty, kind: LetterKind) -> Insert:
        """The one statement that writes such a letter, or adds to the one that waits: for a session, or for Core."""
        insert: Any = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert
        statement: Insert = (
            insert(cls.__table__)
            .values(duty=duty, kind=kind, more=0, written_at=now())
            .on_conflict_do_update(index_elements=["duty", "kind"], index_where=WAITS, set_={"more": cls.more + 1})
        )
        return statement
