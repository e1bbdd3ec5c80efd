"""Staff keep themes in order: make one, say it in other words, see what became of it, put an empty one away."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from coprod import audit, transactions
from coprod.accounts.who_changed import show_clash, who_changed
from coprod.activities import for_staff
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.changes import Clash
from coprod.database import db
from coprod.permissions import Permission, requires
from coprod.themes.blueprint import blueprint
from coprod.themes.models import Ended, Theme
from coprod.themes.workbench.counts import count_anew, counts_of
from coprod.themes.workbench.health import MOST, hints
from coprod.themes.workbench.in_use import SETTLED, is_settled, parts_of, theme_at, themes_of
from coprod.themes.workbench.texts import Within
from coprod.themes.workbench.theme_forms import NAME_TAKEN, ChangeForm, ThemeForm

AUDIENCES = [audience for audience in Audience if audience is not Audience.NOT_SAID]


@blueprint.get("/<slug>/themes")
@requires(Permission.ADD_THEMES)
def themes(slug: str) -> ResponseReturnValue:
    """Every theme in use, with what stands behind it; a form for a new one, and boxes to merge some."""
    return themes_page(for_staff.engagement(slug), ThemeForm(formdata=None))


@blueprint.post("/<slug>/themes/create")
@requires(Permission.ADD_THEMES)
def create(slug: str) -> ResponseReturnValue:
    """A new theme, ready to be filled."""
    # Held on the engagement, so that two who create the same theme at once come one after the other.
    engagement = for_staff.engagement(slug, to_change=True)
    engagement.must_not_be_archived()
    form = ThemeForm()
    if form.validate() and Theme.is_taken(engagement.id, form.title.data or ""):
        form.title.errors = [NAME_TAKEN]
    if form.errors:
        return themes_page(engagement, form)
    theme = Theme.make(engagement, form.title.data or "", form.meaning.data or "", by=current_user.id)
    audit.record("created theme", f"theme {theme.id}", current_user)
    flash(f"“{theme.title}” is ready.")
    db.session.commit()
    count_anew(engagement.id)
    return redirect(url_for(".themes", slug=slug), 303)


@blueprint.get("/<slug>/theme/<theme>")
@requires(Permission.ADD_THEMES)
def theme(slug: str, theme: str) -> ResponseReturnValue:
    """One theme: what it is called, what it means to whom, and its history."""
    engagement = for_staff.engagement(slug)
    found = theme_at(engagement, theme)
    return theme_page(engagement, found, ChangeForm.of(found, formdata=None))


@blueprint.post("/<slug>/theme/<theme>")
@requires(Permission.ADD_THEMES)
def change(slug: str, theme: str) -> ResponseReturnValue:
    """Say a theme in other words, and what each audience means by it. The address stays."""
    engagement = for_staff.engagement(slug, to_change=True)
    engagement.must_not_be_archived()
    found = theme_at(engagement, theme)
    form = ChangeForm.of(found)
    if not found.is_open or is_settled(engagement):
        flash(SETTLED if found.is_open else "That theme is not used any more: it stays as it was.")
        return redirect(url_for(".theme", slug=slug, theme=theme), 303)
    if form.validate() and Theme.is_taken(engagement.id, form.title.data or "", besides=[found.id]):
        form.title.errors = [NAME_TAKEN]
    if form.errors:
        return theme_page(engagement, found, form)
    try:
        values = {"title": form.title.data, "meaning": form.meaning.data}
        found.reword(values, form.meanings(), by=current_user.id, seen=form.seen)
    except Clash:
        db.session.rollback()
        show_clash(form, ChangeForm.of(found, formdata=None), found)
        return theme_page(engagement, found, form)
    audit.record("changed theme", f"theme {found.id}", current_user)
    db.session.commit()
    flash("Saved.")
    return redirect(url_for(".theme", slug=slug, theme=theme), 303)


@blueprint.post("/<slug>/theme/<theme>/end")
@requires(Permission.ADD_THEMES)
def end(slug: str, theme: str) -> ResponseReturnValue:
    """A theme in which no text is left is put away. Its history stays."""
    engagement = for_staff.engagement(slug, to_change=True)
    engagement.must_not_be_archived()
    found = theme_at(engagement, theme)
    if is_settled(engagement):
        flash(SETTLED)
        return redirect(url_for(".theme", slug=slug, theme=theme), 303)
    if Theme.texts_in([found.id]):
        flash("There are texts in it. Move them first, or merge it with another theme.")
        return redirect(url_for(".theme", slug=slug, theme=theme), 303)
    try:
        found.end(by=current_user.id)
    except Ended:
        flash("It was put away already.")
        return redirect(url_for(".themes", slug=slug), 303)
    audit.record("ended theme", f"theme {found.id}", current_user)
    flash(f"“{found.title}” is put away.")
    db.session.commit()
    count_anew(engagement.id)
    return redirect(url_for(".themes", slug=slug), 303)


def themes_page(engagement: Engagement, form: ThemeForm) -> ResponseReturnValue:
    """Every theme, and the form with what was typed when that was refused."""
    if form.errors:
        db.session.rollback()
        transactions.end_writing()
    found = themes_of(engagement, with_meanings=True)
    counted = counts_of(Within.of(engagement))
    html = render_template(
        "themes/themes.html",
        engagement=engagement,
        form=form,
        themes=sorted(found, key=lambda theme: -counted.behind(theme.id).texts),
        counts=counted,
        hints=hints(found, counted),
        most=MOST,
        audiences=AUDIENCES,
    )
    return html, 422 if form.errors else 200


def theme_page(engagement: Engagement, theme: Theme, form: ChangeForm) -> ResponseReturnValue:
    """One theme, and the form with what was typed when that was refused."""
    if form.errors or form.clash is not None:
        db.session.rollback()
        transactions.end_writing()
    merged = select(Theme).where(Theme.became_id == theme.id).order_by(Theme.id)
    html = render_template(
        "themes/theme.html",
        engagement=engagement,
        theme=theme,
        form=form,
        counts=counts_of(Within.of(engagement)),
        parts=parts_of(theme),
        merged=db.session.scalars(merged).all(),
        changed=who_changed(theme.subject),
        field_names={f"meaning for {audience.value}": f"Meaning for {audience.many.lower()}" for audience in AUDIENCES},
    )
    return html, form.status
