"""A questionnaire while it is answered: the start, who you are, and how one step leads to the next."""

import secrets
from collections.abc import Collection, Hashable
from typing import Any

from flask import current_app, has_request_context, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from coprod import kept_pages
from coprod.database import uk_today
from coprod.intake.filing import SentBefore
from coprod.kept_forms import KeptForms
from coprod.permissions import public
from coprod.questionnaires.answering import draft as drafts
from coprod.questionnaires.answering.draft import DraftChanged, Typed
from coprod.questionnaires.answering.forms import AboutYouForm, AnswersForm, SayMoreForm
from coprod.questionnaires.answering.way_forms import TIMES, Way, the_way
from coprod.questionnaires.as_asked import AsAsked, found, opened
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.screens import Place

kept_forms = KeptForms()
EASY = "easy"
ON_THE_ADDRESS = ("read", "time")


@blueprint.get("/questionnaires/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """What it is, how long it takes, who reads it. No cookie yet."""
    asked = found(slug)
    shows = (asked.head, asked.questionnaire.state, uk_today())
    return kept_pages.answer(("questionnaire", slug, *on_the_address()), shows, lambda: about_it(asked.questionnaire))


def about_it(questionnaire: Questionnaire) -> str:
    """The page before the first question."""
    return render_template("questionnaires/show.html", questionnaire=questionnaire)


@blueprint.route("/questionnaires/<slug>/about-you", methods=["GET", "POST"])
@public
def about_you(slug: str) -> ResponseReturnValue:
    """Who you are, where you live, who may see what you wrote."""
    asked = opened(slug)
    questionnaire = asked.questionnaire
    kept = kept_so_far(questionnaire)
    typed = just_typed(kept)
    way = the_way(questionnaire, {**kept, **typed})
    if is_only_shown():
        which = (slug, "about you", way.done(way.about_you), len(way.places), *on_the_address())
        page = kept_forms.page(which, versions(asked), lambda: about_you_html(questionnaire, way))
        return page.filled({**typed, "csrf_token": [generate_csrf()]})
    form = AboutYouForm.of(typed)
    if is_filled_in(form):
        keep(questionnaire, form.names, typed)
        return redirect(address(questionnaire, way, way.about_you), 303)
    return about_you_html(questionnaire, way, form), status(form)


def about_you_html(questionnaire: Questionnaire, way: Way, form: AboutYouForm | None = None) -> str:
    """The page that asks who somebody is."""
    shown = {"questionnaire": questionnaire, "way": way, "form": form or AboutYouForm(formdata=None)}
    return render_template("questionnaires/about_you.html", **shown, to_check=to_check())


def versions(asked: AsAsked) -> Hashable:
    """All that a page of it depends on."""
    return (current_app.extensions["build"], asked.head, uk_today())


def is_only_shown() -> bool:
    """Whether somebody comes to fill a page in, and nothing is to be said about it."""
    return request.method == "GET" and not to_check()


def kept_so_far(questionnaire: Questionnaire) -> Typed:
    """What this person has typed until now, on every page, with the time that they say they have.

    What was sent just now is read in the order in which it was shown, if that was in another tab.
    """
    draft = drafts.mine(questionnaire)
    typed = {**draft.typed} if draft else {}
    if (time := request.values.get("time")) in TIMES:
        typed["time"] = [str(time)]
    if seed := request.form.get("seed"):
        typed["seed"] = [seed]
    typed.setdefault("seed", [new_seed()])
    return typed


def new_seed() -> str:
    """What one person's own order comes from."""
    return secrets.token_hex(4)


def just_typed(kept: Typed) -> Typed:
    """What stands in the fields: as sent just now, else as kept."""
    return dict(request.form.lists()) if request.method == "POST" else kept


def is_filled_in(form: AnswersForm | AboutYouForm | SayMoreForm) -> bool:
    """Whether what was sent can be kept. Somebody sent here from the check page is told what is wrong at once."""
    right = form.validate() if request.method == "POST" or to_check() else False
    return request.method == "POST" and (leaves() or (right and not form.asks_first()))


def keep(questionnaire: Questionnaire, names: Collection[str], typed: Typed) -> None:
    """Put what stands in these fields into the draft. What their own order comes from is kept once, with the first."""
    while True:
        draft = drafts.mine(questionnaire) or drafts.begin(questionnaire)
        names = {*names} - {"seed"}
        if questionnaire.asks.shuffles and "seed" not in draft.typed:
            names, typed = {*names, "seed"}, {"seed": [new_seed()], **typed}
        try:
            return draft.with_typed(names, typed).file()
        except (DraftChanged, SentBefore):
            continue  # another tab was faster: add to what was typed there


def address(questionnaire: Questionnaire, way: Way, place: Place) -> str:
    """Where the button that was pressed leads from this place on somebody's way.

    The start stands before the way, and the check page after it. Whoever came from the check page goes back there.
    """
    if to_check():
        return url_for(".check", slug=questionnaire.slug)
    if request.form.get("go") == "keep":
        return url_for(".show", slug=questionnaire.slug)
    onward = way.beside(place, -1 if is_back() else 1)
    if onward is None:
        return url_for(".show" if is_back() else ".check", slug=questionnaire.slug)
    return address_of(questionnaire, way, onward)


def address_of(questionnaire: Questionnaire, way: Way, place: Place, **more: Any) -> str:
    """The address of a place on somebody's way."""
    if place == way.about_you:
        return url_for(".about_you", slug=questionnaire.slug, **more)
    return url_for(".page", slug=questionnaire.slug, number=place[0], step=place[1], **more)


def leaves() -> bool:
    """Whether a button was pressed that keeps whatever is there, right or wrong, and goes elsewhere."""
    return request.form.get("go") in ("back", "keep", "more")


def is_back() -> bool:
    """Whether "Back" was pressed."""
    return request.form.get("go") == "back"


def to_check() -> bool:
    """Whether the person came from the check page, and goes back there."""
    return "check" in request.args


def status(form: AnswersForm | AboutYouForm | SayMoreForm) -> int:
    """A form shown again because something is wrong with it, or only to ask; or shown for the first time."""
    return 422 if request.method == "POST" and not form.notice else 200


@blueprint.url_defaults
def stay_on_the_address(endpoint: str, values: dict[str, Any]) -> None:
    """How somebody reads, and how much time they have, goes with them from page to page."""
    if has_request_context():
        there = zip(ON_THE_ADDRESS, on_the_address(), strict=True)
        values |= {name: value for name, value in there if value and name not in values}


def on_the_address() -> tuple[str, str]:
    """How this person reads, and how much time they say that they have; nothing where they have not said."""
    read, time = (request.args.get(name, "") for name in ON_THE_ADDRESS)
    return read if read == EASY else "", time if time in TIMES else ""
