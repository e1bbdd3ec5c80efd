"""Where the links in letters to staff lead. Opening one changes nothing: mail scanners open links too."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from coprod.accounts import first_step, known_browsers, tries
from coprod.accounts.models import User, verify
from coprod.accounts.views import asked
from coprod.database import db
from coprod.date_fields import refuse
from coprod.partnership.models import Partnership
from coprod.people.blueprint import blueprint
from coprod.people.forms import PasswordForm, TakeUpForm
from coprod.people.invitation import Invitation, LinkEnded
from coprod.people.looking_after import locked_with_keepers
from coprod.people.role_words import may_in_words, shares, titles
from coprod.people.second_step_reset import SecondStepReset
from coprod.permissions import public
from coprod.transactions import write_transaction


@blueprint.route("/invitations/<secret>", methods=["GET", "POST"])
@public
def take_up(secret: str) -> ResponseReturnValue:
    """Somebody was invited: they choose a password, and then set up their second step."""
    invitation = Invitation.find(secret)
    if invitation is None or not invitation.works:
        return ended("invitation")
    form = TakeUpForm(data={"name": invitation.name})
    if form.validate_on_submit():
        try:
            user = with_account(form, invitation, secret)
            if user is not None:
                first_step.done_by(user)
                return redirect(url_for("accounts.set_up"), 303)
        except LinkEnded:
            return ended("invitation")
    known = titles()
    page = render_template(
        "people/take_up.html",
        form=form,
        invitation=invitation,
        roles=shares(invitation.held, known),
        may_do=may_in_words(invitation.held, known),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/second-step/<secret>", methods=["GET", "POST"])
@public
def confirm_own_reset(secret: str) -> ResponseReturnValue:
    """An administrator began to set somebody's second step anew: they say that it is really them."""
    reset = SecondStepReset.find(secret)
    if reset is None:
        return ended("second step")
    asked_by, id, email = reset.asked_by.name, reset.user_id, reset.user.email
    form, one = PasswordForm(), None
    if form.validate_on_submit():
        one = tries.password_and_code(email)
        if one.begin() and is_password_of(email, form.password.data or ""):
            one.was_right()
            with write_transaction():
                user = locked_with_keepers(id)[id]
                reset = SecondStepReset.find(secret)
                if reset is not None:
                    reset.confirm(by=user)
            if reset is None:
                return ended("second step")
            answer = redirect(url_for("accounts.sign_in", anew=1), 303)
            known_browsers.remember(answer, email)  # they have no code now: what others try must not keep them out
            return answer
        form.password.errors = [one.wrong("That is not your password")]
    return asked("people/confirm_own_reset.html", form, one, asked_by=asked_by, email=email)


def with_account(form: TakeUpForm, invitation: Invitation, secret: str) -> User | None:
    """The account, made and kept; None, and the form says why, when it cannot be. Raises `LinkEnded`."""
    id, email, held, partnership = invitation.id, invitation.email, invitation.held, Partnership.current()
    easy = [partnership.name, *partnership.owners]
    db.session.rollback()  # a password is slow on purpose: nothing is held meanwhile
    name, password = form.name.data or "", form.password.data or ""
    try:
        user = User(email=email, name=name, password=password, roles=held, easy=easy)
    except ValueError as error:
        refuse(form.password, str(error))
        return None
    try:
        with write_transaction():
            found = Invitation.locked(id)
            if found is None:
                raise LinkEnded
            found.take_up(user, secret)
    except IntegrityError:
        refuse(form.name, "Somebody has made an account for this address in the meantime. Sign in with it")
        return None
    return user


def is_password_of(email: str, password: str) -> bool:
    """Whether it is; as slow as at the sign-in, and nothing is held meanwhile."""
    user = User.known_as(email)
    db.session.expunge_all()
    db.session.rollback()
    return verify(user, password)


def ended(what: str) -> ResponseReturnValue:
    """One page for every link that leads nowhere: what to do is the same, whyever it is."""
    return render_template("people/link_ended.html", what=what), 410
