"""A board for anyone to read, the form to add a note, and the pages on which staff make a board."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit, kept_pages, rate_limits
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.activities.forms import free_slug
from coprod.boards.forms import BoardForm, NoteForm
from coprod.boards.models import Board, Note, by_week
from coprod.database import db, now, uk_today
from coprod.participation import forms
from coprod.participation.intake import Said, receive
from coprod.permissions import Permission, public, requires
from coprod.text import row_number

blueprint = Blueprint("boards", __name__)


@blueprint.get("/boards/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """The board: no cookie, no token, the same bytes for everyone."""
    head = Board.head(slug)
    if head is None or head.opens_at is None:
        abort(404)
    audience = request.args.get("audience", type=Audience)
    before = request.args.get("before", type=row_number)
    is_open = head.opens_at <= now() < head.closes_at
    address = ("board", slug, audience, before)
    shows = (*head, is_open, uk_today())
    return kept_pages.answer(address, shows, lambda: rendered(slug, audience, before), keep=before is None)


def rendered(slug: str, audience: Audience | None, before: int | None) -> str:
    """The page as HTML."""
    return as_page(Board.find(slug) or abort(404), audience, before)


def as_page(board: Board, audience: Audience | None = None, before: int | None = None, preview: bool = False) -> str:
    """A board as the public see it; in a preview, as they will when it is open."""
    notes = board.shown_notes(audience, before)
    return render_template(
        "boards/preview.html" if preview else "boards/show.html",
        board=board,
        is_open=board.is_open or preview,
        batches=by_week(notes),
        count=notes[0].count if notes else 0,
        audience=audience,
        audiences=Audience,
        older=notes[-1].id if len(notes) == board.PAGE else None,
        is_first_page=before is None,
    )


@blueprint.route("/boards/<slug>/add", methods=["GET", "POST"])
@public
def add(slug: str) -> ResponseReturnValue:
    """Write a note and send it."""
    board = Board.find_public(slug) or abort(404)
    board.must_be_open()
    form = NoteForm(same_code="yes" if request.args.get("same_code") and forms.sent_token() else "")
    if not form.validate_on_submit() or form.asks_first():
        return render_template("boards/add.html", board=board, form=form), 422 if form.errors else 200
    received = receive(
        board,
        said=[Said(board.question, form.words.data or "")],
        unusual=rate_limits.over_limit("note", rate_limits.POSTING),
        **form.one_go(),
    )
    if received.new:
        board.notes.add(Note(contribution=received.contribution, colour=form.chosen_colour))
    db.session.commit()
    forms.remember_sent(form.one_go())
    return redirect(url_for(".thanks", slug=slug), 303)


@blueprint.get("/boards/<slug>/thanks")
@public
def thanks(slug: str) -> ResponseReturnValue:
    """The receipt, once."""
    board = Board.find_public(slug) or abort(404)
    sent = forms.sent()
    note = sent and Note.of(sent.contribution.id)
    if note is None:
        return redirect(url_for(".show", slug=slug), 303)
    return render_template("boards/thanks.html", board=board, sent=sent, note=note)


@blueprint.route("/staff/boards/new", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def create() -> ResponseReturnValue:
    """Make a board for an engagement. It stays a draft until somebody opens it."""
    engagement = Engagement.find(request.args.get("engagement", "")) or abort(404)
    form = BoardForm()
    if not form.validate_on_submit():
        page = render_template("boards/edit.html", form=form, engagement=engagement, board=None)
        return page, 422 if form.errors else 200
    board = Board(engagement=engagement, slug=free_slug(Board, form.title.data or ""), **form.details())
    db.session.add(board)
    db.session.flush()
    audit.record("created", f"activity {board.id}", by=current_user, kind=board.kind)
    db.session.commit()
    return redirect(url_for(".preview", slug=board.slug), 303)


@blueprint.route("/staff/boards/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def edit(slug: str) -> ResponseReturnValue:
    """Change what is said about a board."""
    board = Board.find(slug) or abort(404)
    form = BoardForm(activity=board)
    if not form.validate_on_submit():
        page = render_template("boards/edit.html", form=form, engagement=board.engagement, board=board)
        return page, 422 if form.errors else 200
    board.edit(form.details())
    audit.record("edited", f"activity {board.id}", by=current_user, kind=board.kind)
    db.session.commit()
    return redirect(url_for(".preview", slug=slug), 303)


@blueprint.get("/staff/boards/<slug>/preview")
@requires(Permission.EDIT_ACTIVITIES)
def preview(slug: str) -> ResponseReturnValue:
    """The board as the public will see it, also while it is a draft."""
    return as_page(Board.find(slug) or abort(404), preview=True)
