"""For staff: an engagement is written part by part, copied and, as a draft, deleted; so is an activity of any kind."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.accounts.who_changed import put_back, show_clash
from coprod.activities import for_staff
from coprod.activities.engagement import Engagement
from coprod.activities.life import PUT_AWAY, NotAllowed
from coprod.activities.pictures import PICTURES
from coprod.changes import Clash
from coprod.check_backs.drafting import are_there
from coprod.database import db
from coprod.engagements.blueprint import blueprint
from coprod.engagements.editing.copy_and_delete import copy_activity, copy_engagement, delete_draft, why_kept
from coprod.engagements.editing.forms import ANSWER, PARTS, PartForm
from coprod.engagements.hub_views import home, shown
from coprod.engagements.what_next import which
from coprod.forms import EditForm
from coprod.permissions import Permission, requires
from coprod.text import normalise

LONGEST_LOOKED_AT = 10_000


@blueprint.get("/staff/engagements/<slug>/edit")
@requires(Permission.EDIT_ACTIVITIES)
def edit_first(slug: str) -> ResponseReturnValue:
    """On to its first part."""
    return redirect(url_for(".edit", slug=for_staff.engagement(slug).slug, part="words"), 302)


@blueprint.route("/staff/engagements/<slug>/edit/<part>", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def edit(slug: str, part: str) -> ResponseReturnValue:
    """Change one part of what an engagement says."""
    engagement = for_staff.engagement(slug)
    parts = parts_of(engagement)
    if part not in parts:
        abort(404)
    engagement.must_not_be_archived()
    name, form_type, template = parts[part]
    form: PartForm = form_type(engagement=put_back(engagement))
    if not form.only_looks and form.validate_on_submit():
        try:
            engagement.change(form.details(), by=current_user.id, seen=form.seen)
            db.session.commit()
            return redirect(url_for(".hub", slug=engagement.slug, saved=part), 303)
        except Clash:
            db.session.rollback()
            show_clash(form, form_type(formdata=None, engagement=engagement), engagement)
    page = render_template(
        template,
        engagement=engagement, form=form, part=part, name=name, parts=parts, pictures=PICTURES,
    )  # fmt: skip
    return page, form.status


def parts_of(engagement: Engagement) -> dict[str, tuple[str, type[PartForm], str]]:
    """The parts in which it is written now."""
    return PARTS | (ANSWER if engagement.life in PUT_AWAY else {})


@blueprint.post("/staff/plain-words")
@requires(Permission.EDIT_ACTIVITIES)
def words() -> ResponseReturnValue:
    """How a text reads that is being typed, and how it will look: a piece of a page. It keeps nothing."""
    db.session.rollback()
    text = normalise(request.form.get("text", ""))[:LONGEST_LOOKED_AT]
    return render_template("engagements/editing/_reads.html", text=text, marks=bool(request.form.get("marks")))


@blueprint.route("/staff/engagements/<slug>/copy", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def copy(slug: str) -> ResponseReturnValue:
    """Make a draft that says the same."""
    engagement = for_staff.whole_engagement(slug, to_copy=True)
    if not for_staff.may_make_engagements():
        abort(403)
    if request.method != "POST":
        checked = are_there(each.id for each in engagement.activities)
        shown_too = {"checks_back": checked, "home": home(slug=slug)}
        return render_template("engagements/editing/copy.html", thing=engagement, **shown_too)
    made = copy_engagement(engagement, by=current_user.id)
    db.session.commit()
    return redirect(url_for(".hub", slug=made.slug), 303)


@blueprint.route("/staff/activities/<int:id>/copy", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def copy_one(id: int) -> ResponseReturnValue:
    """Make a draft of one activity, beside it."""
    activity = for_staff.activity(id)
    activity.engagement.must_not_be_archived()
    if request.method != "POST":
        return render_template("engagements/editing/copy.html", thing=activity, home=home(id=id))
    into = for_staff.engagement(activity.engagement.slug, to_change=True)
    made = copy_activity(activity, into, by=current_user.id)
    db.session.commit()
    return redirect(url_for(".activity", id=made.id), 303)


@blueprint.route("/staff/engagements/<slug>/delete", methods=["GET", "POST"])
@blueprint.route("/staff/activities/<int:id>/delete", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def delete(slug: str = "", id: int = 0) -> ResponseReturnValue:
    """Delete a draft that nobody has answered."""
    holds = request.method == "POST"
    thing = for_staff.engagement(slug, to_change=holds) if slug else for_staff.activity(id, to_change=holds)
    thing.must_not_be_archived()
    place = which(thing)
    after = url_for(".staff_list") if isinstance(thing, Engagement) else url_for(".hub", slug=thing.engagement.slug)
    form = EditForm(obj=thing)
    if request.method != "POST":
        values = {"thing": thing, "why_kept": why_kept(thing), "form": form, "home": home(**place)}
        return render_template("engagements/editing/delete.html", **values)
    try:
        thing.count_edit(form.seen)
        delete_draft(thing, by=current_user)
    except NotAllowed as refusal:
        db.session.rollback()
        return shown(problem=str(refusal), **place), 422
    except Clash:
        db.session.rollback()
        return shown(problem="Somebody else changed this first. This is how it is now.", **place), 409
    db.session.commit()
    return redirect(after, 303)
