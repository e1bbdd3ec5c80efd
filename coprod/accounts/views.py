"""Signing in, in two steps, and out."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

from flask import g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug import Response

from coprod import audit, transactions
from coprod.accounts import first_step, known_browsers, shown_once, tries
from coprod.accounts.blueprint import blueprint
from coprod.accounts.forms import Code, RecoveryCodeForm, SignIn
from coprod.accounts.going_on import own_page
from coprod.accounts.letters import SignInChange, tell_owner
from coprod.accounts.models import User, typed_address, verify
from coprod.accounts.second_step import RecoveryCode, SecondStep
from coprod.accounts.sessions import COOKIE_KEY, StaffSession, browser_name
from coprod.database import db
from coprod.forms import Form
from coprod.partnership.models import Partnership
from coprod.permissions import public
from coprod.wrong_tries import Try

# Which it was is not said: whoever tries passwords from everywhere must not learn here that one is right.
WRONG_BOTH = "The email, password or code is not right. A recovery code always works"
WRONG_CODE = "That code is not right, or it has been used. Wait for the next one"


@blueprint.route("/staff/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """The first step: email and password."""
    if request.method != "POST" and current_user.is_authenticated:
        return redirect(own_page(), 303)
    form, one = SignIn(), None
    if form.validate_on_submit():
        account, code = typed_address(form.email.data or ""), form.one_time_code.data or ""
        one = tries.password_and_code(account) if code else tries.password(account)
        user = _checked(account, form.password.data or "") if one.begin() else None
        if user and (answer := _with_code(user, code) if code else _to_the_code(user)):
            one.was_right()
            return answer
        form.password.errors = [one.wrong(WRONG_BOTH if code else "The email or password is not right")]
    # Whoever has to wait because others try this account shows both at once, in a browser where they have never been.
    asks_code = bool(one and (one.too_soon or form.one_time_code.data))
    return asked("accounts/sign_in.html", form, one, asks_code=asks_code)


@blueprint.route("/staff/sign-in/code", methods=["GET", "POST"])
@public
def code() -> ResponseReturnValue:
    """The second step: what the app shows. Whoever has no app yet is led to set one up."""
    user = whose()
    if user is None:
        return start_again()
    step = SecondStep.of(user, lock=request.method == "POST")
    if step is None:
        return redirect(url_for(".set_up", next=request.args.get("next")), 303)
    form, one = Code(), None
    if form.validate_on_submit():
        one = tries.code(user.email)
        if one.begin():
            if step.accept(form.one_time_code.data or ""):
                one.was_right()
                return come_in(user, own_page(), second_step="code")
            record_refused(user, "code")
        form.one_time_code.errors = [one.wrong(WRONG_CODE)]
    return asked("accounts/code.html", form, one)


@blueprint.route("/staff/sign-in/recovery-code", methods=["GET", "POST"])
@public
def recovery_code() -> ResponseReturnValue:
    """The second step without the phone: one of the codes on paper."""
    user = whose()
    if user is None:
        return start_again()
    form, one = RecoveryCodeForm(), None
    if form.validate_on_submit():
        one = tries.recovery_code(user.email)
        if one.begin():
            if RecoveryCode.use(user, form.recovery_code.data or ""):
                one.was_right()
                return _with_recovery_code(user)
            record_refused(user, "recovery code")
        form.recovery_code.errors = [one.wrong("That is not one of your codes, or it has been used")]
    return asked("accounts/recovery_code.html", form, one)


@blueprint.route("/staff/sign-in/set-up", methods=["GET", "POST"])
@public
def set_up() -> ResponseReturnValue:
    """The second step of somebody who signs in for the first time: an app learns the key, and shows that it has."""
    user = whose()
    if user is None:
        return start_again()
    if SecondStep.of(user):
        return redirect(url_for(".code", next=request.args.get("next")), 303)
    offer = shown_once.offer(user, Partnership.current().name)
    form, one = Code(), None
    if form.validate_on_submit():
        one = tries.code(user.email)
        step = SecondStep(user=user, key=offer.key)
        if one.begin() and step.accept(form.one_time_code.data or ""):
            one.was_right()
            db.session.add(step)
            codes = RecoveryCode.new_set(user)
            audit.record("set up the second step of", f"user {user.id}", by=user)
            tell_owner(user, SignInChange.APP_SET_UP)
            answer = come_in(user, url_for(".recovery_codes", next=request.args.get("next")), second_step="set up")
            shown_once.keep_codes(user, codes)
            return answer
        form.one_time_code.errors = [one.wrong("That is not what the app shows now. Wait for the next six numbers")]
    return asked("accounts/set_up.html", form, one, offer=offer)


@blueprint.post("/staff/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """The end of a session, on a computer that others may use. Whoever has lost every role can still leave."""
    if current_user.is_authenticated:
        with transactions.write_transaction():
            db.session.get_one(StaffSession, g.staff_session_id).end()
            audit.record("signed out", f"user {current_user.id}", by=current_user)
    session.clear()
    return with_nothing_left(redirect("/staff/sign-in", 303))


def with_nothing_left(answer: Response) -> Response:
    """Whoever uses this computer next finds no page of this person, by "back" or otherwise, and nothing they typed.

    Cookies are not in it: browsers would clear those of the whole council, and the one that knows this browser.
    """
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def asked(template: str, form: Form, one: Try | None, **more: object) -> ResponseReturnValue:
    """A form: at first, or because what was typed was wrong, or came too soon to be looked at."""
    return with_status(render_template(template, form=form, **more), form, one)


def with_status(page: str, form: Form, one: Try | None) -> ResponseReturnValue:
    """The page of such a form, as an answer."""
    if one and one.too_soon:
        return page, 429, {"Retry-After": str(one.too_soon)}
    return page, 422 if form.errors else 200


def come_in(user: User, address: str, **how: str) -> Response:
    """Both steps are done: a session of their own, in a browser that is known from now on."""
    audit.record("signed in", f"user {user.id}", by=user, **how)
    begin_session(user)
    answer = redirect(address, 303)
    known_browsers.remember(answer, user.email)
    return answer


def begin_session(user: User, goes_on: StaffSession | None = None) -> None:
    """Commit, and let this browser in. Nothing that was in it before belongs to this person."""
    token = StaffSession.begin(user, browser_name(request.user_agent.string), goes_on)
    db.session.commit()
    session.clear()
    session.permanent = True
    session[COOKIE_KEY] = token


def record_refused(user: User, what: str) -> None:
    """Somebody knows the password and not the code: that is worth knowing later."""
    audit.record(f"{what} refused", f"user {user.id}")
    db.session.commit()


def whose() -> User | None:
    """Who has done the first step here. What they send next writes: a code is used up, a refusal is put on record."""
    if request.method == "POST":
        transactions.begin_writing()
    return first_step.whose()


def start_again() -> ResponseReturnValue:
    """The first step was not done here, or too long ago."""
    late = "1" if first_step.COOKIE_KEY in session else None
    return redirect(url_for(".sign_in", next=request.args.get("next"), late=late), 303)


def _checked(account: str, password: str) -> User | None:
    """The person whose password this is, or None."""
    with let_go_of_database():
        user = User.known_as(account)
        db.session.expunge_all()
        db.session.rollback()
        right = verify(user, password) and not (user and user.demonstration and not _on_this_machine())
    audit.record("password accepted" if right else "sign-in refused", f"user {user.id}" if user else "nobody we know")
    db.session.commit()
    return user if right else None


def _to_the_code(user: User) -> Response:
    """The first step is done."""
    first_step.done_by(user)
    return redirect(url_for(".code", next=request.args.get("next")), 303)


def _with_code(user: User, typed: str) -> Response | None:
    """Both steps are done at once, with a code of the app or a recovery code; None when it is neither."""
    user = db.session.get_one(User, user.id)
    step, one = SecondStep.of(user, lock=True), tries.code(user.email)
    if step and one.begin() and step.accept(typed):
        one.was_right()
        return come_in(user, own_page(), second_step="code")
    if RecoveryCode.use(user, typed):
        one.does_not_count()
        return _with_recovery_code(user)
    record_refused(user, "code")
    return None


def _with_recovery_code(user: User) -> Response:
    """In, and told how many codes are left."""
    tell_owner(user, SignInChange.RECOVERY_CODE_USED)
    after = url_for(".your_sign_in", without_phone=1, next=request.args.get("next"))
    return come_in(user, after, second_step="recovery code")


@contextmanager
def let_go_of_database() -> Iterator[None]:
    """Passwords are slow on purpose, slow enough to keep every other writer waiting: nothing is held meanwhile."""
    transactions.end_writing()
    db.session.rollback()
    yield
    transactions.begin_writing()


def _on_this_machine() -> bool:
    # The demonstration's passwords are printed for all to see, so nobody elsewhere may use them, a proxy here or not.
    if "X-Forwarded-For" in request.headers:
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
