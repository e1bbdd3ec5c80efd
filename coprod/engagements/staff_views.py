"""For staff: every engagement and its activities, with what may be done to each; and what was changed."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from coprod.accounts.who_changed import show_clash, who_changed
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.forms import closing
from coprod.activities.life import STEPS, Life, NeedsReason, NotAllowed
from coprod.changes import Clash
from coprod.counting.counting import people_by_activity
from coprod.database import db
from coprod.date_fields import refuse
from coprod.engagements.blueprint import blueprint
from coprod.engagements.forms import CloseForm, ExtendForm
from coprod.engagements.history import lines
from coprod.permissions import Permission, requires


@blueprint.get("/staff/activities")
@requires(Permission.EDIT_ACTIVITIES)
def staff_list() -> ResponseReturnValue:
    """Every engagement and its activities, with what staff may do to each."""
    return listed()


def listed(problem: str = "") -> str:
    """The list as HTML; with a problem, when what was asked could not be done."""
    activities = selectinload(Engagement.activities.of_type(Activity.all_kinds()))
    newest = select(Engagement).options(activities).order_by(Engagement.created_at.desc(), Engagement.id)
    return render_template(
        "engagements/staff_list.html",
        engagements=db.session.scalars(newest).all(),
        steps=STEPS,
        people=people_by_activity(),
        problem=problem,
    )


@blueprint.post("/staff/engagements/<slug>/step")
@requires(Permission.EDIT_ACTIVITIES)
def step(slug: str) -> ResponseReturnValue:
    """Bring an engagement to another state of its life: `to` is the button that was pressed."""
    engagement = Engagement.find(slug) or abort(404)
    to = request.form.get("to", type=Life) or abort(400)
    try:
        engagement.step(to, by=current_user.id)
    except NotAllowed as refusal:
        return listed(f"{engagement.title}: {refusal}"), 422
    except Clash:
        db.session.rollback()
        return listed(f"{engagement.title}: somebody else changed this first. This is how it is now."), 409
    db.session.commit()
    return redirect(url_for(".staff_list", _anchor=f"engagement-{engagement.id}"), 303)


@blueprint.get("/staff/engagements/<slug>/changes")
@requires(Permission.EDIT_ACTIVITIES)
def changes(slug: str) -> ResponseReturnValue:
    """What staff have changed in an engagement and in its activities."""
    engagement = Engagement.find(slug) or abort(404)
    titles = {each.subject: each.title for each in (engagement, *engagement.activities)}
    return render_template("engagements/changes.html", engagement=engagement, lines=lines(who_changed(*titles), titles))


@blueprint.post("/staff/activities/<int:id>/open")
@requires(Permission.EDIT_ACTIVITIES)
def open(id: int) -> ResponseReturnValue:
    """Let people take part from now on."""
    activity = to_change(id)
    try:
        activity.open(by=current_user.id)
    except NotAllowed as refusal:
        return listed(f"{activity.title}: {refusal}"), 422
    return done(activity)


@blueprint.route("/staff/activities/<int:id>/close", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def close(id: int) -> ResponseReturnValue:
    """Take nothing more from now on."""
    activity = to_change(id)
    form = CloseForm(obj=activity)
    if form.validate_on_submit():
        try:
            activity.close(by=current_user.id, seen=form.seen, reason=form.reason.data or "")
            return done(activity)
        except NeedsReason as refusal:
            refuse(form.reason, str(refusal))
        except NotAllowed as refusal:
            return listed(f"{activity.title}: {refusal}"), 422
        except Clash:
            db.session.rollback()
            show_clash(form, CloseForm(formdata=None, obj=activity), activity)
    return render_template("engagements/close.html", activity=activity, form=form), form.status


@blueprint.route("/staff/activities/<int:id>/extend", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def extend(id: int) -> ResponseReturnValue:
    """Give people until a later moment."""
    activity = to_change(id)
    form = ExtendForm(obj=activity)
    if form.validate_on_submit():
        try:
            reason = form.reason.data or ""
            activity.extend(form.closes_at(), by=current_user.id, seen=form.seen, reason=reason)
            return done(activity)
        except NeedsReason as refusal:
            refuse(form.reason, str(refusal))
        except NotAllowed as refusal:
            refuse(form.closes_on, str(refusal))
        except Clash:
            db.session.rollback()
            show_clash(form, ExtendForm(formdata=None, obj=activity, data=closing(activity)), activity)
    return render_template("engagements/extend.html", activity=activity, form=form), form.status


def to_change(id: int) -> Activity:
    """One activity, held until this transaction ends when it is about to change."""
    query = select(Activity).where(Activity.id == id)
    if request.method == "POST":
        query = query.with_for_update(of=Activity)
    return db.session.scalar(query) or abort(404)


def done(activity: Activity) -> ResponseReturnValue:
    """Save it, and show the list as it is now."""
    db.session.commit()
    return redirect(url_for(".staff_list", _anchor=f"activity-{activity.id}"), 303)
