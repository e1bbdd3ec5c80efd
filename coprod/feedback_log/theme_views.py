"""Staff see the themes of every engagement, and create one."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from coprod import audit
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.feedback_log.blueprint import blueprint
from coprod.feedback_log.filters import FeedbackLogFilters
from coprod.feedback_log.forms import ThemeForm
from coprod.feedback_log.log import matching
from coprod.forms import choices
from coprod.participation.submission import Submission
from coprod.permissions import Permission, requires, within
from coprod.text import as_read, sort_key
from coprod.themes.models import Theme, submission_theme


@blueprint.get("/feedback-log/themes")
@requires(Permission.ADD_THEMES)
def themes() -> ResponseReturnValue:
    """Every theme, and the form for a new one."""
    return themes_page(ThemeForm(formdata=None))


@blueprint.post("/feedback-log/themes/create")
@requires(Permission.ADD_THEMES)
def create_theme() -> ResponseReturnValue:
    """A new theme, ready to be filled."""
    form = ThemeForm()
    form.engagement.choices = choices(engagements())
    if not form.validate() or is_taken(form):
        return themes_page(form)
    engagement = db.session.get_one(Engagement, form.engagement.data)
    theme = Theme(engagement=engagement, slug=form.slug, title=form.title.data or "", meaning=form.meaning.data or "")
    db.session.add(theme)
    db.session.flush()
    audit.record("created theme", f"theme {theme.id}", current_user)
    flash(f"“{theme.title}” is ready. Tick rows in the log to fill it.")
    db.session.commit()
    return redirect(url_for(".themes"), 303)


def themes_page(form: ThemeForm) -> ResponseReturnValue:
    """The page, with what was typed when that was refused."""
    form.engagement.choices = choices(engagements())
    return render_template("feedback_log/themes.html", form=form, themes=all_themes()), 422 if form.errors else 200


def engagements() -> list[tuple[int, str]]:
    """What a theme can belong to."""
    reached = within(Permission.ADD_THEMES, Engagement.id)
    rows = db.session.execute(select(Engagement.id, Engagement.title).where(reached))
    return sorted(((row.id, row.title) for row in rows), key=lambda row: sort_key(row[1]))


def all_themes() -> list[tuple[Theme, int]]:
    """Each theme of each engagement, and how many rows of the log are in it."""
    inside = matching(submission_theme.c.theme_id, func.count().label("number"), filters=FeedbackLogFilters())
    inside = inside.join(submission_theme, submission_theme.c.submission_id == Submission.id)
    numbers = inside.group_by(submission_theme.c.theme_id).subquery()
    rows = db.session.execute(
        select(Theme, func.coalesce(numbers.c.number, 0))
        .join(Theme.engagement)
        .outerjoin(numbers, numbers.c.theme_id == Theme.id)
        .where(within(Permission.ADD_THEMES, Theme.engagement_id))
        .options(contains_eager(Theme.engagement))
    )
    found = [(theme, number) for theme, number in rows]
    return sorted(found, key=lambda row: (sort_key(row[0].engagement.title), sort_key(row[0].title)))


def is_taken(form: ThemeForm) -> bool:
    """Whether the engagement has a theme of this name; says so on the form."""
    there = select(Theme.slug, Theme.title).where(Theme.engagement_id == form.engagement.data)
    # Held on the engagement, so that two who create the same theme at once come one after the other.
    db.session.get(Engagement, form.engagement.data, with_for_update=True)
    name = as_read(form.title.data or "")
    if all(slug != form.slug and as_read(title) != name for slug, title in db.session.execute(there)):
        return False
    form.title.errors = ["This engagement has a theme with that name already"]
    return True
