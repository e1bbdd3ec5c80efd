"""The page that gathers ways to take part, and the staff list of all of them: open, close, extend."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from coprod import audit, kept_pages
from coprod.activities.activity import Activity, NotAllowed, State, easy_first
from coprod.activities.engagement import Engagement
from coprod.database import db, now
from coprod.date_fields import refuse
from coprod.engagements.forms import ExtendForm
from coprod.participation import counting, what_pages_show
from coprod.permissions import Permission, public, requires

blueprint = Blueprint("engagements", __name__)

# A breakdown is shown only when every number in it is this large: a smaller one could point at somebody.
FEWEST_SHOWN = 5


@blueprint.get("/engagements/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """What it is about, what can still change, and every way to take part. No cookie: the same bytes for everyone."""
    shows = what_pages_show.in_engagement(slug)
    if shows.engagement_id is None:
        abort(404)
    return kept_pages.answer(("engagement", slug), shows, lambda: rendered(slug))


def rendered(slug: str) -> str:
    """The page as HTML."""
    engagement = Engagement.find(slug) or abort(404)
    every = Activity.all_kinds()
    public_ones = select(every).where(every.engagement_id == engagement.id, every.opens_at.is_not(None))
    activities = easy_first(db.session.scalars(public_ones))
    figures = counting.of_engagement(engagement.id)
    things = {activity.kind: activity.card.things for activity in activities}
    return render_template(
        "engagements/show.html",
        engagement=engagement,
        activities=sorted(activities, key=lambda activity: activity.state is State.CLOSED),
        took_part=figures.people,
        sent=[(number, things[kind]) for kind, number in figures.sent.items()]
        if min(figures.sent.values(), default=0) >= FEWEST_SHOWN
        else [],
        as_of=figures.as_of,
        who_counts=counting.WHO_COUNTS,
        address=current_app.config["COPROD"].base_url + request.path,
        is_over=engagement.closes_at is not None and engagement.closes_at <= now(),
    )


@blueprint.get("/staff/activities")
@requires(Permission.EDIT_ACTIVITIES)
def staff_list() -> ResponseReturnValue:
    """Every engagement and its activities, with what staff may do to each."""
    return listed()


def listed(problem: str = "") -> str:
    """The list as HTML; with a problem, when what was asked could not be done."""
    engagements = db.session.scalars(select(Engagement).order_by(Engagement.created_at.desc(), Engagement.id)).all()
    every = Activity.all_kinds()
    activities: dict[int, list[Any]] = {engagement.id: [] for engagement in engagements}
    for activity in db.session.scalars(select(every).order_by(every.closes_at.desc(), every.id)):
        activities[activity.engagement_id].append(activity)
    return render_template(
        "engagements/staff_list.html",
        engagements=engagements,
        activities=activities,
        people=counting.people_by_activity(),
        problem=problem,
    )


@blueprint.post("/staff/activities/<int:id>/open")
@requires(Permission.EDIT_ACTIVITIES)
def open(id: int) -> ResponseReturnValue:
    """Let people take part from now on."""
    activity = to_change(id)
    try:
        activity.open()
    except NotAllowed as refusal:
        return listed(f"{activity.title}: {refusal}"), 422
    return done(activity, "opened")


@blueprint.post("/staff/activities/<int:id>/close")
@requires(Permission.EDIT_ACTIVITIES)
def close(id: int) -> ResponseReturnValue:
    """Take nothing more from now on."""
    activity = to_change(id)
    try:
        activity.close()
    except NotAllowed as refusal:
        return listed(f"{activity.title}: {refusal}"), 422
    return done(activity, "closed")


@blueprint.route("/staff/activities/<int:id>/extend", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def extend(id: int) -> ResponseReturnValue:
    """Give people until a later moment."""
    activity = to_change(id)
    form = ExtendForm()
    if form.validate_on_submit() and extended(activity, form):
        return done(activity, "extended", closes_at=activity.closes_at)
    return render_template("engagements/extend.html", activity=activity, form=form), 422 if form.errors else 200


def extended(activity: Activity, form: ExtendForm) -> bool:
    """Whether the later moment was accepted; if not, the form says why."""
    try:
        activity.extend(form.closes_at())
    except NotAllowed as refusal:
        return refuse(form.closes_on, str(refusal))
    return True


def to_change(id: int) -> Activity:
    """One activity, held until this transaction ends when it is about to change."""
    query = select(Activity).where(Activity.id == id)
    if request.method == "POST":
        query = query.with_for_update(of=Activity)
    return db.session.scalar(query) or abort(404)


def done(activity: Activity, action: str, closes_at: datetime | None = None) -> ResponseReturnValue:
    """Write down what was done, and show the list as it is now."""
    details = {"closes_at": closes_at.isoformat()} if closes_at else {}
    audit.record(action, f"activity {activity.id}", by=current_user, kind=activity.kind, **details)
    db.session.commit()
    return redirect(url_for(".staff_list", _anchor=f"activity-{activity.id}"), 303)
