"""Pages that open for whoever gave a code within the last hour: others give one here, and go on where they were."""

import re
import time

from flask import current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.accounts import tries
from coprod.accounts.blueprint import blueprint
from coprod.accounts.forms import SecondStepAgain
from coprod.accounts.going_on import own_page
from coprod.accounts.once_more import proves
from coprod.accounts.sessions import SECOND_STEP_HOLDS
from coprod.accounts.views import WRONG_CODE, asked, with_status
from coprod.accounts.your_sign_in_views import PAGE
from coprod.database import db
from coprod.permissions import Permission, requires
from coprod.sent_fields import given_back, has_secrets
from coprod.wrong_tries import Try

TEMPLATE = "accounts/once_more.html"
ENTERED = "entered"  # the one page that stays open to them, and when they last opened it


@blueprint.before_app_request
def ask_second_step() -> ResponseReturnValue | None:
    """After the guard: what `asks_second_step` opens within the hour. What was sent waits in the page that asks."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not hasattr(view, "asks_second_step"):
        return None
    if hasattr(view, "stays_entered") and (g.second_step_holds or _has_entered()):
        session[ENTERED] = (request.path, int(time.time()))
        return None
    if g.second_step_holds:
        return None
    if request.method != "POST":
        return redirect(url_for("accounts.second_step_again", next=request.full_path.rstrip("?")), 303)
    if "second_step" not in request.form:
        return page(SecondStepAgain(formdata=None)), 401
    form = SecondStepAgain()
    one = _tried(form)
    return with_status(page(form), form, one) if form.errors else None


@blueprint.route(f"{PAGE}/second-step", methods=["GET", "POST"])
@requires(Permission.USE_STAFF_PAGES)
def second_step_again() -> ResponseReturnValue:
    """The second step once more, and on to where they were going. A file is offered: a browser stays here meanwhile."""
    form = SecondStepAgain() if request.method == "POST" else SecondStepAgain(formdata=None)
    one = _tried(form) if request.method == "POST" else None
    if form.errors or not g.second_step_holds:
        return asked(TEMPLATE, form, one)
    address = own_page()
    if not re.search(r"\.[a-z]+$", address.partition("?")[0]):
        return redirect(address, 303)
    if request.method == "POST":
        return redirect(url_for(".second_step_again", next=address), 303)
    return render_template("accounts/file_is_ready.html", address=address)


def page(form: SecondStepAgain) -> str:
    """The page that asks, with everything in it that was sent."""
    return render_template(TEMPLATE, form=form, fields=given_back(), was_sent=True, left_out=has_secrets())


def _has_entered() -> bool:
    """Whether they opened this very page within the hour: nobody is asked in the middle of their work."""
    place, at = session.get(ENTERED, ("", 0))
    return bool(place == request.path and time.time() - at < SECOND_STEP_HOLDS.total_seconds())


def _tried(form: SecondStepAgain) -> Try | None:
    """One try: it is right and kept, or the form says what is wrong."""
    if not form.validate():
        return None
    one = tries.signed_in(g.staff_session_id)
    if proves(current_user, form.second_step.data or "", one):
        db.session.commit()
        g.second_step_holds = True
    else:
        form.second_step.errors = [one.wrong(WRONG_CODE)]
    return one
