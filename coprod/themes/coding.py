"""Coding: one person says that one text belongs to one theme. Reading: one person has read one text.

Neither is ever edited: whoever thinks otherwise ends it, and adds another. Both hold for the words as they stood: words
that were approved anew are read anew.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, exists, insert, select, text, update
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from coprod.database import Base, choice, db, kept, uk_today
from coprod.participation.submission import Submission
from coprod.partnership.models import every_page

# As each database reads what a statement asks of it; `in_themes` says the same and more.
STANDS, STANDS_ON_SQLITE = text("ended_on IS NULL AND NOT blind"), text("ended_on IS NULL AND blind = 0")
UNENDED = text("ended_on IS NULL")

# What is known of a text that somebody has read, when they have said no more of it.
ONLY_READ = {"says_nothing": False, "asks_for_help": False, "good_quote": False, "offered": 0}


class NeverEdited(Exception):
    """Somebody tried to change or delete what was coded or read."""


class Tone(StrEnum):
    """How somebody speaks of a theme."""

    GOING_WELL = "going_well"
    HARD = "hard"
    IDEA = "idea"

    @property
    def label(self) -> str:
        """As staff and everyone read it."""
        return {"going_well": "Going well", "hard": "Hard", "idea": "Idea"}[self.value]


class _Held:
    """What the two tables share: whose it is, which words, since when and until when."""

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    moves_made: Mapped[int]
    coder_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    blind: Mapped[bool]
    day: Mapped[date]
    ended_on: Mapped[date | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


@kept(NeverEdited("codings are ended, never edited or deleted"), may_change={"ended_on", "ended_by_id"})
class Coding(_Held, Base):
    """One person says that one text belongs to one theme.

    `moves_made` is how often the submission had been decided on: after one more decision the words may be others.
    `coder_id` is None for what was sorted before anybody's name was kept. A `blind` one is a second coder's, who sees
    nobody else's, and counts nowhere. `suggested_as` is the place, from 1, of the suggestion that was taken.
    """

    __tablename__ = "coding"
    __table_args__ = (
        Index(
            "uq_coding_once", "submission_id", "theme_id", "blind", unique=True, sqlite_where=UNENDED,
            postgresql_where=UNENDED,
        ),
        Index(
            "ix_coding_theme", "theme_id", "submission_id", "moves_made", sqlite_where=STANDS_ON_SQLITE,
            postgresql_where=STANDS,
        ),
        CheckConstraint("suggested_as BETWEEN 1 AND 3", name="suggested_as"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True)
    tone: Mapped[Tone | None] = mapped_column(choice(Tone, "tone"))
    suggested_as: Mapped[int | None]

    submission: Mapped[Submission] = relationship()


@kept(NeverEdited("readings are ended, never edited or deleted"), may_change={"ended_on", "ended_by_id"})
class Reading(_Held, Base):
    """One person has read one text, and says what it is besides its themes.

    `says_nothing`: it holds nothing to put in a theme. `asks_for_help`: it sounds like somebody who wants an answer to
    a question of their own. `good_quote`: it may stand for many, if its author allows it. `offered` is how many
    suggestions stood beside it.
    """

    __tablename__ = "reading"
    __table_args__ = (
        Index("uq_reading_once", "submission_id", "blind", unique=True, sqlite_where=UNENDED, postgresql_where=UNENDED),
        # Implied by the one above; SQLite finds in it alone what nobody has read, and only takes it where it is unique.
        Index(
            "uq_reading_stands", "submission_id", "moves_made", unique=True, sqlite_where=STANDS_ON_SQLITE,
            postgresql_where=STANDS,
        ),
        CheckConstraint("offered BETWEEN 0 AND 3", name="offered"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    says_nothing: Mapped[bool]
    asks_for_help: Mapped[bool]
    good_quote: Mapped[bool]
    offered: Mapped[int]

    submission: Mapped[Submission] = relationship()


def _standing() -> Any:
    words = aliased(Submission)
    return (
        select(Coding.submission_id, Coding.theme_id, Coding.tone, Coding.coder_id)
        .join(words, and_(words.id == Coding.submission_id, words.moves_made == Coding.moves_made))
        .where(Coding.ended_on.is_(None), ~Coding.blind, words.heard())
        .subquery("in_themes")
    )


# Which texts are in which themes: one row each, of what counts. Whoever counts texts joins this, and nothing else.
in_themes = _standing()


def is_read(*, blind: bool = False) -> ColumnElement[bool]:
    """The condition under which somebody has read a submission as its words stand; a second coder, when `blind`."""
    read = Reading.blind if blind else ~Reading.blind
    return (
        exists()
        .where(Reading.submission_id == Submission.id, Reading.moves_made == Submission.moves_made, read)
        .where(Reading.ended_on.is_(None))
    )


def end(table: type[Coding] | type[Reading], *which: ColumnElement[bool], by: int | None) -> int:
    """End those that have not ended; returns how many they were. The one way to end many at once."""
    ended = {"ended_on": uk_today(), "ended_by_id": by}
    db.session.flush()
    of_them = update(table).where(table.ended_on.is_(None), *which).values(**ended)
    number = db.session.connection().execute(of_them).rowcount
    if number and table is Coding:
        db.session.connection().execute(every_page([]))  # its words may be quoted beside a reply of that theme
    for row in [each for each in db.session if number and isinstance(each, table)]:
        db.session.expire(row)
    return number


def add(table: type[Coding] | type[Reading], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add many at once."""
    if rows:
        db.session.flush()
        db.session.execute(insert(table), [*rows])


def begun(submission_id: int, moves_made: int, by: int | None, *, blind: bool = False) -> dict[str, Any]:
    """What every new row of the two tables begins with."""
    return {
        "submission_id": submission_id,
        "moves_made": moves_made,
        "coder_id": by,
        "blind": blind,
        "day": uk_today(),
        "ended_on": None,
        "ended_by_id": None,
    }
