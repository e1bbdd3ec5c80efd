"""The page that gathers ways to take part in one engagement."""

from flask import abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from coprod import kept_pages
from coprod.activities import for_staff
from coprod.activities.activity import Activity, easy_first
from coprod.activities.audience import Audience
from coprod.activities.engagement import LAWFUL_BASES, Engagement
from coprod.activities.forms import AUDIENCES
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
    """The page as everyone will see it, also while it is a draft; `for` shows what in it is for one audience."""
    return page(for_staff.engagement(slug), preview=True, audience=request.args.get("for", type=Audience))


def page(engagement: Engagement, preview: bool = False, audience: Audience | None = None) -> str:
    """The page as HTML. A preview has the drafts in it too."""
    every = Activity.all_kinds()
    in_it = select(every).where(every.engagement_id == engagement.id)
    found = easy_first(db.session.scalars(in_it if preview else in_it.where(every.opens_at.is_not(None))))
    activities = [each for each in found if audience is None or audience in (each.audiences or Audience)]
    figures = counting.of_engagement(engagement.id)
    things = {activity.kind: activity.card.things for activity in found}
    return render_template(
        "engagements/preview.html" if preview else "engagements/show.html",
        engagement=engagement,
        audience=audience,
        audiences=AUDIENCES,
        in_all=len(found),
        activities=sorted(activities, key=lambda activity: activity.state is State.CLOSED),
        took_part=figures.people,
        sent=[(number, things[kind]) for kind, number in figures.sent.items()]
        if min(figures.sent.values(), default=0) >= FEWEST_SHOWN
        else [],
        as_of=figures.as_of,
        last_updated=engagement.last_updated(found),
        who_counts=counting.WHO_COUNTS,
        lawful_basis=LAWFUL_BASES.get(engagement.lawful_basis, ""),
        address=current_app.config["COPROD"].base_url + url_for(".show", slug=engagement.slug),
    )
