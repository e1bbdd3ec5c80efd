"""A questionnaire: the start, one page after the other, check your answers, sent."""

from collections.abc import Collection

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coprod import rate_limits
from coprod.activities.activity import NotOpen
from coprod.activities.wording import Wording
from coprod.database import db, write_transaction
from coprod.participation import forms
from coprod.participation.contribution import Contribution
from coprod.participation.filing import SentBefore
from coprod.participation.intake import Judged, Said, file, judge
from coprod.permissions import public
from coprod.questionnaires import draft as drafts
from coprod.questionnaires.draft import Draft, DraftChanged, Typed
from coprod.questionnaires.forms import AboutYouForm, AnswersForm, SendForm
from coprod.questionnaires.kinds import TEXT, Value
from coprod.questionnaires.models import Answer, Questionnaire, Response
from coprod.questionnaires.question import Question

blueprint = Blueprint("questionnaires", __name__)


@blueprint.get("/questionnaires/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """What it is, how long it takes, who reads it. No cookie yet."""
    questionnaire = Questionnaire.find_public(slug) or abort(404)
    return render_template("questionnaires/show.html", questionnaire=questionnaire)


@blueprint.route("/questionnaires/<slug>/<int:number>", methods=["GET", "POST"])
@public
def page(slug: str, number: int) -> ResponseReturnValue:
    """A few questions. "Next" wants them answered well; "Back" keeps whatever is there."""
    questionnaire = opened(slug)
    pages = questionnaire.pages
    if not 1 <= number <= len(pages):
        abort(404)
    form = AnswersForm.of(pages[number - 1].questions, typed_so_far(questionnaire))
    if is_filled_in(form):
        onward = step(questionnaire, number - 1 if is_back() else number + 1)
        keep(questionnaire, form.names)
        return redirect(onward, 303)
    form.shows_now()
    return render_template(
        "questionnaires/page.html", questionnaire=questionnaire, page=pages[number - 1], form=form, to_check=to_check()
    ), status(form)


@blueprint.route("/questionnaires/<slug>/about-you", methods=["GET", "POST"])
@public
def about_you(slug: str) -> ResponseReturnValue:
    """Who you are, where you live, who may see what you wrote."""
    questionnaire = opened(slug)
    form = AboutYouForm.of(typed_so_far(questionnaire))
    if is_filled_in(form):
        onward = step(questionnaire, len(questionnaire.pages)) if is_back() else url_for(".check", slug=slug)
        keep(questionnaire, form.names)
        return redirect(onward, 303)
    return render_template(
        "questionnaires/about_you.html", questionnaire=questionnaire, form=form, to_check=to_check()
    ), status(form)


@blueprint.get("/questionnaires/<slug>/check")
@public
def check(slug: str) -> ResponseReturnValue:
    """Everything you answered, before it is sent."""
    questionnaire = opened(slug)
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
    questionnaire = Questionnaire.find_public(slug) or abort(404)
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
    db.session.rollback()
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
    words = iter(judged.submissions)
    response = judged.row(Response(questionnaire_id=questionnaire.id), contribution_id=judged.contribution)
    in_words = [question for question, value in answers.items() if isinstance(value, str)]
    for question in in_words:
        answer = Answer(question=question, wording_id=read[question].id, is_filed=True)
        judged.row(answer, response_id=response, submission_id=next(words))
    for question, value in answers.items():
        if not isinstance(value, str):
            answer = Answer(question=question, value=value, wording_id=read[question].id, is_filed=True)
            judged.row(answer, response_id=response)


@blueprint.get("/questionnaires/<slug>/sent")
@public
def sent(slug: str) -> ResponseReturnValue:
    """The receipt, once."""
    questionnaire = Questionnaire.find_public(slug) or abort(404)
    sent = forms.sent()
    if sent is None or sent.contribution.activity_id != questionnaire.id:
        return redirect(url_for(".show", slug=slug), 303)
    return render_template("questionnaires/sent.html", questionnaire=questionnaire, sent=sent)


@blueprint.post("/questionnaires/<slug>/delete")
@public
def delete(slug: str) -> ResponseReturnValue:
    """Delete what was answered so far: for people who share a computer, or change their mind."""
    questionnaire = Questionnaire.find_public(slug) or abort(404)
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


def opened(slug: str) -> Questionnaire:
    """The questionnaire, if people can answer it now."""
    questionnaire = Questionnaire.find_public(slug) or abort(404)
    questionnaire.must_be_open()
    return questionnaire


def typed_so_far(questionnaire: Questionnaire) -> Typed:
    """What stands in the fields: as sent just now, else as kept."""
    if request.method == "POST":
        return dict(request.form.lists())
    draft = drafts.mine(questionnaire)
    return draft.typed if draft else {}


def is_filled_in(form: AnswersForm | AboutYouForm) -> bool:
    """Whether what was sent can be kept. Somebody sent here from the check page is told what is wrong at once."""
    right = form.validate() if request.method == "POST" or to_check() else False
    return request.method == "POST" and (is_back() or (right and not form.asks_first()))


def keep(questionnaire: Questionnaire, names: Collection[str]) -> None:
    """Put what was sent in these fields into the draft."""
    while True:
        draft = drafts.mine(questionnaire) or drafts.begin(questionnaire)
        db.session.rollback()
        try:
            return draft.with_typed(names, dict(request.form.lists())).file()
        except (DraftChanged, SentBefore):
            continue  # another tab was faster: add to what was typed there


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


def step(questionnaire: Questionnaire, number: int) -> str:
    """The address of a page: the start stands before the first, and the questions about you after the last.

    Whoever came from the check page goes back there.
    """
    if to_check():
        return url_for(".check", slug=questionnaire.slug)
    if number < 1:
        return url_for(".show", slug=questionnaire.slug)
    if number > len(questionnaire.pages):
        return url_for(".about_you", slug=questionnaire.slug)
    return url_for(".page", slug=questionnaire.slug, number=number)


def is_back() -> bool:
    """Whether "Back" was pressed."""
    return request.form.get("go") == "back"


def to_check() -> bool:
    """Whether the person came from the check page, and goes back there."""
    return "check" in request.args


def status(form: AnswersForm | AboutYouForm) -> int:
    """A form shown again because something is wrong with it, or only to ask; or shown for the first time."""
    return 422 if request.method == "POST" and not form.notice else 200
