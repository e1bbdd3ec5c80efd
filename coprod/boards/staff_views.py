"""The pages on which staff make a board, change what is said about it, and put notes on top."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.activities import for_staff
from coprod.activities.edit_views import create_page, edit_page
from coprod.activities.life import NotAllowed
from coprod.boards.blueprint import blueprint
from coprod.boards.forms import BoardForm
from coprod.boards.models import Board
from coprod.boards.notes_to_read import NoteFilters, page_of, pinned_notes
from coprod.changes import Clash
from coprod.database import db
from coprod.forms import EditForm
from coprod.permissions import Permission, requires
from coprod.text import normalise


@blueprint.route("/staff/boards/new", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def create() -> ResponseReturnValue:
    """Make a board for an engagement."""
    return create_page(Board, BoardForm, "boards/edit.html")


@blueprint.route("/staff/boards/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def edit(slug: str) -> ResponseReturnValue:
    """Change what is said about a board."""
    return edit_page(Board, BoardForm, "boards/edit.html", slug)


@blueprint.get("/staff/boards/<slug>/pins")
@requires(Permission.EDIT_ACTIVITIES)
def pins(slug: str) -> ResponseReturnValue:
    """Which notes stand on top, and all that could."""
    return pins_page(slug)


def pins_page(slug: str, problem: str = "") -> str:
    """The same as HTML; with a problem, when what was asked could not be done."""
    board = for_staff.of_kind(Board, slug)
    board.must_not_be_archived()
    wanted = NoteFilters.from_address(request.args)
    values = {"board": board, "wanted": wanted, "page": page_of(board, wanted), "pinned": pinned_notes(board)}
    return render_template("boards/pins.html", **values, problem=problem, form=EditForm(formdata=None, obj=board))


@blueprint.post("/staff/boards/<slug>/pin")
@requires(Permission.EDIT_ACTIVITIES)
def pin(slug: str) -> ResponseReturnValue:
    """Put a note on top."""
    return move_a_pin(slug, "pin")


@blueprint.post("/staff/boards/<slug>/unpin")
@requires(Permission.EDIT_ACTIVITIES)
def unpin(slug: str) -> ResponseReturnValue:
    """Take a note down from the top."""
    return move_a_pin(slug, "unpin")


def move_a_pin(slug: str, verb: str) -> ResponseReturnValue:
    """What both do with the note whose button was pressed."""
    board = for_staff.of_kind(Board, slug)
    board.must_not_be_archived()
    try:
        getattr(board, verb)(normalise(request.form.get("note", "")), by=current_user.id, seen=EditForm(obj=board).seen)
    except NotAllowed as refusal:
        db.session.rollback()
        return pins_page(slug, str(refusal)), 422
    except Clash:
        db.session.rollback()
        return pins_page(slug, "Somebody else changed this first. This is how it is now."), 409
    db.session.commit()
    return redirect(url_for(".pins", slug=slug), 303)
