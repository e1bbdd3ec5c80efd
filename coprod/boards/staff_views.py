"""The pages on which staff make a board, and change what is said about it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.accounts.who_changed import put_back, show_clash
from coprod.activities import for_staff
from coprod.activities.engagement import Engagement
from coprod.activities.forms import free_slug
from coprod.activities.life import NeedsReason
from coprod.boards.blueprint import blueprint
from coprod.boards.forms import BoardForm
from coprod.boards.models import Board
from coprod.changes import Clash
from coprod.database import db
from coprod.date_fields import refuse
from coprod.permissions import Permission, requires


@blueprint.route("/staff/boards/new", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def create() -> ResponseReturnValue:
    """Make a board for an engagement. It stays a draft until somebody opens it."""
    engagement = for_staff.engagement(request.args.get("engagement", ""))
    form = BoardForm()
    if not form.validate_on_submit():
        return form_page(form, engagement)
    board = Board(engagement=engagement, slug=free_slug(Board, form.title.data or ""), **form.details())
    db.session.add(board)
    board.made(by=current_user.id)
    db.session.commit()
    return redirect(url_for(".preview", slug=board.slug), 303)


@blueprint.route("/staff/boards/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def edit(slug: str) -> ResponseReturnValue:
    """Change what is said about a board."""
    board = for_staff.of_kind(Board, slug)
    form = BoardForm(activity=put_back(board))
    if not form.validate_on_submit():
        return form_page(form, board.engagement, board)
    try:
        reason = form.reason.data if "reason" in form else ""
        board.edit(form.details(), by=current_user.id, seen=form.seen, reason=reason)
    except NeedsReason as error:
        refuse(form.reason, str(error))
        return form_page(form, board.engagement, board)
    except Clash:
        db.session.rollback()
        show_clash(form, BoardForm(formdata=None, activity=board), board)
        return form_page(form, board.engagement, board)
    db.session.commit()
    return redirect(url_for(".preview", slug=slug), 303)


def form_page(form: BoardForm, engagement: Engagement, board: Board | None = None) -> ResponseReturnValue:
    """The form, for a new board or for one there is."""
    return render_template("boards/edit.html", form=form, engagement=engagement, board=board), form.status
