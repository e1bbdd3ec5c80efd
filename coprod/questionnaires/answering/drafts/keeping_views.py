"""What every page does first while somebody answers, what it keeps of it, and what it says when it cannot."""

import secrets
from collections.abc import Collection, Sequence

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coprod.activities.activity import NotOpen
from coprod.database import db
from coprod.intake import forms
from coprod.intake.filing import SentBefore
from coprod.participation import receipt
from coprod.participation.contribution import Contribution
from coprod.questionnaires.answering.drafts import this_browser
from coprod.questionnaires.answering.drafts.changed_forms import moved_to_now
from coprod.questionnaires.answering.drafts.draft import DraftChanged, OpenDraft
from coprod.questionnaires.answering.drafts.kept import Typed
from coprod.questionnaires.answering.forms import AnswersForm
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.entry_codes.entry_code import NeedsCode
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.shared_device import this_tablet
from coprod.questionnaires.shared_device.shared_session import SharedSession
from coprod.questionnaires.where_people_left import Step, What
from coprod.sealing import ring


class SentAlready(Exception):
    """The draft of this browser has become a contribution, sent from another window or device."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        super().__init__(questionnaire.slug)
        self.questionnaire = questionnaire


class NobodyBegins(Exception):
    """On a device that goes from hand to hand: the session is over, or what was begun was left for too long."""

    def __init__(self, questionnaire: Questionnaire, *, is_over: bool) -> None:
        super().__init__(questionnaire.slug)
        self.questionnaire, self.is_over = questionnaire, is_over


def begun(questionnaire: Questionnaire) -> OpenDraft | None:
    """As `here_so_far`. Raises `NeedsCode` when a code is asked for first."""
    draft = here_so_far(questionnaire)
    if draft is None and questionnaire.by_code_only:
        raise NeedsCode(questionnaire)
    return draft


def here_so_far(questionnaire: Questionnaire) -> OpenDraft | None:
    """The draft of this browser, under the questions as they are asked now; None when nothing is begun.

    Raises `NotOpen` when it can be neither begun nor finished, `SentAlready`, and on a shared device `NobodyBegins`.
    """
    draft = this_browser.mine(questionnaire)
    if draft is not None:
        draft.kept = moved_to_now(questionnaire, draft.kept)
    elif (key := this_browser.my_key(questionnaire)) and was_sent(questionnaire, key.once):
        raise SentAlready(questionnaire)
    elif shared := this_tablet.here(questionnaire):
        must_begin_clean(questionnaire, shared)
    questionnaire.must_take_answers(begun=draft is not None)
    return draft


def must_begin_clean(questionnaire: Questionnaire, shared: SharedSession) -> None:
    """Nobody goes on where somebody else was: not after their receipt, nor after what they left has gone."""
    if this_browser.my_key(questionnaire):
        this_browser.forget(questionnaire.slug)
        raise NobodyBegins(questionnaire, is_over=False)
    if (sent := forms.sent()) and sent.contribution.activity_id == questionnaire.id:
        abort(redirect(url_for("questionnaires.sent", slug=questionnaire.slug), 303))
    if shared.is_over:
        raise NobodyBegins(questionnaire, is_over=True)


def keep(
    questionnaire: Questionnaire,
    draft: OpenDraft | None,
    names: Collection[str],
    typed: Typed,
    steps: Sequence[Step] = (),
    at: str = "",
) -> None:
    """Put what stands in these fields into the draft; and to which steps somebody came, and where they go on.

    What their own order comes from is kept once, with the first.
    """
    while True:
        draft = draft or this_browser.begin(questionnaire)
        kept_now = {*names} - {"seed"}
        if questionnaire.asks.shuffles and "seed" not in draft.typed:
            kept_now, typed = {*names, "seed"}, {"seed": [new_seed()], **typed}
        try:
            return draft.with_typed(kept_now, typed, steps, at).file()
        except (DraftChanged, SentBefore):
            draft = begun(questionnaire)  # another window was faster: add to what was typed there


def new_seed() -> str:
    """What one person's own order comes from."""
    return secrets.token_hex(4)


def was_sent(questionnaire: Questionnaire, token: str | None) -> bool:
    """Whether this token's draft has been sent. Then this browser may see its code again."""
    sent = Contribution.find(receipt.digests(ring(), token)) if token else None
    if sent is None or sent.activity_id != questionnaire.id:
        return False
    forms.remember_sent({"token": token, "same_code_as": None})
    this_browser.forget(questionnaire.slug)
    return True


def where_they_were(questionnaire: Questionnaire, draft: OpenDraft) -> str:
    """The address at which somebody goes on. After the questions were changed, as far as they came."""
    reached = draft.kept.reached
    return draft.kept.at or address(questionnaire, reached[-1] if reached else Step(What.PAGE))


def address(questionnaire: Questionnaire, step: Step | None) -> str:
    """Where a step is. None stands for the start; a page that is asked no longer leads to the first."""
    slug = questionnaire.slug
    if step is None:
        return url_for("questionnaires.show", slug=slug)
    if step.what == What.PAGE:
        pages = questionnaire.asks.pages
        return url_for(
            "questionnaires.page", slug=slug, number=next((each.number for each in pages if each.key == step.page), 1)
        )
    return url_for("questionnaires.check" if step.what == What.CHECK else "questionnaires.about_you", slug=slug)


@blueprint.errorhandler(NotOpen)
def not_open(error: NotOpen) -> ResponseReturnValue:
    """It closed while somebody was writing: their words are theirs, so here they are."""
    db.session.rollback()
    questionnaire = error.activity
    assert isinstance(questionnaire, Questionnaire)  # noqa: S101 - nothing else is opened by these views
    draft = this_browser.mine(questionnaire)
    words = words_in(questionnaire, draft)
    return render_template("errors/not_open.html", activity=questionnaire, words=words), 409


@blueprint.errorhandler(SentAlready)
def sent_already(error: SentAlready) -> ResponseReturnValue:
    """Their answers were sent from elsewhere. What they have typed here since was not: here it is."""
    db.session.rollback()
    shown = {"questionnaire": error.questionnaire, "words": words_in(error.questionnaire, None)}
    return render_template("questionnaires/sent_already.html", **shown), 409


@blueprint.errorhandler(NobodyBegins)
def nobody_begins(error: NobodyBegins) -> ResponseReturnValue:
    """What was typed just now is shown once more, to whoever stands there: it is kept nowhere."""
    db.session.rollback()
    shown = {"questionnaire": error.questionnaire, "words": words_in(error.questionnaire, None)}
    return render_template("questionnaires/shared_device/stopped.html", is_over=error.is_over, **shown), 409


def words_in(questionnaire: Questionnaire, draft: OpenDraft | None) -> list[str]:
    """All that somebody wrote, now and before."""
    typed = {**(draft.typed if draft else {}), **dict(request.form.lists())}
    answers = AnswersForm.of(questionnaire.asks.questions, typed).answers()
    return [words for given in answers.values() for words in given.words.values()]
