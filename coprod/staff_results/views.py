"""Staff see what people answered: the list of all that has results, and one of them."""

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from coprod import audit
from coprod.activities import for_staff
from coprod.activities.activity import Activity
from coprod.activities.audience import audience_labels
from coprod.activities.engagement import Engagement
from coprod.boards.models import Board
from coprod.check_backs.models import CheckBack
from coprod.counting import unusual_ticks
from coprod.counting.counting import WHO_COUNTS, so_far_by_activity
from coprod.database import db
from coprod.feedback_log.filters import NONE
from coprod.permissions import Permission, requires, within
from coprod.questionnaires.models import Questionnaire
from coprod.reading.address_filters import NotAFilter
from coprod.staff_results.blueprint import blueprint
from coprod.staff_results.board import board_results
from coprod.staff_results.equality import equality_of
from coprod.staff_results.filters import SOURCES, By, ResultsFilters, districts, groups
from coprod.staff_results.questionnaire import results_of, versions_of
from coprod.staff_results.release_panel import release_panel
from coprod.staff_results.where_left import how_far_people_came
from coprod.text import sort_key

KINDS = ("questionnaires", "boards")


@blueprint.get("")
@requires(Permission.SEE_RESULTS)
def every() -> str:
    """Every board and questionnaire that was open, the one that closes last first."""
    reached = within(Permission.SEE_RESULTS, Activity.engagement_id)
    query = select(Activity).where(Activity.kind.in_(KINDS), Activity.opens_at.is_not(None), reached)
    found = db.session.scalars(query.join(Engagement).order_by(Activity.closes_at.desc(), Activity.id)).all()
    by_engagement = sorted(found, key=lambda activity: sort_key(activity.engagement.title))
    return render_template(
        "staff_results/list.html",
        activities=by_engagement,
        so_far=so_far_by_activity(),
        who_counts=WHO_COUNTS,
        unusual=unusual_ticks.waiting(reached),
    )


@blueprint.get("/<int:id>")
@requires(Permission.SEE_RESULTS)
def show(id: int) -> ResponseReturnValue:
    """What people answered, as the filters in the address ask for it."""
    activity = for_staff.activity(id)
    if activity.kind not in KINDS:
        abort(404)
    try:
        filters, refused = ResultsFilters.from_address(request.args), None
    except NotAFilter as error:
        filters, refused = ResultsFilters(), error
    names = districts()
    side_by_side = groups(filters.by, names)
    more: dict[str, Any] = {}
    if isinstance(activity, Questionnaire):
        results = [] if refused else results_of(activity, filters, side_by_side)
        equality = None if refused else equality_of(activity, filters, side_by_side)
        small = any(each.has_small_number for each in results) or bool(equality and equality.has_small_number)
        versions = versions_of(activity)
        more = {
            "results": results,
            "equality": equality,
            "versions": versions,
            "is_check_back": CheckBack.of(id) is not None,
            "how_far": None if filters.group else how_far_people_came(activity, filters.version),
            "version_choices": [(number, f"Only those of version {number}") for number in versions],
            "template": "staff_results/questionnaire.html",
        }
    elif isinstance(activity, Board):
        board = board_results(activity, filters, names)
        small = board.has_small_number
        more = {"board": board, "template": "staff_results/board.html"}
    so_far = so_far_by_activity()[id]
    panel = None if refused else release_panel(activity, so_far.people)
    html = render_template(
        more.pop("template"),
        thing=activity,
        filters=filters,
        refused=refused,
        groups=side_by_side,
        so_far=so_far,
        who_counts=WHO_COUNTS,
        unusual=unusual_ticks.waiting(Activity.id == id),
        panel=panel,
        audiences=[(audience.value, label) for audience, label in audience_labels().items()],
        districts=[(NONE, "Did not say"), *names.items()],
        sources=[(source.value, words) for source, words in SOURCES.items()],
        bys=[(by.value, by.words) for by in By],
        **more,
    )
    if (small or (panel and panel.has_small_number)) and not refused:
        remember_look(id, filters)
    return html, 422 if refused else 200


def remember_look(id: int, filters: ResultsFilters) -> None:
    """Write down who saw numbers so small that one might know who they are."""
    audit.look("looked at results of", f"activity {id}", current_user, filters=filters.address())
