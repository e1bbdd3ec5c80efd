"""The screens of a questionnaire: a few questions, or one that is answered by pressing a button."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from coprod.permissions import public
from coprod.questionnaires.answering.draft import Typed
from coprod.questionnaires.answering.forms import BESIDES, READ, AnswersForm, SayMoreForm, told_on
from coprod.questionnaires.answering.laid_out import LaidOut
from coprod.questionnaires.answering.page_views import (
    EASY,
    address,
    is_back,
    is_filled_in,
    is_only_shown,
    just_typed,
    keep,
    kept_forms,
    kept_so_far,
    on_the_address,
    status,
    to_check,
    versions,
)
from coprod.questionnaires.answering.pressed_forms import pressed
from coprod.questionnaires.answering.way_forms import START, Way, first, the_way
from coprod.questionnaires.as_asked import AsAsked, opened
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.screens import Screen


@blueprint.route("/questionnaires/<slug>/<int:number>", methods=["GET", "POST"], defaults={"step": 1})
@blueprint.route("/questionnaires/<slug>/<int:number>/<int:step>", methods=["GET", "POST"])
@public
def page(slug: str, number: int, step: int) -> ResponseReturnValue:
    """One screen. "Next", or an answer that is a button, goes on; "Back" keeps whatever is there."""
    asked = opened(slug)
    questionnaire = asked.questionnaire
    if not 1 <= number <= len(questionnaire.asks.pages):
        abort(404)
    kept = kept_so_far(questionnaire)
    way = the_way(questionnaire, kept)
    screen = way.at((number, step))
    if screen is None:  # not on their way: it is for others, or hangs on something that they have not answered yet
        return redirect(address(questionnaire, way, START), 303)
    typed = just_typed(kept)
    if is_only_shown() and not typed.get(told_on(screen)):
        return page_to_fill_in(asked, way, screen, typed)
    form = AnswersForm.on(screen, typed)
    typed, goes_to = pressed(form, typed)
    if goes_to:
        keep(questionnaire, form.names, typed)
        return redirect(here(questionnaire, screen, goes_to), 303)
    form = AnswersForm.on(screen, typed)
    if is_filled_in(form):
        names = names_to_keep(screen, form, typed)
        keep(questionnaire, names, typed)
        before = {name: values for name, values in kept.items() if name not in names}
        return redirect(goes_on(questionnaire, the_way(questionnaire, {**before, **typed}), screen), 303)
    return as_html(questionnaire, way, screen, form), status(form)


def names_to_keep(screen: Screen, form: AnswersForm, typed: Typed) -> list[str]:
    """The fields in which something was typed. Without an answer by button, the one they gave before stays."""
    if screen.is_answered_by_a_button and form.asked[0].name not in typed:
        return [name for name in BESIDES if name in form and name in typed]
    return form.names


def goes_on(questionnaire: Questionnaire, way: Way, screen: Screen) -> str:
    """Where somebody goes from a screen. What they answered there may have changed their way."""
    if request.form.get("go") == "more":
        number, step = screen.place
        return url_for(".more", slug=questionnaire.slug, number=number, step=step, check=1 if to_check() else None)
    return address(questionnaire, way, screen.place)


def here(questionnaire: Questionnaire, screen: Screen, anchor: str | None = None) -> str:
    """The address of a screen."""
    number, step = screen.place
    check = 1 if to_check() else None
    return url_for(".page", slug=questionnaire.slug, number=number, step=step, check=check, _anchor=anchor)


def page_to_fill_in(asked: AsAsked, way: Way, screen: Screen, typed: Typed) -> str:
    """A screen as it is kept, with what has been typed in it. It carries the questions as they are now.

    What each person finds in an order of their own is made for each.
    """
    questionnaire = asked.questionnaire
    now = {name: values for name, values in typed.items() if not name.startswith(READ)}
    if screen.is_shuffled:
        return as_html(questionnaire, way, screen, AnswersForm.on(screen, now))

    def at_first() -> str:
        return as_html(questionnaire, way, screen, AnswersForm.on(screen, {}))

    questions = tuple(question.key for question in screen.questions)
    step = (way.done(screen.place), len(way.places))
    which = (questionnaire.slug, screen.place, questions, step, *on_the_address())
    page = kept_forms.page(which, versions(asked), at_first)
    return page.filled({**now, "csrf_token": [generate_csrf()]})


def as_html(questionnaire: Questionnaire, way: Way, screen: Screen, form: AnswersForm) -> str:
    """A screen."""
    form.shows_now()
    laid_out = LaidOut(form.seed.data if "seed" in form else "", request.args.get("read") == EASY)
    template = "questionnaires/one.html" if screen.is_answered_by_a_button else "questionnaires/page.html"
    shown = {"questionnaire": questionnaire, "way": way, "screen": screen, "form": form, "laid_out": laid_out}
    return render_template(template, **shown, to_check=to_check())


@blueprint.route("/questionnaires/<slug>/<int:number>/<int:step>/more", methods=["GET", "POST"])
@public
def more(slug: str, number: int, step: int) -> ResponseReturnValue:
    """The box beside one item. Whoever has not judged the item yet goes back to it; all others go on."""
    questionnaire = opened(slug).questionnaire
    kept = kept_so_far(questionnaire)
    way = the_way(questionnaire, kept)
    screen = way.at((number, step))
    if screen is None or screen.item is None or screen.item.wording is None:
        abort(404)
    typed = just_typed(kept)
    form = SayMoreForm.on(screen, typed)
    if is_filled_in(form):
        keep(questionnaire, form.names, typed)
        is_judged = first(kept, AnswersForm.on(screen, {}).asked[0].name)
        stays = is_back() or not (is_judged or to_check())
        return redirect(here(questionnaire, screen) if stays else address(questionnaire, way, screen.place), 303)
    shown = {"questionnaire": questionnaire, "way": way, "screen": screen, "form": form}
    return render_template("questionnaires/more.html", **shown, to_check=to_check()), status(form)
