"""Everybody who works here, and inviting somebody who will."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from coprod import rate_limits, transactions
from coprod.database import db
from coprod.date_fields import refuse
from coprod.people.blueprint import blueprint
from coprod.people.forms import InvitationForm
from coprod.people.invitation import HOURS, CannotInvite, Invitation, LinkEnded
from coprod.people.role_words import COLUMNS, IN_ORDER, name_of, permission_map, titles, what_each_may
from coprod.people.staff_list import PAGE, people
from coprod.permissions import Permission, Role, requires
from coprod.text import normalise

LETTERS_TO_ONE_ADDRESS = "6 per day"
TOO_MANY = "This address has been sent many letters today. Try again tomorrow."


@blueprint.get("")
@requires(Permission.MANAGE_PEOPLE)
def staff_list() -> ResponseReturnValue:
    """Who works here, who is invited and who has left."""
    return list_page(role=known_role(request.args.get("role", "")), after=request.args.get("after", ""))


@blueprint.post("/find")
@requires(Permission.MANAGE_PEOPLE)
def find() -> ResponseReturnValue:
    """Look for somebody. Names are sent, and not put in an address: those stand in histories and logs."""
    role, words = known_role(request.form.get("role", "")), normalise(request.form.get("words", ""))
    if not words:
        return redirect(url_for(".staff_list", role=role), 303)
    return list_page(role=role, words=words)


@blueprint.post("/invite")
@requires(Permission.MANAGE_PEOPLE)
def invite() -> ResponseReturnValue:
    """Ask somebody to work here: a letter with a link goes to them."""
    form = invitation_form()
    if not form.validate():
        return list_page(form)
    email = form.email.data or ""
    try:
        invitation = Invitation.invite(name=form.name.data or "", email=email, roles=form.held(), by=current_user)
    except CannotInvite as error:
        refuse(form.email, str(error))
        return list_page(form)
    except IntegrityError:
        refuse(form.email, "Somebody has just invited this address. Look in the list")
        return list_page(form)
    except ValueError as error:
        refuse(form.roles, str(error))
        return list_page(form)
    if rate_limits.over_limit("invitation letter", LETTERS_TO_ONE_ADDRESS, email):
        refuse(form.email, TOO_MANY)
        return list_page(form)
    return done(f"A letter is on its way to {invitation.name}. The link in it works once, for {HOURS} hours.")


@blueprint.post("/invitations/<int:id>/new-link")
@requires(Permission.MANAGE_PEOPLE)
def new_link(id: int) -> ResponseReturnValue:
    """The letter was lost, or came too late: another one, with a link of its own."""
    invitation = Invitation.locked(id) or abort(404)
    if rate_limits.over_limit("invitation letter", LETTERS_TO_ONE_ADDRESS, invitation.email):
        return done(TOO_MANY)
    try:
        invitation.send_new_link(by=current_user)
    except LinkEnded:
        return done(f"{invitation.name} is not waiting for a link any more.")
    return done(f"A new letter is on its way to {invitation.name}. The link before it does not work any more.")


@blueprint.post("/invitations/<int:id>/withdraw")
@requires(Permission.MANAGE_PEOPLE)
def withdraw(id: int) -> ResponseReturnValue:
    """The link in the letter leads nowhere from now on."""
    invitation = Invitation.locked(id) or abort(404)
    try:
        invitation.withdraw(by=current_user)
    except LinkEnded:
        return done(f"{invitation.name} has taken up the invitation already. You can end the account instead.")
    return done(f"The invitation of {invitation.name} is withdrawn. Its link does not work any more.")


def done(message: str) -> ResponseReturnValue:
    """Keep it, say so, and back to the list."""
    db.session.commit()
    flash(message)
    return redirect(url_for(".staff_list"), 303)


def list_page(
    form: InvitationForm | None = None, role: Role | None = None, words: str = "", after: str = ""
) -> ResponseReturnValue:
    """The page, with what was typed into one of its forms."""
    db.session.rollback()
    transactions.end_writing()  # from here on it only reads: what others send need not wait for it
    known = titles()
    html = render_template(
        "people/staff_list.html",
        people=people(known, role, words, after),
        form=form,
        invitation_form=form or invitation_form(fresh=True),
        role=role,
        words=words,
        is_first_page=not after,
        most=PAGE,
        roles=[(each.value, name_of(each).capitalize()) for each in IN_ORDER],
        each_may=what_each_may(),
        map=permission_map(),
        columns=[name for name, _ in COLUMNS],
        hours=HOURS,
    )
    return html, 422 if form and form.errors else 200


def invitation_form(fresh: bool = False) -> InvitationForm:
    """The form, with what there is to choose from."""
    form = InvitationForm(formdata=None) if fresh else InvitationForm()
    form.offer(titles())
    return form


def known_role(typed: str) -> Role | None:
    """The role that an address or a form names; None for everybody."""
    return Role(typed) if typed in list(Role) else None
