"""GotItRightRelease: what everyone sees of what people answered beneath a reply, from a day on. A person makes it."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, undefer

from coprod.accounts.models import User
from coprod.activities.life import NotAllowed
from coprod.database import UK, Base, db, kept, uk_today
from coprod.partnership.models import shown_everywhere
from coprod.results.declaration import By, Counts
from coprod.results.disclosure import FEWEST, HIDDEN, Figure, in_words, people
from coprod.results.kept import Kept, as_text, from_text
from coprod.results.published import looks
from coprod.results.release import Release, Row, release_of
from coprod.you_said_we_did.got_it_right.counting import IN_ALL, counted, declares
from coprod.you_said_we_did.got_it_right.models import GotItRight, RightAnswer


class NeverEdited(Exception):
    """Somebody tried to change or delete what was shown."""


class LooksOther(NotAllowed):
    """What would be shown is not what whoever shows it has looked at."""


class Piece(NamedTuple):
    """One of the three answers in a line, of figures under the rule: `share` in a hundred, as wide as its bar is."""

    label: str
    figure: Figure
    share: Figure

    @property
    def words(self) -> str:
        """ "about 90 (60%)", or that it is fewer than ten."""
        return in_words(self.figure) if self.figure is HIDDEN else f"about {in_words(self.figure)} ({self.share}%)"

    @property
    def width(self) -> int:
        """Of its bar; what is hidden has none."""
        return 0 if self.share is HIDDEN else self.share


class Line(NamedTuple):
    """What people answered in all, or in a month, as at a day."""

    label: str
    base: Figure
    pieces: list[Piece]

    @property
    def who(self) -> str:
        """About how many answered."""
        return people(self.base)

    @property
    def bars(self) -> list[tuple[int, int]]:
        """Where each piece of the bar begins, and how wide it is: 0 to 100, without what is hidden."""
        at, found = 0, []
        for piece in self.pieces:
            width = min(piece.width, 100 - at)  # shares of rounded figures may come to more than a hundred
            found.append((at, width))
            at += width
        return found


@kept(NeverEdited("what was shown stays as it was made"))
@shown_everywhere
class GotItRightRelease(Base):
    """What everyone sees of one question, from `day` on. `figures` and `counted` are as in a release of results."""

    __tablename__ = "got_it_right_release"
    __table_args__ = (
        UniqueConstraint("got_it_right_id", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(f"people >= {FEWEST}", name="people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    got_it_right_id: Mapped[int] = mapped_column(ForeignKey("got_it_right.id"))
    number: Mapped[int]
    day: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    people: Mapped[int | None]
    figures: Mapped[str] = mapped_column(Text, deferred=True)
    counted: Mapped[str] = mapped_column(Text, deferred=True)

    got_it_right: Mapped[GotItRight] = relationship()
    made_by: Mapped[User] = relationship()

    @classmethod
    def make(cls, asked: GotItRight, *, by: int, seen: str) -> "GotItRightRelease":
        """Somebody who has `seen` what it looks like lets everyone see it. Raises `NotAllowed` or `Archived`."""
        theirs = GotItRight.__table__
        db.session.execute(select(theirs.c.id).where(theirs.c.id == asked.id).with_for_update())
        asked.must_not_be_archived()
        made = cls.as_it_would_be(asked, by=by)
        if seen != made.looks:
            raise LooksOther("More people have answered since you looked. This is how it would be now: look again.")
        db.session.add(made)
        return made

    @classmethod
    def as_it_would_be(cls, asked: GotItRight, *, by: int, on: date | None = None) -> "GotItRightRelease":
        """What `make` would show, for whoever is about to. Raises `NotAllowed` where nothing in it is new."""
        on = on or uk_today()
        last = cls.last_of(asked.id, whole=True)
        opened = (asked.opens_at or asked.closes_at).astimezone(UK).date()
        declaration = declares(min(opened, on), on)
        before = from_text(Kept(last.figures, last.counted)) if last else None
        release = release_of(declaration, counted(asked.id, declaration, on), last=before, on=on)
        if before is not None and release.counted == before.counted:
            raise NotAllowed("Fewer than 20 more people have answered, so nothing would change.")
        figures, private = as_text(release)
        return cls(
            got_it_right_id=asked.id,
            number=last.number + 1 if last else 1,
            day=on,
            made_by_id=by,
            people=None if release.people is HIDDEN else release.people,
            figures=figures,
            counted=private,
        )

    @classmethod
    def last_of(cls, got_it_right_id: int, *, whole: bool = False) -> "GotItRightRelease | None":
        """The newest of a question; `whole`, with whom it counted, for the next one alone."""
        query = select(cls).where(cls.got_it_right_id == got_it_right_id).order_by(cls.number.desc()).limit(1)
        columns = (cls.figures, cls.counted) if whole else (cls.figures,)
        return db.session.scalar(query.options(*map(undefer, columns)))

    @classmethod
    def latest(cls, reply_ids: Collection[int]) -> dict[int, "GotItRightRelease"]:
        """By reply: the newest that is out. In one statement."""
        newest = (
            select(func.max(cls.id))
            .join(GotItRight, GotItRight.id == cls.got_it_right_id)
            .where(GotItRight.reply_id.in_(reply_ids))
            .group_by(cls.got_it_right_id)
        )
        query = (
            select(GotItRight.reply_id, cls)
            .join(GotItRight, GotItRight.id == cls.got_it_right_id)
            .where(cls.id.in_(newest))
            .options(undefer(cls.figures))
        )
        return {row[0]: row[1] for row in db.session.execute(query)}

    @property
    def release(self) -> Release:
        """What everyone sees, without whom it counted."""
        return from_text(Kept(self.figures, "{}"))

    @property
    def looks(self) -> str:
        """By which it is known that it looks the same to everyone."""
        return looks(self.release)

    @property
    def shown_people(self) -> Figure:
        """How many answered, as everyone may know it."""
        return HIDDEN if self.people is None else self.people

    @property
    def says(self) -> str:
        """How many answered, in a sentence; and why there is no more, where there is none."""
        if self.people is None:
            return "Too few people have answered to show numbers."
        more = "" if self.in_all else ", too few to show what they said"
        return f"{people(self.people).capitalize()} have answered{more}."

    @property
    def in_all(self) -> Line | None:
        """What everybody answered together; None where they are too few."""
        return next((line for key, line in self._lines() if key == IN_ALL), None)

    @property
    def months(self) -> list[tuple[str, Line | None]]:
        """Each month since it was first asked, the earliest first; None where too few answered in it."""
        tables = [each for each in self.release.tables if each.question not in ("", IN_ALL)]
        found = dict(self._lines())
        return [(each.title, found.get(each.question)) for each in tables]

    def _lines(self) -> list[tuple[str, Line]]:
        tables = [each for each in self.release.tables if each.counts is Counts.ANSWERS and each.by is By.EVERYONE]
        return [(each.question, _line(each.title, row)) for each in tables for row in each.rows if not row.too_small]


def _line(label: str, row: Row) -> Line:
    pieces = zip(RightAnswer, row.figures, row.shares, strict=True)
    return Line(label, row.base, [Piece(answer.label, figure, share) for answer, figure, share in pieces])
