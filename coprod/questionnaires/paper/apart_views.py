"""Typing in the sheets about equality. They come apart from the forms, and nothing here knows of which one each was."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit, jobs
from coprod.activities import for_staff
from coprod.activities.audience import Audience
from coprod.database import db
from coprod.intake import forms
from coprod.intake.filing import Filing
from coprod.permissions import Permission, requires
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.equality.counting import answers_of, count_soon
from coprod.questionnaires.equality.ticket import EqualityTicket, TicketUsed
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.paper.apart_forms import ApartForm

NOTHING = "Nothing is ticked. Pick what stands on the sheet, or leave it out"


@blueprint.get("/staff/paper/apart/<slug>")
@requires(Permission.TYPE_IN)
def type_in_apart(slug: str) -> ResponseReturnValue:
    """One sheet, while there is a ticket for it; else the button that begins one."""
    questionnaire = with_sheets(slug)
    token = forms.opened_token(request.args.get("sheet"))
    if EqualityTicket.find(questionnaire, token, on_paper=True) is None:
        return apart_page(questionnaire)
    return apart_page(questionnaire, ApartForm.of(questionnaire.equality, data={"token": request.args["sheet"]}))


@blueprint.post("/staff/paper/apart/<slug>/begin")
@requires(Permission.TYPE_IN)
def begin_apart(slug: str) -> ResponseReturnValue:
    """A ticket for one sheet: the button pressed twice counts nobody twice."""
    questionnaire = with_sheets(slug)
    if not questionnaire.takes_sheets:
        return apart_page(questionnaire), 409
    return next_sheet(questionnaire)


@blueprint.post("/staff/paper/apart/<slug>")
@requires(Permission.TYPE_IN)
def count_apart(slug: str) -> ResponseReturnValue:
    """Count what is ticked on a sheet, in place of its ticket; then the next sheet."""
    questionnaire = with_sheets(slug)
    form = ApartForm.of(questionnaire.equality)
    right = form.validate()
    if not right or not form.picked:
        return apart_page(questionnaire, form, problem="" if form.errors else NOTHING), 422
    ticket = EqualityTicket.find(questionnaire, forms.opened_token(form.token.data), on_paper=True)
    filing = Filing()
    for row in answers_of(questionnaire.id, Audience(form.audience.data), form.picked):
        filing.row(row)
    try:
        if ticket is None:
            raise TicketUsed
        with ticket.used_up():
            filing.file()
    except TicketUsed:
        return redirect(url_for(".type_in_apart", slug=slug, gone=1), 303)
    jobs.run_soon(count_soon)
    audit.record("typed in a sheet about equality", questionnaire.subject, current_user)
    return next_sheet(questionnaire, counted=1)


def with_sheets(slug: str) -> Questionnaire:
    """A questionnaire whose sheets somebody types in. Raises `Archived` where everything stays as it is."""
    questionnaire = for_staff.of_kind(Questionnaire, slug)
    questionnaire.must_not_be_archived()
    return questionnaire


def next_sheet(questionnaire: Questionnaire, counted: int | None = None) -> ResponseReturnValue:
    """On to an empty one. Its ticket says nothing of who ticked it, and is written apart from all that is counted."""
    signed = forms.new_token()
    ticket = EqualityTicket(questionnaire.id, Audience.NOT_SAID, forms.opened_token(signed) or "")
    db.session.add(ticket)
    db.session.commit()
    return redirect(url_for(".type_in_apart", slug=questionnaire.slug, sheet=signed, counted=counted), 303)


def apart_page(questionnaire: Questionnaire, form: ApartForm | None = None, problem: str = "") -> str:
    """The page as HTML."""
    shown = {"questionnaire": questionnaire, "form": form, "problem": problem}
    return render_template("questionnaires/paper/apart.html", **shown)
