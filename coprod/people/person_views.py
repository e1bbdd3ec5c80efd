"""One member of staff: their roles, how they sign in, what was done, and the day they leave."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from coprod import transactions
from coprod.accounts.models import User
from coprod.accounts.second_step import RECOVERY_CODES, RecoveryCode, SecondStep
from coprod.accounts.sessions import StaffSession
from coprod.audit import Record
from coprod.database import db
from coprod.date_fields import refuse
from coprod.people import looking_after
from coprod.people.account_history import account_history
from coprod.people.blueprint import blueprint
from coprod.people.forms import RolesForm, as_sent
from coprod.people.invitation import Invitation
from coprod.people.looking_after import locked_with_keepers
from coprod.people.role_words import is_mixture, may_in_words, name_of, shares, titles
from coprod.people.second_step_reset import NotYours, SecondStepReset
from coprod.people.staff_list import last_here, when
from coprod.permissions import Permission, requires
from coprod.reading.claims import Claim
from coprod.text import row_number

PAGE = "/<int:id>"


@blueprint.get(PAGE)
@requires(Permission.MANAGE_PEOPLE)
def show(id: int) -> ResponseReturnValue:
    """Everything about one person's account."""
    return person_page(db.session.get(User, id) or abort(404))


@blueprint.post(f"{PAGE}/roles")
@requires(Permission.MANAGE_PEOPLE)
def change_roles(id: int) -> ResponseReturnValue:
    """These roles and no others: they sign in again, and hear of it by letter."""
    user, by = to_change(id)
    known = titles()
    form = RolesForm.of(user.held, known)
    if not form.validate():
        return person_page(user, form)
    if form.edited.data != as_sent(user.held):
        form.show_clash(RolesForm.of(user.held, known, formdata=None), _changes_of(user))
        return person_page(user, form)
    try:
        changed = looking_after.change_roles(user, form.held(), by)
    except ValueError as error:
        refuse(form.roles, str(error))
        return person_page(user, form)
    return done(user, f"The roles are saved. {user.name} signs in again, and hears of it by letter." if changed else "")


@blueprint.post(f"{PAGE}/sign-out-everywhere")
@requires(Permission.MANAGE_PEOPLE)
def sign_out_everywhere(id: int) -> ResponseReturnValue:
    """Every session of theirs ends."""
    user, by = to_change(id)
    looking_after.sign_out_everywhere(user, by)
    return done(user, f"{user.name} is signed out everywhere.")


@blueprint.route(f"{PAGE}/end", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def end(id: int) -> ResponseReturnValue:
    """They have left. Asked once more, with what follows from it."""
    if request.method != "POST":
        user = db.session.get(User, id) or abort(404)
        return ending_page(user) if user.active else redirect(url_for(".show", id=id), 303)
    user, by = to_change(id)
    try:
        looking_after.deactivate(user, by)
    except ValueError:
        return ending_page(user), 409
    return done(user, f"The account of {user.name} is ended. What they did stays, with their name.")


@blueprint.post(f"{PAGE}/second-step/start")
@requires(Permission.MANAGE_PEOPLE)
def start_reset(id: int) -> ResponseReturnValue:
    """For a lost phone: the first of two who say yes."""
    said = "The first yes is given. Another administrator confirms it here, or {0.name} with the link in their letter."
    return of_the_second_step(id, SecondStepReset.start, said)


@blueprint.post(f"{PAGE}/second-step/confirm")
@requires(Permission.MANAGE_PEOPLE)
def confirm_reset(id: int) -> ResponseReturnValue:
    """The second yes. At the next sign-in, after the password, they set up an app again."""

    def confirm(user: User, by: User) -> None:
        SecondStepReset.waiting(user).confirm(by)

    return of_the_second_step(id, confirm, "The second step is set anew. {0.name} sets up an app at the next sign-in.")


@blueprint.post(f"{PAGE}/second-step/take-back")
@requires(Permission.MANAGE_PEOPLE)
def take_back_reset(id: int) -> ResponseReturnValue:
    """It was not needed, or not asked for by whom it seemed."""

    def take_back(user: User, by: User) -> None:
        SecondStepReset.waiting(user).take_back(by)

    return of_the_second_step(id, take_back, "It is taken back. The second step of {0.name} stays as it is.")


def of_the_second_step(id: int, verb: Callable[[User, User], None], said: str) -> ResponseReturnValue:
    """Do it, unless it takes somebody else; then say so."""
    user, by = to_change(id)
    try:
        verb(user, by)
    except NotYours as error:
        return person_page(user, problem=str(error))
    return done(user, said.format(user))


def to_change(id: int) -> tuple[User, User]:
    """The person whom an address means, and who asks: both as they are now, and held until it is done.

    Whoever asks may have lost the role a moment ago, by the hand of the person they mean.
    """
    both = locked_with_keepers(id, current_user.id)
    user, by = both.get(id), both[current_user.id]
    if not (by.active and by.may(Permission.MANAGE_PEOPLE)):
        abort(403)
    if user is None or not user.active:
        abort(404)
    return user, by


def done(user: User, message: str) -> ResponseReturnValue:
    """Keep it, say so, and back to the person."""
    if message:
        flash(message)
    db.session.commit()
    return redirect(url_for(".show", id=user.id), 303)


def person_page(user: User, form: RolesForm | None = None, problem: str = "") -> ResponseReturnValue:
    """The page, with what was typed into it."""
    id = user.id
    db.session.rollback()
    transactions.end_writing()
    known, user = titles(), db.session.get_one(User, id)
    seen = last_here([user.id]).get(user.id)
    html = render_template(
        "people/show.html",
        person=user,
        form=form,
        problem=problem,
        roles_form=form or RolesForm.of(user.held, known, formdata=None),
        mixture=shares(user.held, known) if is_mixture(user.held) else [],
        roles=shares(user.held, known),
        may_do=may_in_words(user.held, known),
        history=account_history(user, request.args.get("before", type=row_number)),
        seen=when(seen, with_time=True) if seen else "Never",
        browsers=len(StaffSession.all_of(user)),
        step=SecondStep.of(user),
        codes_left=RecoveryCode.left(user),
        codes=RECOVERY_CODES,
        invited=db.session.scalar(select(Invitation).where(Invitation.user_id == user.id)),
        reset=SecondStepReset.of(user),
        **what_follows(user),
    )
    return html, 409 if problem else form.status if form else 200


def ending_page(user: User) -> str:
    """Asked once more; or why it cannot be."""
    return render_template("people/end.html", person=user, **what_follows(user))


def what_follows(user: User) -> dict[str, Any]:
    """What ending the account means, and what stands in its way."""
    last = looking_after.last_of(user)
    has_open = select(func.count()).where(Claim.by_id == user.id, Claim.holds())
    return {
        "is_you": user.id == current_user.id,
        "last": name_of(last) if last else "",
        "has_open": db.session.scalar(has_open) or 0,
    }


def _changes_of(user: User) -> list[Any]:
    """The last change of somebody's roles, and who made it."""
    change = aliased(Record, name="Change")
    who = func.coalesce(User.name, "Somebody at a terminal").label("name")
    query = select(change, who).outerjoin(User, User.id == change.by_id)
    of_roles = query.where(change.subject == f"user {user.id}", change.action == "changed the roles of")
    return list(db.session.execute(of_roles.order_by(change.id.desc()).limit(1)))
