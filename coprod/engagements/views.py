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
from coprod.check_backs.models import CheckBack
from coprod.counting import counting, what_pages_show
from coprod.database import db
from coprod.engagements.blueprint import blueprint
from coprod.permissions import Permission, public, requires
from coprod.results.disclosure import HIDDEN, people, shown, took_part
from coprod.results.published import Published
from coprod.results.release_pages.glance import glances
from coprod.you_said_we_did.came_of_it import came_of_it
from coprod.you_said_we_did.heard.tones import HEADINGS
from coprod.you_said_we_did.replies import published_replies
from coprod.you_said_we_did.what_comes_next import what_comes_next

REPLIES_SHOWN = 3  # the newest; the others stand on the page of all replies


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


@blueprint.get("/engagements/<slug>/results")
@public
def results(slug: str) -> ResponseReturnValue:
    """Every release of what people answered in it, the latest first."""
    shows = what_pages_show.in_engagement(slug)
    engagement = Engagement.find_public(slug) or abort(404)
    releases = Published.in_engagement(engagement.id) or abort(404)
    return kept_pages.answer(("engagement results", slug), shows, lambda: releases_page(engagement, releases))


def releases_page(engagement: Engagement, releases: list[Published]) -> str:
    """The list as HTML."""
    return render_template(
        "engagements/results.html",
        engagement=engagement,
        releases=[(each, people(each.shown_people)) for each in releases],
    )


def page(engagement: Engagement, preview: bool = False, audience: Audience | None = None) -> str:
    """The page as HTML. A preview has the drafts in it too."""
    every = Activity.all_kinds()
    in_it = select(every).where(every.engagement_id == engagement.id, every.is_listed)
    found = easy_first(db.session.scalars(in_it if preview else in_it.where(every.opens_at.is_not(None))))
    activities = [each for each in found if audience is None or audience in (each.audiences or Audience)]
    figures = counting.of_engagement(engagement.id)
    releases = Published.in_engagement(engagement.id)
    return render_template(
        "engagements/preview.html" if preview else "engagements/show.html",
        engagement=engagement,
        audience=audience,
        audiences=AUDIENCES,
        in_all=len(found),
        activities=sorted(activities, key=lambda activity: activity.state is State.CLOSED),
        took_part=took_part(shown(figures.people)),
        is_few=shown(figures.people) is HIDDEN,
        releases=releases,
        checked=checked_back(releases),
        glances=glances(Published.latest_in([engagement.id])) if releases else [],
        came=came_of_it(engagement),
        replies=published_replies.latest(REPLIES_SHOWN, engagement.id),
        to_come=what_comes_next([engagement]).get(engagement.id, []) if engagement.is_over else [],
        headings=HEADINGS,
        as_of=figures.as_of,
        last_updated=engagement.last_updated(found),
        who_counts=counting.WHO_COUNTS,
        lawful_basis=LAWFUL_BASES.get(engagement.lawful_basis, ""),
        address=current_app.config["COPROD"].base_url + url_for(".show", slug=engagement.slug),
    )


def checked_back(releases: list[Published]) -> list[tuple[Published, str, int]]:
    """The check-backs of which something is out: the latest release of each, who took part, and of how many things."""
    found = CheckBack.among({each.activity_id for each in releases})
    latest = {each.activity_id: each for each in reversed(releases)}
    return [(latest[id], people(latest[id].shown_people), len(each.read)) for id, each in found.items()]
