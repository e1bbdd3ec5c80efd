"""For staff: an organisation is checked, its name corrected, or it is said to be the same as another one."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.accounts.who_changed import show_clash
from coprod.changes import Clash
from coprod.database import db
from coprod.date_fields import refuse
from coprod.permissions import Permission, requires
from coprod.promise.blueprint import blueprint
from coprod.promise.organisation import CannotMerge, Organisation
from coprod.promise.organisations import looked_after
from coprod.promise.organisations.forms import CorrectForm, MergeForm

PAGE = "/staff/pledges/<public_id:id>/organisation"


@blueprint.get(PAGE)
@requires(Permission.SEE_CONTACTS)
def organisation(id: str) -> ResponseReturnValue:
    """Who pledged, as staff know it. Whom to contact does not stand here."""
    return organisation_page(id, organisation_of(id))


@blueprint.post(f"{PAGE}/check")
@requires(Permission.SEE_CONTACTS)
def check(id: str) -> ResponseReturnValue:
    """There is such an organisation."""
    return decided(id, lambda found: found.check(by=current_user), "It is marked as checked. Only staff see this.")


@blueprint.post(f"{PAGE}/take-back-check")
@requires(Permission.SEE_CONTACTS)
def take_back_check(id: str) -> ResponseReturnValue:
    """The check was a mistake."""
    return decided(id, lambda found: found.take_back_check(by=current_user), "It is no longer marked as checked.")


@blueprint.post(f"{PAGE}/correct")
@requires(Permission.SEE_CONTACTS)
def correct(id: str) -> ResponseReturnValue:
    """Everyone reads another name from now on."""
    found, form = organisation_of(id), CorrectForm()
    if not form.validate():
        return organisation_page(id, found, correct=form)

    def verb(organisation: Organisation) -> None:
        organisation.correct(form.shown_name.data or "", by=current_user.id, seen=form.seen)

    try:
        return decided(id, verb, "The name is saved.")
    except Clash:
        db.session.rollback()
        show_clash(form, CorrectForm(formdata=None, obj=found), found)
        return organisation_page(id, found, correct=form)


@blueprint.post(f"{PAGE}/merge")
@requires(Permission.SEE_CONTACTS)
def merge(id: str) -> ResponseReturnValue:
    """It is the same as another one: both count as one, under that one's name."""
    found = organisation_of(id)
    form = MergeForm(found)
    if not form.validate() or form.found is None:
        return organisation_page(id, found, merge=form)
    other = form.found
    refusal = looked_after.why_not_yet(other)
    try:
        if refusal:
            raise CannotMerge(f"Of the other one: {refusal}")
        return decided(id, lambda one: one.merge(other, by=current_user.id, seen=form.seen), "They are one now.")
    except CannotMerge as problem:
        db.session.rollback()
        refuse(form.other, str(problem))
    except Clash:
        db.session.rollback()
        show_clash(form, MergeForm(found, formdata=None, obj=found), found)
    return organisation_page(id, found, merge=form)


@blueprint.post(f"{PAGE}/separate")
@requires(Permission.SEE_CONTACTS)
def separate(id: str) -> ResponseReturnValue:
    """It is not the same after all."""
    return decided(id, lambda found: found.separate(by=current_user.id), "They are two again.")


def organisation_of(id: str) -> Organisation:
    """The organisation of a pledge that one looks after; none while its name is with the safeguarding lead."""
    pledge = looked_after.pledge_to_look_after(id) or abort(404)
    return pledge.organisation or abort(404)


def decided(id: str, verb: Callable[[Organisation], Any], words: str) -> ResponseReturnValue:
    """Do it, unless it is not for whoever asks to decide, or not yet."""
    found = organisation_of(id)
    if problem := looked_after.why_not_yet(found):
        return organisation_page(id, found, problem=problem)
    registers = looked_after.registers_of(found)
    verb(found)
    for promise in registers:
        promise.touch()  # pages that are kept and show its name are made anew
    db.session.commit()
    flash(words)
    return redirect(url_for(".organisation", id=id), 303)


def organisation_page(
    id: str,
    found: Organisation,
    *,
    correct: CorrectForm | None = None,
    merge: MergeForm | None = None,
    problem: str = "",
) -> ResponseReturnValue:
    """The page, with a form as it was sent, or with why nothing was decided."""
    sent = correct or merge
    page = render_template(
        "promise/organisations/organisation.html",
        id=id,
        organisation=found,
        form=sent,
        correct=correct or CorrectForm(formdata=None, obj=found),
        merge=merge or MergeForm(found, formdata=None, obj=found),
        problem=problem,
        why_not=looked_after.why_not_yet(found),
        pledges=looked_after.pledges_of(found),
        others=looked_after.other_names(found),
        history=looked_after.history_of(found),
    )
    return page, 422 if problem else sent.status if sent else 200
