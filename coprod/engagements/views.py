"""The page that gathers ways to take part in one engagement."""

from flask import abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from coprod import kept_pages
from coprod.activities.activity import Activity, easy_first
from coprod.activities.engagement import Engagement
from coprod.activities.life import State
from coprod.counting import counting, what_pages_show
from coprod.database import db
from coprod.engagements.blueprint import blueprint
from coprod.permissions import Permission, public, requires

# A breakdown is shown only when every number in it is this large: a smaller one could point at somebody.
FEWEST_SHOWN = 5


@blueprint.get("/engagements/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """What it is about, what can still change, and every way to take part. No cookie: the same bytes for everyone."""
    shows = what_pages_show.in_engagement(slug)
    if shows.engagement_id is None:
        abort(404)
    return kept_pages.answer(("engagement", slug), shows, lambda: page(Engagement.find_public(slug) or abort(404)))


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
    figures = counting.of_engagement(engagement.id)
    things = {activity.kind: activity.card.things for activity in activities}
    return render_template(
        "engagements/preview.html" if preview else "engagements/show.html",
        engagement=engagement,
        activities=sorted(activities, key=lambda activity: activity.state is State.CLOSED),
        took_part=figures.people,
        sent=[(number, things[kind]) for kind, number in figures.sent.items()]
        if min(figures.sent.values(), default=0) >= FEWEST_SHOWN
        else [],
        as_of=figures.as_of,
        who_counts=counting.WHO_COUNTS,
        address=current_app.config["COPROD"].base_url + url_for(".show", slug=engagement.slug),
    )
