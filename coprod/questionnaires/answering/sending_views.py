"""A questionnaire when it is answered: check your answers, send them, or delete them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coprod.intake import forms
from coprod.intake.door import Said, file, judge
from coprod.intake.judged import Judged
from coprod.intake.many_ticks import ManyTicks, many_ticks
from coprod.participation.counted import Ticks
from coprod.permissions import public
from coprod.questionnaires.answering.drafts import this_browser
from coprod.questionnaires.answering.drafts.changed_forms import moved_to_now
from coprod.questionnaires.answering.drafts.draft import DraftChanged, OpenDraft
from coprod.questionnaires.answering.drafts.keeping_views import begun, was_sent
from coprod.questionnaires.answering.drafts.kept import Typed
from coprod.questionnaires.answering.drafts.stopped_views import Lost, SentAlready
from coprod.questionnaires.answering.forms import AboutYouForm, AnswersForm, SayMoreForm, SendForm
from coprod.questionnaires.answering.page_views import address_of
from coprod.questionnaires.answering.way_forms import Way, has_seen_about_you, left_out, the_way
from coprod.questionnaires.as_asked import found
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.entry_codes.code_views import code_is_gone
from coprod.questionnaires.entry_codes.entry_code import CodeGone, used_up
from coprod.questionnaires.equality.ticket import EqualityTicket
from coprod.questionnaires.kinds import Given
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.response import Response, in_order, rows_of
from coprod.questionnaires.screens import Screen
from coprod.questionnaires.shared_device import this_tablet
from coprod.questionnaires.shared_device.one_more import file_in
from coprod.questionnaires.where_people_left import Step, StepTaken, What


@blueprint.get("/questionnaires/<slug>/check")
@public
def check(slug: str) -> ResponseReturnValue:
    """Everything you answered, before it is sent."""
    questionnaire = found(slug).questionnaire
    draft = begun(questionnaire)
    if draft is None:
        if forms.sent() and this_browser.sent_mark(questionnaire):
            return redirect(url_for(".sent", slug=slug), 303)
        if this_browser.sent_mark(questionnaire):
            raise SentAlready(questionnaire)
        flash("We do not have answers of yours here. They were deleted, or your browser lost the way to them.")
        return redirect(url_for(".show", slug=slug), 303)
    if questionnaire.by_code_only and not draft.kept.entry_code:  # begun before codes were asked for
        return redirect(url_for(".enter_code", slug=slug), 303)
    went = finished(questionnaire, draft.typed)
    form = SendForm(token=forms.signed(draft.key.once))
    before = address_of(questionnaire, went.way, went.way.places[-1])
    shown = {"questionnaire": questionnaire, "went": went, "form": form, "before": before, "left": draft.kept.left}
    shown |= {"code": draft.kept.code, "shared": this_tablet.here(questionnaire)}
    return render_template("questionnaires/check.html", **shown, **with_more_time(questionnaire, draft.typed))


def with_more_time(questionnaire: Questionnaire, typed: Typed) -> dict[str, Any]:
    """How many things more somebody is asked who has more time after all, and where these begin."""
    screens = left_out(questionnaire, typed)
    if not screens:
        return {"more": 0}
    number, step = screens[0].place
    longer = url_for(".page", slug=questionnaire.slug, number=number, step=step, time="more")
    return {"more": sum(screen.asks_for for screen in screens), "longer": longer}


@blueprint.post("/questionnaires/<slug>/check")
@public
def send(slug: str) -> ResponseReturnValue:
    """Send the answers: once, however often the button is pressed, and on however many devices."""
    questionnaire = found(slug).questionnaire
    token = forms.opened_token(SendForm().token.data)
    draft = this_browser.mine(questionnaire)
    if draft is None or draft.key.once != token:
        return sent_before(questionnaire, token, draft)
    questionnaire.must_take_answers(begun=True)
    draft.kept = moved_to_now(questionnaire, draft.kept)
    went = finished(questionnaire, draft.typed, forms.signed(token))
    if not went.answers:
        return render_template("questionnaires/nothing_answered.html", questionnaire=questionnaire, way=went.way), 422
    shared = this_tablet.here(questionnaire)
    # First: what comes too soon comes again, and is one.
    often = not shared and forms.comes_often("questionnaire", SendForm().token.data)
    # Where staff said how many may answer, they know how many do.
    many = ManyTicks(questionnaire.id) if shared or draft.kept.entry_code else one_more(questionnaire, went.answers)
    judged = judge(
        questionnaire.id,
        said=said_in(went.answers),
        context=questionnaire.context(went.answers),
        unusual=often,
        room=shared.label if shared else None,
        ticked=any(given.picks for given in went.answers.values()),
        many_ticks=many.found,
        came=False,
        grace=questionnaire.grace,
        **went.about.one_go(),
    )
    add_answers(judged, questionnaire, went.answers)
    judged.row(StepTaken(draft.kept.version, Step(What.SENT), draft.kept.minutes))
    draft.gone_with(judged)
    if (
        questionnaire.equality and judged.sent.ticks is Ticks.USUAL
    ):  # those numbers forget whose they are: nobody could leave them out
        judged.row(EqualityTicket(questionnaire.id, judged.sent.audience, draft.key.once))
    try:
        with used_up(questionnaire, draft.kept.entry_code):
            file_in(shared, judged) if shared else file(judged)
    except CodeGone:
        return code_is_gone(questionnaire, token)
    except DraftChanged:
        return send(slug)  # something was typed in another window, or it was sent there: look again
    many.hold_those_before()
    forms.remember_sent(went.about.one_go())
    this_browser.sent(questionnaire, draft.key)
    return redirect(url_for(".sent", slug=slug), 303)


def one_more(questionnaire: Questionnaire, answers: Mapping[QuestionVersion, Given]) -> ManyTicks:
    """Whether these ticks come as one of too many."""
    picks = {version.id: sorted(map(repr, given.picks)) for version, given in answers.items() if given.picks}
    return many_ticks(questionnaire.id, sorted(picks.items())) if picks else ManyTicks(questionnaire.id)


def said_in(answers: Mapping[QuestionVersion, Given]) -> list[Said]:
    """Every box in which they wrote, under the words that stood over it."""
    return [
        Said(version.boxes[option].text, given.words[option], version.boxes[option].id)
        for version, given in answers.items()
        for option in in_order(version, given)
    ]


def add_answers(judged: Judged, questionnaire: Questionnaire, answers: Mapping[QuestionVersion, Given]) -> None:
    """One row for each thing picked, and for each box of words, which are among the submissions in the same order."""
    made = Response(contribution=judged.sent, questionnaire_id=questionnaire.id)
    response = judged.row(made, contribution_id=judged.contribution)
    picks, words = rows_of(judged.sent, answers)
    for answer, submission in zip(words, judged.submissions, strict=True):
        judged.row(answer, response_id=response, submission_id=submission)
    for pick in picks:
        judged.row(pick, response_id=response)


@blueprint.get("/questionnaires/<slug>/sent")
@public
def sent(slug: str) -> ResponseReturnValue:
    """The receipt, once."""
    questionnaire = found(slug).questionnaire
    sent = forms.sent()
    if sent is None or sent.contribution.activity_id != questionnaire.id:
        return redirect(url_for(".show", slug=slug), 303)
    may_say_more = EqualityTicket.find(questionnaire, forms.token_of_sent(questionnaire.id)) is not None
    shown = {"questionnaire": questionnaire, "sent": sent, "may_say_more": may_say_more}
    shown["shared"] = this_tablet.here(questionnaire)
    return render_template("questionnaires/sent.html", **shown)


@blueprint.post("/questionnaires/<slug>/delete")
@public
def delete(slug: str) -> ResponseReturnValue:
    """Delete what was answered so far: for people who share a computer, or change their mind."""
    questionnaire = found(slug).questionnaire
    this_browser.delete(questionnaire)
    return redirect(url_for(".show", slug=slug), 303)


class Finished(NamedTuple):
    """A questionnaire filled in: the way that somebody went, what they answered, as it was read, and who they are.

    `not_asked` was answered too, on a way that they did not go in the end: it is shown to them, and not sent.
    """

    way: Way
    answers: Mapping[QuestionVersion, Given]
    about: AboutYouForm
    not_asked: Mapping[QuestionVersion, Given]

    def answer_to(self, question: QuestionVersion) -> tuple[QuestionVersion, Given]:
        """What was answered to a question, and the version of it that they read; nothing when they skipped it."""
        found = (pair for pair in self.answers.items() if pair[0].key == question.key)
        return next(found, (question, Given()))


def finished(questionnaire: Questionnaire, typed: Typed, token: str | None = None) -> Finished:
    """All that was answered on the way. Sends the person to the first screen where something is wrong or missing."""
    way = the_way(questionnaire, typed)
    for screen in way.screens:
        if wrong := wrong_on(screen, typed):
            number, step = screen.place
            abort(redirect(url_for(wrong, slug=questionnaire.slug, number=number, step=step, check=1), 303))
    form = AnswersForm.of(way.questions, typed)
    form.validate()
    about = AboutYouForm.of(typed, token)
    if not has_seen_about_you(typed) or not about.validate():
        abort(redirect(url_for(".about_you", slug=questionnaire.slug), 303))
    asked = {question.key for question in way.questions}
    others = [question for question in questionnaire.asks.questions if question.key not in asked]
    return Finished(way, form.as_read(), about, AnswersForm.of(others, typed).answers() if others else {})


def wrong_on(screen: Screen, typed: Typed) -> str:
    """Where something is wrong or missing, if anything is: on the screen itself, or in the box that it leads to."""
    if not AnswersForm.on(screen, typed).validate():
        return ".page"
    has_box = screen.item is not None and screen.item.wording is not None
    return ".more" if has_box and not SayMoreForm.on(screen, typed).validate() else ""


def sent_before(questionnaire: Questionnaire, token: str | None, draft: OpenDraft | None) -> ResponseReturnValue:
    """No draft is sent with this token: it has been sent, and here is the code; or another is there; or none."""
    if was_sent(questionnaire, token):
        return redirect(url_for(".sent", slug=questionnaire.slug), 303)
    if draft is not None:
        return redirect(url_for(".check", slug=questionnaire.slug), 303)
    this_browser.forget(questionnaire.slug)
    raise Lost(questionnaire)
