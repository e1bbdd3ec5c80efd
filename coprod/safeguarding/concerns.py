"""The list of concerns: open ones first, oldest first; then what was closed, newest first. Never the words."""

from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from coprod.accounts.models import User
from coprod.database import db
from coprod.participation.activity import Activity
from coprod.participation.concern import Concern
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.partnership.models import District

PAGE = 50
Opener, Closer = aliased(User), aliased(User)
LISTED: list[Any] = [
    Concern.id,
    Concern.opened_at,
    Concern.closed_at,
    Opener.name.label("opened_by"),
    Closer.name.label("closed_by"),
    Submission.status,
    Contribution.audience,
    District.name.label("district"),
    Contribution.submitted_on,
    Contribution.withdrawn_on,
    Contribution.context,
    Activity.kind,
    Activity.title,
]


def open_concerns() -> list[Row[Any]]:
    """Every concern that is not closed: all on one page, for none may be overlooked."""
    query = _concerns().where(Concern.closed_at.is_(None))
    return list(db.session.execute(query.order_by(Concern.opened_at, Concern.id)))


def closed_concerns(before: int | None = None) -> list[Row[Any]]:
    """What has been closed, newest first, one page; `before` is the last one of the page above."""
    query = _concerns().where(Concern.closed_at.is_not(None))
    if before is not None:
        query = query.where(Concern.id < before)
    return list(db.session.execute(query.order_by(Concern.id.desc()).limit(PAGE)))


def one_concern(id: int) -> Row[Any] | None:
    """One of them, with what stands beside it in the list."""
    return db.session.execute(_concerns().where(Concern.id == id)).first()


def _concerns() -> Select[Any]:
    return (
        select(*LISTED)
        .join(Submission, Submission.id == Concern.submission_id)
        .join(Contribution, Contribution.id == Submission.contribution_id)
        .join(Activity, Activity.id == Contribution.activity_id)
        .outerjoin(District, District.slug == Contribution.district_slug)
        .outerjoin(Opener, Opener.id == Concern.opened_by_id)
        .outerjoin(Closer, Closer.id == Concern.closed_by_id)
    )
