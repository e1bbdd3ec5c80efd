"""Staff say what a text is about: take themes, make one, save, and undo the last."""

from flask import abort, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit
from coprod.activities import for_staff
from coprod.database import db
from coprod.permissions import Permission, requires
from coprod.text import row_number, words_in
from coprod.themes.blueprint import blueprint
from coprod.themes.code_text import SaidSince, WordsMoved, code_text, said_of, say_again
from coprod.themes.models import Ended, Theme
from coprod.themes.workbench import texts
from coprod.themes.workbench.coding_forms import CodingForm
from coprod.themes.workbench.counts import count_anew
from coprod.themes.workbench.in_use import themes_of
from coprod.themes.workbench.last_coded import Coded, LastCoded
from coprod.themes.workbench.text_views import chosen, go_on, text_page
from coprod.themes.workbench.texts import OneText, Within


@blueprint.post("/<slug>/<public_id:id>/code")
@requires(Permission.ADD_THEMES)
def code(slug: str, id: str) -> ResponseReturnValue:
    """Write down what is ticked, and go on to the next text."""
    within = Within.of(for_staff.engagement(slug))
    within.engagement.must_not_be_archived()
    one = texts.one(within, id)
    if one is None:
        return is_gone(within, id)
    form = form_for(within, one)
    if not form.validate():
        return text_page(within, one, form)
    if form.named is not None:
        form.take(form.named)
    before = said_of(one.said.id)
    try:
        code_text(one.said.id, form.said, by=current_user.id, seen=form.moves_seen)
    except WordsMoved:
        db.session.rollback()
        now = texts.one(within, id)
        return text_page(within, now, form, moved=True) if now else is_gone(within, id)
    except Ended:
        form.themes.errors = ["A theme that was on is not used any more. It is off now: look again, and save"]
        return text_page(within, one, form)
    LastCoded(session).add(Coded(within.engagement.id, id, one.said.moves_made, before, form.said))
    db.session.commit()
    return go_on(within, chosen()[0], id)


@blueprint.post("/<slug>/<public_id:id>/choose")
@requires(Permission.ADD_THEMES)
def choose(slug: str, id: str) -> ResponseReturnValue:
    """Take a theme or take it off, for those without a script that does it at once. Nothing is saved yet."""
    within = Within.of(for_staff.engagement(slug))
    one = texts.one(within, id)
    if one is None:
        return is_gone(within, id)
    form = form_for(within, one)
    off, on = (request.form.get(name, type=row_number) for name in ("drop", "take"))
    suggested = next((theme for theme in themes_of(within.engagement) if theme.id == on), None)
    if off is not None:
        form.drop(off)
    elif suggested is not None:
        form.take(suggested)
    elif form.named is not None:
        form.take(form.named)
    elif form.typed.data:
        form.validate()
    return text_page(within, one, form)


@blueprint.post("/<slug>/<public_id:id>/make")
@requires(Permission.ADD_THEMES)
def make(slug: str, id: str) -> ResponseReturnValue:
    """A new theme of the name that was typed, on for this text; one that is there already is taken. It is not saved."""
    within = Within.of(for_staff.engagement(slug, to_change=True))
    within.engagement.must_not_be_archived()
    one = texts.one(within, id)
    if one is None:
        return is_gone(within, id)
    form = form_for(within, one)
    title = form.typed.data or ""
    if form.named is None and (
        not any(words_in(title)) or len(title) > 60 or Theme.is_taken(within.engagement.id, title)
    ):
        form.typed.errors = ["Write a name of up to 60 characters, with letters or numbers, that no theme has yet"]
        return text_page(within, one, form, status=422)
    theme = form.named
    if theme is None:
        theme = Theme.make(within.engagement, title, by=current_user.id)
        audit.record("created theme", f"theme {theme.id}", current_user)
        db.session.commit()
        count_anew(within.engagement.id)
    form.take(theme)
    return text_page(within, one, form)


@blueprint.post("/<slug>/undo")
@requires(Permission.ADD_THEMES)
def undo(slug: str) -> ResponseReturnValue:
    """What was said of the last text is as it was before, in new rows; that text is open again."""
    within = Within.of(for_staff.engagement(slug))
    within.engagement.must_not_be_archived()
    last = LastCoded(session).last(within.engagement.id)
    one = texts.one(within, last.text) if last else None
    if last is None or one is None:
        flash("There is nothing of yours to undo here.")
        return redirect(url_for(".engagement", slug=slug), 303)
    LastCoded(session).forget(last)
    try:
        say_again(one.said.id, last.before, instead_of=last.now, by=current_user.id, seen=last.seen)
        db.session.commit()
        flash("Undone. This is the text; what was said of it before stands again.")
    except (SaidSince, WordsMoved, Ended):
        db.session.rollback()
        flash("Not undone: somebody has read this text since, its words were decided on again, or a theme has ended.")
    return redirect(url_for(".text", slug=slug, id=last.text, **chosen()[0].address()), 303)


def form_for(within: Within, one: OneText) -> CodingForm:
    """What was sent about a text."""
    return CodingForm(themes_of(within.engagement), one.may_be_quoted)


def is_gone(within: Within, id: str) -> ResponseReturnValue:
    """The text was open here, and is heard no longer: nobody can code it."""
    if not texts.is_of(within, id):
        abort(404)
    flash("That text is not here any more: its author took it back, or somebody decided on it again.")
    return redirect(url_for(".engagement", slug=within.engagement.slug, **chosen()[0].address()), 303)
