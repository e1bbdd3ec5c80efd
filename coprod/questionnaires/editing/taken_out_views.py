"""A colleague took out what somebody has open in a form: what they typed is shown to them, to keep or to add anew."""

from collections.abc import Iterator

from flask import render_template, request
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.fields.core import UnboundField

from coprod.accounts.who_changed import who_changed
from coprod.database import db
from coprod.date_fields import DateInput
from coprod.forms import EditForm
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.editing.forms import EasyReadForm, FormatsForm, PageForm
from coprod.questionnaires.editing.question_forms import Number, PlainForm
from coprod.questionnaires.models import Questionnaire
from coprod.text import normalise

# What these boxes are called on the forms. Each answer that can be picked has one of its own.
TYPED_IN = {
    name: str(field.args[0])
    for form in (PlainForm, PageForm, EasyReadForm, FormatsForm)
    for name, field in vars(form).items()
    if isinstance(field, UnboundField) and issubclass(field.field_class, StringField | Number | DateInput)
}
ANSWERS = "options-label"
OF_AN_ANSWER = "plain-"


class TakenOut(Exception):
    """The question or the page of a form is in its questionnaire no more. `what` says which of both it is."""

    def __init__(self, questionnaire: Questionnaire, what: str) -> None:
        super().__init__(f"{what} of {questionnaire.slug}")
        self.questionnaire, self.what = questionnaire, what


@blueprint.errorhandler(TakenOut)
def taken_out(error: TakenOut) -> ResponseReturnValue:
    """Nothing was saved. Here is what they typed; a question can be added again with it."""
    db.session.rollback()
    questionnaire = error.questionnaire
    shown = {
        "questionnaire": questionnaire,
        "what": error.what,
        "typed": list(typed()),
        "last": next(iter(who_changed(questionnaire.subject, after_edit=EditForm().seen, most=1)), None),
        "answers": answers(),
    }
    return render_template("questionnaires/edit/taken_out.html", **shown), 409


def typed() -> Iterator[tuple[str, str]]:
    """What stood in each box, under what the box is called."""
    for name, values in request.form.lists():
        words = [said for value in values if (said := normalise(value))]
        if name == ANSWERS:
            yield from (("Answer", each) for each in words)
        elif name.startswith(OF_AN_ANSWER) and words:
            yield "Short words for an answer", words[0]
        elif name in TYPED_IN and words:
            yield TYPED_IN[name], " ".join(words)


def answers() -> str:
    """The answers to pick from, one on each line."""
    return "\n".join(said for value in request.form.getlist(ANSWERS) if (said := normalise(value)))
