"""For staff: each step in the life of an engagement or of an activity. Both have the same verbs."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

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
from coprod.engagements.life_forms import AnswerForm, CloseForm, ExtendForm, OpenForm, ReasonForm, StepForm
from coprod.engagements.what_next import which
from coprod.permissions import Permission, requires

Thing = Engagement | Activity


@blueprint.post("/staff/engagements/<slug>/make_ready")
@blueprint.post("/staff/activities/<int:id>/make_ready")
@requires(Permission.EDIT_ACTIVITIES)
def make_ready(slug: str = "", id: int = 0) -> ResponseReturnValue:
    """Its checklist is done: somebody may open it."""
    return at_once("make_ready", to_change(slug, id))


@blueprint.post("/staff/engagements/<slug>/back_to_draft")
@blueprint.post("/staff/activities/<int:id>/back_to_draft")
@requires(Permission.EDIT_ACTIVITIES)
def back_to_draft(slug: str = "", id: int = 0) -> ResponseReturnValue:
    """It needs more work."""
    return at_once("back_to_draft", to_change(slug, id))


@blueprint.post("/staff/engagements/<slug>/do_not_open")
@blueprint.post("/staff/activities/<int:id>/do_not_open")
@requires(Permission.PUBLISH)
def do_not_open(slug: str = "", id: int = 0) -> ResponseReturnValue:
    """It does not open by itself after all."""
    return at_once("do_not_open", to_change(slug, id))


@blueprint.route("/staff/engagements/<slug>/open", methods=["GET", "POST"])
@blueprint.route("/staff/activities/<int:id>/open", methods=["GET", "POST"])
@requires(Permission.PUBLISH)
def open(slug: str = "", id: int = 0) -> ResponseReturnValue:
    """Let people in, now or at a moment."""
    thing = to_change(slug, id)

    def take(form: OpenForm, **who: Any) -> None:
        moment = form.moment()
        if moment is None:
            thing.open(**who)
        else:
            thing.open_later(moment, **who)

    return asked("engagements/open.html", thing, OpenForm, take)


@blueprint.route("/staff/engagements/<slug>/close", methods=["GET", "POST"])
@blueprint.route("/staff/activities/<int:id>/close", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def close(slug: str = "", id: int = 0) -> ResponseReturnValue:
    """Take nothing more from now on."""
    thing = to_change(slug, id)
    return asked_why("engagements/close.html", thing, thing.close, CloseForm)


@blueprint.route("/staff/engagements/<slug>/archive", methods=["GET", "POST"])
@blueprint.route("/staff/activities/<int:id>/archive", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def archive(slug: str = "", id: int = 0) -> ResponseReturnValue:
    """Put it away."""
    thing = to_change(slug, id)
    return asked_why("engagements/archive.html", thing, thing.archive)


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
    return asked_why("engagements/bring_back.html", thing, thing.bring_back)


@blueprint.route("/staff/engagements/<slug>/answer", methods=["GET", "POST"])
@blueprint.route("/staff/activities/<int:id>/answer", methods=["GET", "POST"])
@requires(Permission.PUBLISH)
def answer(slug: str = "", id: int = 0) -> ResponseReturnValue:
    """Say what changed, and so that it is answered."""
    thing = to_change(slug, id)
    return asked(
        "engagements/answer.html",
        thing,
        AnswerForm,
        lambda form, **who: thing.answer(form.what_changed.data or "", **who),
    )


@blueprint.route("/staff/activities/<int:id>/extend", methods=["GET", "POST"])
@requires(Permission.PUBLISH)
def extend(id: int) -> ResponseReturnValue:
    """Give people until a later moment; opens again what has closed."""
    activity: Any = to_change(id=id)

    def take(form: ExtendForm, **who: Any) -> None:
        activity.extend(form.closes_at(), reason=form.reason.data or "", **who)

    return asked("engagements/extend.html", activity, ExtendForm, take, stands=closing(activity))


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


def at_once(verb: str, thing: Thing) -> ResponseReturnValue:
    """A step that asks nothing."""
    place = which(thing)
    try:
        getattr(thing, verb)(by=current_user.id)
    except NotAllowed as refusal:
        db.session.rollback()
        return shown(problem=str(refusal), **place), 422
    except Clash:
        db.session.rollback()
        return shown(problem="Somebody else changed this first. This is how it is now.", **place), 409
    db.session.commit()
    return redirect(home(**place), 303)


def asked_why(
    template: str, thing: Thing, take: Callable[..., None], form_type: type[ReasonForm] = ReasonForm
) -> ResponseReturnValue:
    """A step that is taken with a reason and nothing else."""
    return asked(template, thing, form_type, lambda form, **who: take(reason=form.reason.data or "", **who))


def asked(
    template: str, thing: Thing, form_type: type[StepForm], take: Callable[..., None], stands: Any = None
) -> ResponseReturnValue:
    """A step that asks something first: `take` is given the form, who takes it, and what they have seen.

    A refusal stands beside what the form blames; if that is nothing, on the page of the thing. `stands` is what of it
    the fields of the form would not find by their names.
    """
    form = form_type(obj=thing)
    place = which(thing)
    may_open = current_user.may(Permission.EDIT_ACTIVITIES, engagement_of(thing).id)
    back = home(**place) if may_open else url_for("staff_home.show")
    if form.validate_on_submit():
        try:
            take(form, by=current_user.id, seen=form.seen)
            db.session.commit()
            return redirect(back, 303)
        except NeedsReason as refusal:
            refuse(form["reason"], str(refusal))
        except NotAllowed as refusal:
            if not form.blamed:
                db.session.rollback()
                return (shown(problem=str(refusal), **place), 422) if may_open else redirect(back, 303)
            refuse(form[form.blamed], str(refusal))
        except Clash:
            db.session.rollback()
            show_clash(form, form_type(formdata=None, obj=thing, data=stands), thing)
    return render_template(template, thing=thing, form=form, home=back), form.status
