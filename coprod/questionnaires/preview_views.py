"""For staff: a questionnaire as people will see it, with all of its questions on one page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from coprod.activities import for_staff
from coprod.permissions import Permission, requires
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.models import Questionnaire


@blueprint.get("/staff/questionnaires/<slug>/preview")
@requires(Permission.EDIT_ACTIVITIES)
def preview(slug: str) -> ResponseReturnValue:
    """Its first page, and what it asks; also while it is a draft."""
    found = for_staff.of_kind(Questionnaire, slug)
    return render_template("questionnaires/preview.html", questionnaire=found, preview=True)
