"""For staff: codes for slips and letters, shown once as they are made; and whether nobody can answer without one."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit, exports
from coprod.activities import for_staff
from coprod.activities.life import NotAllowed
from coprod.changes import Clash
from coprod.database import db
from coprod.forms import EditForm
from coprod.participation.receipt import as_read
from coprod.permissions import Permission, asks_second_step, requires
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.entry_codes.code_forms import MakeCodesForm
from coprod.questionnaires.entry_codes.entry_code import EntryCode
from coprod.questionnaires.models import Questionnaire
from coprod.rendering import closing_time, full_address

HEADINGS = {"code": "Code", "questionnaire": "Questionnaire", "address": "Address", "until": "Until"}


@blueprint.get("/staff/questionnaires/<slug>/codes")
@requires(Permission.EDIT_ACTIVITIES)
@asks_second_step
def codes(slug: str) -> ResponseReturnValue:
    """How many were made and are left, and more of them; who can answer."""
    questionnaire = for_staff.of_kind(Questionnaire, slug)
    questionnaire.must_not_be_archived()
    return codes_page(questionnaire, MakeCodesForm(formdata=None))


@blueprint.post("/staff/questionnaires/<slug>/codes")
@requires(Permission.EDIT_ACTIVITIES)
@asks_second_step
def make_codes(slug: str) -> ResponseReturnValue:
    """Make codes, and show them this once: as slips to print and cut, or as a file for letters."""
    questionnaire = for_staff.of_kind(Questionnaire, slug)
    questionnaire.must_not_be_archived()
    form = MakeCodesForm()
    if not form.validate():
        return codes_page(questionnaire, form), 422
    for_staff.activity(questionnaire.id, to_change=True)
    db.session.refresh(questionnaire)
    try:
        made = EntryCode.make(questionnaire, form.number.data or 0, by=current_user.id, seen=form.made_before)
    except (NotAllowed, Clash) as refusal:
        db.session.rollback()
        clashed = "Codes have been made since you opened this page. If you still need more, press it again."
        return codes_page(questionnaire, form, str(refusal) or clashed), 409
    audit.record("made codes", questionnaire.subject, by=current_user, number=len(made))
    on_paper = [as_read(code) for code in made]
    address, until = full_address("questionnaires.show", slug=slug), closing_time(questionnaire.closes_at)
    db.session.commit()
    if request.form.get("as") == "csv":
        rows = [(code, questionnaire.title, address, until) for code in on_paper]
        return exports.attachment("csv", f"codes-{slug}", HEADINGS, iter(rows))
    shown = {"questionnaire": questionnaire, "codes": on_paper, "address": address}
    return make_response(render_template("questionnaires/entry_codes/slips.html", **shown))


@blueprint.post("/staff/questionnaires/<slug>/by-code")
@requires(Permission.EDIT_ACTIVITIES)
def by_code(slug: str) -> ResponseReturnValue:
    """Only people with a code can answer from now on, or everybody again."""
    questionnaire = for_staff.of_kind(Questionnaire, slug)
    questionnaire.must_not_be_archived()
    only = request.form.get("only") == "yes"
    try:
        questionnaire.change({"by_code_only": only}, by=current_user.id, seen=EditForm().seen)
    except Clash:
        db.session.rollback()
        problem = "Somebody else changed this first. This is how it is now."
        return codes_page(questionnaire, MakeCodesForm(formdata=None), problem), 409
    db.session.commit()
    return redirect(url_for(".codes", slug=slug), 303)


def codes_page(questionnaire: Questionnaire, form: MakeCodesForm, problem: str = "") -> str:
    """The page as HTML; with a problem, when what was asked could not be done."""
    form.seen.data = str(questionnaire.codes_made)
    left = EntryCode.how_many_left(questionnaire)
    shown = {"questionnaire": questionnaire, "form": form, "left": left, "problem": problem}
    return render_template("questionnaires/entry_codes/codes.html", **shown)
