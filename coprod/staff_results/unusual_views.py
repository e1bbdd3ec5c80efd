"""Staff look at ticks that came in unusual numbers: a line an activity and day, to count or to leave out."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.accounts.models import User
from coprod.activities import for_staff
from coprod.activities.activity import Activity
from coprod.activities.life import NotAllowed
from coprod.counting.counting import WHO_COUNTS
from coprod.counting.unusual_ticks import TickDecision, Verdict, by_day
from coprod.database import db
from coprod.intake.many_ticks import in_words
from coprod.permissions import Permission, requires, within
from coprod.rendering import plural, uk_date
from coprod.staff_results.blueprint import blueprint
from coprod.text import day as day_in


@blueprint.get("/unusual")
@requires(Permission.SEE_RESULTS)
def unusual() -> str:
    """Every line, those that wait first; and what is unusual."""
    return shown()


@blueprint.post("/<int:id>/unusual/count")
@requires(Permission.EDIT_ACTIVITIES)
def count_unusual(id: int) -> ResponseReturnValue:
    """People are behind them: they count."""
    return decided(id, Verdict.COUNT)


@blueprint.post("/<int:id>/unusual/leave-out")
@requires(Permission.EDIT_ACTIVITIES)
def leave_out_unusual(id: int) -> ResponseReturnValue:
    """They count nowhere."""
    return decided(id, Verdict.LEAVE_OUT)


def decided(id: int, verdict: Verdict) -> ResponseReturnValue:
    """All that came to an activity on the day in the form is counted, or left out."""
    activity = for_staff.activity(id, in_no_list=True)
    activity.must_not_be_archived()
    try:
        day = day_in(request.form.get("day", ""))
        made = TickDecision.decide(activity, day, verdict, by=current_user.id)
    except (ValueError, NotAllowed) as refusal:
        db.session.rollback()
        known = isinstance(refusal, NotAllowed)
        return shown(str(refusal) if known else "That is not a day. Choose one of these."), 409 if known else 422
    db.session.commit()
    did = "Counted" if verdict is Verdict.COUNT else "Left out"
    flash(f"{did}: {plural(made.number, 'set of ticks', 'sets of ticks')} of {uk_date(day)}.")
    return redirect(url_for(".unusual"), 303)


def shown(problem: str = "") -> str:
    """The page."""
    lines = by_day(within(Permission.SEE_RESULTS, Activity.engagement_id))
    ids = {line.last.by_id for line in lines if line.last}
    return render_template(
        "staff_results/unusual.html",
        lines=lines,
        names={user.id: user.name for user in db.session.query(User).where(User.id.in_(ids))},
        limits=in_words(),
        who_counts=WHO_COUNTS,
        problem=problem,
    )
