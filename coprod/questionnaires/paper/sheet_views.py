"""Typing in one sheet after the other."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.activities.activity import NotOpen
from coprod.activities.life import NotAllowed
from coprod.date_fields import refuse
from coprod.intake.door import file
from coprod.intake.forms import new_token, opened_token
from coprod.permissions import Permission, requires
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.kinds import OPINIONS
from coprod.questionnaires.paper.as_typed import ABOUT, Why, fields_of
from coprod.questionnaires.paper.judged_sheet import judge_sheet
from coprod.questionnaires.paper.on_paper import OnPaper
from coprod.questionnaires.paper.pile import Pile, TypedForm
from coprod.questionnaires.paper.pile_views import my_pile
from coprod.questionnaires.paper.sheet_forms import SheetForm, first_to_type

ALIKE = "A form just like this one was typed in already. If this is another sheet, save it again"
NUMBERED = "A form with this number was typed in already. If this is another sheet, save it again"
SAVED = "This page was saved before, as it stood then: look at the list. If this is another sheet, save it again"
DONE = "This pile is done: this sheet is not saved, and stands here as you typed it. Begin another pile for it"
NO_WORDS = "There are no words here to escalate. Type what worries you, as it stands on the sheet"


@blueprint.route("/staff/paper/<int:id>", methods=["GET", "POST"])
@requires(Permission.TYPE_IN)
def type_in(id: int) -> ResponseReturnValue:
    """The next sheet of a pile, beside those that are typed. Enter without a script only looks at what is typed."""
    pile = my_pile(id, or_done=request.method == "POST")
    form = SheetForm.of(pile)
    if request.method != "POST":
        return sheet_page(pile, form)
    do = request.form.get("do", "look")
    if not is_right(pile, form) or do == "look":
        return sheet_page(pile, form, looks=do == "look")
    escalates = do == "escalate"
    sheet: Any = form.sheet
    if escalates and not any(given.words for given in sheet.given.values()):
        refuse(form.number, NO_WORDS)
    elif is_alike(pile, form):
        form.again.data = "yes"
    else:
        by = current_user.id if escalates else None
        judged = judge_sheet(pile, sheet, opened_token(form.token.data) or "", escalated_by=by)
        try:
            if file(judged).new or is_there(pile, form):
                return redirect(url_for(".type_in", id=id, saved=1), 303)
            refuse(form.number, SAVED)
            form.token.data = new_token()
        except NotOpen:
            pile = my_pile(id, or_done=True)
            form = SheetForm.of(pile)
            is_right(pile, form)
    return sheet_page(pile, form)


def is_right(pile: Pile, form: SheetForm) -> bool:
    """Whether it can stand so on a sheet, and sheets are typed in now."""
    right = form.validate()
    try:
        pile.questionnaire.must_be_typed()
    except NotAllowed as refusal:
        right = refuse(form.written_on, str(refusal))
    if pile.done_on:
        right = refuse(form.number, DONE)
    return right


def is_alike(pile: Pile, form: SheetForm) -> bool:
    """Whether one just like it was typed in before, and nobody has said yet that this is another."""
    sheet: Any = form.sheet
    if form.again.data:
        return False
    like = TypedForm.like(pile.questionnaire_id, sheet.said, sheet.number)
    if like is None:
        return False
    refuse(form.number, NUMBERED if sheet.number and like.number == sheet.number else ALIKE)
    return True


def is_there(pile: Pile, form: SheetForm) -> bool:
    """Whether what was saved from this page before is just this sheet: then the button was pressed twice at once."""
    sheet: Any = form.sheet
    return TypedForm.like(pile.questionnaire_id, sheet.said, "") is not None


def sheet_page(pile: Pile, form: SheetForm, *, looks: bool = False) -> ResponseReturnValue:
    """The sheet as it is typed so far. `looks`: nothing was to be saved, so nothing that is missing is wrong."""
    on_paper = OnPaper(pile.version)
    about = ["audience", "district"]
    asked = [name for question in pile.version.questions for name, _ in fields_of(question)]
    order = ["written_on", *(about if pile.version.asks_who_first else ()), *asked]
    order += [*(() if pile.version.asks_who_first else about), "sharing", "wants_code", "number"]
    if looks:
        for name in order:
            if not form[name].data:
                form[name].errors = []
    wrong = any(form[name].errors for name in order)
    page = render_template(
        "questionnaires/paper/type_in.html",
        pile=pile,
        form=form,
        on_paper=on_paper,
        questionnaire=pile.questionnaire,
        focus=first_to_type(form, order),
        fields_of=fields_of,
        opinions=OPINIONS,
        why={each.value: each.words for each in Why},
        about_words=ABOUT,
        typed_forms=[*enumerate(pile.forms, start=1)][::-1],
    )
    return page, 422 if wrong else 200
