"""A questionnaire while it is answered: the start, and one page after the other."""

from collections.abc import Hashable, Mapping
from typing import Any

from flask import abort, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from coprod import kept_pages
from coprod.activities.life import State
from coprod.database import uk_today
from coprod.kept_forms import KeptForms
from coprod.permissions import public
from coprod.questionnaires.answering.come_back_views import to_the_code
from coprod.questionnaires.answering.draft import OpenDraft
from coprod.questionnaires.answering.forms import READ, TOLD, AboutYouForm, AnswersForm
from coprod.questionnaires.answering.keeping_views import address, begun, keep, where_they_were
from coprod.questionnaires.answering.kept import Typed
from coprod.questionnaires.answering.this_browser import mine
from coprod.questionnaires.answering.way_forms import the_way
from coprod.questionnaires.as_asked import AsAsked, found
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.version import PageSeen
from coprod.questionnaires.where_people_left import Step, What
from coprod.results.published import Published

kept_forms = KeptForms()
# Answers to questions that are asked in another way now, by key: see `Kept.left`.
Left = Mapping[str, list[str]]
# What "Save and come back" says, and the script that keeps what is typed: they keep, and go no further.
STAYS = ("keep", "typed")


@blueprint.get("/questionnaires/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """What it is, how long it takes, who reads it. No cookie yet; whoever has begun is told how to go on."""
    asked = found(slug)
    if current_app.config["SESSION_COOKIE_NAME"] in request.cookies and (draft := mine(asked.questionnaire)):
        go_on = where_they_were(asked.questionnaire, draft)
        return about_it(asked.questionnaire, began=draft.kept.began_at, go_on=go_on)
    shows = (asked.head, asked.questionnaire.state, asked.questionnaire.can_be_finished, uk_today())
    return kept_pages.answer(("questionnaire", slug), shows, lambda: about_it(asked.questionnaire))


def about_it(questionnaire: Questionnaire, **begun: Any) -> str:
    """The page before the first question; for whoever has `begun`, when that was and where they go on."""
    is_closed = questionnaire.state is State.CLOSED  # who still answers is not led to what others have said
    has_results = is_closed and Published.last_of(questionnaire.id) is not None
    return render_template("questionnaires/show.html", questionnaire=questionnaire, has_results=has_results, **begun)


@blueprint.route("/questionnaires/<slug>/<int:number>", methods=["GET", "POST"])
@public
def page(slug: str, number: int) -> ResponseReturnValue:
    """A few questions. "Next" wants them answered well; the other buttons keep whatever is there."""
    asked = found(slug)
    questionnaire = asked.questionnaire
    draft = begun(questionnaire)
    if not 1 <= number <= len(questionnaire.asks.pages):
        abort(404)
    kept = draft.typed if draft else {}
    seen = next((seen for seen in the_way(questionnaire, kept) if seen.page.number == number), None)
    if seen is None:  # not on their way: it is for others, or hangs on something that they have not answered yet
        return redirect(address(questionnaire, next_step(questionnaire, kept, 0)), 303)
    typed = just_typed(kept)
    left = {q.key: draft.kept.left[q.key] for q in seen.questions if q.key in draft.kept.left} if draft else {}
    if is_only_shown() and not left and not typed.get(f"{TOLD}{seen.page.key}"):
        return page_to_fill_in(asked, seen, typed)
    form = AnswersForm.of(seen.questions, typed, seen.page.key)
    if is_filled_in(form):
        onward = next_step(questionnaire, {**kept, **typed}, number, back=is_back())
        return kept_and_on(questionnaire, draft, form, Step(What.PAGE, seen.page.key), onward)
    return as_html(questionnaire, seen, form, left), status(form)


def page_to_fill_in(asked: AsAsked, seen: PageSeen, typed: Typed) -> str:
    """A page of questions as it is kept, with what has been typed in it. It carries the questions as they are now."""
    questionnaire = asked.questionnaire

    def at_first() -> str:
        return as_html(questionnaire, seen, AnswersForm.of(seen.questions, {}, seen.page.key))

    which = (questionnaire.slug, seen.page.number, tuple(question.key for question in seen.questions))
    page = kept_forms.page(which, versions(asked), at_first)
    now = {name: values for name, values in typed.items() if not name.startswith(READ)}
    return page.filled({**now, "csrf_token": [generate_csrf()]})


def as_html(questionnaire: Questionnaire, seen: PageSeen, form: AnswersForm, left: Left | None = None) -> str:
    """A page of questions; `left` is what somebody answered to them before they were put in another way."""
    form.shows_now()
    shown = {"questionnaire": questionnaire, "seen": seen, "form": form, "to_check": to_check(), "left": left or {}}
    return render_template("questionnaires/page.html", **shown)


@blueprint.route("/questionnaires/<slug>/about-you", methods=["GET", "POST"])
@public
def about_you(slug: str) -> ResponseReturnValue:
    """Who you are, where you live, who may see what you wrote."""
    asked = found(slug)
    questionnaire = asked.questionnaire
    draft = begun(questionnaire)
    kept = draft.typed if draft else {}
    typed = just_typed(kept)
    if is_only_shown():
        page = kept_forms.page((slug, "about you"), versions(asked), lambda: about_you_html(questionnaire))
        return page.filled({**typed, "csrf_token": [generate_csrf()]})
    form = AboutYouForm.of(typed)
    if is_filled_in(form):
        last = len(questionnaire.asks.pages) + 1
        onward = next_step(questionnaire, kept, last, back=True) if is_back() else Step(What.CHECK)
        return kept_and_on(questionnaire, draft, form, Step(What.ABOUT_YOU), onward)
    return about_you_html(questionnaire, form), status(form)


def about_you_html(questionnaire: Questionnaire, form: AboutYouForm | None = None) -> str:
    """The page that asks who somebody is."""
    shown = {"questionnaire": questionnaire, "form": form or AboutYouForm(formdata=None), "to_check": to_check()}
    return render_template("questionnaires/about_you.html", **shown)


def versions(asked: AsAsked) -> Hashable:
    """All that a page of it depends on."""
    return (current_app.extensions["build"], asked.head, asked.questionnaire.is_open, uk_today())


def is_only_shown() -> bool:
    """Whether somebody comes to fill a page in, and nothing is to be said about it."""
    return request.method == "GET" and not to_check()


def just_typed(kept: Typed) -> Typed:
    """What stands in the fields: as sent just now, else as kept."""
    return dict(request.form.lists()) if request.method == "POST" else kept


def is_filled_in(form: AnswersForm | AboutYouForm) -> bool:
    """Whether what was sent can be kept. Somebody sent here from the check page is told what is wrong at once."""
    right = form.validate() if request.method == "POST" or to_check() else False
    return request.method == "POST" and (is_back() or is_only_kept() or (right and not form.asks_first()))


def kept_and_on(
    questionnaire: Questionnaire,
    draft: OpenDraft | None,
    form: AnswersForm | AboutYouForm,
    here: Step,
    onward: Step | None,
) -> ResponseReturnValue:
    """Keep what was sent, and go where the button leads. A script that keeps while somebody types stays where it is."""
    onward = Step(What.CHECK) if to_check() else onward
    goes_to = address(questionnaire, here if is_only_kept() else onward)
    steps = [here, *([onward] if onward and not (is_only_kept() or is_back()) else ())]
    keep(questionnaire, draft, form.names, just_typed({}), steps, goes_to if onward else "")
    if request.form.get("go") == "typed":
        return "", 204
    if request.form.get("go") == "keep":
        return to_the_code(questionnaire)
    return redirect(goes_to, 303)


def next_step(questionnaire: Questionnaire, typed: Typed, number: int, *, back: bool = False) -> Step | None:
    """The next step on this person's way, or the one before: None stands for the start, before the first page."""
    pages = [seen.page for seen in the_way(questionnaire, typed)]
    onward = [page for page in pages if (page.number < number if back else page.number > number)]
    if not onward:
        return None if back else Step(What.ABOUT_YOU)
    return Step(What.PAGE, onward[-1 if back else 0].key)


def is_back() -> bool:
    """Whether "Back" was pressed."""
    return request.form.get("go") == "back"


def is_only_kept() -> bool:
    """Whether it is kept as it is, right or wrong, and nobody goes on."""
    return request.form.get("go") in STAYS


def to_check() -> bool:
    """Whether the person came from the check page, and goes back there."""
    return "check" in request.args


def status(form: AnswersForm | AboutYouForm) -> int:
    """A form shown again because something is wrong with it, or only to ask; or shown for the first time."""
    return 422 if request.method == "POST" and not form.notice else 200
