"""A questionnaire while it is answered: who you are, and how one step leads to the next."""

from collections.abc import Collection, Hashable
from typing import Any, NamedTuple

from flask import current_app, has_request_context, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from coprod.database import uk_today
from coprod.kept_forms import KeptForms
from coprod.permissions import public
from coprod.questionnaires.answering.drafts.come_back_views import to_the_code
from coprod.questionnaires.answering.drafts.draft import OpenDraft
from coprod.questionnaires.answering.drafts.keeping_views import (
    begun,
    keep,
    new_seed,
)
from coprod.questionnaires.answering.drafts.kept import Typed
from coprod.questionnaires.answering.drafts.stopped_views import Lost, SentAlready
from coprod.questionnaires.answering.drafts.this_browser import MARK, mark, sent_mark
from coprod.questionnaires.answering.forms import AboutYouForm, AnswersForm, SayMoreForm
from coprod.questionnaires.answering.way_forms import CHECK, START, TIMES, Way, the_way
from coprod.questionnaires.as_asked import AsAsked, found
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.screens import Place
from coprod.questionnaires.shared_device import this_tablet

kept_forms = KeptForms()
EASY = "easy"
ON_THE_ADDRESS = ("read", "time")
# What "Save and come back" says, and the script that keeps what is typed: they keep, and go no further.
STAYS = ("keep", "typed")


@blueprint.route("/questionnaires/<slug>/about-you", methods=["GET", "POST"])
@public
def about_you(slug: str) -> ResponseReturnValue:
    """Who you are, where you live, who may see what you wrote."""
    asked = found(slug)
    questionnaire = asked.questionnaire
    draft = begun(questionnaire)
    kept = kept_so_far(draft)
    typed = just_typed(kept)
    way = the_way(questionnaire, {**kept, **typed})
    code = code_of(draft)
    misses = misses_pages(questionnaire, draft, way, way.about_you)
    if is_only_shown() and not code:
        which = (
            slug,
            "about you",
            is_shared(questionnaire),
            way.done(way.about_you),
            len(way.places),
            misses,
            *on_the_address(),
        )
        page = kept_forms.page(which, versions(asked), lambda: about_you_html(questionnaire, way, misses=misses))
        return page.filled({**typed, **fresh_fields(questionnaire)})
    form = AboutYouForm.of(typed)
    if is_filled_in(form):
        return kept_and_on(questionnaire, draft, form.names, typed, Went(way, way.about_you))
    return about_you_html(questionnaire, way, form, code), status(form)


def fresh_fields(questionnaire: Questionnaire) -> dict[str, list[str]]:
    """What is new in a kept page each time it is shown."""
    return {"csrf_token": [generate_csrf()], MARK: [mark(questionnaire)]}


def misses_pages(questionnaire: Questionnaire, draft: OpenDraft | None, way: Way, place: Place) -> bool:
    """Whether somebody comes to a later page and nothing that they answered before is here: the page then says so.

    What is sent from a page that said so begins there. From one without its mark it does not: raises `Lost`.
    """
    if draft is not None or way.begins(place):
        return False
    if request.method == "POST":
        if not request.form.get(MARK):
            raise Lost(questionnaire)
        return False
    if sent_mark(questionnaire):
        raise SentAlready(questionnaire)
    return True


def about_you_html(
    questionnaire: Questionnaire, way: Way, form: AboutYouForm | None = None, code: str = "", *, misses: bool = False
) -> str:
    """The page that asks who somebody is."""
    shown = {"questionnaire": questionnaire, "way": way, "form": form or AboutYouForm(formdata=None), "code": code}
    shown["misses_pages"], shared = misses, is_shared(questionnaire)
    return render_template("questionnaires/about_you.html", **shown, to_check=to_check(), shared=shared)


def is_shared(questionnaire: Questionnaire) -> bool:
    """Whether somebody answers it on a device that goes on to the next. Its pages offer no code to come back."""
    return this_tablet.here(questionnaire) is not None


def versions(asked: AsAsked) -> Hashable:
    """All that a page of it depends on."""
    return (current_app.extensions["build"], asked.head, asked.questionnaire.is_open, uk_today())


def code_of(draft: OpenDraft | None) -> str:
    """The come-back code that stands beside each page, once somebody asked for one."""
    return draft.kept.code if draft else ""


def is_only_shown() -> bool:
    """Whether somebody comes to fill a page in, and nothing is to be said about it."""
    return request.method != "POST" and not to_check()


def kept_so_far(draft: OpenDraft | None) -> Typed:
    """What this person has typed until now, on every page, with the time that they say they have.

    What was sent just now is read in the order in which it was shown, if that was in another tab.
    """
    typed = {**draft.typed} if draft else {}
    if (time := request.values.get("time")) in TIMES:
        typed["time"] = [str(time)]
    if len(seed := request.form.get("seed", "")) == len(new_seed()):
        typed["seed"] = [seed]
    typed.setdefault("seed", [new_seed()])
    return typed


def just_typed(kept: Typed) -> Typed:
    """What stands in the fields: as sent just now, else as kept."""
    return dict(request.form.lists()) if request.method == "POST" else kept


def is_filled_in(form: AnswersForm | AboutYouForm | SayMoreForm) -> bool:
    """Whether what was sent can be kept. Somebody sent here from the check page is told what is wrong at once."""
    if request.method == "POST" and keeps_anything():
        return form.fits()
    right = form.validate() if request.method == "POST" or to_check() else False
    return request.method == "POST" and right and form.fits() and not form.asks_first()


class Went(NamedTuple):
    """A place on somebody's way where they pressed a button. `aside` is an address beside the way that it leads to."""

    way: Way
    place: Place
    aside: str = ""

    @property
    def onward(self) -> Place:
        """Where the button leads on the way. Whoever came from the check page goes back there."""
        if to_check():
            return CHECK
        return self.way.before(self.place) if is_back() else self.way.after(self.place)


def kept_and_on(
    questionnaire: Questionnaire, draft: OpenDraft | None, names: Collection[str], typed: Typed, went: Went
) -> ResponseReturnValue:
    """Keep what was sent, and go where the button leads. A script that keeps while somebody types stays where it is."""
    way, onward = went.way, went.onward
    stays = went.aside or is_only_kept()
    goes_to = went.aside or address_of(questionnaire, way, went.place if stays else onward)
    places = [went.place] if stays or is_back() else [went.place, onward]
    at = "" if onward == START and not stays else goes_to
    steps = [way.step(place) for place in places]
    keep(questionnaire, draft, names, typed, steps, at)
    if request.form.get("go") == "typed":
        return "", 204
    if request.form.get("go") == "keep" and not is_shared(questionnaire):
        return to_the_code(questionnaire)
    return redirect(goes_to, 303)


def address_of(questionnaire: Questionnaire, way: Way, place: Place, **more: Any) -> str:
    """The address of a place on somebody's way, of the start before it, or of the check page after it."""
    beside = {START: ".show", CHECK: ".check", way.about_you: ".about_you"}
    if place in beside:
        return url_for(beside[place], slug=questionnaire.slug, **more)
    return url_for(".page", slug=questionnaire.slug, number=place[0], step=place[1], **more)


def keeps_anything() -> bool:
    """Whether a button was pressed that keeps whatever is there, right or wrong, unless it is far too much."""
    return request.form.get("go") in ("back", "more", *STAYS)


def is_only_kept() -> bool:
    """Whether it is kept as it is, right or wrong, and nobody goes on."""
    return request.form.get("go") in STAYS


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
