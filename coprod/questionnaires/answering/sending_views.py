"""A questionnaire when it is answered: check your answers, send them, or delete them."""

from collections.abc import Mapping
from typing import NamedTuple

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coprod import rate_limits
from coprod.database import db
from coprod.intake import forms
from coprod.intake.door import Said, file, judge
from coprod.intake.judged import Judged
from coprod.permissions import public
from coprod.questionnaires.answering import this_browser
from coprod.questionnaires.answering.changed_forms import moved_to_now
from coprod.questionnaires.answering.draft import Draft, DraftChanged, OpenDraft
from coprod.questionnaires.answering.forms import AboutYouForm, AnswersForm, SendForm
from coprod.questionnaires.answering.keeping_views import begun, was_sent
from coprod.questionnaires.answering.kept import Typed
from coprod.questionnaires.answering.way_forms import the_way
from coprod.questionnaires.as_asked import found
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.kinds import Given
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.response import Response, in_order, rows_of
from coprod.questionnaires.version import PageSeen
from coprod.questionnaires.where_people_left import Step, StepTaken, What
from coprod.transactions import write_transaction


@blueprint.get("/questionnaires/<slug>/check")
@public
def check(slug: str) -> ResponseReturnValue:
    """Everything you answered, before it is sent."""
    questionnaire = found(slug).questionnaire
    draft = begun(questionnaire)
    if draft is None:
        return redirect(url_for(".show", slug=slug), 303)
    went = finished(questionnaire, draft.typed)
    form = SendForm(token=forms.signed(draft.key.once))
    shown = {"questionnaire": questionnaire, "went": went, "form": form, "left": draft.kept.left}
    return render_template("questionnaires/check.html", **shown)


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
    judged = judge(
        questionnaire.id,
        said=said_in(went.answers),
        context=questionnaire.context(went.answers),
        unusual=rate_limits.over_limit("questionnaire", rate_limits.POSTING),
        ticked=any(given.picks for given in went.answers.values()),
        grace=questionnaire.grace,
        **went.about.one_go(),
    )
    add_answers(judged, questionnaire, went.answers)
    judged.row(StepTaken(draft.kept.version, Step(What.SENT), draft.kept.minutes))
    draft.gone_with(judged)
    try:
        file(judged)
    except DraftChanged:
        return send(slug)  # something was typed in another window, or it was sent there: look again
    forms.remember_sent(went.about.one_go())
    this_browser.forget(slug)
    return redirect(url_for(".sent", slug=slug), 303)


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
    return render_template("questionnaires/sent.html", questionnaire=questionnaire, sent=sent)


@blueprint.post("/questionnaires/<slug>/delete")
@public
def delete(slug: str) -> ResponseReturnValue:
    """Delete what was answered so far: for people who share a computer, or change their mind."""
    questionnaire = found(slug).questionnaire
    if key := this_browser.my_key(questionnaire):
        with write_transaction():
            db.session.execute(Draft.__table__.delete().where(Draft.key_digest == key.digest))  # type: ignore[attr-defined]
    this_browser.forget(slug)
    return redirect(url_for(".show", slug=slug), 303)


class Finished(NamedTuple):
    """A questionnaire filled in: the pages on its way, what was answered, as it was read, and by whom.

    `not_asked` was answered too, on a way that they did not go in the end: it is shown to them, and not sent.
    """

    pages: list[PageSeen]
    answers: Mapping[QuestionVersion, Given]
    about: AboutYouForm
    not_asked: Mapping[QuestionVersion, Given]

    def answer_to(self, question: QuestionVersion) -> tuple[QuestionVersion, Given]:
        """What was answered to a question, and the version of it that they read; nothing when they skipped it."""
        found = (pair for pair in self.answers.items() if pair[0].key == question.key)
        return next(found, (question, Given()))


def finished(questionnaire: Questionnaire, typed: Typed, token: str | None = None) -> Finished:
    """All that was answered on the way. Sends the person to the first page where something is wrong or missing."""
    pages: list[PageSeen] = []
    answers: dict[QuestionVersion, Given] = {}
    for seen in the_way(questionnaire, typed):
        form = AnswersForm.of(seen.questions, typed)
        if not form.validate():
            abort(redirect(url_for(".page", slug=questionnaire.slug, number=seen.page.number, check=1), 303))
        pages.append(seen)
        answers |= form.as_read()
    about = AboutYouForm.of(typed, token)
    if not about.validate():
        abort(redirect(url_for(".about_you", slug=questionnaire.slug), 303))
    asked = {question.key for question in answers} | {q.key for seen in pages for q in seen.questions}
    others = [question for question in questionnaire.asks.questions if question.key not in asked]
    return Finished(pages, answers, about, AnswersForm.of(others, typed).answers() if others else {})


def sent_before(questionnaire: Questionnaire, token: str | None, draft: OpenDraft | None) -> ResponseReturnValue:
    """No draft is sent with this token: it has been sent, and here is the code; or another is there; or none."""
    if was_sent(questionnaire, token):
        return redirect(url_for(".sent", slug=questionnaire.slug), 303)
    if draft is not None:
        return redirect(url_for(".check", slug=questionnaire.slug), 303)
    return render_template("questionnaires/gone.html", questionnaire=questionnaire, days=Draft.DAYS), 409
