"""Staff say what else screening should look for, and try out what it finds."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import transactions
from coprod.database import db
from coprod.date_fields import refuse
from coprod.intake.timed_screening import forget_own_words, screened
from coprod.partnership.models import Partnership
from coprod.partnership.words_to_find import NotAWord
from coprod.permissions import Permission, requires
from coprod.reading.found_words import found, marked
from coprod.reading.waiting import summary
from coprod.screening_words.forms import TryForm, WordForm
from coprod.screening_words.look_again import last_look, screen_again
from coprod.screening_words.word_kinds import word_kinds
from coprod.text import normalise

blueprint = Blueprint("screening_words", __name__, url_prefix="/staff/moderation/words")


@blueprint.get("")
@requires(Permission.EDIT_SCREENING)
def show() -> ResponseReturnValue:
    """The partnership's own words, and what screening finds with them."""
    return words_page()


@blueprint.post("/add")
@requires(Permission.EDIT_SCREENING)
def add() -> ResponseReturnValue:
    """Screening looks for one more word or phrase."""
    form = WordForm()
    if not form.validate():
        return words_page(form)
    partnership = Partnership.locked() or abort(404)
    try:
        partnership.add_screening_word(form.kind.data, form.words.data or "", by=current_user.id)
    except NotAWord as error:
        refuse(form.words, str(error))
        return words_page(form)
    return changed("The word is added. Screening looks for it from now on.")


@blueprint.post("/remove")
@requires(Permission.EDIT_SCREENING)
def remove() -> ResponseReturnValue:
    """Screening looks for one word or phrase less. Again, and nothing changes."""
    partnership = Partnership.locked() or abort(404)
    words = normalise(request.form.get("words", ""))
    partnership.remove_screening_word(request.form.get("kind", ""), words, by=current_user.id)
    return changed("The word is removed. Screening does not look for it any more.")


@blueprint.post("/try")
@requires(Permission.EDIT_SCREENING)
def try_out() -> ResponseReturnValue:
    """What screening finds in a sentence. It is not kept: nothing is written, and nothing logged."""
    form = TryForm()
    if not form.validate():
        return words_page(form)
    text = form.text.data or ""
    only_read()
    [findings] = screened([text])
    return words_page(form, tried=text, findings=None if findings is None else [each.to_dict() for each in findings])


@blueprint.post("/look-again")
@requires(Permission.EDIT_SCREENING)
def look_again() -> ResponseReturnValue:
    """Screen what waits once more: a job does it, while people go on reading."""
    screen_again(current_user.id)
    flash("We are looking again at everything that waits. Come back in a minute to see what was found.")
    return redirect(url_for(".show"), 303)


def changed(message: str) -> ResponseReturnValue:
    """Save it, let screening in this process hear of it at once, and back to the list."""
    db.session.commit()
    forget_own_words(current_app)  # other processes hear of it within a minute
    flash(message)
    return redirect(url_for(".show"), 303)


def only_read() -> None:
    """From here on nothing is written: what other people send need not wait for it."""
    db.session.rollback()
    transactions.end_writing()


def words_page(
    form: WordForm | TryForm | None = None, tried: str = "", findings: list[dict[str, Any]] | None = None
) -> ResponseReturnValue:
    """The page, with what was typed into one of its forms, and what was found in a sentence that was `tried`."""
    only_read()
    marks, kinds = found(tried, findings), word_kinds()
    html = render_template(
        "screening_words/show.html",
        form=form,
        word_form=form if isinstance(form, WordForm) else WordForm(formdata=None),
        try_form=form if isinstance(form, TryForm) else TryForm(formdata=None),
        kinds=kinds,
        hints={kind.value: kind.consequence for kind in kinds},
        waiting=summary().number,
        last_look=last_look(),
        tried=tried,
        not_screened=bool(tried) and findings is None,
        marks=marks,
        marked=marked(tried, marks),
    )
    return html, 422 if form and form.errors else 200
