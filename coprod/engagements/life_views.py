"""For staff: each step in the life of an engagement or of an activity. Both have the same verbs."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import Field

from coprod.accounts.who_changed import show_clash
from coprod.activities import for_staff
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.forms import closing
from coprod.activities.life import Archived, Life, NeedsReason, NotAllowed
from coprod.changes import Clash
from coprod.database import db
from coprod.date_fields import refuse
from coprod.engagements.blueprint import blueprint
from coprod.engagements.hub_views import home, shown
from coprod.engagements.life_forms import AnswerForm, CloseForm, ExtendForm, OpenForm, ReasonForm
from coprod.engagements.what_next import which
from coprod.forms import EditForm
from coprod.permissions import Permission, requires

Thing = Engagement | Activity


@blueprint.post("/staff/engagements/<slug>/make_ready")
@blueprint.post("/staff/activities/<int:id>/make_ready")
@requires(Permission.EDIT_ACTIVITIES)
def make_ready(slug: str = "", id: int = 0) -> ResponseReturnValue:
    """Its checklist is done: somebody may open it."""
    thing = to_change(slug, id)
    return at_once(thing, lambda: thing.make_ready(by=current_user.id))


@blueprint.post("/staff/engagements/<slug>/back_to_draft")
@blueprint.post("/staff/activities/<int:id>/back_to_draft")
@requires(Permission.EDIT_ACTIVITIES)
def back_to_draft(slug: str = "", id: int = 0) -> ResponseReturnValue:
    """It needs more work."""
    thing = to_change(slug, id)
    return at_once(thing, lambda: thing.back_to_draft(by=current_user.id))


@blueprint.post("/staff/engagements/<slug>/do_not_open")
@blueprint.post("/staff/activities/<int:id>/do_not_open")
@requires(Permission.PUBLISH)
def do_not_open(slug: str = "", id: int = 0) -> ResponseReturnValue:
    """It does not open by itself after all."""
    thing = to_change(slug, id)
    return at_once(thing, lambda: thing.do_not_open(by=current_user.id))


@blueprint.route("/staff/engagements/<slug>/open", methods=["GET", "POST"])
@blueprint.route("/staff/activities/<int:id>/open", methods=["GET", "POST"])
@requires(Permission.PUBLISH)
def open(slug: str = "", id: int = 0) -> ResponseReturnValue:
    """Let people in, now or at a moment."""
    thing = to_change(slug, id)
    form = OpenForm(obj=thing)

    def take() -> None:
        moment = form.moment()
        if moment is None:
            thing.open(by=current_user.id, seen=form.seen)
        else:
            thing.open_later(moment, by=current_user.id, seen=form.seen)

    stands = OpenForm(formdata=None, obj=thing)
    return asked(
        thing, form, stands, "engagements/open.html", take, form.opens_on if form.when.data == "later" else form.when
    )


@blueprint.route("/staff/engagements/<slug>/close", methods=["GET", "POST"])
@blueprint.route("/staff/activities/<int:id>/close", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def close(slug: str = "", id: int = 0) -> ResponseReturnValue:
    """Take nothing more from now on."""
    return with_reason("close", "engagements/close.html", CloseForm, to_change(slug, id))


@blueprint.route("/staff/engagements/<slug>/archive", methods=["GET", "POST"])
@blueprint.route("/staff/activities/<int:id>/archive", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def archive(slug: str = "", id: int = 0) -> ResponseReturnValue:
    """Put it away."""
    return with_reason("archive", "engagements/archive.html", ReasonForm, to_change(slug, id))


@blueprint.route("/staff/engagements/<slug>/bring_back", methods=["GET", "POST"])
@blueprint.route("/staff/activities/<int:id>/bring_back", methods=["GET", "POST"])
@requires(Permission.BRING_BACK)
def bring_back(slug: str = "", id: int = 0) -> ResponseReturnValue:
    """Take it out of the archive: an administrator does that, who finds nothing else here."""
    thing = held(slug, id)
    if thing.life is not Life.ARCHIVED:
        abort(404)
    if thing.archived is not thing:
        raise Archived(thing.archived)
    return with_reason("bring_back", "engagements/bring_back.html", ReasonForm, thing)


@blueprint.route("/staff/engagements/<slug>/answer", methods=["GET", "POST"])
@blueprint.route("/staff/activities/<int:id>/answer", methods=["GET", "POST"])
@requires(Permission.PUBLISH)
def answer(slug: str = "", id: int = 0) -> ResponseReturnValue:
    """Say what changed, and so that it is answered."""
    thing = to_change(slug, id)
    form = AnswerForm(obj=thing)

    def take() -> None:
        thing.answer(form.what_changed.data or "", by=current_user.id, seen=form.seen)

    stands = AnswerForm(formdata=None, obj=thing)
    return asked(thing, form, stands, "engagements/answer.html", take, form.what_changed)


@blueprint.route("/staff/activities/<int:id>/extend", methods=["GET", "POST"])
@requires(Permission.PUBLISH)
def extend(id: int) -> ResponseReturnValue:
    """Give people until a later moment; opens again what has closed."""
    activity: Any = to_change(id=id)
    form = ExtendForm(obj=activity)

    def take() -> None:
        activity.extend(form.closes_at(), by=current_user.id, seen=form.seen, reason=form.reason.data or "")

    stands = ExtendForm(formdata=None, obj=activity, data=closing(activity))
    return asked(activity, form, stands, "engagements/extend.html", take, form.closes_on)


def with_reason(verb: str, template: str, form_type: type[ReasonForm], thing: Thing) -> ResponseReturnValue:
    """A step that is taken with a reason and nothing else."""
    form = form_type(obj=thing)

    def take() -> None:
        getattr(thing, verb)(by=current_user.id, seen=form.seen, reason=form.reason.data or "")

    return asked(thing, form, form_type(formdata=None, obj=thing), template, take)


def to_change(slug: str = "", id: int = 0) -> Thing:
    """As `held`. Nothing is changed in what is archived."""
    thing = held(slug, id)
    thing.must_not_be_archived()
    return thing


def held(slug: str, id: int) -> Thing:
    """An engagement by its address or an activity by its number, held when it is about to change."""
    holds = request.method == "POST"
    return for_staff.engagement(slug, to_change=holds) if slug else for_staff.activity(id, to_change=holds)


def engagement_of(thing: Thing) -> Engagement:
    """Itself, or the one that an activity belongs to."""
    return thing if isinstance(thing, Engagement) else thing.engagement


def at_once(thing: Thing, take: Callable[[], object]) -> ResponseReturnValue:
    """A step that asks nothing."""
    place = which(thing)
    try:
        take()
    except NotAllowed as refusal:
        db.session.rollback()
        return shown(problem=str(refusal), **place), 422
    except Clash:
        db.session.rollback()
        return shown(problem="Somebody else changed this first. This is how it is now.", **place), 409
    db.session.commit()
    return redirect(home(**place), 303)


def asked(
    thing: Thing, form: EditForm, stands: EditForm, template: str, take: Callable[[], None], field: Field = None
) -> ResponseReturnValue:
    """A step that asks something first; `field` says what was wrong with it, without one the page of the thing does."""
    place = which(thing)
    may_open = current_user.may(Permission.EDIT_ACTIVITIES, engagement_of(thing).id)
    back = home(**place) if may_open else url_for("staff_home.show")
    if form.validate_on_submit():
        try:
            take()
            db.session.commit()
            return redirect(back, 303)
        except NeedsReason as refusal:
            refuse(form["reason"], str(refusal))
        except NotAllowed as refusal:
            if field is None:
                db.session.rollback()
                return (shown(problem=str(refusal), **place), 422) if may_open else redirect(back, 303)
            refuse(field, str(refusal))
        except Clash:
            db.session.rollback()
            show_clash(form, stands, thing)
    page = render_template(template, thing=thing, form=form, home=back)
    return page, form.status
