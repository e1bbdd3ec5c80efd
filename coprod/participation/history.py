"""What was decided, by whom, when and why: the moves, as staff read them."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, literal, null, select

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.move import FirstApproval, Move, Status, opened_note
from coprod.participation.submission import Submission
from coprod.partnership.reason import Reason
from coprod.permissions import Permission, within

# Who did it when nobody of the staff did: what waits again without them was written anew.
SCREENING, WRITER = "Screening", "Whoever wrote it"
VERBS = {
    Status.PENDING: "returned it to the queue",
    Status.APPROVED: "approved it",
    Status.REJECTED: "rejected it",
    Status.ESCALATED: "escalated it",
}


class HistoryLine(NamedTuple):
    """One move: who did what, when, and why. Or the yes of the first of two people, who have moved nothing yet.

    `at` is for the safeguarding lead alone: it may be when somebody wrote. Others see the UK day, `made_on`. `id` is
    the number of the move, or of that yes.
    """

    by: str
    to: Status
    at: datetime
    made_on: date
    reason: str | None
    note: str
    id: int
    is_first: bool = False
    no_worry: bool = False

    @property
    def is_by_nobody(self) -> bool:
        """Whether it happened by itself, before anyone read the words."""
        return self.by == SCREENING

    @property
    def verb(self) -> str:
        """What they did: "approved it"."""
        if self.by == WRITER:
            return "changed the words"
        verb = "approved it, as the first of two" if self.is_first else VERBS[self.to]
        return f"read all of it, saw no worry, and {verb}" if self.no_worry else verb


class Decided(NamedTuple):
    """A move, and what it was about. `status` is how that stands now, which may be the work of a later move."""

    step: HistoryLine
    submission_id: str
    status: Status
    title: str
    published_words: str | None


def history_of(contribution_id: int) -> dict[int, list[HistoryLine]]:
    """The steps of each submission of one contribution, oldest first."""
    steps: dict[int, list[HistoryLine]] = defaultdict(list)
    moves = _moves(Submission.id, literal(False).label("is_first"))
    every = moves.where(Submission.contribution_id == contribution_id).union_all(_first_approvals(contribution_id))
    for row in db.session.execute(every.order_by("at", "number")):
        steps[row.id].append(_line(row, row.is_first))
    return steps


def last_decided(number: int) -> list[Decided]:
    """Decisions of the latest days, of everybody, about what whoever asks may read.

    Within a day they stand by chance, as in the moderation log.
    """
    query = (
        _moves(Submission.public_id, Submission.status, Activity.title, Submission.published_words)
        .join(Contribution, Contribution.id == Submission.contribution_id)
        .join(Activity, Activity.id == Contribution.activity_id)
        .where(Move.to_status != Status.PENDING, within(Permission.READ_QUEUE, Activity.engagement_id))
    )
    rows = db.session.execute(query.order_by(Move.made_on.desc(), Move.public_id.desc()).limit(number))
    return [Decided(_line(row), row.public_id, row.status, row.title, row.published_words) for row in rows]


def _moves(*about: Any) -> Select[Any]:
    return (
        select(User.name, Move.to_status, Move.at, Move.made_on, Reason.label, Move.sealed_note, Move.place)
        .add_columns(Move.id.label("number"), Move.no_worry, *about)
        .select_from(Move)
        .join(Submission, Submission.id == Move.submission_id)
        .outerjoin(User, User.id == Move.by_id)
        .outerjoin(Reason, Reason.slug == Move.reason_slug)
    )


def _first_approvals(contribution_id: int) -> Select[Any]:
    first: Any = FirstApproval
    approved = literal(Status.APPROVED, Move.to_status.type)
    return (
        select(User.name, approved, first.at, first.made_on, null(), first.sealed_note, first.place)
        .add_columns(first.id, first.no_worry, Submission.id, literal(True))
        .select_from(first)
        .join(Submission, Submission.id == first.submission_id)
        .join(User, User.id == first.by_id)
        .where(Submission.contribution_id == contribution_id)
    )


def _line(row: Row[Any], is_first: bool = False) -> HistoryLine:
    note = opened_note(FirstApproval if is_first else Move, row.sealed_note, row.place)
    name = row.name or (WRITER if row.to_status is Status.PENDING else SCREENING)
    return HistoryLine(name, row.to_status, row.at, row.made_on, row.label, note, row.number, is_first, row.no_worry)
