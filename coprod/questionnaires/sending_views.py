"""A questionnaire when it is answered: check your answers, send them, or delete them."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coprod import rate_limits
from coprod.activities.activity import NotOpen
from coprod.activities.wording import Wording
from coprod.database import db
from coprod.intake import forms
from coprod.intake.door import Said, file, judge
from coprod.intake.judged import Judged
from coprod.participation.contribution import Contribution
from coprod.permissions import public
from coprod.questionnaires import draft as drafts
from coprod.questionnaires.as_asked import found, opened
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.draft import Draft, DraftChanged, Typed
from coprod.questionnaires.forms import AboutYouForm, AnswersForm, SendForm
from coprod.questionnaires.kinds import TEXT, Value
from coprod.questionnaires.models import Answer, Questionnaire, Response
from coprod.questionnaires.question import Question
from coprod.transactions import write_transaction


@blueprint.get("/questionnaires/<slug>/check")
@public
def check(slug: str) -> ResponseReturnValue:
    """Everything you answered, before it is sent."""
    questionnaire = opened(slug).questionnaire
    draft = drafts.mine(questionnaire)
    if draft is None:
        return redirect(url_for(".show", slug=slug), 303)
    answers, about, read = finished(questionnaire, draft.typed)
    form = SendForm(token=drafts.my_token(questionnaire))
    return render_template(
        "questionnaires/check.html", questionnaire=questionnaire, answers=answers, about=about, read=read, form=form
    )


@blueprint.post("/questionnaires/<slug>/check")
@public
def send(slug: str) -> ResponseReturnValue:
    """Send the answers: once, however often the button is pressed."""
    questionnaire = found(slug).questionnaire
    signed = SendForm().token.data
    draft = Draft.find(questionnaire, forms.opened_token(signed))
    if draft is None:
        return sent_before(questionnaire, forms.opened_token(signed))
    questionnaire.must_be_open()
    answers, about, read = finished(questionnaire, draft.typed, signed)
    judged = judge(
        questionnaire.id,
        said=[Said(read[q].text, str(answer), read[q].id) for q, answer in answers.items() if q.kind in TEXT],
        context=questionnaire.context(answers),
        unusual=rate_limits.over_limit("questionnaire", rate_limits.POSTING),
        ticked=any(question.kind not in TEXT for question in answers),
        **about.one_go(),
    )
    add_answers(judged, questionnaire, answers, read)
    draft.gone_with(judged)
    try:
        file(judged)
    except DraftChanged:
        return send(slug)  # something was typed in another tab, or it was sent there: look again
    forms.remember_sent(about.one_go())
    drafts.forget(slug)
    return redirect(url_for(".sent", slug=slug), 303)


def add_answers(
    judged: Judged, questionnaire: Questionnaire, answers: dict[Question, Value], read: dict[Question, Wording]
) -> None:
    """One row for each answer: what was picked, or the words, which are among the submissions in the same order."""
    made = Response(contribution=judged.sent, questionnaire_id=questionnaire.id)
    response = judged.row(made, contribution_id=judged.contribution)
    in_words = [question for question, value in answers.items() if isinstance(value, str)]
    for question, submission, row in zip(in_words, judged.sent.submissions, judged.submissions, strict=True):
        answer = Answer(question=question, submission=submission, wording_id=read[question].id)
        judged.row(answer, response_id=response, submission_id=row)
    for question, value in answers.items():
        if not isinstance(value, str):
            judged.row(Answer(question=question, value=value, wording_id=read[question].id), response_id=response)


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
    with write_transaction():
        draft = drafts.mine(questionnaire, lock=True)
        if draft is not None:
            db.session.delete(draft)
    drafts.forget(slug)
    return redirect(url_for(".show", slug=slug), 303)


@blueprint.errorhandler(NotOpen)
def not_open(error: NotOpen) -> ResponseReturnValue:
    """It closed while somebody was writing: their words are theirs, so here they are."""
    db.session.rollback()
    questionnaire = error.activity
    assert isinstance(questionnaire, Questionnaire)  # noqa: S101 - nothing else is opened by these views
    draft = drafts.mine(questionnaire)
    typed = {**(draft.typed if draft else {}), **dict(request.form.lists())}
    wrote = AnswersForm.of([question for question in questionnaire.questions if question.kind in TEXT], typed)
    return render_template("errors/not_open.html", activity=questionnaire, words=wrote.answers().values()), 409


def finished(
    questionnaire: Questionnaire, typed: Typed, token: str | None = None
) -> tuple[dict[Question, Value], AboutYouForm, dict[Question, Wording]]:
    """All that was answered, by whom, and the questions as they were read.

    Sends the person to the first page where something is wrong or missing.
    """
    answers: dict[Question, Value] = {}
    read: dict[Question, Wording] = {}
    for page in questionnaire.pages:
        form = AnswersForm.of(page.questions, typed)
        if not form.validate():
            abort(redirect(url_for(".page", slug=questionnaire.slug, number=page.number, check=1), 303))
        answers |= form.answers()
        read |= form.read()
    about = AboutYouForm.of(typed, token)
    if not about.validate():
        abort(redirect(url_for(".about_you", slug=questionnaire.slug), 303))
    return answers, about, read


def sent_before(questionnaire: Questionnaire, token: str | None) -> ResponseReturnValue:
    """There is no draft: either it has been sent, and here is the code again, or it was too old."""
    contribution = Contribution.find(drafts.digests_of(token)) if token else None
    if contribution is None or contribution.activity_id != questionnaire.id:
        return render_template("questionnaires/gone.html", questionnaire=questionnaire, days=Draft.DAYS), 409
    forms.remember_sent({"token": token, "same_code_as": None})
    return redirect(url_for(".sent", slug=questionnaire.slug), 303)
