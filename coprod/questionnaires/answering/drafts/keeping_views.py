"""What every page does first while somebody answers, what it keeps of it, and what it says when it cannot."""

import secrets
from collections.abc import Collection, Sequence

from flask import abort, redirect, request, url_for
from markupsafe import Markup

from coprod.intake import forms
from coprod.intake.filing import SentBefore
from coprod.participation import receipt
from coprod.participation.contribution import Contribution
from coprod.questionnaires.answering.drafts import this_browser
from coprod.questionnaires.answering.drafts.changed_forms import moved_to_now
from coprod.questionnaires.answering.drafts.draft import DraftChanged, OpenDraft
from coprod.questionnaires.answering.drafts.kept import Typed
from coprod.questionnaires.answering.drafts.stopped_views import Lost, NobodyBegins, SentAlready
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.entry_codes.entry_code import NeedsCode
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.shared_device import this_tablet
from coprod.questionnaires.shared_device.shared_session import SharedSession
from coprod.questionnaires.where_people_left import Step, What
from coprod.sealing import ring


def begun(questionnaire: Questionnaire) -> OpenDraft | None:
    """As `here_so_far`. Raises `NeedsCode` when a code is asked for first, and `Lost`, if what was sent is of a page
    of other answers than those that are here now."""
    draft = here_so_far(questionnaire)
    if request.method == "POST" and (page := request.form.get(this_browser.MARK)):
        must_be_of(questionnaire, page)
    if draft is None and questionnaire.by_code_only:
        raise NeedsCode(questionnaire)
    return draft


def here_so_far(questionnaire: Questionnaire) -> OpenDraft | None:
    """The draft of this browser, under the questions as they are asked now; None when nothing is begun.

    Raises `NotOpen` when it can be neither begun nor finished, `SentAlready`, `Lost`, and on a shared device
    `NobodyBegins`.
    """
    draft = this_browser.mine(questionnaire)
    if draft is not None:
        draft.kept = moved_to_now(questionnaire, draft.kept)
    elif (key := this_browser.my_key(questionnaire)) and was_sent(questionnaire, key.once):
        raise SentAlready(questionnaire)
    elif shared := this_tablet.here(questionnaire):
        must_begin_clean(questionnaire, shared)
    elif key:
        this_browser.forget(questionnaire.slug)
        raise Lost(questionnaire)
    questionnaire.must_take_answers(begun=draft is not None)
    return draft


def must_be_of(questionnaire: Questionnaire, page: str) -> None:
    """A page that was opened before answers were begun here may begin them; one of other answers may not add to them.

    `page` is the mark that it carries. Raises `SentAlready` and `Lost`.
    """
    sent, before_any = this_browser.sent_mark(questionnaire), page.startswith(this_browser.AFTER)
    if page in (this_browser.mark(questionnaire), this_browser.AFTER + sent):
        return
    if sent and (before_any or page == sent):
        raise SentAlready(questionnaire)
    if not before_any:
        raise Lost(questionnaire)


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
            draft.with_typed(kept_now, typed, steps, at).file()
        except (DraftChanged, SentBefore):
            draft = begun(questionnaire)  # another window was faster: add to what was typed there
        else:
            return this_browser.kept(questionnaire, draft)


def new_seed() -> str:
    """What one person's own order comes from."""
    return secrets.token_hex(4)


@blueprint.app_template_global()
def draft_field(questionnaire: Questionnaire) -> Markup:
    """The hidden field by which a page says to which answers it belongs."""
    mark = this_browser.mark(questionnaire)
    return Markup('<input name="{}" type="hidden" value="{}">').format(this_browser.MARK, mark)


def was_sent(questionnaire: Questionnaire, token: str | None) -> bool:
    """Whether this token's draft has been sent. Then this browser may see its code again."""
    sent = Contribution.find(receipt.digests(ring(), token)) if token else None
    if sent is None or sent.activity_id != questionnaire.id:
        return False
    forms.remember_sent({"token": token, "same_code_as": None})
    if (key := this_browser.my_key(questionnaire)) and key.once == token:
        this_browser.sent(questionnaire, key)
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
