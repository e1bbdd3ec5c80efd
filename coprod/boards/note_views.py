"""Writing a note: the form, what is shown before it is sent, and the receipt."""

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coprod.activities.activity import NotOpen
from coprod.activities.audience import audiences_in_short
from coprod.boards.blueprint import blueprint
from coprod.boards.forms import NoteForm, paper_on_top
from coprod.boards.head import Head
from coprod.boards.models import Board, Note
from coprod.boards.question import Asked
from coprod.database import uk_today
from coprod.intake import forms
from coprod.intake.door import Said, file, judge
from coprod.kept_forms import KeptForms
from coprod.partnership.district import District
from coprod.permissions import is_unproved, may_come_unproved, public

kept_forms = KeptForms()


@blueprint.get("/boards/<slug>/token")
@public
def token(slug: str) -> ResponseReturnValue:
    """What makes a form of the box on the board: asked for when somebody begins to write. It sets a cookie."""
    head = Head.find(slug)
    if head is None or not head.is_open:
        abort(404)
    return {name: value for name, [value] in forms.new_tokens().items()}


@blueprint.route("/boards/<slug>/add", methods=["GET", "POST"])
@public
@may_come_unproved
def add(slug: str) -> ResponseReturnValue:
    """Write a note and send it. From the board itself, without a script, it comes without a token: then it is shown
    back as it will look, and only what is sent from there is filed."""
    head = Head.find(slug)
    if head is None or not head.is_open:
        board = Board.find_public(slug) or abort(404)
        raise NotOpen(board)
    joins = bool(request.args.get("same_code") and forms.sent_token())
    part = request.args.get("question", "")
    if request.method != "POST" and not joins:
        return empty_form(slug, head, part)
    form = NoteForm(same_code="yes" if joins else "")
    asked = form.answers(head, part)
    asks = not form.validate_on_submit() or form.asks_first()
    if is_unproved() and not form.errors:
        return note_page(slug, form, asked, head, "boards/shown_back.html")
    if asks:
        return note_page(slug, form, asked, head), 422 if form.errors else 200
    go = form.one_go()
    judged = judge(
        head.id,
        said=[Said(asked.text, form.words.data or "", asked.wording_id)],
        unusual=form.comes_often("note"),
        **go,
    )
    colour = form.chosen_colour(head.colours)
    note = Note(contribution=judged.sent, board_id=head.id, question_id=asked.id, colour=colour, offered=head.colours)
    judged.row(note, contribution_id=judged.contribution, submission_id=judged.submissions[0])
    file(judged)
    forms.remember_sent(go)
    return redirect(url_for(".thanks", slug=slug), 303)


def empty_form(slug: str, head: Head, part: str) -> str:
    """The form as it is at first: kept, but for its tokens and the choices that it begins with."""
    asked = head.asked_at(part)
    shows = (current_app.extensions["build"], *head, uk_today())

    def at_first() -> str:
        form = NoteForm(formdata=None)
        return note_page(slug, form, form.answers(head, asked.part), head)

    return kept_forms.page((slug, asked.id), shows, at_first).filled(forms.new_tokens())


def note_page(slug: str, form: NoteForm, asked: Asked, head: Head, template: str = "boards/add.html") -> str:
    """The form as HTML, under the question as whoever fills it in has read it. No paper is chosen for them."""
    board = Board.find_public(slug) or abort(404)
    colour = form.chosen_colour(head.colours)
    shown = {"board": board, "form": form, "asked": asked, "colour": colour}
    # Where a note is shown as it will look, it has its paper by then.
    shown["paper"] = colour or paper_on_top(head.shown, head.colours)
    return render_template(template, districts=District.choices(), whos=audiences_in_short(), **shown)


@blueprint.get("/boards/<slug>/thanks")
@public
def thanks(slug: str) -> ResponseReturnValue:
    """The receipt, once."""
    board = Board.find_public(slug) or abort(404)
    sent = forms.sent()
    note = sent and Note.of(sent.contribution.id)
    if note is None:
        return redirect(url_for(".show", slug=slug), 303)
    after = iter(board.asked)
    next_one = next(after, None) if any(each is note.question for each in after) else None
    return render_template("boards/thanks.html", board=board, sent=sent, note=note, next_one=next_one)
