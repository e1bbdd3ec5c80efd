"""What was decided, by whom, when and why: the moves, as staff read them."""

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, literal, null, select

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.move import FirstApproval, Move, Status
from coprod.participation.submission import Submission
from coprod.partnership.models import Reason

SCREENING = "Screening"  # who did it when nobody of the staff did
VERBS = {
    Status.PENDING: "returned it to the queue",
    Status.APPROVED: "approved it",
    Status.REJECTED: "rejected it",
    Status.ESCALATED: "escalated it",
}


class HistoryLine(NamedTuple):
    """One move: who did what, when, and why. Or the yes of the first of two people, who have moved nothing yet."""

    by: str
    to: Status
    at: datetime
    reason: str | None
    note: str
    is_first: bool = False

    @property
    def is_by_nobody(self) -> bool:
        """Whether it happened by itself, before anyone read the words."""
        return self.by == SCREENING

    @property
    def verb(self) -> str:
        """What they did: "approved it"."""
        return "approved it, as the first of two" if self.is_first else VERBS[self.to]


class Decided(NamedTuple):
    """A move, and what it was about. `status` is how that stands now, which may be the work of a later move."""

    step: HistoryLine
    submission_id: int
    status: Status
    title: str
    published_words: str | None


def history_of(contribution_id: int) -> dict[int, list[HistoryLine]]:
    """The steps of each submission of one contribution, oldest first."""
    steps: dict[int, list[HistoryLine]] = defaultdict(list)
    moves = _moves(Submission.id, literal(False).label("is_first"), Move.id.label("number"))
    every = moves.where(Submission.contribution_id == contribution_id).union_all(_first_approvals(contribution_id))
    for row in db.session.execute(every.order_by("at", "number")):
        steps[row.id].append(_line(row)._replace(is_first=row.is_first))
    return steps


def last_decided(number: int) -> list[Decided]:
    """The latest decisions of everybody, newest first."""
    query = (
        _moves(Submission.id, Submission.status, Activity.title, Submission.published_words)
        .join(Contribution, Contribution.id == Submission.contribution_id)
        .join(Activity, Activity.id == Contribution.activity_id)
        .where(Move.to_status != Status.PENDING)
    )
    rows = db.session.execute(query.order_by(Move.id.desc()).limit(number))
    return [Decided(_line(row), row.id, row.status, row.title, row.published_words) for row in rows]


def _moves(*about: Any) -> Select[Any]:
    return (
        select(User.name, Move.to_status, Move.at, Reason.label, Move.note, *about)
        .select_from(Move)
        .join(Submission, Submission.id == Move.submission_id)
        .outerjoin(User, User.id == Move.by_id)
        .outerjoin(Reason, Reason.slug == Move.reason_slug)
    )


def _first_approvals(contribution_id: int) -> Select[Any]:
    first: Any = FirstApproval
    approved = literal(Status.APPROVED, Move.to_status.type)
    return (
        select(User.name, approved, first.at, null(), first.note, Submission.id, literal(True), first.id)
        .select_from(first)
        .join(Submission, Submission.id == first.submission_id)
        .join(User, User.id == first.by_id)
        .where(Submission.contribution_id == contribution_id)
    )


def _line(row: Row[Any]) -> HistoryLine:
    return HistoryLine(row.name or SCREENING, row.to_status, row.at, row.label, row.note)
