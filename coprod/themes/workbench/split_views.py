"""Staff make several themes of one: its parts are named, and then its texts are gone through, many on a page."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from coprod import audit, transactions
from coprod.activities import for_staff
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.permissions import Permission, requires
from coprod.public_ids import public_id
from coprod.rendering import plural
from coprod.themes import merge_and_split
from coprod.themes.blueprint import blueprint
from coprod.themes.models import Theme
from coprod.themes.workbench import texts
from coprod.themes.workbench.counts import count_anew
from coprod.themes.workbench.in_use import parts_of, theme_at
from coprod.themes.workbench.texts import Within
from coprod.themes.workbench.theme_forms import PartsForm, SplitForm

PAGE = 20


@blueprint.get("/<slug>/theme/<theme>/split")
@requires(Permission.ADD_THEMES)
def go_through(slug: str, theme: str) -> ResponseReturnValue:
    """The texts that are still in a theme, each with the parts that it can go into."""
    within = Within.of(for_staff.engagement(slug))
    within.engagement.must_not_be_archived()
    return split_page(within, theme_at(within.engagement, theme), SplitForm(formdata=None))


@blueprint.post("/<slug>/theme/<theme>/split")
@requires(Permission.ADD_THEMES)
def split(slug: str, theme: str) -> ResponseReturnValue:
    """A theme gets parts. Its texts stay where they are until somebody has looked at each again."""
    within = Within.of(for_staff.engagement(slug, to_change=True))
    within.engagement.must_not_be_archived()
    engagement, found = within.engagement, theme_at(within.engagement, theme)
    if not found.is_open:
        return not_in_use(slug, found)
    form = SplitForm()
    taken = [name for name in form.names if Theme.is_taken(engagement.id, name)]
    if form.validate() and taken:
        form.parts.errors = [f"This engagement has a theme with the name “{taken[0]}” already"]
    if form.errors:
        return split_page(within, found, form)
    parts = [Theme.make(engagement, name, by=current_user.id) for name in form.names]
    merge_and_split.split(found, parts, by=current_user.id)
    audit.record("split theme", f"theme {found.id}", current_user, parts=[part.id for part in parts])
    flash(f"{plural(len(parts), 'new theme')} to put its texts into. Tick what each text belongs to.")
    db.session.commit()
    count_anew(engagement.id)
    return redirect(url_for(".go_through", slug=slug, theme=theme), 303)


@blueprint.post("/<slug>/theme/<theme>/decide-again")
@requires(Permission.ADD_THEMES)
def decide_again(slug: str, theme: str) -> ResponseReturnValue:
    """The texts that were ticked leave the theme for those of its parts; the others stay."""
    within = Within.of(for_staff.engagement(slug, to_change=True))
    within.engagement.must_not_be_archived()
    found = theme_at(within.engagement, theme)
    if not found.is_open:
        return not_in_use(slug, found)
    parts = {part.id: part for part in parts_of(found)}
    chosen = PartsForm().chosen(parts)
    moved, ticked = 0, sum(map(len, chosen.values()))
    for into, seen in chosen.items():
        rows = db.session.execute(select(Submission.id, Submission.public_id).where(Submission.public_id.in_(seen)))
        texts_seen = {row.id: seen[row.public_id] for row in rows}
        moved += merge_and_split.decide_again(found, texts_seen, [parts[id] for id in sorted(into)], by=current_user.id)
    audit.record("moved texts to parts", f"theme {found.id}", current_user, texts=moved)
    flash(f"{plural(moved, 'text')} moved. The others stay in “{found.title}”.")
    if moved < ticked:
        flash(
            f"{plural(ticked - moved, 'ticked text')} did not move: the words changed since, or a colleague was faster."
        )
    db.session.commit()
    after = request.args.get("after", type=public_id)
    return redirect(url_for(".go_through", slug=slug, theme=theme, after=after), 303)


def not_in_use(slug: str, theme: Theme) -> ResponseReturnValue:
    """It was merged or put away meanwhile: nothing goes out of it any more."""
    flash("That theme is not used any more: it stays as it was.")
    return redirect(url_for(".theme", slug=slug, theme=theme.slug), 303)


def split_page(within: Within, theme: Theme, form: SplitForm) -> ResponseReturnValue:
    """The parts and the texts; with the names that were typed when they were refused."""
    if form.errors:
        db.session.rollback()
        transactions.end_writing()
    after = request.args.get("after", type=public_id)
    rows = texts.of_theme(theme, after, PAGE)
    html = render_template(
        "themes/split.html",
        engagement=within.engagement,
        theme=theme,
        form=form,
        parts=parts_of(theme),
        rows=rows[:PAGE],
        after=after,
        following=rows[PAGE - 1].public_id if len(rows) > PAGE else None,
        left=Theme.texts_in([theme.id]),
    )
    return html, 422 if form.errors else 200
