"""What waits to be read: how much, since when, and whether for longer than we promised."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy import ColumnElement, Date, and_, case, distinct, func, literal_column, select, true

from coprod.activities.activity import Activity
from coprod.activities.reach import activity_within
from coprod.database import UK, db, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.partnership.models import Partnership
from coprod.permissions import Permission

# From words that wait to their contribution. Said in this way because SQLite knows nothing of an index that was empty
# when it counted its rows: it would begin with every contribution there is. So it begins with the index of what waits.
ITS_CONTRIBUTION = and_(
    Contribution.id == Submission.contribution_id + literal_column("0"),
    Submission.contribution_id > literal_column("0"),
)
# One row of a count: how many contributions have words that wait.
NUMBER = func.count(distinct(Submission.contribution_id))
# Of the same row, the longest waits: since a moment, and since a day where the moment is forgotten. See `oldest_of`.
OLDEST = (
    func.min(Contribution.received_at),
    func.min(case((Contribution.received_at.is_(None), Contribution.submitted_on)), type_=Date),
)


class Wait(NamedTuple):
    """How long one contribution has waited: since a moment, or since a day once the moment is forgotten."""

    received_at: datetime | None
    submitted_on: date

    @property
    def since(self) -> datetime | date:
        """When it began."""
        return self.received_at or self.submitted_on

    @property
    def due(self) -> date:
        """The last day on which it is read in time."""
        day = self.received_at.astimezone(UK).date() if self.received_at else self.submitted_on
        return Partnership.current().promised_by(day)

    @property
    def is_over(self) -> bool:
        """Whether it has waited longer than we promised."""
        return self.due < uk_today()

    @property
    def is_due_today(self) -> bool:
        """Whether today is the last day to keep the promise."""
        return self.due == uk_today()


# Of the same row: how many are to be read first, and by when the first of those has to be.
READ_FIRST = (
    func.count(distinct(Submission.contribution_id)).filter(Submission.read_first_until.is_not(None)),
    func.min(Submission.read_first_until),
)


class Summary(NamedTuple):
    """All that waits: contributions, how many of them longer than we promised, and the longest wait.

    `read_first` are those in which somebody may not be safe; the first of them has to be read by `read_first_until`.
    """

    number: int
    over: int
    oldest: Wait | None
    read_first: int = 0
    read_first_until: datetime | None = None


def summary() -> Summary:
    """What waits in every channel together, as far as whoever asks may read it."""
    return _summed(activity_within(Permission.READ_QUEUE, Contribution.activity_id))


def summary_of(engagement_ids: frozenset[int] | None) -> Summary:
    """What waits in these engagements together; None is all of them."""
    if engagement_ids is None:
        return _summed(true())
    theirs = select(Activity.id).where(Activity.engagement_id.in_(sorted(engagement_ids)))
    return _summed(Contribution.activity_id.in_(theirs))


def _summed(condition: ColumnElement[bool]) -> Summary:
    number, over, read_first, until, *oldest = db.session.execute(
        select(NUMBER, NUMBER.filter(over_promise()), *READ_FIRST, *OLDEST)
        .select_from(Submission)
        .join(Contribution, ITS_CONTRIBUTION)
        .where(Submission.waiting(), condition)
    ).one()
    return Summary(number, over, oldest_of([tuple(oldest)]), read_first, until)


def oldest_of(pairs: Iterable[tuple[datetime | None, date | None]]) -> Wait | None:
    """The longest wait in rows of `OLDEST`."""
    waits = []
    for received_at, submitted_on in pairs:
        waits += [Wait(received_at, received_at.astimezone(UK).date())] if received_at else []
        waits += [Wait(None, submitted_on)] if submitted_on else []
    return min(waits, key=lambda wait: wait.submitted_on, default=None)


def over_promise() -> ColumnElement[bool]:
    """The condition under which a contribution that waits has waited longer than we promised."""
    first = Partnership.current().earliest_in_time(uk_today())
    midnight = datetime.combine(first, time.min, UK)
    return case(
        (Contribution.received_at.is_not(None), Contribution.received_at < midnight),
        else_=Contribution.submitted_on < first,
    )
