"""Unusual ticks: they came in such numbers that nobody can say whether people are behind them. Staff decide, by day.

Words count when somebody has read them; ticks are read by nobody. So those that come in unusual numbers wait, and count
in no number of people and in no result, until staff say of an activity and a day that they count. What was left out can
be counted later, and the other way round: each decision is a row of its own.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, and_, func, literal, not_, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from coprod.activities.activity import Activity
from coprod.activities.life import NotAllowed
from coprod.database import Base, UTCDateTime, choice, db, kept, now, uk_today
from coprod.participation.contribution import Contribution, Source
from coprod.participation.counted import Ticks
from coprod.participation.receipt import Receipt
from coprod.transactions import write_transaction

AT_A_TIME = 500


class Verdict(StrEnum):
    """What staff say of the unusual ticks of one day."""

    COUNT = "count"
    LEAVE_OUT = "leave_out"


class DecisionStays(Exception):
    """Somebody wants to edit what was decided."""


@kept(DecisionStays())
class TickDecision(Base):
    """What somebody decided about the unusual ticks that came to one activity on one day, and how many these were."""

    __tablename__ = "tick_decision"
    __table_args__ = (CheckConstraint("number > 0", name="number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    day: Mapped[date]
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict, "verdict"))
    number: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    activity: Mapped[Activity] = relationship()

    def __init__(self, activity: Activity, day: date, verdict: Verdict, number: int, *, by: int) -> None:
        super().__init__(activity=activity, day=day, verdict=verdict, number=number, by_id=by, at=now())

    @classmethod
    def decide(cls, activity: Activity, day: date, verdict: Verdict, *, by: int) -> "TickDecision":
        """Count them, or leave them out: all of that day that came in unusual numbers, also those decided before."""
        ids = db.session.scalars(select(Contribution.id).where(*_unusual(activity.id, day))).all()
        if not ids:
            raise NotAllowed("There are none that can be counted or left out any more.")
        decide_ticks(ids, Ticks.COUNT if verdict is Verdict.COUNT else Ticks.LEFT_OUT)
        made = cls(activity, day, verdict, len(ids), by=by)
        db.session.add(made)
        return made


class OfDay(NamedTuple):
    """A line: what came to one activity on one day in unusual numbers, and what was decided last."""

    activity: Activity
    day: date
    waiting: int
    counted: int
    left_out: int
    last: TickDecision | None


def by_day(*which: ColumnElement[bool]) -> list[OfDay]:
    """Every line, the latest day first, those that wait before all others."""
    rows: dict[tuple[int, date], dict[Ticks, int]] = {}
    query = (
        select(Contribution.activity_id, Contribution.submitted_on, Contribution.ticks, func.count())
        .join(Activity, Activity.id == Contribution.activity_id)
        .where(*_unusual(), *which)
        .group_by(Contribution.activity_id, Contribution.submitted_on, Contribution.ticks)
    )
    for activity_id, day, ticks, number in db.session.execute(query):
        rows.setdefault((activity_id, day), {})[ticks] = number
    ids = {activity_id for activity_id, _ in rows}
    loaded = joinedload(Activity.engagement)
    activities = {
        each.id: each for each in db.session.scalars(select(Activity).where(Activity.id.in_(ids)).options(loaded))
    }
    decided = select(TickDecision).where(TickDecision.activity_id.in_(ids)).order_by(TickDecision.id)
    last = {(each.activity_id, each.day): each for each in db.session.scalars(decided)}
    lines = [
        OfDay(
            activities[id],
            day,
            numbers.get(Ticks.WAIT, 0),
            numbers.get(Ticks.COUNT, 0),
            numbers.get(Ticks.LEFT_OUT, 0),
            last.get((id, day)),
        )
        for (id, day), numbers in rows.items()
    ]
    return sorted(lines, key=lambda line: (not line.waiting, -line.day.toordinal(), line.activity.id))


def waiting(*which: ColumnElement[bool]) -> int:
    """How many wait for staff."""
    query = select(func.count()).select_from(Contribution).join(Activity, Activity.id == Contribution.activity_id)
    return db.session.scalar(query.where(*_unusual(), Contribution.ticks == Ticks.WAIT, *which)) or 0


def hold_latest(activity_id: int, number: int) -> None:
    """So many of the latest that came to an activity today, and that nobody has to read, wait too."""
    latest = (
        select(Contribution.id)
        .join(Contribution.activity)
        .where(
            Contribution.activity_id == activity_id,
            Contribution.submitted_on == uk_today(),
            Contribution.source == Source.ONLINE,
            Contribution.ticks == Ticks.USUAL,
            # What is said of a reply is counted there alone, and counts here as nobody's taking part; a place that is
            # still to be confirmed would count from then on.
            or_(
                Contribution.counts,
                and_(not_(Activity.is_heard) | _to_be_confirmed(), Contribution.withdrawn_on.is_(None)),
            ),
        )
        .order_by(Contribution.id.desc())
        .limit(number)
    )
    with write_transaction():
        decide_ticks(db.session.scalars(latest).all(), Ticks.WAIT)


def _to_be_confirmed() -> ColumnElement[bool]:
    """Whoever sent it has no place yet, and wrote nothing that anybody reads."""
    kinds = [kind for kind, each in Activity.kinds().items() if each.counts_without_words]
    return and_(~Contribution.came, ~Contribution.submissions.any(), Activity.kind.in_(sorted(kinds)))


def decide_ticks(ids: Sequence[int], ticks: Ticks) -> None:
    """Of these contributions, whether what nobody has to read counts; who is counted by them moves with it."""
    for start in range(0, len(ids), AT_A_TIME):
        some = ids[start : start + AT_A_TIME]
        Receipt.lock(Receipt.id.in_(select(Contribution.receipt_id).where(Contribution.id.in_(some))))
        for contribution in _whole(some):
            contribution.decide_ticks(ticks)
        db.session.flush()


def _whole(ids: Sequence[int]) -> Iterable[Contribution]:
    theirs = selectinload(Contribution.under_one_receipt).options(joinedload(Contribution.activity))
    loads: list[Any] = [joinedload(Contribution.activity), joinedload(Contribution.receipt), theirs]
    query = select(Contribution).where(Contribution.id.in_(ids)).order_by(Contribution.id)
    loads.append(selectinload(Contribution.submissions))
    return db.session.scalars(query.options(*loads).execution_options(populate_existing=True)).all()


def _unusual(activity_id: int | None = None, day: date | None = None) -> list[ColumnElement[bool]]:
    """What came in unusual numbers, is still somebody's, and was not taken back."""
    of = [] if activity_id is None else [Contribution.activity_id == activity_id, Contribution.submitted_on == day]
    return [UNUSUAL, ~Contribution.forgotten, Contribution.withdrawn_on.is_(None), *of]


# As the condition of its index has it.
UNUSUAL: ColumnElement[bool] = Contribution.ticks != literal(Ticks.USUAL, Contribution.ticks.type, literal_execute=True)
