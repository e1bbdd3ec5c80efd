"""What staff look up: engagements and activities, drafts too. Every staff page finds them here and nowhere else."""

from typing import Any, TypeVar

from flask import abort
from flask_login import current_user
from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.permissions import Permission, asked_for, within

Kind = TypeVar("Kind", bound=Activity)


def engagements(to: Permission | None = None) -> Select[Any]:
    """To select from: those to which this member of staff may do what a permission is for, this page's own if none."""
    return select(Engagement).where(within(to or asked_for(), Engagement.id))


def may_make_engagements() -> bool:
    """Whether they may make new ones: whoever works for one engagement would have no part in another."""
    return current_user.reach(Permission.EDIT_ACTIVITIES) is None


def engagement(slug: str, *, to_change: bool = False) -> Engagement:
    """The one at an address, or 404; held until the transaction ends when it is about to change."""
    query = engagements().where(Engagement.slug == slug)
    if to_change:
        query = query.with_for_update(of=Engagement)
    return db.session.scalar(query) or abort(404)


def whole_engagement(slug: str, *, to_copy: bool = False) -> Engagement:
    """The same, with its activities and all that their checklists look at, in a fixed number of statements.

    `to_copy`: with all that copies of them begin with.
    """
    every = Activity.all_kinds()
    parts = selectinload(Engagement.activities.of_type(every))
    kinds = {mapper.class_ for mapper in Activity.__mapper__.polymorphic_map.values()}
    loads = [kind.loaded_for_copies(every) if to_copy else kind.loaded_for_checks(every) for kind in kinds]
    deeper = [parts.options(each) for load in loads for each in load]
    query = engagements().where(Engagement.slug == slug).options(parts, *deeper)
    return db.session.scalar(query) or abort(404)


def activity(id: int, *, to_change: bool = False, in_no_list: bool = False) -> Activity:
    """An activity of any kind, or 404; held, with its engagement, when it is about to change.

    `in_no_list`: also one that stands in no list, such as the question beneath a reply.
    """
    if to_change:
        Engagement.hold_with(id)  # what opens in it waits for whoever closes it, and the other way round
    query = select(Activity).where(Activity.id == id, within(asked_for(), Activity.engagement_id))
    if not in_no_list:
        query = query.where(Activity.is_listed)
    if to_change:
        query = query.with_for_update(of=Activity)
    return db.session.scalar(query) or abort(404)


def of_kind(kind: type[Kind], slug: str) -> Kind:
    """An activity of one kind at its address, or 404."""
    found = kind.find(slug)
    return found if found and current_user.may(asked_for(), found.engagement_id) else abort(404)
