"""Retention: when the time that an activity names is over, we forget who said what. What was approved stays.

Two clocks run. Identity ends here: the receipt, the form's token, contact details, the words as they were first
written. The record does not: what was published, its theme, every move, the count of people. Nor does the sealed copy
of a concern.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, and_, cast, delete, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from coprod import audit, mail
from coprod.activities.activity import Activity
from coprod.activities.per_kind import BROUGHT_IN
from coprod.concerns.concern import Concern
from coprod.database import db, now, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.lead_message import LeadMessage
from coprod.participation.private_field import PrivateField
from coprod.participation.receipt import Receipt
from coprod.participation.search import forget_erased
from coprod.participation.submission import Submission
from coprod.transactions import write_transaction

BATCH = 500  # contributions in one transaction: nobody who sends something then waits for long


class Purged(NamedTuple):
    """What was forgotten, in numbers; and how many contributions are past their time but still to be decided."""

    contributions: int
    receipts: int
    letters: int
    undecided: int


def purge() -> Purged:
    """Forget all whose time is over, a batch at a time. Again, or twice at once, and nothing more is forgotten."""
    contributions = receipts = undecided = 0
    for activity in _over():
        due = _due(activity)
        for start in range(0, len(due), BATCH):
            gone = _forget(activity, due[start : start + BATCH])
            contributions, receipts = contributions + gone[0], receipts + gone[1]
        undecided += db.session.scalars(select(func.count()).where(_past_its_time(activity), _undecided())).one()
    purged = Purged(contributions, receipts, mail.purge(), undecided)
    with write_transaction():
        if contributions:
            forget_erased(db.session.connection())
        audit.record("purged", "retention", **purged._asdict())
    return purged


def purge_nightly() -> None:
    """Every night."""
    purge()


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last one of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _over() -> list[Activity]:
    """While people can take part, they can also look at what they sent, and take it back.

    What staff brought in never opened, and says itself when it is over.
    """
    ended = and_(Activity.opens_at.is_not(None), Activity.closes_at <= now())
    closed = select(Activity.all_kinds()).where(or_(ended, Activity.kind == BROUGHT_IN))
    return [activity for activity in db.session.scalars(closed.order_by(Activity.id)) if activity.is_over]


def _due(activity: Activity) -> Sequence[int]:
    """The contributions to forget. Looking for them may take a second, and nobody who writes has to wait meanwhile."""
    due = select(Contribution.id).where(_past_its_time(activity), ~_undecided())
    return db.session.scalars(due.order_by(Contribution.id)).all()


def _forget(activity: Activity, found: Sequence[int]) -> tuple[int, int]:
    """Forget who sent these; how many contributions that were in the end, and how many receipts."""
    these = select(Contribution.id).where(Contribution.id.in_(found))
    with write_transaction():
        # A receipt first, as everybody does. What somebody holds just now is left for the next night.
        theirs = select(Contribution.receipt_id).where(Contribution.id.in_(found))
        codes = db.session.scalars(
            select(Receipt.id).where(Receipt.id.in_(theirs)).order_by(Receipt.id).with_for_update(skip_locked=True)
        ).all()
        free = or_(Contribution.receipt_id.is_(None), Contribution.receipt_id.in_(codes))
        held = db.session.scalars(these.where(free).with_for_update(skip_locked=True)).all()
        # Asked again once nobody else can decide: somebody may have taken a decision back, or forgotten them already.
        still_due = these.where(Contribution.id.in_(held), _past_its_time(activity), ~_undecided())
        ids = db.session.scalars(still_due).all()
        _still_counted(activity, ids)
        published = func.coalesce(Submission.published_words, "")
        _change(update(Submission).where(Submission.contribution_id.in_(ids)).values(words=published, findings=[]))
        nothing: dict[str, Any] = {
            "receipt_id": None,
            "token_digest": None,
            "received_at": None,
            "room": None,
            "context": {},
            "forgotten": True,
        }
        _change(update(Contribution).where(Contribution.id.in_(ids)).values(nothing))
        for more in (PrivateField, LeadMessage):
            _change(delete(more).where(more.contribution_id.in_(ids)))
        activity.forget(ids)
        unused = ~exists().where(Contribution.receipt_id == Receipt.id)
        return len(ids), _change(delete(Receipt).where(Receipt.id.in_(codes), unused))


def _still_counted(activity: Activity, ids: Sequence[int]) -> None:
    """Whoever goes on holding a code for something else took part here all the same, and counts here only once."""
    other = aliased(Contribution)
    goes_on = exists().where(other.receipt_id == Receipt.id, other.id.not_in(ids))
    counted = exists().where(Contribution.receipt_id == Receipt.id, Contribution.id.in_(ids), Contribution.counts)
    here = [activity.id, activity.engagement_id]
    for receipt in db.session.scalars(select(Receipt).where(counted, goes_on)):
        if here not in receipt.counted_in:
            receipt.counted_in = [*receipt.counted_in, here]


def _change(statement: Any) -> int:
    """Carry out a change of many rows, none of which this session holds; how many there were."""
    done: Any = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(done.rowcount)


def _past_its_time(activity: Activity) -> ColumnElement[bool]:
    """The condition under which there is still something to forget, and it has been kept for long enough."""
    more_than_published = exists().where(
        Submission.contribution_id == Contribution.id,
        or_(Submission.words.is_(None), Submission.words != func.coalesce(Submission.published_words, "")),
    )
    return and_(
        Contribution.activity_id == activity.id,
        Contribution.submitted_on <= months_before(uk_today(), activity.retention_months),
        or_(
            Contribution.receipt_id.is_not(None),
            Contribution.token_digest.is_not(None),
            Contribution.received_at.is_not(None),
            cast(Contribution.context, String) != "{}",
            more_than_published,
        ),
    )


def _undecided() -> ColumnElement[bool]:
    """The condition under which somebody has still to read the words, or to finish a concern about them."""
    theirs = Submission.contribution_id == Contribution.id
    concern = and_(Concern.contribution_id == Contribution.id, Concern.closed_at.is_(None))
    return or_(exists().where(theirs, Submission.waiting()), exists().where(concern))
