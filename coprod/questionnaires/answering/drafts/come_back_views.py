"""Save and come back: the code with which somebody goes on, on any phone or computer."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from coprod import jobs, mail, rate_limits
from coprod.intake.filing import Filing
from coprod.permissions import public
from coprod.questionnaires.answering.drafts import come_back_code, this_browser
from coprod.questionnaires.answering.drafts.come_back_code import Busy
from coprod.questionnaires.answering.drafts.come_back_forms import ComeBackForm, LetterForm
from coprod.questionnaires.answering.drafts.draft import Draft, DraftChanged, OpenDraft
from coprod.questionnaires.answering.drafts.keeping_views import begun, where_they_were
from coprod.questionnaires.as_asked import found
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.shared_device import this_tablet

# A classroom begins together and comes back together. Each try takes 20 ms of one of two places.
CODES = "60 per 10 minutes"
# Nobody fills somebody else's letter box from here.
JUST_SENT = "letter with a code"  # in the session: said once that it is on its way
LETTERS_OF_ONE_DRAFT, LETTERS_OF_ONE_NETWORK = "3 per day", "30 per hour"
BUSY = "We are busy at this moment. Wait a few seconds, then press it again"


@blueprint.route("/questionnaires/<slug>/saved", methods=["GET", "POST"])
@public
@rate_limits.refused("come-back code", CODES)
def saved(slug: str) -> ResponseReturnValue:
    """The code, as often as this browser asks. The first time it is drawn, which is sent."""
    questionnaire = found(slug).questionnaire
    draft = begun(questionnaire)
    if draft is None or this_tablet.here(questionnaire):
        return redirect(url_for(".show", slug=slug), 303)
    form = LetterForm()
    if request.method != "POST":
        return slip(questionnaire, draft, form)
    if not draft.kept.code:
        return to_the_code(questionnaire)
    if not form.validate():
        return slip(questionnaire, draft, form), 422
    send_code(questionnaire, draft, str(form.email.data))
    session[JUST_SENT] = slug
    return redirect(url_for(".saved", slug=slug), 303)


@blueprint.route("/questionnaires/<slug>/come-back", methods=["GET", "POST"])
@public
@rate_limits.refused("come back", CODES)
def come_back(slug: str) -> ResponseReturnValue:
    """Type the code, and go on where you were. It is never in an address."""
    questionnaire = found(slug).questionnaire
    questionnaire.must_take_answers(begun=True)
    if this_tablet.here(questionnaire):  # whoever goes on here would leave it to the next
        return redirect(url_for(".show", slug=slug), 303)
    form = ComeBackForm()
    status = 200
    if form.validate_on_submit():
        try:
            draft = OpenDraft.find_by_code(questionnaire, come_back_code.halves_of(form.as_made))
        except Busy:
            form.code.errors, status = [BUSY], 503
        else:
            if draft is not None:
                this_browser.remember(questionnaire, draft.key)
                return redirect(where_they_were(questionnaire, draft), 303)
            form.code.errors = [
                "We cannot find answers with that code. It may be wrong: look at each word and number again. "
                "Or it is too old, or the answers were sent or deleted"
            ]
    here = this_browser.mine(questionnaire)
    shown = {"questionnaire": questionnaire, "form": form, "here": here, "days": Draft.DAYS}
    return render_template(
        "questionnaires/come_back.html", **shown
    ), status if status != 200 or not form.errors else 422


def slip(questionnaire: Questionnaire, draft: OpenDraft, form: LetterForm) -> str:
    """The page with the code."""
    go_on = where_they_were(questionnaire, draft)
    shown = {"questionnaire": questionnaire, "code": draft.kept.code, "form": form, "go_on": go_on, "days": Draft.DAYS}
    shown["letter_sent"] = session.pop(JUST_SENT, None) == questionnaire.slug
    return render_template("questionnaires/saved.html", **shown)


def to_the_code(questionnaire: Questionnaire) -> ResponseReturnValue:
    """On to the page that shows the code, which is drawn here; when we are too busy, that has a button for it."""
    try:
        draw_for(questionnaire, come_back_code.draw())
    except Busy:
        return redirect(url_for(".saved", slug=questionnaire.slug, busy=1), 303)
    return redirect(url_for(".saved", slug=questionnaire.slug), 303)


def draw_for(questionnaire: Questionnaire, code: str) -> None:
    """Let this code lead to the draft of this browser, unless one does. Raises `Busy`."""
    halves = None
    while (draft := begun(questionnaire)) and not draft.kept.code:
        halves = halves or come_back_code.halves_of(code)
        try:
            draft.with_code(code, halves).file()
        except DraftChanged:
            continue  # typed in another window: look again
        break


def send_code(questionnaire: Questionnaire, draft: OpenDraft, email: str) -> None:
    """A letter to oneself. It is the one place in which we have the code, so it goes when it has left."""
    rate_limits.refuse_over("letter with a code", LETTERS_OF_ONE_DRAFT, f"draft {draft.key.digest}")
    rate_limits.refuse_over("letters with codes", LETTERS_OF_ONE_NETWORK)
    name, code = "questionnaires/come_back", draft.kept.code
    filing = Filing()
    filing.row(mail.letter(email, name, leaves_nothing=True, questionnaire=questionnaire, code=code))
    filing.file()
    jobs.run_soon(mail.deliver_outbox)
