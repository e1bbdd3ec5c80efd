"""The first page staff see: what waits, what was decided, what is open. Each role sees what it may open."""

from datetime import datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Row, select

from coprod.activities.activity import Activity
from coprod.concerns import open_now as concerns
from coprod.counting import unusual_ticks
from coprod.counting.counting import WHO_COUNTS, now_of
from coprod.database import UK, db, now
from coprod.participation.history import last_decided
from coprod.partnership.opening import is_open
from coprod.permissions import Permission, requires, within
from coprod.reading import waiting
from coprod.set_up.checklist import checklist

blueprint = Blueprint("staff_home", __name__)

MOST = 30  # activities listed; more than that are never open at once


@blueprint.get("/staff")
@requires(Permission.USE_STAFF_PAGES)
def show() -> ResponseReturnValue:
    """Today."""
    reads = current_user.may(Permission.READ_QUEUE)
    return render_template(
        "staff_home/show.html",
        greeting=greeting(now()),
        now=now(),
        waiting=waiting.summary() if reads else None,
        concerns=concerns.open_now() if current_user.may(Permission.READ_CONCERNS) else None,
        decided=last_decided(8) if reads else [],
        open_now=open_now(),
        channels=Activity.channels(),
        set_up=checklist(current_user) if current_user.may(Permission.MANAGE_SETTINGS) else None,
        is_open=is_open(),
        who_counts=WHO_COUNTS,
        unusual=unusual_ticks.waiting(within(Permission.SEE_RESULTS, Activity.engagement_id)),
    )


def open_now() -> list[Row[tuple[str, str, str, datetime, int]]]:
    """Each activity of theirs that people can take part in, the next to close first, and how many have, up to now."""
    moment = now()
    return list(
        db.session.execute(
            select(Activity.kind, Activity.slug, Activity.title, Activity.closes_at)
            .add_columns(now_of("people").label("took_part"))
            .join(Activity.engagement)
            .where(within(Permission.USE_STAFF_PAGES, Activity.engagement_id), Activity.public())
            .where(Activity.opens_at <= moment, Activity.closes_at > moment)
            .order_by(Activity.closes_at, Activity.id)
            .limit(MOST)
        )
    )


def greeting(moment: datetime) -> str:
    """By the clock on the wall in the United Kingdom."""
    hour = moment.astimezone(UK).hour
    return "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"
