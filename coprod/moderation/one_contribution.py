"""One contribution as a moderator meets it, and what was decided a moment ago."""

from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import contains_eager

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.activities.reach import activity_within
from coprod.database import db, now
from coprod.participation.contribution import Contribution
from coprod.participation.move import UNDO, FirstApproval, Move, Status
from coprod.participation.submission import Submission
from coprod.partnership.district import District
from coprod.permissions import Permission, within
from coprod.reading.claims import Claim, Holder


class Item(NamedTuple):
    """A contribution with its activity and all its answers, where the person lives, and who has it open."""

    contribution: Contribution
    district: str | None
    holder: Holder | None

    @classmethod
    def with_submission(cls, id: str) -> "Item | None":
        """The one that a submission belongs to; none, where whoever asks has no part in its engagement."""
        of = select(Submission.contribution_id).where(Submission.public_id == id).scalar_subquery()
        row = (
            db.session.execute(
                select(Contribution, District.name, Claim.by_id, User.name, Claim.until)
                .join(Contribution.activity)
                .join(Contribution.submissions)
                .outerjoin(District, District.slug == Contribution.district_slug)
                .outerjoin(Claim, and_(Claim.contribution_id == Contribution.id, Claim.holds()))
                .outerjoin(User, User.id == Claim.by_id)
                .where(Contribution.id == of, within(Permission.READ_QUEUE, Activity.engagement_id))
                .order_by(Submission.id)
                .options(contains_eager(Contribution.activity), contains_eager(Contribution.submissions))
            )
            .unique()
            .first()
        )
        return cls(row[0], row[1], Holder(*row[2:]) if row[2] else None) if row else None

    @property
    def waits(self) -> bool:
        """Whether anything of it is to be decided."""
        return any(s.status is Status.PENDING and s.words for s in self.contribution.submissions)


class LastDecision(NamedTuple):
    """The decision that led to a page, to confirm it there, and to offer to undo it."""

    id: str
    status: Status
    moves_made: int
    is_first: bool
    may_undo: bool

    @classmethod
    def about(cls, id: str, reader: int) -> "LastDecision | None":
        """The last decision about a submission, as the one who made it sees it."""
        last = select(func.max(Move.id)).where(Move.submission_id == Submission.id)
        stands = and_(FirstApproval.submission_id == Submission.id, FirstApproval.moves_made == Submission.moves_made)
        row = db.session.execute(
            select(Submission.status, Submission.moves_made, Move.by_id, Move.at)
            .add_columns(FirstApproval.by_id.label("first"), FirstApproval.at.label("first_at"))
            .select_from(Submission)
            .outerjoin(Move, Move.id == last.correlate(Submission).scalar_subquery())
            .outerjoin(FirstApproval, stands)
            .join(Contribution, Contribution.id == Submission.contribution_id)
            .where(Submission.public_id == id, activity_within(Permission.READ_QUEUE, Contribution.activity_id))
        ).first()
        if row is None:
            return None
        is_first = row.status is Status.PENDING and row.first == reader
        mine = row.by_id == reader and row.status in (Status.APPROVED, Status.REJECTED)
        at = row.first_at if is_first else row.at
        return cls(id, row.status, row.moves_made, is_first, (is_first or mine) and now() - at <= UNDO)
