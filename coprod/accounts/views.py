"""Signing in and out."""

import re

from flask import Blueprint, current_app, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from coprod import audit, database, rate_limits
from coprod.accounts.forms import SignIn
from coprod.accounts.models import User, verify
from coprod.database import db
from coprod.permissions import Permission, public, requires

blueprint = Blueprint("accounts", __name__)

HOME = "/staff"


@blueprint.route("/staff/sign-in", methods=["GET", "POST"])
@public
@rate_limits.refused("sign in", rate_limits.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    """The sign-in page, and the way through it."""
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(_own_page(request.args.get("next")), 303)
    form = SignIn()
    if form.validate_on_submit():
        user = _checked(form.email.data or "", form.password.data or "")
        if user:
            return _signed_in(user)
        form.password.errors = ["The email or password is not right"]
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


@blueprint.post("/staff/sign-out")
@requires(Permission.USE_STAFF_PAGES)
def sign_out() -> ResponseReturnValue:
    """The end of a session, on a computer that others may use."""
    audit.record("signed out", f"user {current_user.id}", by=current_user)
    db.session.commit()
    logout_user()
    session.clear()
    return redirect("/staff/sign-in", 303)


def _checked(email: str, password: str) -> User | None:
    """The person who may come in, or None. Guesses are counted before any work is done on them."""
    account = email.strip().lower()
    guesser = ("sign in to one account", rate_limits.SIGN_IN_TO_ONE_ACCOUNT, f"{rate_limits.client()} {account}")
    rate_limits.refuse_over(*guesser)
    rate_limits.refuse_over("sign ins to one account", rate_limits.SIGN_INS_TO_ONE_ACCOUNT, account)
    # Checking a password takes long enough to keep every other writer waiting: let go of the database meanwhile.
    database.end_writing()
    user = User.known_as(account)
    db.session.expunge_all()
    db.session.rollback()
    right = verify(user, password)
    if right:
        rate_limits.forget(*guesser)
    database.begin_writing()
    action = "signed in" if right else "sign-in refused"
    audit.record(action, f"user {user.id}" if user else "nobody we know", by=user if right else None)
    db.session.commit()
    return user if right else None


def _signed_in(user: User) -> ResponseReturnValue:
    session.clear()  # nothing that was in the browser before belongs to this person
    session.permanent = True
    login_user(user)
    return redirect(_own_page(request.args.get("next")), 303)


def _own_page(address: str | None) -> str:
    """Where they were going, if it is a page of this site that can be opened; otherwise the staff home page."""
    if not address or not re.fullmatch(r"/(?![/\\])[^\\\s\x00-\x1f\x7f]*", address):
        return HOME
    adapter = current_app.create_url_adapter(request)
    exists = adapter is not None and adapter.test(address.partition("?")[0].partition("#")[0], method="GET")
    return address if exists else HOME
