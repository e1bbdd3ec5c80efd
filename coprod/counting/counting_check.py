"""Whether the counters say what the rows say: for whoever looks after the server, and for the tests."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import Integer, and_, cast as as_type, exists, func, or_, select

from coprod.activities.activity import Activity
from coprod.counting.counting import COUNTED, TookPart, TookPartChange
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.counted import Ticks, count_once
from coprod.participation.move import Status
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission

FIRSTS = ("first_in_activity", "first_in_engagement", "first_on_site")


def what_is_wrong() -> list[str]:
    """A sentence for each count that is not what the rows say; none when all is well."""
    return [*_wrong_counters(), *_wrong_rows(), *_wrong_people()]


def _wrong_counters() -> Iterator[str]:
    """Activities whose numbers are not the sum of their contributions. One statement, so one moment."""
    columns: list[Any] = []
    for name, column in COUNTED.items():
        columns.append(
            select(func.coalesce(func.sum(as_type(column, Integer)), 0))
            .where(Contribution.activity_id == Activity.id)
            .scalar_subquery()
        )
        for counted in (TookPart, TookPartChange):
            total = func.coalesce(func.sum(getattr(counted, name)), 0)
            columns.append(select(total).where(counted.activity_id == Activity.id).scalar_subquery())
    for title, *numbers in db.session.execute(select(Activity.title, *columns).order_by(Activity.id)):
        for place, name in enumerate(COUNTED):
            rows, until_midnight, since = numbers[3 * place : 3 * place + 3]
            if rows != until_midnight + since:
                yield f"{title}: {name} is {until_midnight + since}, and the rows say {rows}."


def _wrong_rows() -> Iterator[str]:
    """Contributions that count and should not, or the other way round."""
    words = Submission.contribution_id == Contribution.id
    approved = exists().where(words, Submission.status == Status.APPROVED, Submission.published_words.is_not(None))
    kinds = [kind for kind, each in Activity.kinds().items() if each.counts_without_words]
    came = and_(~exists().where(words), Contribution.came, Activity.kind.in_(sorted(kinds)))
    by_itself = and_(Contribution.ticks.in_((Ticks.USUAL, Ticks.COUNT)), or_(Contribution.ticked, came))
    counts = and_(Activity.is_heard, Contribution.withdrawn_on.is_(None), or_(by_itself, approved))
    wrong = select(Contribution.id).join(Activity).where(~Contribution.forgotten, Contribution.counts != counts)
    for id in db.session.scalars(wrong.order_by(Contribution.id)):
        yield f"Contribution {id} counts, or does not, against the rule."


def _wrong_people() -> Iterator[str]:
    """Receipts whose holder is counted twice in one place, or nowhere."""
    flags = [getattr(Contribution, name) for name in FIRSTS]
    query = (
        select(Contribution.receipt_id, Contribution.id, Contribution.counts, *flags)
        .add_columns(Contribution.activity_id, Activity.engagement_id, Receipt.counted_in, Activity.kind)
        .join(Activity, Activity.id == Contribution.activity_id)
        .outerjoin(Receipt, Receipt.id == Contribution.receipt_id)
        .where(~Contribution.forgotten)
        .order_by(Contribution.receipt_id, Contribution.id)
    )
    alone = lambda row: row.receipt_id or -row.id  # noqa: E731 - without a receipt each is a person
    for _, rows in groupby(db.session.execute(query.execution_options(yield_per=1000)), key=alone):
        theirs = list(rows)
        if not Activity.__mapper__.polymorphic_map[theirs[0].kind].class_.counts_people:
            if any(getattr(row, name) for row in theirs for name in FIRSTS):
                yield f"Contribution {theirs[0].id} was said elsewhere, and counts as a person."
            continue
        again = [_plain(row) for row in theirs]
        count_once(cast(Any, again), theirs[0].counted_in or ())
        of_row = attrgetter(*FIRSTS)
        if [of_row(row) for row in theirs] != [of_row(each) for each in again]:
            yield f"Whoever sent contribution {theirs[0].id} is not counted exactly once."


def _plain(row: Any) -> SimpleNamespace:
    return SimpleNamespace(counts=row.counts, stands_in=(row.activity_id, row.engagement_id))
