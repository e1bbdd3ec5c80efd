"""For staff: a questionnaire as people will see it, all on one page; as everyone, or as one audience."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from coprod.activities import for_staff
from coprod.activities.audience import Audience
from coprod.permissions import Permission, requires
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.checking_back.came_from import where_from
from coprod.questionnaires.editing.ways.in_words import Names
from coprod.questionnaires.editing.ways.paths import Ways
from coprod.questionnaires.models import Questionnaire


@blueprint.get("/staff/questionnaires/<slug>/preview")
@requires(Permission.EDIT_ACTIVITIES)
def preview(slug: str) -> ResponseReturnValue:
    """Its first page, and what it asks: what is asked now, or what is being written. Also while it is a draft."""
    found = for_staff.of_kind(Questionnaire, slug)
    version = found.being_written if request.args.get("version") == "draft" else found.asks
    wanted = request.args.get("as", "")
    audience = Audience(wanted) if wanted in list(Audience) else None
    ways = Ways(version, audience)
    asked = {each.key for each in version.questions if ways.to_question(each.key) is not None}
    return render_template(
        "questionnaires/preview.html",
        questionnaire=found,
        preview=True,
        version=version,
        audience=audience,
        audiences=list(Audience),
        asked=asked,
        came_from_here=where_from(found, version, preview=True),
        names=Names(version),
        drafted=request.args.get("version") == "draft",
    )
