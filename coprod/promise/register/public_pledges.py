"""The public register: pledges that a person has approved, from an email address that was confirmed."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from coprod.database import db, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.private_field import FieldState
from coprod.participation.submission import Submission
from coprod.partnership.sectors import Sector
from coprod.promise.commitment import Commitment, pledge_commitment
from coprod.promise.models import Promise
from coprod.promise.organisation import Main, Organisation, joined_key, joined_name
from coprod.promise.pledge import Pledge
from coprod.promise.register.filters import EVERYBODY, RegisterFilters
from coprod.promise.report import Shown, has_lapsed, shown_reports
from coprod.public_ids import ListPlace

PAGE = 20
NEWEST_FIRST = (Pledge.submitted_on.desc(), Pledge.public_id.desc())


class Kept(NamedTuple):
    """A commitment that a pledge keeps. `was_replaced` says that it has been put in other words since."""

    title: str
    was_replaced: bool


class PublicPledge(NamedTuple):
    """What everyone may know of a pledge. Nothing about who to contact ever comes near it."""

    place: ListPlace
    organisation: str
    sector: str
    words: str
    by_when: date
    asked_on: date | None
    reminded_on: date | None
    commitments: list[Kept]
    report: Shown | None

    @property
    def has_lapsed(self) -> bool:
        """Whether nobody answered when it was asked what was done."""
        return has_lapsed(self.reminded_on)

    @property
    def is_overdue(self) -> bool:
        """Whether the day by which it was to be done has gone by."""
        return self.by_when < uk_today()


def public() -> ColumnElement[bool]:
    """The condition under which a pledge stands on the register; join `Submission` and `Contribution` to use it.

    No pledge stands there while the safeguarding lead alone may read its names.
    """
    return and_(Submission.shown(), Pledge.email_confirmed_at.is_not(None), ~Contribution.has_field(FieldState.HELD))


def public_pledges(
    promise: Promise, *, wanted: RegisterFilters = EVERYBODY, before: ListPlace | None = None, limit: int = PAGE
) -> list[PublicPledge]:
    """Pledges of a Promise, newest day first; `before` is the last one of the page above."""
    shown = (joined_name(), Sector.name, Submission.published_words, Pledge.by_when, Pledge.asked_on)
    query = on_the_register(promise, Pledge.id, Pledge.submitted_on, Pledge.public_id, *shown, Pledge.reminded_on)
    query = query.where(wanted.met())
    if before is not None:
        query = query.where(before.is_above(Pledge.submitted_on, Pledge.public_id))
    rows = db.session.execute(query.order_by(*NEWEST_FIRST).limit(limit)).all()
    ids = [row.id for row in rows]
    kept, reports = _commitments(ids), shown_reports(ids)
    return [
        PublicPledge._make((ListPlace(*row[1:3]), *row[3:], kept.get(row.id, []), reports.get(row.id))) for row in rows
    ]


def sectors(promise: Promise) -> dict[str, str]:
    """The names of the sectors by which the register can be read: those offered, and those of pledges that stand there.

    Those that are no longer offered are looked for only where there are any.
    """
    names, offered = Sector.names(), dict(Sector.choices())
    if names.keys() == offered.keys():
        return names
    there = set(db.session.scalars(on_the_register(promise, Pledge.sector).distinct()))
    return {slug: name for slug, name in names.items() if slug in offered or slug in there}


def count_organisations(promise: Promise, wanted: RegisterFilters = EVERYBODY) -> int:
    """How many organisations stand on the register: one that pledged twice is counted once."""
    query = on_the_register(promise, func.count(joined_key().distinct()))
    return db.session.scalar(query.where(wanted.met())) or 0


def count_by_commitment(promise: Promise) -> dict[int, int]:
    """How many organisations pledged each commitment, by its id; none, and it is left out."""
    id = pledge_commitment.c.commitment_id
    query = on_the_register(promise, id, func.count(joined_key().distinct()).label("number"))
    query = query.join(pledge_commitment, pledge_commitment.c.pledge_id == Pledge.id).group_by(id)
    return {row.commitment_id: row.number for row in db.session.execute(query)}


def on_the_register(promise: Promise, *columns: Any) -> Select[Any]:
    """These columns of the pledges that everyone may read, with their organisations."""
    return (
        select(*columns)
        .select_from(Pledge)
        .join(Submission, Submission.id == Pledge.submission_id)
        .join(Contribution, Contribution.id == Pledge.contribution_id)
        .join(Organisation, Organisation.id == Pledge.organisation_id)
        .join(Sector, Sector.slug == Pledge.sector)
        .outerjoin(Main, Main.c.id == Organisation.merged_into_id)
        .where(Pledge.promise_id == promise.id, public())
    )


def _commitments(pledges: Sequence[int]) -> dict[int, list[Kept]]:
    """The commitments of each of these pledges."""
    kept: dict[int, list[Kept]] = {}
    later = aliased(Commitment)
    was_replaced = exists().where(later.replaces_id == Commitment.id)
    query = select(pledge_commitment.c.pledge_id, Commitment.title, was_replaced).join(Commitment)
    chosen = query.where(pledge_commitment.c.pledge_id.in_(pledges)).order_by(Commitment.position, Commitment.id)
    for pledge, *commitment in db.session.execute(chosen):
        kept.setdefault(pledge, []).append(Kept(*commitment))
    return kept
