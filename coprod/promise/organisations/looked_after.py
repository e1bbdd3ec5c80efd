"""What staff look after of an organisation: its pledges, its names, and whether all of it is within their reach."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from coprod.accounts.who_changed import who_changed
from coprod.activities.reach import activity_within
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.private_field import FieldState
from coprod.permissions import Permission
from coprod.promise.models import Promise
from coprod.promise.organisation import Organisation, organisation_key
from coprod.promise.pledge import Pledge

MOST_NAMES = 100  # that are offered while one types
MOST_PLEDGES = 20


def pledge_to_look_after(public_id: str) -> Pledge | None:
    """A pledge for which whoever asks may see whom to contact, with its organisation."""
    query = select(Pledge).where(Pledge.public_id == public_id, reached())
    return db.session.scalar(query.options(joinedload(Pledge.organisation).joinedload(Organisation.merged_into)))


def reached() -> ColumnElement[bool]:
    """The condition under which a pledge is looked after by whoever asks."""
    return activity_within(Permission.SEE_CONTACTS, Pledge.promise_id)


def pledges_of(organisation: Organisation) -> Sequence[Pledge]:
    """The latest pledges of an organisation, and of those that are the same one, within reach."""
    query = select(Pledge).join(Pledge.organisation).where(_is_one(organisation), reached())
    query = query.options(joinedload(Pledge.organisation), joinedload(Pledge.promise), joinedload(Pledge.contribution))
    return db.session.scalars(query.order_by(Pledge.submitted_on.desc(), Pledge.public_id).limit(MOST_PLEDGES)).all()


def registers_of(organisation: Organisation) -> Sequence[Promise]:
    """Every Promise to which it has pledged."""
    theirs = select(Pledge.promise_id).join(Pledge.organisation).where(_is_one(organisation))
    return db.session.scalars(select(Promise).where(Promise.id.in_(theirs))).all()


def why_not_yet(organisation: Organisation) -> str:
    """Why nothing may be decided about it now; nothing when it may."""
    theirs = select(Pledge.id).join(Pledge.organisation).where(_is_one(organisation))
    if db.session.scalar(select(theirs.where(~reached()).exists())):
        return "It has pledged elsewhere too. Ask somebody who looks after all pledges."
    unscreened = Contribution.has_field(FieldState.UNSCREENED)
    if db.session.scalar(select(theirs.join(Pledge.contribution).where(unscreened).exists())):
        return "Screening has still to look at what was typed. Come back in ten minutes."
    return ""


def named(name: str, besides: Organisation) -> Organisation | None:
    """The organisation within reach that is called so, another one than this; the oldest of several."""
    key = organisation_key(name)
    if not key:
        return None
    query = _within().where(Organisation.key == key, Organisation.id != besides.id)
    return db.session.scalar(query.order_by(Organisation.merged_into_id.is_not(None), Organisation.id).limit(1))


def other_names(besides: Organisation) -> list[str]:
    """Names to choose from while one types, in the order of the alphabet."""
    query = _within().where(Organisation.id != besides.id, Organisation.merged_into_id.is_(None))
    found = db.session.scalars(query.order_by(Organisation.key).limit(MOST_NAMES))
    return list(dict.fromkeys(each.shown_name for each in found))


def history_of(organisation: Organisation) -> list[tuple[Any, str, str, str]]:
    """(Change, who, what they did, a name in it) of an organisation, the latest first."""
    rows = who_changed(organisation.subject)
    ids = {change.became or change.was for change, _ in rows if change.field == "merged_into_id"}
    others = {each.id: each for each in db.session.scalars(select(Organisation).where(Organisation.id.in_(ids)))}
    return [(change, by, *_in_words(change, others)) for change, by in rows]


def _in_words(change: Any, others: dict[int, Organisation]) -> tuple[str, str]:
    if change.field == "corrected_name":
        return ("Everyone reads", change.became) if change.became else ("Everyone reads the name as it was typed", "")
    other = others.get(change.became or change.was)
    return (
        "It is the same as" if change.became else "It is not the same as",
        other.shown_name if other else "another one",
    )


def _is_one(organisation: Organisation) -> ColumnElement[bool]:
    return or_(Organisation.id == organisation.id, Organisation.merged_into_id == organisation.id)


def _within() -> Any:
    return select(Organisation).where(Organisation.id.in_(select(Pledge.organisation_id).where(reached())))
