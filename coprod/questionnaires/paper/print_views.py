"""The form that is printed: for everyone while it is offered, for staff at any time, drafts too."""

from typing import Any

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from coprod.activities import for_staff
from coprod.activities.audience import audience_choices
from coprod.intake.forms import SHARINGS
from coprod.partnership.district import District
from coprod.permissions import Permission, public, requires
from coprod.questionnaires.as_asked import found
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.equality.questions import QUESTIONS
from coprod.questionnaires.kinds import OPINIONS
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.paper.on_paper import OnPaper
from coprod.questionnaires.paper.page_code import at_the_foot
from coprod.questionnaires.version import QuestionnaireVersion

# What somebody may ask of the form besides: larger letters, Easy Read, or the sheet about equality.
LARGE, EASY, APART = "large", "easy", "apart"


@blueprint.get("/questionnaires/<slug>/paper")
@public
def paper(slug: str) -> ResponseReturnValue:
    """The form, to print and to fill in with a pen."""
    questionnaire = found(slug).questionnaire
    if not questionnaire.can_be_printed:
        abort(404)
    return form_page(questionnaire, questionnaire.asks)


@blueprint.get("/staff/questionnaires/<slug>/paper")
@requires(Permission.EDIT_ACTIVITIES)
def staff_paper(slug: str) -> ResponseReturnValue:
    """The same for staff, offered or not: what is asked now, or with `version=draft` what is being written."""
    questionnaire = for_staff.of_kind(Questionnaire, slug)
    wants_draft = request.args.get("version") == "draft"
    version = questionnaire.being_written if wants_draft else questionnaire.asks
    return form_page(questionnaire, version, staff=True)


def form_page(questionnaire: Questionnaire, version: QuestionnaireVersion, **more: Any) -> ResponseReturnValue:
    """One version as a form. `more` says whether staff look at it."""
    looks = request.args.get("print", "")
    laid_out = OnPaper(version, easy=looks == EASY)
    equality = [asked for key, asked in QUESTIONS.items() if key in questionnaire.equality]
    offered = {LARGE: True, EASY: laid_out.has_easy_read, APART: bool(equality)}
    return render_template(
        "questionnaires/paper/form.html",
        questionnaire=questionnaire,
        version=version,
        on_paper=laid_out,
        looks=looks if offered.get(looks) else "",
        audiences=audience_choices(),
        sharings=SHARINGS,
        districts=District.choices(),
        opinions=OPINIONS,
        equality=equality,
        **more,
    )


@blueprint.get("/page-codes/<int:version>.css")
@public
def page_codes(version: int) -> Response:
    """The styles that print each page's own code at its foot. They say nothing but numbers."""
    answer = Response(at_the_foot(version), mimetype="text/css")
    answer.cache_control.max_age = 24 * 60 * 60
    return answer
