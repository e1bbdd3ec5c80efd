"""The page with the questions about equality, for whoever has just sent their answers."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coprod import jobs
from coprod.intake import forms
from coprod.intake.filing import Filing
from coprod.permissions import public
from coprod.questionnaires.as_asked import found
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.equality.counting import answers_of, count_soon
from coprod.questionnaires.equality.forms import EqualityForm
from coprod.questionnaires.equality.ticket import EqualityTicket, TicketUsed
from coprod.questionnaires.models import Questionnaire

TEMPLATE = "questionnaires/equality.html"


@blueprint.get("/questionnaires/<slug>/equality")
@public
def equality(slug: str) -> ResponseReturnValue:
    """A few questions that nobody has to answer."""
    questionnaire = found(slug).questionnaire
    token = forms.token_of_sent(questionnaire.id)
    if EqualityTicket.find(questionnaire, token) is None:
        return redirect(url_for(".sent", slug=slug), 303)
    form = EqualityForm.of(questionnaire.equality, data={"token": forms.signed(token or "")})
    return render_template(TEMPLATE, questionnaire=questionnaire, form=form)


@blueprint.post("/questionnaires/<slug>/equality")
@public
def count_equality(slug: str) -> ResponseReturnValue:
    """Count what was picked, once. Nothing picked counts nothing, and one may still change one's mind."""
    questionnaire = found(slug).questionnaire
    form = EqualityForm.of(questionnaire.equality)
    if not form.validate():
        return render_template(TEMPLATE, questionnaire=questionnaire, form=form), 422
    if form.picked and not count(questionnaire, form):
        return not_counted(questionnaire, form)
    return redirect(url_for(".sent", slug=slug, counted=1 if form.picked else None), 303)


def count(questionnaire: Questionnaire, form: EqualityForm) -> bool:
    """Put what was picked with what waits to be counted, in place of the ticket. Says whether there was one."""
    ticket = EqualityTicket.find(questionnaire, forms.opened_token(form.token.data))
    if ticket is None:
        return False
    filing = Filing()
    for row in answers_of(questionnaire.id, ticket.audience, form.picked):
        filing.row(row)
    try:
        with ticket.used_up():
            filing.file()
    except TicketUsed:
        return False
    jobs.run_soon(count_soon)
    return True


def not_counted(questionnaire: Questionnaire, form: EqualityForm) -> ResponseReturnValue:
    """There is no ticket: they were counted already, or it is too late. On the thank-you page both may be seen."""
    token = forms.opened_token(form.token.data)
    if token and token == forms.token_of_sent(questionnaire.id) and not questionnaire.is_finished:
        return redirect(url_for(".sent", slug=questionnaire.slug, counted=1), 303)
    return render_template("questionnaires/equality_gone.html", questionnaire=questionnaire), 409
