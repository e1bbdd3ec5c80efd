"""For staff: the sessions on shared devices of a questionnaire, to make, to give another code, and to end."""

from collections.abc import Callable

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from coprod.activities import for_staff
from coprod.activities.life import NotAllowed
from coprod.database import db
from coprod.permissions import Permission, requires
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.shared_device.session_forms import SessionForm
from coprod.questionnaires.shared_device.shared_session import IDLE, SharedSession
from coprod.text import row_number


@blueprint.route("/staff/questionnaires/<slug>/shared-device", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def shared_device(slug: str) -> ResponseReturnValue:
    """Every session, and one more. Their codes stand here until they are used."""
    questionnaire = for_staff.of_kind(Questionnaire, slug)
    questionnaire.must_not_be_archived()
    form = SessionForm()
    if not form.validate_on_submit():
        return sessions_page(questionnaire, form), 422 if form.errors else 200
    people, hours = form.head_count.data or 1, form.hours.data or 1
    for_staff.activity(questionnaire.id, to_change=True)
    try:
        made = SharedSession.begin(
            questionnaire, label=form.label.data or "", head_count=people, hours=hours, by=current_user.id
        )
        there = None if made in db.session.new else 1
    except NotAllowed as refusal:
        db.session.rollback()
        return sessions_page(questionnaire, form, str(refusal)), 409
    db.session.commit()
    return redirect(url_for(".shared_device", slug=slug, there=there), 303)


@blueprint.post("/staff/questionnaires/<slug>/shared-device/end")
@requires(Permission.EDIT_ACTIVITIES)
def end_shared_device(slug: str) -> ResponseReturnValue:
    """Nobody begins in it any more."""
    return press(slug, lambda shared: shared.end(by=current_user.id))


@blueprint.post("/staff/questionnaires/<slug>/shared-device/code")
@requires(Permission.EDIT_ACTIVITIES)
def another_device(slug: str) -> ResponseReturnValue:
    """A code for one more device, or for one that was switched off."""
    return press(slug, SharedSession.draw_code)


def press(slug: str, verb: Callable[[SharedSession], None]) -> ResponseReturnValue:
    """What both buttons do with the session beside which they stand."""
    questionnaire = for_staff.of_kind(Questionnaire, slug)
    questionnaire.must_not_be_archived()
    theirs = SharedSession.questionnaire_id == questionnaire.id
    one = select(SharedSession).where(theirs, SharedSession.id == request.form.get("session", type=row_number))
    shared = db.session.scalar(one.with_for_update(of=SharedSession)) or abort(404)
    try:
        verb(shared)
    except NotAllowed as refusal:
        db.session.rollback()
        return sessions_page(questionnaire, SessionForm(formdata=None), str(refusal)), 409
    db.session.commit()
    return redirect(url_for(".shared_device", slug=slug), 303)


def sessions_page(questionnaire: Questionnaire, form: SessionForm, problem: str = "") -> str:
    """The page as HTML; with a problem, when what was asked could not be done."""
    every = SharedSession.of(questionnaire)
    return render_template(
        "questionnaires/shared_device/sessions.html",
        questionnaire=questionnaire,
        form=form,
        now_on=[each for each in every if not each.is_over],
        over=[each for each in every if each.is_over],
        idle=int(IDLE.total_seconds() // 60),
        days=SharedSession.KEPT_DAYS,
        problem=problem,
    )
