"""Who took part: the one definition, the one sentence that says it, and every count of it.

A contribution counts when a person has read some of it and did not turn that down, when something was ticked, or
when there was nothing to read and coming is all that is asked, as at an event where the place is confirmed; and
when it was not withdrawn: see `Counted.count`. Whoever skipped every question has answered nothing, and counts
nowhere; nor does what is said beneath a reply, which is in no list of what one can take part in. People are
distinct receipts with one that counts; what counts is a thing sent, and called that.

Nobody who sends something waits for a counter, and no page counts rows. Each change is a row of `took_part_change`,
which a job adds to `took_part` when its day is over. The public see `took_part`, as it was at the last midnight: a live
number would tell when somebody answered. Staff see both together.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    ForeignKey,
    delete,
    event,
    exists,
    func,
    inspect,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from coprod.activities.activity import Activity
from coprod.database import Base, db, uk_today
from coprod.participation.contribution import Contribution
from coprod.transactions import write_transaction

WHO_COUNTS = (
    "We count you when you have taken part and one of us has read your words, or when you only ticked boxes. "
    "A place at an event counts once it is confirmed. "
    "If you do two things with one code, you are still one person. "
    "We do not count words that we could not use, or words that were taken back. "
    "When very many answers come at once, a person looks at them first."
)
WHAT_IS_SENT = (
    "Things sent are notes, answers, sign-ups and pledges that count: each of them, also when one person sent several."
)

# What is counted, and the column of a contribution that says whether it adds one.
COUNTED = {
    "sent": Contribution.counts,
    "people": Contribution.first_in_activity,
    "in_engagement": Contribution.first_in_engagement,
    "on_site": Contribution.first_on_site,
}


class TookPart(Base):
    """How many had taken part in one activity at midnight, as the day `as_of` began in the United Kingdom.

    `sent` are things, all others people: those in the activity, and those of them who are counted by it in its
    engagement and on the site, so that the sum over activities counts nobody twice.
    """

    __tablename__ = "took_part"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True, autoincrement=False)
    sent: Mapped[int]
    people: Mapped[int]
    in_engagement: Mapped[int]
    on_site: Mapped[int]
    as_of: Mapped[date]


class TookPartChange(Base):
    """What one contribution added to those numbers, or took away, on one UK day that is not over or not yet counted."""

    __tablename__ = "took_part_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    day: Mapped[date] = mapped_column(index=True)
    sent: Mapped[int]
    people: Mapped[int]
    in_engagement: Mapped[int]
    on_site: Mapped[int]

    activity: Mapped[Activity] = relationship()

    def __init__(self, changes: dict[str, int], **activity: Any) -> None:
        """Of an `activity` in hand; or, when it is only filed and never in a session, by `activity_id`."""
        super().__init__(day=uk_today(), **changes, **activity)


def changes_by(flags: Mapping[str, bool]) -> dict[str, int]:
    """What something new adds to each count for which it has a flag here."""
    return {name: int(flags[column.key]) for name, column in COUNTED.items() if column.key in flags}


def changes_of(contribution: Contribution) -> dict[str, int]:
    """What this contribution adds to each count since it was last written to the database, if it was."""
    there = inspect(contribution).attrs
    changes = {}
    for name, column in COUNTED.items():
        history = there[column.key].history
        changes[name] = sum(map(bool, history.added or ())) - sum(map(bool, history.deleted or ()))
    return changes


@event.listens_for(db.session, "before_flush")
def _write_changes_down(session: Session, context: Any, instances: Any) -> None:
    for thing in [*session.new, *session.dirty]:
        if isinstance(thing, Contribution) and any((changes := changes_of(thing)).values()):
            session.add(TookPartChange(changes, activity=thing.activity))


# --- what the public see -----------------------------------------------------------------------------------


class Figures(NamedTuple):
    """How many people took part in all, when the day `as_of` began. Exact: pages show it by the rule of results."""

    people: int
    as_of: date | None


def of_engagement(engagement_id: int) -> Figures:
    """Who took part in one engagement."""
    counted = select(func.coalesce(func.sum(TookPart.in_engagement), 0), func.max(TookPart.as_of))
    of_it = counted.join(Activity, Activity.id == TookPart.activity_id).where(Activity.engagement_id == engagement_id)
    return Figures(*db.session.execute(of_it).one())


def on_site() -> Figures:
    """Who took part in anything at all."""
    counted = select(func.coalesce(func.sum(TookPart.on_site), 0), func.max(TookPart.as_of))
    return Figures(*db.session.execute(counted).one())


# --- what staff see ----------------------------------------------------------------------------------------


class SoFar(NamedTuple):
    """How many people took part in an activity up to this moment, and how many things they sent."""

    people: int = 0
    sent: int = 0


def now_of(name: str) -> ColumnElement[int]:
    """One of these numbers of an activity, up to this moment: a column beside others of `Activity`."""
    until_midnight, since = (
        select(func.coalesce(func.sum(getattr(counted, name)), 0))
        .where(counted.activity_id == Activity.id)
        .correlate(Activity)
        .scalar_subquery()
        for counted in (TookPart, TookPartChange)
    )
    return until_midnight + since


def so_far_by_activity() -> defaultdict[int, SoFar]:
    """Of every activity."""
    rows = db.session.execute(select(Activity.id, now_of("people"), now_of("sent")))
    return defaultdict(SoFar, {id: SoFar(people, sent) for id, people, sent in rows})


def people_by_engagement() -> dict[int, int]:
    """How many people took part in each engagement up to this moment, each once, in however many of its activities."""
    counted = select(Activity.engagement_id, func.sum(now_of("in_engagement"))).group_by(Activity.engagement_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}


# --- midnight, and whether it is right ---------------------------------------------------------------------


def count_midnight() -> None:
    """Every hour: the days that are over are counted. Again, or twice at once, and nothing is counted twice."""
    today = uk_today()
    with write_transaction():
        _count(TookPartChange.day < today, today)


def count_what_was_there_before() -> None:
    """All at once, as if it had been there this midnight: for what comes into an empty database with its history."""
    _count(true(), uk_today())


def _count(which: ColumnElement[bool], as_of: date) -> None:
    """Add these changes to what the public see."""
    names = [*COUNTED]
    columns = [getattr(TookPartChange, name) for name in ("activity_id", *names)]
    gone = delete(TookPartChange).where(which).returning(*columns).execution_options(synchronize_session=False)
    sums: dict[int, list[int]] = defaultdict(lambda: [0] * len(names))
    for activity_id, *changes in db.session.execute(gone):
        sums[activity_id] = [a + b for a, b in zip(sums[activity_id], changes, strict=True)]
    _first_rows(as_of)
    for activity_id, changes in sums.items():
        added = {name: getattr(TookPart, name) + change for name, change in zip(names, changes, strict=True)}
        _change(update(TookPart).where(TookPart.activity_id == activity_id).values(added))
    _change(update(TookPart).where(TookPart.as_of < as_of).values(as_of=as_of))


def _change(statement: Any) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})


def _first_rows(day: date) -> None:
    """Every activity has its numbers, nought as long as nobody took part."""
    nobody = [literal(0)] * len(COUNTED)
    new = select(Activity.id, *nobody, literal(day, Date)).where(~exists().where(TookPart.activity_id == Activity.id))
    insert: Any = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert
    columns = ["activity_id", *COUNTED, "as_of"]
    db.session.execute(insert(TookPart.__table__).from_select(columns, new).on_conflict_do_nothing())
