"""The desk: the outline with its buttons, and the verbs that are one press each."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.activities.edit_views import create_page, edit_page as edit_details
from coprod.activities.life import NotAllowed
from coprod.changes import Clash
from coprod.check_backs.models import CheckBack
from coprod.database import db
from coprod.forms import EditForm
from coprod.permissions import Permission, requires
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.editing.desk import Desk, to_write
from coprod.questionnaires.editing.forms import DetailsForm
from coprod.questionnaires.models import Questionnaire
from coprod.text import normalise

CLASHED = "Somebody else changed this first. This is how it is now. Nothing of yours was saved."
LONGEST_TITLE = 120


@blueprint.route("/staff/questionnaires/new", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def create() -> ResponseReturnValue:
    """Make a questionnaire for an engagement; then write it."""
    return create_page(Questionnaire, DetailsForm, "questionnaires/edit/details.html", then=".edit")


@blueprint.route("/staff/questionnaires/<slug>/details", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def details(slug: str) -> ResponseReturnValue:
    """Change what is said about a questionnaire."""
    return edit_details(Questionnaire, DetailsForm, "questionnaires/edit/details.html", slug)


@blueprint.get("/staff/questionnaires/<slug>/edit")
@requires(Permission.EDIT_ACTIVITIES)
def edit(slug: str) -> ResponseReturnValue:
    """Its pages and questions, every way through, and what must be put right.

    Of a check-back that asks nothing yet, the challenges are chosen first: the questions come with them.
    """
    questionnaire = to_write(slug)
    if not questionnaire.being_written.pages and CheckBack.of(questionnaire.id):
        return redirect(url_for(".challenges", slug=slug), 303)
    return desk_page(questionnaire)


def desk_page(questionnaire: Questionnaire, problem: str = "", status: int = 200) -> ResponseReturnValue:
    """The desk with nothing open; with a problem, when what was asked could not be done."""
    return render_template("questionnaires/edit/desk.html", desk=Desk(questionnaire), problem=problem), status


@blueprint.post("/staff/questionnaires/<slug>/add-page")
@requires(Permission.EDIT_ACTIVITIES)
def add_page(slug: str) -> ResponseReturnValue:
    """One more page; it gets its name on its own form."""

    def add(questionnaire: Questionnaire, **who: Any) -> str:
        title = f"Page {len(questionnaire.being_written.pages) + 1}"
        key = questionnaire.add_page(title, **who)
        return url_for(".edit_page", slug=slug, page=key)

    return press(slug, add)


@blueprint.post("/staff/questionnaires/<slug>/move")
@requires(Permission.EDIT_ACTIVITIES)
def move(slug: str) -> ResponseReturnValue:
    """A page or a question up or down. Comes back to where the button was."""
    what, _, key = sent("move").partition(":")
    way, _, key = key.partition(":")
    places = {"up": -1, "down": 1}.get(way, 0)

    def step(questionnaire: Questionnaire, **who: Any) -> str:
        verb = questionnaire.move_page if what == "page" else questionnaire.move_question
        verb(key, places, **who)
        moved = f"{what}:{way}:{key}"
        if sent("open") in {each.key for each in questionnaire.being_written.questions}:
            return url_for(".edit_question", slug=slug, question=sent("open"), moved=moved)
        return url_for(".edit", slug=slug, moved=moved)

    return press(slug, step)


@blueprint.post("/staff/questionnaires/<slug>/copy-question")
@requires(Permission.EDIT_ACTIVITIES)
def copy_question(slug: str) -> ResponseReturnValue:
    """The same question again, to change."""

    def copy(questionnaire: Questionnaire, **who: Any) -> str:
        key = questionnaire.copy_question(sent("question"), **who)
        return url_for(".edit_question", slug=slug, question=key)

    return press(slug, copy)


@blueprint.post("/staff/questionnaires/<slug>/move-to-page")
@requires(Permission.EDIT_ACTIVITIES)
def move_to_page(slug: str) -> ResponseReturnValue:
    """A question to the end of another page."""

    def step(questionnaire: Questionnaire, **who: Any) -> str:
        questionnaire.move_to_page(sent("question"), sent("page"), **who)
        return url_for(".edit_question", slug=slug, question=sent("question"))

    return press(slug, step)


@blueprint.post("/staff/questionnaires/<slug>/take-out")
@requires(Permission.EDIT_ACTIVITIES)
def take_out(slug: str) -> ResponseReturnValue:
    """Ask a question no more, or a whole page."""

    def out(questionnaire: Questionnaire, **who: Any) -> str:
        if sent("page"):
            questionnaire.take_out_page(sent("page"), **who)
        else:
            questionnaire.take_out_question(sent("question"), **who)
        return url_for(".edit", slug=slug)

    return press(slug, out)


def press(slug: str, verb: Callable[..., str]) -> ResponseReturnValue:
    """What every button of the desk does: one verb, and on to the address that it gives."""
    questionnaire = to_write(slug)
    try:
        address = verb(questionnaire, by=current_user.id, seen=EditForm().seen)
    except NotAllowed as refusal:
        db.session.rollback()
        return desk_page(questionnaire, str(refusal), 422)
    except Clash:
        db.session.rollback()
        return desk_page(questionnaire, CLASHED, 409)
    db.session.commit()
    return redirect(address, 303)


def sent(name: str) -> str:
    """What a button sent."""
    return normalise(request.form.get(name, ""))
