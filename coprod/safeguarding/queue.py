"""The list of concerns: those that nobody has yet, then those that somebody has, then the closed. Never the words."""

from typing import Any, NamedTuple

from sqlalchemy import Row, Select, case, exists, func, select
from sqlalchemy.orm import aliased

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.concerns.concern import Concern
from coprod.concerns.level import Level, Worry
from coprod.concerns.step import ConcernStep, StepKind
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.private_field import PrivateField
from coprod.participation.submission import Submission
from coprod.partnership.district import District
from coprod.permissions import Role
from coprod.safeguarding.clock import Clock
from coprod.safeguarding.same_words import MOST, lines, others_alike

PAGE = 50
Opener, Holder, Closer = aliased(User), aliased(User), aliased(User)
REFERRED_AT = (
    select(func.min(ConcernStep.at))
    .where(ConcernStep.concern_id == Concern.id, ConcernStep.what == StepKind.REFERRAL)
    .correlate(Concern)
    .scalar_subquery()
)
LISTED: list[Any] = [
    Concern.id,
    Concern.origin,
    Concern.level,
    Concern.sure,
    Concern.prompt,
    Concern.submission_id,
    Concern.opened_at,
    Concern.acknowledged_at,
    REFERRED_AT.label("referred_at"),
    Concern.closed_at,
    Concern.put_back_at().label("put_back_at"),
    Concern.quiet_until,
    Concern.deputy_told_at,
    Concern.everyone_told_at,
    Concern.asked_at,
    Concern.outcome,
    Opener.name.label("opened_by"),
    Holder.name.label("held_by"),
    Closer.name.label("closed_by"),
    Submission.status,
    Contribution.audience,
    PrivateField.concern_id.label("holds"),
    District.name.label("district"),
    Contribution.submitted_on,
    Contribution.withdrawn_on,
    Contribution.context,
    Activity.kind,
    Activity.title,
]


class Listed(NamedTuple):
    """One concern in the list: what is known about it, and its clock.

    One of the open ones may stand for several with the same words: how many `times` they came, up to the `last`.
    """

    about: Row[Any]
    clock: Clock
    times: int = 1
    last: int = 0

    @property
    def worry(self) -> Worry:
        """On which level it is, and how sure."""
        return Worry(self.about.level, self.about.sure)

    @property
    def is_held(self) -> bool:
        """Whether it is about a private field that only the lead may read now."""
        return self.about.holds is not None


def open_concerns() -> list[Listed]:
    """Every concern that is not closed: all on one page, for none may be overlooked.

    First those nobody has: by level, the surest of each at the top. Those about the same words are one line, in which
    the first stands for all.
    """
    line = lines()
    query = _concerns().join(line, line.c.first == Concern.id).add_columns(line.c.times, line.c.last)
    is_had = Concern.acknowledged_at.is_not(None)
    by_level = case((is_had, 0), (Concern.level == Level.CONCERN, 0), else_=1)
    surest = case((is_had, 0), else_=-Concern.sure)
    found = db.session.execute(query.order_by(is_had, by_level, surest, Concern.opened_at, Concern.id))
    return [Listed(row, _clock(row), row.times, row.last) for row in found]


def closed_concerns(before: int | None = None) -> list[Listed]:
    """What has been closed, newest first, one page and the next one; `before` is the last one of the page above."""
    query = _concerns().where(Concern.closed_at.is_not(None))
    if before is not None:
        query = query.where(Concern.id < before)
    return _listed(query.order_by(Concern.id.desc()).limit(PAGE + 1))


def one_concern(id: int) -> Listed | None:
    """One of them, with what stands beside it in the list."""
    return next(iter(_listed(_concerns().where(Concern.id == id))), None)


def others_from_the_same_person(concern: Concern) -> list[Listed]:
    """Other concerns about what came with the same form, or under the same receipt code."""
    sent = db.session.get_one(Contribution, concern.contribution_id)
    same = Contribution.id == sent.id
    if sent.receipt_id is not None:
        same |= Contribution.receipt_id == sent.receipt_id
    return _listed(_concerns().where(same, Concern.id != concern.id).order_by(Concern.id))


def others_with_the_same_words(id: int) -> list[Listed]:
    """The other open concerns in the same line of the list, the oldest first: all that are decided with this one."""
    together = others_alike(id).order_by(Concern.id).limit(MOST - 1)
    return _listed(_concerns().where(Concern.id.in_(together)).order_by(Concern.id))


def there_is_a_deputy() -> bool:
    """Whether anybody is told after the lead and before everyone."""
    return bool(db.session.scalar(select(exists().where(User.holds(Role.SAFEGUARDING_DEPUTY), User.active))))


def _listed(query: Select[Any]) -> list[Listed]:
    return [Listed(row, _clock(row)) for row in db.session.execute(query)]


def _clock(row: Row[Any]) -> Clock:
    return Clock(row.opened_at, row.acknowledged_at, row.referred_at, row.closed_at, row.put_back_at, row.quiet_until)


def _concerns() -> Select[Any]:
    return (
        select(*LISTED)
        .select_from(Concern)
        .join(Contribution, Contribution.id == Concern.contribution_id)
        .join(Activity, Activity.id == Contribution.activity_id)
        .outerjoin(Submission, Submission.id == Concern.submission_id)
        .outerjoin(PrivateField, PrivateField.concern_id == Concern.id)
        .outerjoin(District, District.slug == Contribution.district_slug)
        .outerjoin(Opener, Opener.id == Concern.opened_by_id)
        .outerjoin(Holder, Holder.id == Concern.acknowledged_by_id)
        .outerjoin(Closer, Closer.id == Concern.closed_by_id)
    )
