"""A copy of one's answers, to print or as a letter, while this browser shows the thank-you page.

Not on a device that goes from hand to hand: the next person could read there what the one before said.
"""

from collections.abc import Sequence

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from coprod import jobs, mail, rate_limits
from coprod.intake import forms
from coprod.intake.filing import Filing
from coprod.permissions import public
from coprod.questionnaires.answering.as_sent import Sent, as_sent
from coprod.questionnaires.answering.drafts.come_back_forms import LetterForm
from coprod.questionnaires.as_asked import found
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.shared_device import this_tablet

# As for letters with a code: nobody fills somebody else's letter box from here.
JUST_SENT = "letter with answers"  # in the session: said once that it is on its way
LETTERS_OF_ONE, LETTERS_OF_ONE_NETWORK = "3 per day", "30 per hour"


@blueprint.route("/questionnaires/<slug>/copy", methods=["GET", "POST"])
@public
def copy(slug: str) -> ResponseReturnValue:
    """What you sent, as long as you may see your receipt here; and the box for an address."""
    questionnaire = found(slug).questionnaire
    sent = forms.sent()
    if sent is None or sent.contribution.activity_id != questionnaire.id or this_tablet.started_in():
        return redirect(url_for(".sent", slug=slug), 303)
    answers = as_sent(questionnaire, sent.contribution)
    form = LetterForm()
    if request.method == "POST" and form.validate():
        send_copy(questionnaire, sent.contribution.id, answers, str(form.email.data))
        session[JUST_SENT] = slug
        return redirect(url_for(".copy", slug=slug), 303)
    shown = {"questionnaire": questionnaire, "sent": sent, "answers": answers, "form": form}
    shown["letter_sent"] = session.pop(JUST_SENT, None) == slug
    return render_template("questionnaires/copy.html", **shown), 422 if form.errors else 200


def send_copy(questionnaire: Questionnaire, number: int, answers: Sequence[Sent], email: str) -> None:
    """A letter to oneself. Nothing of it stays with us: it waits sealed, and is erased when it has left."""
    rate_limits.refuse_over("letter with answers", LETTERS_OF_ONE, f"contribution {number}")
    rate_limits.refuse_over("letters with answers", LETTERS_OF_ONE_NETWORK)
    name = "questionnaires/copy_of_answers"
    letter = mail.letter(email, name, leaves_nothing=True, questionnaire=questionnaire, answers=answers)
    filing = Filing()
    filing.row(letter)
    filing.file()
    jobs.run_soon(mail.deliver_outbox)
