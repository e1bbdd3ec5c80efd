"""The page that gathers ways to take part in one engagement."""

from flask import abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from coprod.activities.activity import Activity, State, easy_first
from coprod.activities.engagement import Engagement
from coprod.database import db, uk_today
from coprod.engagements.blueprint import blueprint
from coprod.participation.counting import people_by_kind
from coprod.permissions import Permission, public, requires

# A breakdown is shown only when every number in it is this large: a smaller one could point at somebody.
FEWEST_SHOWN = 5


@blueprint.get("/engagements/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """What it is about, what can still change, and every way to take part. No cookie."""
    return page(Engagement.find_public(slug) or abort(404))


@blueprint.get("/staff/engagements/<slug>/preview")
@requires(Permission.EDIT_ACTIVITIES)
def preview(slug: str) -> ResponseReturnValue:
    """The page as everyone will see it, also while it is a draft."""
    return page(Engagement.find(slug) or abort(404), preview=True)


def page(engagement: Engagement, preview: bool = False) -> str:
    """The page as HTML."""
    every = Activity.all_kinds()
    public_ones = select(every).where(every.engagement_id == engagement.id, every.opens_at.is_not(None))
    activities = easy_first(db.session.scalars(public_ones))
    people = people_by_kind(engagement.id)
    did = {activity.kind: activity.card.did for activity in activities}
    return render_template(
        "engagements/preview.html" if preview else "engagements/show.html",
        engagement=engagement,
        activities=sorted(activities, key=lambda activity: activity.state is State.CLOSED),
        took_part=sum(people.values()),
        by_kind=[(number, did.get(kind, "took part")) for kind, number in people.items()]
        if people and min(people.values()) >= FEWEST_SHOWN
        else [],
        today=uk_today(),
        address=current_app.config["COPROD"].base_url + url_for(".show", slug=engagement.slug),
    )
