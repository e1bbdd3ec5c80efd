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
from coprod.questionnaires.kinds import Kind
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.screens import screens_of
from coprod.questionnaires.version import PageSeen, QuestionnaireVersion


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
        pictured_here=with_pictures(version),
        came_from_here=where_from(found, version, preview=True),
        names=Names(version),
        drafted=request.args.get("version") == "draft",
    )


def with_pictures(version: QuestionnaireVersion) -> set[str]:
    """The keys of the questions whose answers people see with their pictures: what is pressed, or picked by a picture.

    In a list of small boxes, and where things are put in order, only the words stand.
    """
    screens = [screen for page in version.pages for screen in screens_of(PageSeen(page, page.placed), "")]
    pressed = {screen.questions[0].key for screen in screens if screen.is_answered_by_a_button}
    return pressed | {each.key for each in version.questions if each.kind is Kind.PICTURE_CHOICE}
