"""Your sign-in: where somebody is signed in, their password, their app and their recovery codes."""

from flask import abort, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit
from coprod.accounts import shown_once, tries
from coprod.accounts.blueprint import blueprint
from coprod.accounts.forms import AnyCode, NewAuthenticator, NewPassword
from coprod.accounts.going_on import own_page
from coprod.accounts.letters import SignInChange, tell_owner
from coprod.accounts.models import User
from coprod.accounts.once_more import proves
from coprod.accounts.second_step import RecoveryCode, SecondStep
from coprod.accounts.sessions import StaffSession
from coprod.accounts.views import WRONG_CODE, asked, begin_session, let_go_of_database, with_nothing_left
from coprod.database import db
from coprod.partnership.models import Partnership
from coprod.permissions import Permission, asks_second_step, requires
from coprod.wrong_tries import Try

PAGE = "/staff/your-sign-in"


@blueprint.get(PAGE)
@requires(Permission.USE_STAFF_PAGES)
def your_sign_in() -> ResponseReturnValue:
    """Everything about how this person signs in."""
    return render_template(
        "accounts/your_sign_in.html",
        sessions=StaffSession.all_of(current_user),
        this=g.staff_session_id,
        step=SecondStep.of(current_user),
        codes_left=RecoveryCode.left(current_user),
        going_to=own_page(),
    )


@blueprint.post(f"{PAGE}/sessions/<int:id>/end")
@requires(Permission.USE_STAFF_PAGES)
def end_session(id: int) -> ResponseReturnValue:
    """Sign out one browser, from another."""
    one = next((each for each in StaffSession.all_of(current_user) if each.id == id), None) or abort(404)
    one.end()
    audit.record("ended a session of", f"user {current_user.id}", by=current_user)
    db.session.commit()
    answer = redirect(url_for(".your_sign_in", done="ended"), 303)
    if id != g.staff_session_id:
        return answer
    session.clear()
    return with_nothing_left(answer)


@blueprint.post(f"{PAGE}/end-others")
@requires(Permission.USE_STAFF_PAGES)
def end_others() -> ResponseReturnValue:
    """Sign out everywhere else."""
    ended = StaffSession.end_others(current_user, but=g.staff_session_id)
    audit.record("ended other sessions of", f"user {current_user.id}", by=current_user, sessions=ended)
    db.session.commit()
    return redirect(url_for(".your_sign_in", done="ended"), 303)


@blueprint.route(f"{PAGE}/password", methods=["GET", "POST"])
@requires(Permission.USE_STAFF_PAGES)
def change_password() -> ResponseReturnValue:
    """Another password. Every session ends but this browser's, which gets a new one."""
    form, one = NewPassword(), None
    if form.validate_on_submit():
        one = tries.signed_in(g.staff_session_id)
        if user := _with_new_password(form, one):
            db.session.add(user)
            audit.record("changed the password of", f"user {user.id}", by=user)
            tell_owner(user, SignInChange.PASSWORD_CHANGED)
            begin_session(user, goes_on=db.session.get_one(StaffSession, g.staff_session_id))
            return redirect(url_for(".your_sign_in", done="password"), 303)
    return asked("accounts/change_password.html", form, one)


@blueprint.route(f"{PAGE}/recovery-codes/new", methods=["GET", "POST"])
@requires(Permission.USE_STAFF_PAGES)
def new_recovery_codes() -> ResponseReturnValue:
    """Ten more recovery codes, for whoever holds the phone or one of the old ones."""
    form, one = AnyCode(), None
    if form.validate_on_submit():
        one = tries.signed_in(g.staff_session_id)
        if proves(current_user, form.one_time_code.data or "", one):
            shown_once.keep_codes(current_user, RecoveryCode.new_set(current_user))
            audit.record("made recovery codes for", f"user {current_user.id}", by=current_user)
            db.session.commit()
            return redirect(url_for(".recovery_codes"), 303)
        form.one_time_code.errors = [one.wrong(WRONG_CODE)]
    return asked("accounts/new_recovery_codes.html", form, one)


@blueprint.get(f"{PAGE}/recovery-codes")
@requires(Permission.USE_STAFF_PAGES)
def recovery_codes() -> ResponseReturnValue:
    """The ten codes, until they are put away."""
    codes = shown_once.codes_to_show(current_user)
    if not codes:
        return redirect(url_for(".your_sign_in"), 303)
    return render_template("accounts/recovery_codes.html", codes=codes)


@blueprint.post(f"{PAGE}/recovery-codes/put-away")
@requires(Permission.USE_STAFF_PAGES)
def put_away() -> ResponseReturnValue:
    """They are on paper now, and are not shown again."""
    shown_once.put_codes_away()
    return redirect(own_page(), 303)


@blueprint.route(f"{PAGE}/app", methods=["GET", "POST"])
@asks_second_step
@requires(Permission.USE_STAFF_PAGES)
def replace_app() -> ResponseReturnValue:
    """Another phone, or another app, for whoever can still show the second step: by the old app, or by a code on paper.

    Every session ends but this browser's, which gets a new one.
    """
    offer = shown_once.offer(current_user, Partnership.current().name)
    form, one = NewAuthenticator(), None
    if form.validate_on_submit():
        one = tries.signed_in(g.staff_session_id)
        if user := _with_new_app(form, offer.key, one):
            audit.record("replaced the app of", f"user {user.id}", by=user)
            tell_owner(user, SignInChange.APP_REPLACED)
            begin_session(user)
            return redirect(url_for(".your_sign_in", done="app"), 303)
    return asked("accounts/replace_app.html", form, one, offer=offer)


def _with_new_password(form: NewPassword, one: Try) -> User | None:
    """The signed-in person, with the new password; None, and the form says why, when it cannot be."""
    partnership = Partnership.current()
    user = _apart()
    with let_go_of_database():
        if not one.begin() or not user.verify(form.password.data or ""):
            form.password.errors = [one.wrong("That is not your password")]
            return None
        one.was_right()
        try:
            user.set_password(form.new_password.data or "", easy=[partnership.name, *partnership.owners])
        except ValueError as error:
            form.new_password.errors = [str(error)]
            return None
    return user


def _with_new_app(form: NewAuthenticator, key: str, one: Try) -> User | None:
    """The signed-in person, whose app from now on has this key; None, and the form says why, when it cannot be."""
    user = _apart()
    with let_go_of_database():
        right = one.begin() and user.verify(form.password.data or "")
    if not right:
        form.password.errors = [one.wrong("That is not your password")]
        return None
    step = SecondStep.of(user, lock=True)
    if not step or not step.replace(key, form.one_time_code.data or ""):
        form.one_time_code.errors = [one.wrong("That is not what the new app shows now. Wait for the next six numbers")]
        return None
    one.was_right()
    db.session.add(user)
    user.end_sessions()
    return user


def _apart() -> User:
    """The signed-in person, apart from the database session, so that a password can be checked without it."""
    user: User = current_user._get_current_object()
    db.session.refresh(user)
    db.session.expunge(user)
    return user
