"""A code from a slip or a letter is typed before a questionnaire that asks for one. It is used up at sending."""

import time

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coprod import wrong_tries
from coprod.database import db
from coprod.intake.filing import SentBefore
from coprod.permissions import public
from coprod.questionnaires.answering.drafts import this_browser
from coprod.questionnaires.answering.drafts.draft import DraftChanged, OpenDraft
from coprod.questionnaires.answering.drafts.keeping_views import here_so_far, was_sent, where_they_were
from coprod.questionnaires.answering.drafts.stopped_views import words_in
from coprod.questionnaires.as_asked import found
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.entry_codes.code_forms import EntryCodeForm
from coprod.questionnaires.entry_codes.entry_code import EntryCode, NeedsCode
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.shared_device import this_tablet

# As many as for receipts: two classes behind one address, with slips of the finger. Right ones do not count.
WRONG_CODES = 60
WRONG = "This code is wrong or has been used"
# Two windows sent at the same moment: one has used the code, and is about to be thanked.
LOOKS, BETWEEN = 5, 0.1


@blueprint.route("/questionnaires/<slug>/code", methods=["GET", "POST"])
@public
def enter_code(slug: str) -> ResponseReturnValue:
    """Type the code. It is never in an address; it stays sealed with the answers until these are sent."""
    questionnaire = found(slug).questionnaire
    draft = here_so_far(questionnaire)
    if not questionnaire.by_code_only:
        return redirect(url_for(".show", slug=slug), 303)
    form = EntryCodeForm()
    if form.validate_on_submit() and is_right(questionnaire, form):
        begins = draft is None
        draft = keep_code(questionnaire, draft, form.as_drawn)
        return redirect(first_page(questionnaire) if begins else where_they_were(questionnaire, draft), 303)
    return code_page(questionnaire, form, begun=draft is not None), 422 if form.errors else 200


def is_right(questionnaire: Questionnaire, form: EntryCodeForm) -> bool:
    """Whether it is one that is left. Wrong ones make the next ones wait; what was wrong is not said."""
    guess = wrong_tries.guess("entry code", free=WRONG_CODES, remembered=10 * 60)
    if guess.begin() and EntryCode.is_left(questionnaire, form.as_drawn):
        guess.does_not_count()
        return True
    form.code.errors = [guess.wrong(WRONG)]
    return False


def keep_code(questionnaire: Questionnaire, draft: OpenDraft | None, code: str) -> OpenDraft:
    """The draft of this browser has it from now on, wherever it is finished."""
    while True:
        draft = draft or this_browser.begin(questionnaire)
        try:
            draft.with_entry_code(code).file()
        except (DraftChanged, SentBefore):
            draft = here_so_far(questionnaire)
        else:
            this_browser.kept(questionnaire, draft)
            return draft


def first_page(questionnaire: Questionnaire) -> str:
    """Where answering begins."""
    if questionnaire.asks.asks_who_first:
        return url_for(".about_you", slug=questionnaire.slug)
    return url_for(".page", slug=questionnaire.slug, number=1)


def code_page(questionnaire: Questionnaire, form: EntryCodeForm, **shown: object) -> str:
    """The page with the box."""
    shared = this_tablet.here(questionnaire)
    template = "questionnaires/entry_codes/enter.html"
    return render_template(template, questionnaire=questionnaire, form=form, shared=shared, **shown)


def code_is_gone(questionnaire: Questionnaire, token: str | None) -> ResponseReturnValue:
    """The code was used since it was typed: here in another window, which was thanked, or by somebody else."""
    for _ in range(LOOKS):
        db.session.rollback()
        if was_sent(questionnaire, token):
            return redirect(url_for(".sent", slug=questionnaire.slug), 303)
        time.sleep(BETWEEN)
    form = EntryCodeForm(formdata=None)
    form.code.errors = [WRONG]
    return code_page(questionnaire, form, begun=True), 409


@blueprint.errorhandler(NeedsCode)
def needs_code(error: NeedsCode) -> ResponseReturnValue:
    """Somebody answers without a code: first the code. What was typed just now stands there, to be copied."""
    db.session.rollback()
    if request.method != "POST":
        return redirect(url_for(".enter_code", slug=error.questionnaire.slug), 303)
    words = words_in(error.questionnaire, None)
    return code_page(error.questionnaire, EntryCodeForm(formdata=None), words=words), 409
