"""For staff: every engagement, and a new one."""

from itertools import islice
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import selectinload

from coprod.activities import for_staff
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.counting.counting import WHO_COUNTS, people_by_engagement
from coprod.database import db, now
from coprod.engagements.blueprint import blueprint
from coprod.engagements.editing.forms import NewForm
from coprod.engagements.starting_points import STARTING_POINTS, start
from coprod.permissions import Permission, requires
from coprod.text import fold, normalise, row_number

PAGE = 30
LONGEST_SEARCH = 100


@blueprint.get("/staff/engagements")
@requires(Permission.EDIT_ACTIVITIES)
def staff_list() -> ResponseReturnValue:
    """Every engagement, the newest first; some of them when somebody looks for something."""
    wanted = normalise(request.args.get("q", ""))[:LONGEST_SEARCH]
    stage = request.args.get("state", type=Life)
    before = request.args.get("before", type=row_number)
    query = for_staff.engagements()
    if stage:
        query = query.where(*at_stage(stage))
    if before:
        query = query.where(Engagement.id < before)
    if wanted:
        query = query.where(Engagement.id.in_(with_words(wanted, query)))
    query = query.options(selectinload(Engagement.activities))
    found = db.session.scalars(query.order_by(Engagement.id.desc()).limit(PAGE + 1)).all()
    return render_template(
        "engagements/staff_list.html",
        engagements=found[:PAGE],
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        people=people_by_engagement(),
        who_counts=WHO_COUNTS,
        stages=[(each.value, each.capitalize()) for each in Life],
        wanted=wanted,
        stage=stage,
        may_make=for_staff.may_make_engagements(),
    )


def with_words(wanted: str, among: Select[Any]) -> list[int]:
    """The first of those in whose title or summary all of these words stand, enough for a page: their ids.

    They are found here and not by the database, which has its own way with accents and capitals.
    """
    words = fold(wanted).split()
    said = among.with_only_columns(Engagement.id, Engagement.title, Engagement.summary)
    every = db.session.execute(said.order_by(Engagement.id.desc())).all()
    found = (id for id, title, summary in every if all(word in fold(f"{title} {summary}") for word in words))
    return list(islice(found, PAGE + 1))


def at_stage(stage: Life) -> list[ColumnElement[bool]]:
    """The condition for a stage. What is open is closed when the last of its activities has closed."""
    of_it = select(Activity.id).where(
        Activity.engagement_id == Engagement.id, Activity.opens_at.is_not(None), Activity.is_listed
    )
    has_closed = exists(of_it) & ~exists(of_it.where(Activity.closes_at > now()))
    if stage is Life.CLOSED:
        return [Engagement.life == Life.OPEN, has_closed]
    return [Engagement.life == stage, *([~has_closed] if stage is Life.OPEN else [])]


@blueprint.route("/staff/engagements/new", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def create() -> ResponseReturnValue:
    """A new draft: empty, or with what a starting point puts into it."""
    if not for_staff.may_make_engagements():
        abort(403)
    form = NewForm(data={"start": request.args.get("start")})
    if not form.validate_on_submit():
        return render_template("engagements/new.html", form=form, points=STARTING_POINTS), form.status
    engagement = start(form.start.data, form.title.data or "", by=current_user.id)
    db.session.commit()
    return redirect(url_for(".hub", slug=engagement.slug), 303)
