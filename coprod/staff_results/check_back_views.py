"""The report of a check-back for staff: exact numbers, at this moment."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from coprod.activities import for_staff
from coprod.check_backs.models import CheckBack
from coprod.counting.counting import so_far_by_activity
from coprod.permissions import Permission, requires
from coprod.results.published import Published
from coprod.staff_results.blueprint import blueprint
from coprod.staff_results.check_back import report_of
from coprod.staff_results.filters import By, ResultsFilters, groups
from coprod.staff_results.views import remember_look


@blueprint.get("/<int:id>/check-back")
@requires(Permission.SEE_RESULTS)
def check_back(id: int) -> ResponseReturnValue:
    """Each challenge, judged and in order, by audience; what moved; and whether people can read it yet."""
    activity = for_staff.activity(id)
    found = CheckBack.of(activity.id) or abort(404)
    audiences = groups(By.AUDIENCE, {})
    report = report_of(found, audiences)
    out = Published.last_of(id)
    html = render_template(
        "staff_results/check_back.html",
        thing=activity,
        report=report,
        groups=audiences,
        people=so_far_by_activity()[id].people,
        released=out,
        judged=found.judged,
    )
    if report.has_small_number:
        remember_look(id, ResultsFilters(by=By.AUDIENCE))
    return html
