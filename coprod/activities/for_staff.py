"""What staff look up: engagements and activities, drafts too. Every staff page finds them here and nowhere else."""

from typing import Any, TypeVar

from flask import abort
from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.database import db

Kind = TypeVar("Kind", bound=Activity)


def engagements() -> Select[Any]:
    """To select from: those that this member of staff may look after."""
    return select(Engagement)


def engagement(slug: str, *, to_change: bool = False) -> Engagement:
    """The one at an address, or 404; held until the transaction ends when it is about to change."""
    query = engagements().where(Engagement.slug == slug)
    if to_change:
        query = query.with_for_update(of=Engagement)
    return db.session.scalar(query) or abort(404)


def whole_engagement(slug: str) -> Engagement:
    """The same, with its activities and all that their checklists look at, in a fixed number of statements."""
    every = Activity.all_kinds()
    parts = selectinload(Engagement.activities.of_type(every))
    kinds = {mapper.class_ for mapper in Activity.__mapper__.polymorphic_map.values()}
    deeper = [parts.options(each) for kind in kinds for each in kind.loaded_for_checks(every)]
    query = engagements().where(Engagement.slug == slug).options(parts, *deeper)
    return db.session.scalar(query) or abort(404)


def activity(id: int, *, to_change: bool = False) -> Activity:
    """An activity of any kind, or 404."""
    query = select(Activity).where(Activity.id == id)
    if to_change:
        query = query.with_for_update(of=Activity)
    return db.session.scalar(query) or abort(404)


def of_kind(kind: type[Kind], slug: str) -> Kind:
    """An activity of one kind at its address, or 404."""
    return kind.find(slug) or abort(404)
