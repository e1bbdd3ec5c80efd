"""The screens of a questionnaire: a few questions, or one that is answered by pressing a button."""

from collections.abc import Mapping

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coprod.permissions import public
from coprod.questionnaires.answering.drafts.draft import OpenDraft
from coprod.questionnaires.answering.drafts.keeping_views import begun, keep
from coprod.questionnaires.answering.drafts.kept import Typed
from coprod.questionnaires.answering.drafts.stopped_views import given_back, words_in
from coprod.questionnaires.answering.forms import BESIDES, READ, AnswersForm, SayMoreForm, told_on
from coprod.questionnaires.answering.laid_out import LaidOut
from coprod.questionnaires.answering.page_views import (
    EASY,
    Went,
    address_of,
    code_of,
    fresh_fields,
    is_back,
    is_filled_in,
    is_only_kept,
    is_only_shown,
    is_shared,
    just_typed,
    kept_and_on,
    kept_forms,
    kept_so_far,
    misses_pages,
    on_the_address,
    status,
    to_check,
    versions,
)
from coprod.questionnaires.answering.pressed_forms import pressed
from coprod.questionnaires.answering.way_forms import START, Way, first, the_way
from coprod.questionnaires.as_asked import AsAsked, found
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.screens import Screen

NOT_ASKED = (
    "Another answer was changed, maybe in another window. So this page is not on your way now, and it was not sent."
)
# Answers to questions that are asked in another way now, by key: see `Kept.left`.
Left = Mapping[str, list[str]]


@blueprint.route("/questionnaires/<slug>/<int:number>", methods=["GET", "POST"], defaults={"step": 1})
@blueprint.route("/questionnaires/<slug>/<int:number>/<int:step>", methods=["GET", "POST"])
@public
def page(slug: str, number: int, step: int) -> ResponseReturnValue:
    """One screen. "Next", or an answer that is a button, goes on; the other buttons keep whatever is there."""
    asked = found(slug)
    questionnaire = asked.questionnaire
    draft = begun(questionnaire)
    if not 1 <= number <= len(questionnaire.asks.pages):
        abort(404)
    kept = kept_so_far(draft)
    way = the_way(questionnaire, kept)
    screen = way.at((number, step))
    if screen is None:  # not on their way: it is for others, or hangs on something that they have not answered yet
        if words_in(questionnaire, None):
            check = url_for(".check", slug=slug)
            return given_back(questionnaire, "We do not ask you this any more", NOT_ASKED, check, 409)
        return redirect(address_of(questionnaire, way, way.after(START)), 303)
    misses = misses_pages(questionnaire, draft, way, screen.place)
    typed = just_typed(kept)
    left = left_on(way, screen, draft)
    if is_only_shown() and not left and not code_of(draft) and not typed.get(told_on(screen)):
        return page_to_fill_in(asked, way, screen, typed, misses)
    form = AnswersForm.on(screen, typed)
    typed, goes_to = pressed(form, typed)
    if goes_to and form.fits():
        keep(questionnaire, draft, form.names, typed, [way.step(screen.place)], here(questionnaire, screen))
        return redirect(here(questionnaire, screen, goes_to), 303)
    form = AnswersForm.on(screen, typed)
    if is_filled_in(form):
        names = names_to_keep(screen, form, typed)
        before = {name: values for name, values in kept.items() if name not in names}
        goes_on = the_way(questionnaire, {**before, **typed})  # what was answered here may have changed it
        aside = to_more(questionnaire, screen) if request.form.get("go") == "more" else ""
        return kept_and_on(questionnaire, draft, names, typed, Went(goes_on, screen.place, aside))
    return as_html(questionnaire, way, screen, form, left, code_of(draft)), status(form)


def left_on(way: Way, screen: Screen, draft: OpenDraft | None) -> Left:
    """What somebody answered to a question before it was put in another way. It stands on its first screen."""
    left = draft.kept.left if draft else {}
    return {question.key: left[question.key] for question in way.begun_on(screen) if question.key in left}


def names_to_keep(screen: Screen, form: AnswersForm, typed: Typed) -> list[str]:
    """The fields in which something was typed. Without an answer by button, the one they gave before stays."""
    if screen.is_answered_by_a_button and form.asked[0].name not in typed:
        return [name for name in BESIDES if name in form and name in typed]
    return form.names


def here(questionnaire: Questionnaire, screen: Screen, anchor: str | None = None) -> str:
    """The address of a screen."""
    number, step = screen.place
    check = 1 if to_check() else None
    return url_for(".page", slug=questionnaire.slug, number=number, step=step, check=check, _anchor=anchor)


def to_more(questionnaire: Questionnaire, screen: Screen) -> str:
    """The address of the box beside the item of a screen."""
    number, step = screen.place
    return url_for(".more", slug=questionnaire.slug, number=number, step=step, check=1 if to_check() else None)


def page_to_fill_in(asked: AsAsked, way: Way, screen: Screen, typed: Typed, misses: bool) -> str:
    """A screen as it is kept, with what has been typed in it. It carries the questions as they are now.

    What each person finds in an order of their own is made for each.
    """
    questionnaire = asked.questionnaire
    now = {name: values for name, values in typed.items() if not name.startswith(READ)}
    if screen.is_shuffled:
        return as_html(questionnaire, way, screen, AnswersForm.on(screen, now), misses=misses)

    def at_first() -> str:
        return as_html(questionnaire, way, screen, AnswersForm.on(screen, {}), misses=misses)

    questions = tuple(question.key for question in screen.questions)
    step = (way.done(screen.place), len(way.places))
    which = (questionnaire.slug, is_shared(questionnaire), screen.place, questions, step, misses, *on_the_address())
    page = kept_forms.page(which, versions(asked), at_first)
    return page.filled({**now, **fresh_fields(questionnaire)})


def as_html(
    questionnaire: Questionnaire,
    way: Way,
    screen: Screen,
    form: AnswersForm,
    left: Left | None = None,
    code: str = "",
    *,
    misses: bool = False,
) -> str:
    """A screen. `left` is what somebody answered to it before it was put in another way."""
    form.shows_now()
    laid_out = LaidOut(form.seed.data if "seed" in form else "", request.args.get("read") == EASY)
    template = "questionnaires/one.html" if screen.is_answered_by_a_button else "questionnaires/page.html"
    shown = {"questionnaire": questionnaire, "way": way, "screen": screen, "form": form, "laid_out": laid_out}
    shown |= {"shared": is_shared(questionnaire), "misses_pages": misses}
    return render_template(template, **shown, left=left or {}, code=code, to_check=to_check())


@blueprint.route("/questionnaires/<slug>/<int:number>/<int:step>/more", methods=["GET", "POST"])
@public
def more(slug: str, number: int, step: int) -> ResponseReturnValue:
    """The box beside one item. Whoever has not judged the item yet goes back to it; all others go on."""
    questionnaire = found(slug).questionnaire
    draft = begun(questionnaire)
    kept = kept_so_far(draft)
    way = the_way(questionnaire, kept)
    screen = way.at((number, step))
    if screen is None or screen.item is None or screen.item.wording is None:
        abort(404)
    misses_pages(questionnaire, draft, way, screen.place)  # nothing is begun from here either
    typed = just_typed(kept)
    form = SayMoreForm.on(screen, typed)
    if is_filled_in(form):
        is_judged = first(kept, AnswersForm.on(screen, {}).asked[0].name)
        to_item = here(questionnaire, screen) if is_back() or not (is_judged or to_check()) else ""
        aside = to_more(questionnaire, screen) if is_only_kept() else to_item
        return kept_and_on(questionnaire, draft, form.names, typed, Went(way, screen.place, aside))
    shown = {"questionnaire": questionnaire, "way": way, "screen": screen, "form": form, "code": code_of(draft)}
    shown |= {"shared": is_shared(questionnaire)}
    return render_template("questionnaires/more.html", **shown, to_check=to_check()), status(form)
