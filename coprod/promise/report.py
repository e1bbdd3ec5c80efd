"""Report: what an organisation says it did of its pledge. Every six months it is asked, by letter."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, and_, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.activities.reach import activity_within
from coprod.concerns.concern import Concern, Origin
from coprod.database import Base, db, now, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.permissions import Permission
from coprod.promise.organisation import Main, Organisation, joined_key
from coprod.promise.pledge import Pledge
from coprod.screening.finding import Finding

QUESTION = "What did you do?"
# After the last answer, or after the pledge was made; then to the reminder; then until the pledge has lapsed.
EVERY, REMINDED_AFTER, LAPSES_AFTER = timedelta(days=182), timedelta(days=30), timedelta(days=60)


class Report(Base):
    """What an organisation did, in its words: a submission like all others, of the contribution that its pledge is.

    Everyone reads it beside the pledge once it is approved, with the month of `reported_on`.
    """

    __tablename__ = "pledge_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), unique=True)
    reported_on: Mapped[date]

    pledge: Mapped[Pledge] = relationship()
    submission: Mapped[Submission] = relationship()

    def __init__(self, *, pledge: Pledge, submission: Submission) -> None:
        super().__init__(pledge=pledge, submission=submission, reported_on=uk_today())


class Shown(NamedTuple):
    """A report as everyone reads it."""

    reported_on: date
    words: str


def report(pledge: Pledge, words: str, findings: list[Finding] | None) -> Concern | None:
    """Its organisation says what it did. That waits to be read, and the pledge has lapsed no longer.

    Gives back the concern that the words opened, if they did.
    """
    # Worrying words are never stored in clear: they are escalated before anything is written.
    with db.session.no_autoflush:
        pledge.contribution.received_at = pledge.contribution.received_at or now()
        submission = Submission(contribution=pledge.contribution, prompt=QUESTION, words=words, findings=findings)
        rows = submission.escalated_rows(by=None, origin=Origin.SCREENING) if submission.must_be_held() else None
        db.session.add_all([submission, *(rows or ()), Report(pledge=pledge, submission=submission)])
        pledge.contribution.settle()
    pledge.answered_on, pledge.asked_on, pledge.reminded_on = uk_today(), None, None
    pledge.end_change_link()
    pledge.promise.touch()
    return rows.concern if rows else None


def shown_reports(pledges: Sequence[int]) -> dict[int, Shown]:
    """The latest report of each of these pledges that everyone may read, by the pledge's id."""
    query = (
        select(Report.pledge_id, Report.reported_on, Submission.published_words)
        .join(Submission, Submission.id == Report.submission_id)
        .join(Contribution, Contribution.id == Submission.contribution_id)
        .where(Report.pledge_id.in_(pledges), Submission.shown())
        .order_by(Report.reported_on, Report.id)
    )
    return {id: Shown(day, words or "") for id, day, words in db.session.execute(query)}


def is_overdue() -> ColumnElement[bool]:
    """The condition under which a report is overdue: asked for, and asked for again; join `Contribution` to use it."""
    return and_(Pledge.reminded_on.is_not(None), Contribution.withdrawn_on.is_(None))


def count_overdue(promises: Collection[int]) -> dict[int, int]:
    """How many organisations owe us a report, by their Promise; of those whom whoever asks looks after."""
    who = func.coalesce(joined_key(), Pledge.public_id)  # while its name is held, it stands in the list all the same
    query = (
        select(Pledge.promise_id, func.count(who.distinct()).label("number"))
        .join(Contribution, Contribution.id == Pledge.contribution_id)
        .outerjoin(Pledge.organisation)
        .outerjoin(Main, Main.c.id == Organisation.merged_into_id)
        .where(Pledge.promise_id.in_(promises), is_overdue())
        .where(activity_within(Permission.SEE_CONTACTS, Pledge.promise_id))
    )
    return {row.promise_id: row.number for row in db.session.execute(query.group_by(Pledge.promise_id))}


def has_lapsed(reminded_on: date | None) -> bool:
    """Whether nobody has answered, for as long as one waits after the reminder."""
    return reminded_on is not None and reminded_on + LAPSES_AFTER <= uk_today()
