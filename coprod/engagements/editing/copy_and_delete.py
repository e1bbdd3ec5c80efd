"""A copy of an engagement or of one activity is a draft; a draft that nobody has answered can be deleted."""

from typing import Any

from sqlalchemy import delete, exists, select, update

from coprod.accounts.models import StaffRole
from coprod.activities.activity import Activity
from coprod.activities.engagement import RESERVED_SLUGS, Engagement
from coprod.activities.forms import free_slug, unused_slug
from coprod.activities.life import NOT_PUBLIC, NotAllowed
from coprod.activities.per_kind import BROUGHT_IN
from coprod.activities.wording import Wording
from coprod.check_backs.drafting import copied
from coprod.check_backs.models import CheckBack
from coprod.counting.counting import TookPart, TookPartChange
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.themes.models import Theme

SAID_BY_ENGAGEMENT = (
    "summary", "background", "easy_read", "decided", "can_change", "next_steps", "documents", "sponsors",
    "contact", "glossary", "purpose", "lawful_basis", "bsl_url", "audio_url", "two_to_open",
    "two_to_decide",
)  # fmt: skip
SAID_BY_ACTIVITY = (
    "title", "summary", "closes_at", "minutes", "readers", "audiences", "purpose", "retention_months", "two_people",
    "made_safe", "ways_to_say", "can_change",
)  # fmt: skip


def copy_engagement(engagement: Engagement, *, by: int) -> Engagement:
    """A draft that says the same, with a draft of each of its activities. Nothing that anybody sent comes along."""
    title = f"{engagement.title[:100]} (copy)"
    said = {name: getattr(engagement, name) for name in SAID_BY_ENGAGEMENT}
    copy = Engagement(slug=free_slug(Engagement, engagement.title, taken_too=RESERVED_SLUGS), title=title, **said)
    check_backs = CheckBack.among([each.id for each in engagement.activities], whole=True)
    taken: dict[str, set[str]] = {}
    for kind, slug in db.session.execute(select(Activity.kind, Activity.slug)):
        taken.setdefault(kind, set()).add(slug)
    copies: list[Engagement | Activity] = [copy]
    more: list[CheckBack] = []
    for activity in engagement.activities:
        slug = unused_slug(activity.title, taken[activity.kind])
        taken[activity.kind].add(slug)
        copies.append(_copied(activity, copy, slug))
        if check_back := check_backs.get(activity.id):
            more.append(copied(check_back, copies[-1]))
    db.session.add_all([*copies, *more])
    db.session.flush()  # all at once, and not one by one
    for each in copies:
        each.made(by=by)
    return copy


def copy_activity(activity: Activity, into: Engagement, *, by: int) -> Activity:
    """A draft that says the same. Its dates are the old ones until somebody changes them: the checklist says so."""
    copy = _copied(activity, into, free_slug(type(activity), activity.title))
    db.session.add(copy)
    if check_back := CheckBack.of(activity.id):
        db.session.add(copied(check_back, copy))
    copy.made(by=by)
    return copy


def _copied(activity: Activity, into: Engagement, slug: str) -> Activity:
    kind: Any = type(activity)
    said = {name: getattr(activity, name) for name in (*SAID_BY_ACTIVITY, *activity.COPIED)}
    copy: Activity = kind(engagement=into, slug=slug, **said, **activity.copied_parts())
    return copy


def why_kept(thing: Engagement | Activity) -> str:
    """Why it cannot be deleted; empty when it can."""
    activities = thing.activities if isinstance(thing, Engagement) else [thing]
    if any(each.life not in NOT_PUBLIC for each in (thing, *activities)):
        return "Only a draft can be deleted. People have been able to read this one: put it in the archive instead."
    theirs = select(Contribution.id).where(Contribution.activity_id.in_([each.id for each in activities]))
    if db.session.scalar(select(exists(theirs))):
        return "Somebody has answered it, so it stays."
    of_it = Activity.engagement_id == thing.id, Activity.kind == BROUGHT_IN
    if isinstance(thing, Engagement) and db.session.scalar(select(exists().where(*of_it))):
        return "What people said elsewhere was brought in, so it stays."
    if isinstance(thing, Engagement) and db.session.scalar(select(exists().where(Theme.engagement_id == thing.id))):
        return "There are themes in it, so it stays."
    return ""


def delete_draft(thing: Engagement | Activity, *, by: Any) -> None:
    """Delete it, what stands in it, and the roles held for it. Raises `NotAllowed` for what people may have seen."""
    if why := why_kept(thing):
        raise NotAllowed(why)
    for activity in thing.activities if isinstance(thing, Engagement) else [thing]:
        _delete_activity(activity)
    if isinstance(thing, Engagement):
        StaffRole.end_with(thing.id, thing.title, by=by)
        table: Any = Engagement.__table__
        connection = db.session.connection()
        connection.execute(update(table).where(table.c.replaced_by_id == thing.id).values(replaced_by_id=None))
        connection.execute(delete(table).where(table.c.id == thing.id))


def _delete_activity(activity: Activity) -> None:
    # Not through the session: it refuses to delete a wording, which people may have answered. Nobody answered this one.
    activity.delete_parts()
    connection = db.session.connection()
    of_it: list[Any] = [Wording, TookPart, TookPartChange]
    for model in of_it:
        connection.execute(delete(model.__table__).where(model.__table__.c.activity_id == activity.id))
    tables: list[Any] = [type(activity).__table__, Activity.__table__]
    for table in tables:
        connection.execute(delete(table).where(table.c.id == activity.id))
