"""The device itself: it is started with a code, goes from hand to hand, and is given back."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coprod import wrong_tries
from coprod.permissions import public
from coprod.questionnaires.answering.drafts import this_browser
from coprod.questionnaires.as_asked import found
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.shared_device import this_tablet
from coprod.questionnaires.shared_device.shared_session import SharedSession
from coprod.questionnaires.shared_device.tablet_forms import StartForm
from coprod.transactions import write_transaction

# Staff type it from their own screen. Of 262,144 codes a few fit at any time, each for some hours.
WRONG_CODES = 20
WRONG = "This code is wrong, has been used, or its session is over"


@blueprint.route("/tablet", methods=["GET", "POST"])
@public
def tablet() -> ResponseReturnValue:
    """Start this device for a room. The code works once; nobody signs in here."""
    form = StartForm()
    if form.validate_on_submit() and (started := start_with(form)):
        return to_the_start(started)
    return render_template("questionnaires/shared_device/tablet.html", form=form), 422 if form.errors else 200


def start_with(form: StartForm) -> Questionnaire | None:
    """Start this device, if the code is right. Wrong tries make the next ones wait."""
    guess = wrong_tries.guess("shared device", free=WRONG_CODES, remembered=60 * 60)
    if guess.begin():
        with write_transaction():
            if shared := SharedSession.found_by(form.as_drawn):
                shared.take_code()
                this_tablet.start(shared)
                guess.does_not_count()
                questionnaire: Questionnaire = shared.questionnaire
                return questionnaire
    form.code.errors = [guess.wrong(WRONG)]
    return None


@blueprint.post("/tablet/leave")
@public
def leave_tablet() -> ResponseReturnValue:
    """This device is like any other again."""
    if shared := this_tablet.started_in():
        this_browser.delete(shared.questionnaire)
    this_tablet.leave()
    return redirect(url_for("pages.home"), 303)


@blueprint.post("/questionnaires/<slug>/next-person")
@public
def next_person(slug: str) -> ResponseReturnValue:
    """Whatever the person before wrote or was shown is gone from this device; a clean start."""
    questionnaire = found(slug).questionnaire
    this_browser.delete(questionnaire)
    this_tablet.next_person()
    return to_the_start(questionnaire)


def to_the_start(questionnaire: Questionnaire) -> ResponseReturnValue:
    """To the first page, as it is for everybody: how the person before read it is theirs."""
    return redirect(url_for(".show", slug=questionnaire.slug, read=None, time=None), 303)
