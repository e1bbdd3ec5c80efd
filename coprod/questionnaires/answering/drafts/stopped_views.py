"""What is said when nobody can go on here: it is closed, it was sent already, or the answers are not here any more."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from coprod.activities.activity import NotOpen
from coprod.database import db
from coprod.intake import forms
from coprod.questionnaires.answering.drafts import this_browser
from coprod.questionnaires.answering.drafts.draft import Draft, OpenDraft, TooMuch
from coprod.questionnaires.answering.forms import AnswersForm
from coprod.questionnaires.as_asked import found
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.models import Questionnaire

TOO_MUCH = "All answers together can be about 100,000 letters. We have not kept what you sent just now."


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


class Lost(Exception):
    """What was begun is not here: it was deleted, its cookie is gone, or a page belongs to other answers than these."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        super().__init__(questionnaire.slug)
        self.questionnaire = questionnaire


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
    there = forms.sent()
    can_see = there is not None and there.contribution.activity_id == error.questionnaire.id
    return render_template("questionnaires/sent_already.html", can_see=can_see, **shown), 409


@blueprint.errorhandler(Lost)
def lost(error: Lost) -> ResponseReturnValue:
    """Nobody goes on with half of their answers unawares. What they have typed on this page is shown."""
    db.session.rollback()
    questionnaire = error.questionnaire
    there = request.view_args or {}
    is_last = request.endpoint == "questionnaires.about_you" and not questionnaire.asks.asks_who_first
    page = len(questionnaire.asks.pages) + 1 if is_last else there.get("number", 1)
    shown = {"questionnaire": questionnaire, "words": words_in(questionnaire, None), "days": Draft.DAYS}
    return render_template("questionnaires/gone.html", pages=page - 1, **shown), 409


@blueprint.errorhandler(TooMuch)
def too_much(error: TooMuch) -> ResponseReturnValue:
    """What was typed just now is not kept, so it is given back."""
    db.session.rollback()
    questionnaire = found((request.view_args or {})["slug"]).questionnaire
    return given_back(questionnaire, "This is more than we can keep", TOO_MUCH, request.full_path.rstrip("?"), 413)


def given_back(questionnaire: Questionnaire, heading: str, why: str, goes_to: str, status: int) -> ResponseReturnValue:
    """A page that says why something was not taken, with the words of it, and a button to where one can go on."""
    shown = {"questionnaire": questionnaire, "heading": heading, "why": why, "goes_to": goes_to}
    words = words_in(questionnaire, None)
    return render_template("questionnaires/given_back.html", **shown, words=words), status


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
