"""The first hour: the checklist, and the one button that opens the site to the public."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.database import db
from coprod.engagements.starting_points import STARTING_POINTS
from coprod.partnership.opening import SiteOpening
from coprod.permissions import Permission, requires
from coprod.set_up.checklist import NotReady, checklist, open_to_public

blueprint = Blueprint("set_up", __name__, url_prefix="/staff/set-up")


@blueprint.get("")
@requires(Permission.MANAGE_SETTINGS)
def show() -> ResponseReturnValue:
    """What is done, what is to do, what cannot start yet and why; beside it, what the public see now."""
    return page()


@blueprint.post("/open")
@requires(Permission.MANAGE_SETTINGS)
def open() -> ResponseReturnValue:
    """Let the public in, for good."""
    try:
        opened = open_to_public(current_user)
    except NotReady as refusal:
        return page(str(refusal)), 422
    db.session.commit()
    if opened:
        flash("The site is open. Everybody can see it from now on.")
    return redirect(url_for(".show"), 303)


def page(problem: str = "") -> str:
    """The page as HTML; with a problem, when what was asked could not be done."""
    return render_template(
        "set_up/show.html",
        list=checklist(current_user),
        opening=db.session.get(SiteOpening, 1),
        points=STARTING_POINTS,
        may_write=current_user.may(Permission.EDIT_ACTIVITIES),
        problem=problem,
    )
