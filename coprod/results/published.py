"""What is kept of results: what will be published, written down before it opens; who asks for a release; releases."""

import hashlib
import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, undefer

from coprod.activities.activity import Activity
from coprod.activities.life import NotAllowed
from coprod.database import Base, UTCDateTime, db, kept, now
from coprod.rendering import uk_date
from coprod.results.declaration import Declaration
from coprod.results.disclosure import FEWEST, HIDDEN, Figure
from coprod.results.kept import Kept, as_text, from_text
from coprod.results.release import Release


class NeverEdited(Exception):
    """Somebody tried to change or delete what was published, or what will be."""


class LooksOther(NotAllowed):
    """What would be published is not what whoever agrees has looked at."""


@kept(NeverEdited("declarations are added, never edited or deleted"))
class Declared(Base):
    """All that will be published of an activity, as it stands from `at` on. It only grows: see `Declaration.grown`."""

    __tablename__ = "declaration"
    __table_args__ = (UniqueConstraint("activity_id", "number"), CheckConstraint("number > 0", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    tables: Mapped[dict[str, Any]] = mapped_column(JSON)

    def __init__(self, *, activity_id: int, number: int, declaration: Declaration) -> None:
        super().__init__(activity_id=activity_id, number=number, at=now(), tables=declaration.as_plain())

    @property
    def declaration(self) -> Declaration:
        """What it says."""
        return Declaration.from_plain(self.tables)

    @classmethod
    def of(cls, activity_id: int) -> Self | None:
        """The one that holds now."""
        return db.session.scalar(select(cls).where(cls.activity_id == activity_id).order_by(cls.number.desc()).limit(1))

    @classmethod
    def declare(cls, activity_id: int, asked: Declaration) -> None:
        """Before anybody can answer it: write down what is asked, after all that was declared before."""
        last = cls.of(activity_id)
        whole = last.declaration.grown(asked) if last else asked
        if last is None or whole != last.declaration:
            db.session.add(cls(activity_id=activity_id, number=last.number + 1 if last else 1, declaration=whole))
            db.session.flush()


@kept(NeverEdited("a release is kept as it was made"))
class Published(Base):
    """A release: what everyone sees of an activity from `day` on. Made by one person, agreed by another, never edited.

    `people` is how many took part, as shown; empty: fewer than ten. `counted` are the ids of those who were counted,
    by group: it is private, for the next release alone. `meanings` are what staff say, by the name of a table.
    """

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("activity_id", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("made_by_id <> agreed_by_id", name="two_people"),
        CheckConstraint(f"people >= {FEWEST}", name="people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    number: Mapped[int]
    day: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    agreed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    people: Mapped[int | None]
    figures: Mapped[str] = mapped_column(Text, deferred=True)
    counted: Mapped[str] = mapped_column(Text, deferred=True)
    meanings: Mapped[dict[str, str]] = mapped_column(JSON)

    activity: Mapped[Activity] = relationship()

    def __init__(
        self,
        activity: Activity,
        release: Release,
        *,
        number: int,
        made_by: int,
        agreed_by: int,
        meanings: dict[str, str] | None = None,
    ) -> None:
        figures, counted = as_text(release)
        super().__init__(
            activity=activity, number=number, day=release.on, made_by_id=made_by, agreed_by_id=agreed_by,
            people=None if release.people is HIDDEN else release.people, figures=figures, counted=counted,
            meanings=meanings or {},
        )  # fmt: skip

    @property
    def shown_people(self) -> Figure:
        """How many took part, as everyone may know it."""
        return HIDDEN if self.people is None else self.people

    @property
    def as_shown(self) -> Release:
        """What everyone sees, without whom it counted."""
        return from_text(Kept(self.figures, "{}"))

    @property
    def whole(self) -> Release:
        """With whom it counted: for the next one."""
        return from_text(Kept(self.figures, self.counted))

    @classmethod
    def of(cls, activity_id: int) -> list[Self]:
        """All of an activity, the latest first, without their figures."""
        return list(db.session.scalars(select(cls).where(cls.activity_id == activity_id).order_by(cls.number.desc())))

    @classmethod
    def last_of(cls, activity_id: int) -> Self | None:
        """The latest of an activity."""
        return next(iter(cls.of(activity_id)), None)

    @classmethod
    def latest(cls, activity_ids: Collection[int]) -> dict[int, Self]:
        """The latest of each of these activities that has one."""
        if not activity_ids:
            return {}
        newest = select(func.max(cls.id)).where(cls.activity_id.in_(activity_ids)).group_by(cls.activity_id)
        return {each.activity_id: each for each in db.session.scalars(select(cls).where(cls.id.in_(newest)))}

    @classmethod
    def latest_in(cls, engagement_ids: Collection[int]) -> list[Self]:
        """The latest of each activity of these engagements, with its figures: first that in which most took part."""
        newest = select(func.max(cls.id)).join(cls.activity).where(Activity.engagement_id.in_(engagement_ids))
        query = select(cls).where(cls.id.in_(newest.group_by(cls.activity_id)))
        query = query.options(undefer(cls.figures), joinedload(cls.activity))
        return list(db.session.scalars(query.order_by(func.coalesce(cls.people, 0).desc(), cls.id)))

    @classmethod
    def in_engagement(cls, engagement_id: int) -> list[Self]:
        """All of its activities, the latest first."""
        query = select(cls).join(cls.activity).where(Activity.engagement_id == engagement_id)
        return list(db.session.scalars(query.order_by(cls.day.desc(), cls.id.desc())))


class ReleaseRequest(Base):
    """Somebody asks that a release be made, and waits for a second person who agrees. One at a time."""

    __tablename__ = "release_request"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True, autoincrement=False)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    meanings: Mapped[dict[str, str]] = mapped_column(JSON)

    activity: Mapped[Activity] = relationship()

    def __init__(self, activity: Activity, *, by: int, meanings: dict[str, str] | None = None) -> None:
        super().__init__(activity=activity, asked_by_id=by, asked_at=now(), meanings=meanings or {})

    @classmethod
    def of(cls, activity_id: int) -> Self | None:
        """The one that waits."""
        return db.session.get(cls, activity_id)

    @classmethod
    def ask(cls, activity: Activity, release: Release, *, by: int, meanings: dict[str, str] | None = None) -> None:
        """Somebody has looked at what would be published, says what it means, and asks a second person to agree."""
        activity.must_not_be_archived()
        if cls.of(activity.id):
            raise NotAllowed("Somebody has asked already. A second person agrees.")
        must_say_more(release, Published.last_of(activity.id))
        db.session.add(cls(activity, by=by, meanings=meanings))

    def take_back(self) -> None:
        """It is not to be made after all, or not yet."""
        self.activity.must_not_be_archived()
        db.session.delete(self)

    def agree(self, release: Release, *, by: int, seen: str) -> Published:
        """The second person agrees to what they have `seen`, and it is out."""
        if self.asked_by_id == by:
            raise NotAllowed("You asked for it, so a second person agrees. Ask a colleague.")
        if seen != looks(release, self.meanings):
            raise LooksOther("More people have answered since you looked. This is how it would be now: look again.")
        activity = self.activity
        last = Published.last_of(activity.id)
        must_say_more(release, last)
        number = last.number + 1 if last else 1
        activity.edit_a_part(by=by)
        was = last and uk_date(last.day, year=True)
        activity.write_down("release", was, uk_date(release.on, year=True), by=by)
        made = Published(
            activity, release, number=number, made_by=self.asked_by_id, agreed_by=by, meanings=self.meanings
        )
        db.session.add(made)
        db.session.delete(self)
        db.session.flush()
        return made


def must_say_more(release: Release, last: Published | None) -> None:
    """Raise `NotAllowed` when nothing in it is new."""
    if last and release.counted == last.whole.counted:
        raise NotAllowed("No group has 20 new people, so all would stay as it is. There is nothing to publish.")


def looks(release: Release, meanings: dict[str, str] | None = None) -> str:
    """By which releases are known that look the same to everyone. The day is not in it: people may agree tomorrow."""
    figures = json.loads(as_text(release).figures)
    day = figures.pop("on")
    for table in figures["tables"]:
        for row in table["rows"]:
            row["on"] = "" if row["on"] == day else row["on"]
    shown = [figures, sorted((meanings or {}).items())]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:24]
