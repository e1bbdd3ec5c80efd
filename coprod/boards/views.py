"""A board for anyone to read, and the form to add a note."""

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coprod import rate_limits
from coprod.boards.forms import NoteForm
from coprod.boards.models import Board, Note, by_week
from coprod.boards.page_cache import PageCache
from coprod.database import db, now, uk_today
from coprod.participation import forms
from coprod.participation.contribution import Audience
from coprod.participation.intake import Said, receive
from coprod.permissions import public

blueprint = Blueprint("boards", __name__)
pages = PageCache()


@blueprint.get("/boards/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """The board: no cookie, no token, the same bytes for everyone."""
    head = Board.head(slug)
    if head is None or head.opens_at is None:
        abort(404)
    audience = request.args.get("audience", type=Audience)
    before = request.args.get("before", type=int)
    is_open = head.opens_at <= now() < head.closes_at
    shows = (current_app.extensions["build"], *head, is_open, uk_today())
    return pages.answer((slug, audience, before), shows, lambda: rendered(slug, audience, before))


def rendered(slug: str, audience: Audience | None, before: int | None) -> str:
    """The page as HTML."""
    board = Board.find(slug)
    if board is None:
        abort(404)
    notes = board.shown_notes(audience, before)
    return render_template(
        "boards/show.html",
        board=board,
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
    if not form.validate_on_submit():
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
    note = sent and Note.of(sent.contribution)
    if note is None:
        return redirect(url_for(".show", slug=slug), 303)
    return render_template("boards/thanks.html", board=board, sent=sent, note=note)
