"""Typing in what came on paper: begin a pile, change what is the same for the next ones, be done with it."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit
from coprod.activities import for_staff
from coprod.activities.life import NotAllowed
from coprod.concerns.letters import tell
from coprod.database import db
from coprod.date_fields import refuse
from coprod.permissions import Permission, requires
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.paper.offers import offers
from coprod.questionnaires.paper.page_code import EXAMPLE
from coprod.questionnaires.paper.pile import Pile, typed_today
from coprod.questionnaires.paper.pile_forms import BeginPileForm, ChangePileForm


@blueprint.route("/staff/paper", methods=["GET", "POST"])
@requires(Permission.TYPE_IN)
def piles() -> ResponseReturnValue:
    """Which form it is, by its page code; the piles that wait; and what can be typed in."""
    form = BeginPileForm(code=request.args.get("code", ""))
    if form.validate_on_submit():
        version: Any = form.version
        if not current_user.may(Permission.TYPE_IN, version.questionnaire.engagement_id):
            refuse(form.code, "You may not type in forms of this questionnaire. Ask whoever leads it")
        else:
            for_staff.activity(version.questionnaire_id, to_change=True)
            try:
                pile = Pile.begin(version, by=current_user, **form.said)
                db.session.commit()
                return redirect(url_for(".type_in", id=pile.id), 303)
            except NotAllowed as refusal:
                db.session.rollback()
                refuse(form.code, str(refusal))
    page = render_template(
        "questionnaires/paper/piles.html",
        form=form,
        example=EXAMPLE,
        mine=Pile.begun_by(current_user),
        today=typed_today(current_user),
        offers=offers(),
        days=Pile.DAYS,
    )
    return page, 422 if form.errors else 200


@blueprint.route("/staff/paper/<int:id>/change", methods=["GET", "POST"])
@requires(Permission.TYPE_IN)
def change_pile(id: int) -> ResponseReturnValue:
    """From where the next forms are, and of which day."""
    pile = my_pile(id)
    form = ChangePileForm(obj=pile)
    if form.validate_on_submit():
        try:
            pile.change(**form.said)
            db.session.commit()
            return redirect(url_for(".type_in", id=id), 303)
        except NotAllowed as refusal:
            db.session.rollback()
            refuse(form.written_on, str(refusal))
    page = render_template("questionnaires/paper/change.html", form=form, pile=pile)
    return page, 422 if form.errors else 200


@blueprint.post("/staff/paper/<int:id>/take-back")
@requires(Permission.TYPE_IN)
def take_back_form(id: int) -> ResponseReturnValue:
    """One was typed wrongly: as if it had never been typed."""
    pile = my_pile(id)
    wanted = request.form.get("form", "")
    form = next((each for each in pile.forms if str(each.id) == wanted), None)
    try:
        # Pressed twice, it is there no more.
        if form is not None and pile.take_back(form, by=current_user):
            tell()
        db.session.commit()
    except NotAllowed:
        db.session.rollback()
        return redirect(url_for(".type_in", id=id, stays=1), 303)
    return redirect(url_for(".type_in", id=id, back=1), 303)


@blueprint.post("/staff/paper/<int:id>/done")
@requires(Permission.TYPE_IN)
def done_with_pile(id: int) -> ResponseReturnValue:
    """All are typed in, and the slips are printed: nobody sees the codes again."""
    pile = my_pile(id)
    pile.done()
    audit.record("typed in a pile", f"paper pile {id}", current_user, forms=len(pile.forms))
    db.session.commit()
    return redirect(url_for(".piles", done=len(pile.forms)), 303)


def my_pile(id: int, *, or_done: bool = False) -> Pile:
    """A pile of whoever asks, or 404. Raises `Archived` where everything stays as it is.

    One that is done, in another tab, by a second press or by itself at night, leads to all piles, where that is said;
    `or_done`: not this one, so that what is typed for it can be shown again.
    """
    pile = Pile.of(current_user, id)
    if pile is None or not current_user.may(Permission.TYPE_IN, pile.questionnaire.engagement_id):
        abort(404)
    if pile.done_on and not or_done:
        abort(redirect(url_for(".piles", done=len(pile.forms), already=1), 303))
    pile.questionnaire.must_not_be_archived()
    return pile
