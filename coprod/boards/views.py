"""A board for anyone to read, the form to add a note, and the pages on which staff make a board."""

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import kept_pages, rate_limits
from coprod.accounts.who_changed import show_clash
from coprod.activities.activity import NotOpen
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.activities.forms import free_slug
from coprod.activities.life import NeedsReason
from coprod.boards.forms import BoardForm, NoteForm
from coprod.boards.models import Board, Head, Note, by_week
from coprod.changes import Clash
from coprod.database import db, uk_today
from coprod.date_fields import refuse
from coprod.intake import forms
from coprod.intake.door import Said, file, judge
from coprod.kept_forms import KeptForms
from coprod.permissions import Permission, public, requires
from coprod.public_ids import ListPlace

blueprint = Blueprint("boards", __name__)
kept_forms = KeptForms()


@blueprint.get("/boards/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """The board: no cookie, no token, the same bytes for everyone."""
    head = Board.head(slug)
    if head is None:
        abort(404)
    audience = request.args.get("audience", type=Audience)
    before = request.args.get("before", type=ListPlace.from_address)
    address = ("board", slug, audience, before)
    shows = (*head, head.is_open, uk_today())
    return kept_pages.answer(address, shows, lambda: rendered(slug, audience, before), keep=before is None)


def rendered(slug: str, audience: Audience | None, before: ListPlace | None) -> str:
    """The page as HTML."""
    return as_page(Board.find(slug) or abort(404), audience, before)


def as_page(
    board: Board, audience: Audience | None = None, before: ListPlace | None = None, preview: bool = False
) -> str:
    """A board as the public see it; in a preview, as they will when it is open."""
    notes = board.shown_notes(audience, before)
    last = notes[-1] if len(notes) == board.PAGE else None
    return render_template(
        "boards/preview.html" if preview else "boards/show.html",
        board=board,
        is_open=board.is_open or preview,
        batches=by_week(notes, board.wording_id),
        count=notes[0].count if notes else 0,
        audience=audience,
        audiences=Audience,
        older=str(ListPlace(last.submitted_on, last.public_id)) if last else None,
        is_first_page=before is None,
    )


@blueprint.route("/boards/<slug>/add", methods=["GET", "POST"])
@public
def add(slug: str) -> ResponseReturnValue:
    """Write a note and send it."""
    head = Board.head(slug)
    if head is None or not head.is_open:
        board = Board.find_public(slug) or abort(404)
        raise NotOpen(board)
    joins = bool(request.args.get("same_code") and forms.sent_token())
    if request.method == "GET" and not joins:
        return empty_form(slug, head)
    form = NoteForm(same_code="yes" if joins else "")
    asked = form.answers(head)
    if not form.validate_on_submit() or form.asks_first():
        return note_page(slug, form, asked.text), 422 if form.errors else 200
    go = form.one_go()
    judged = judge(
        head.id,
        said=[Said(asked.text, form.words.data or "", asked.id)],
        unusual=rate_limits.over_limit("note", rate_limits.POSTING),
        **go,
    )
    note = Note(contribution=judged.sent, board_id=head.id, colour=form.chosen_colour)
    judged.row(note, contribution_id=judged.contribution, submission_id=judged.submissions[0])
    db.session.rollback()
    file(judged)
    forms.remember_sent(go)
    return redirect(url_for(".thanks", slug=slug), 303)


def empty_form(slug: str, head: Head) -> str:
    """The form as it is at first: kept, but for its tokens and the choices that it begins with."""
    shows = (current_app.extensions["build"], *head, uk_today())

    def at_first() -> str:
        form = NoteForm(formdata=None)
        return note_page(slug, form, form.answers(head).text)

    return kept_forms.page(slug, shows, at_first).filled(forms.new_tokens())


def note_page(slug: str, form: NoteForm, question: str) -> str:
    """The form as HTML, under the question as whoever fills it in has read it."""
    board = Board.find_public(slug) or abort(404)
    return render_template("boards/add.html", board=board, form=form, question=question)


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
    board = Board.find(slug) or abort(404)
    form = BoardForm(activity=board)
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


@blueprint.get("/staff/boards/<slug>/preview")
@requires(Permission.EDIT_ACTIVITIES)
def preview(slug: str) -> ResponseReturnValue:
    """The board as the public will see it, also while it is a draft."""
    return as_page(Board.find(slug) or abort(404), preview=True)
