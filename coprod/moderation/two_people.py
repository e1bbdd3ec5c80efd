"""Two people: what the first of them wants, for the second to see before they decide."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from coprod.accounts.models import User
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.move import FirstApproval, Hide, MoveRefused
from coprod.participation.submission import Submission


class FirstYes(NamedTuple):
    """One person's approval of words that need two, while nothing has been decided since."""

    public_id: str
    by_id: int
    by: str
    made_on: date
    hides: list[Hide]
    note: str


class NotSeen(MoveRefused):
    """Somebody approved the words, as the first of two, after this page was made."""

    def __init__(self) -> None:
        super().__init__("Somebody has approved this since you opened the page. See what they hide, then decide.")


def first_yeses(contribution: Contribution) -> dict[int, FirstYes]:
    """By submission: who has approved it, and what they hide. Nothing, and no statement, where one person is enough."""
    if not contribution.activity.two_people:
        return {}
    rows = db.session.execute(
        select(FirstApproval, User.name)
        .join(Submission, Submission.id == FirstApproval.submission_id)
        .join(User, User.id == FirstApproval.by_id)
        .where(
            Submission.contribution_id == contribution.id,
            Submission.waiting(),
            FirstApproval.moves_made == Submission.moves_made,
        )
    )
    return {
        first.submission_id: FirstYes(first.public_id, first.by_id, name, first.made_on, first.hides, first.note)
        for first, name in rows
    }


def must_be_seen(submission: Submission, seen: str | None, *, by: int) -> None:
    """Raise `NotSeen` when the second of two people has not `seen` what the first one hides."""
    if not submission.contribution.activity.two_people:
        return
    first = submission.first_approval
    if first is not None and first.by_id != by and first.public_id != seen:
        raise NotSeen
