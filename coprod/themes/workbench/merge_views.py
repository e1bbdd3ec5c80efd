"""Staff make one theme of several: what will happen stands on a page first."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit, transactions
from coprod.activities import for_staff
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.permissions import Permission, requires
from coprod.rendering import plural
from coprod.text import row_number
from coprod.themes import merge_and_split
from coprod.themes.blueprint import blueprint
from coprod.themes.models import Theme
from coprod.themes.workbench.counts import count_anew
from coprod.themes.workbench.in_use import SETTLED, is_settled, themes_of
from coprod.themes.workbench.theme_forms import NAME_TAKEN, MergeForm


@blueprint.get("/<slug>/themes/merge")
@requires(Permission.ADD_THEMES)
def ask_to_merge(slug: str) -> ResponseReturnValue:
    """What merging these themes would do, and what the new one is called."""
    engagement = for_staff.engagement(slug)
    engagement.must_not_be_archived()
    form = MergeForm(formdata=None)
    form.themes.data = request.args.getlist("themes", type=row_number)
    return merge_page(engagement, form)


@blueprint.post("/<slug>/themes/merge")
@requires(Permission.ADD_THEMES)
def merge(slug: str) -> ResponseReturnValue:
    """These themes become one new one, and each text of theirs is in it once."""
    engagement = for_staff.engagement(slug, to_change=True)
    engagement.must_not_be_archived()
    form = MergeForm()
    themes = picked(engagement, form)
    if is_settled(engagement):
        flash(SETTLED)
        return redirect(url_for(".themes", slug=slug), 303)
    if form.validate() and len(themes) < len(set(form.themes.data or ())):
        form.themes.errors = ["One of these is not used any more. Look again, and choose two or more"]
    taken = Theme.is_taken(engagement.id, form.title.data or "", besides=[theme.id for theme in themes])
    if not form.errors and taken:
        form.title.errors = [NAME_TAKEN]
    if form.errors:
        return merge_page(engagement, form)
    into = Theme.make(engagement, form.title.data or "", form.meaning.data or "", by=current_user.id)
    number = merge_and_split.merge(themes, into, by=current_user.id)
    audit.record("merged themes", f"theme {into.id}", current_user, themes=[theme.id for theme in themes])
    flash(f"{plural(len(themes), 'theme')} became “{into.title}”, with {plural(number, 'text')}.")
    db.session.commit()
    count_anew(engagement.id)
    return redirect(url_for(".theme", slug=slug, theme=into.slug), 303)


def picked(engagement: Engagement, form: MergeForm) -> list[Theme]:
    """The themes in use that were chosen."""
    ids = set(form.themes.data or ())
    return [theme for theme in themes_of(engagement) if theme.id in ids]


def merge_page(engagement: Engagement, form: MergeForm) -> ResponseReturnValue:
    """The themes that were chosen and what would happen to them; with what was typed when that was refused."""
    if form.errors:
        db.session.rollback()
        transactions.end_writing()
    every = themes_of(engagement)
    chosen = picked(engagement, form)
    html = render_template(
        "themes/merge.html",
        engagement=engagement,
        form=form,
        every=every,
        chosen=chosen,
        texts=Theme.texts_in([theme.id for theme in chosen]),
    )
    return html, 422 if form.errors else 200
