"""A questionnaire while it is answered: the start, and one page after the other."""

from collections.abc import Collection, Hashable

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from coprod import kept_pages
from coprod.activities.life import State
from coprod.database import uk_today
from coprod.intake.filing import SentBefore
from coprod.kept_forms import KeptForms
from coprod.permissions import public
from coprod.questionnaires.answering import draft as drafts
from coprod.questionnaires.answering.draft import DraftChanged, Typed
from coprod.questionnaires.answering.forms import READ, TOLD, AboutYouForm, AnswersForm
from coprod.questionnaires.answering.way_forms import the_way
from coprod.questionnaires.as_asked import AsAsked, found, opened
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.version import PageSeen
from coprod.results.published import Published

kept_forms = KeptForms()


@blueprint.get("/questionnaires/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """What it is, how long it takes, who reads it. No cookie yet."""
    asked = found(slug)
    shows = (asked.head, asked.questionnaire.state, uk_today())
    return kept_pages.answer(("questionnaire", slug), shows, lambda: about_it(asked.questionnaire))


def about_it(questionnaire: Questionnaire) -> str:
    """The page before the first question."""
    is_closed = questionnaire.state is State.CLOSED  # who still answers is not led to what others have said
    has_results = is_closed and Published.last_of(questionnaire.id) is not None
    return render_template("questionnaires/show.html", questionnaire=questionnaire, has_results=has_results)


@blueprint.route("/questionnaires/<slug>/<int:number>", methods=["GET", "POST"])
@public
def page(slug: str, number: int) -> ResponseReturnValue:
    """A few questions. "Next" wants them answered well; "Back" keeps whatever is there."""
    asked = opened(slug)
    questionnaire = asked.questionnaire
    if not 1 <= number <= len(questionnaire.asks.pages):
        abort(404)
    kept = kept_so_far(questionnaire)
    seen = next((seen for seen in the_way(questionnaire, kept) if seen.page.number == number), None)
    if seen is None:  # not on their way: it is for others, or hangs on something that they have not answered yet
        return redirect(step(questionnaire, kept, 0, 1), 303)
    typed = just_typed(kept)
    if is_only_shown() and not typed.get(f"{TOLD}{seen.page.key}"):
        return page_to_fill_in(asked, seen, typed)
    form = AnswersForm.of(seen.questions, typed, seen.page.key)
    if is_filled_in(form):
        keep(questionnaire, form.names)
        return redirect(step(questionnaire, {**kept, **typed}, number, -1 if is_back() else 1), 303)
    return as_html(questionnaire, seen, form), status(form)


def page_to_fill_in(asked: AsAsked, seen: PageSeen, typed: Typed) -> str:
    """A page of questions as it is kept, with what has been typed in it. It carries the questions as they are now."""
    questionnaire = asked.questionnaire

    def at_first() -> str:
        return as_html(questionnaire, seen, AnswersForm.of(seen.questions, {}, seen.page.key))

    which = (questionnaire.slug, seen.page.number, tuple(question.key for question in seen.questions))
    page = kept_forms.page(which, versions(asked), at_first)
    now = {name: values for name, values in typed.items() if not name.startswith(READ)}
    return page.filled({**now, "csrf_token": [generate_csrf()]})


def as_html(questionnaire: Questionnaire, seen: PageSeen, form: AnswersForm) -> str:
    """A page of questions."""
    form.shows_now()
    shown = {"questionnaire": questionnaire, "seen": seen, "form": form, "to_check": to_check()}
    return render_template("questionnaires/page.html", **shown)


@blueprint.route("/questionnaires/<slug>/about-you", methods=["GET", "POST"])
@public
def about_you(slug: str) -> ResponseReturnValue:
    """Who you are, where you live, who may see what you wrote."""
    asked = opened(slug)
    questionnaire = asked.questionnaire
    kept = kept_so_far(questionnaire)
    typed = just_typed(kept)
    if is_only_shown():
        page = kept_forms.page((slug, "about you"), versions(asked), lambda: about_you_html(questionnaire))
        return page.filled({**typed, "csrf_token": [generate_csrf()]})
    form = AboutYouForm.of(typed)
    if is_filled_in(form):
        keep(questionnaire, form.names)
        last = len(questionnaire.asks.pages) + 1
        return redirect(step(questionnaire, kept, last, -1) if is_back() else url_for(".check", slug=slug), 303)
    return about_you_html(questionnaire, form), status(form)


def about_you_html(questionnaire: Questionnaire, form: AboutYouForm | None = None) -> str:
    """The page that asks who somebody is."""
    shown = {"questionnaire": questionnaire, "form": form or AboutYouForm(formdata=None), "to_check": to_check()}
    return render_template("questionnaires/about_you.html", **shown)


def versions(asked: AsAsked) -> Hashable:
    """All that a page of it depends on."""
    return (current_app.extensions["build"], asked.head, uk_today())


def is_only_shown() -> bool:
    """Whether somebody comes to fill a page in, and nothing is to be said about it."""
    return request.method == "GET" and not to_check()


def kept_so_far(questionnaire: Questionnaire) -> Typed:
    """What this person has typed until now, on every page."""
    draft = drafts.mine(questionnaire)
    return draft.typed if draft else {}


def just_typed(kept: Typed) -> Typed:
    """What stands in the fields: as sent just now, else as kept."""
    return dict(request.form.lists()) if request.method == "POST" else kept


def is_filled_in(form: AnswersForm | AboutYouForm) -> bool:
    """Whether what was sent can be kept. Somebody sent here from the check page is told what is wrong at once."""
    right = form.validate() if request.method == "POST" or to_check() else False
    return request.method == "POST" and (is_back() or (right and not form.asks_first()))


def keep(questionnaire: Questionnaire, names: Collection[str]) -> None:
    """Put what was sent in these fields into the draft."""
    while True:
        draft = drafts.mine(questionnaire) or drafts.begin(questionnaire)
        try:
            return draft.with_typed(names, dict(request.form.lists())).file()
        except (DraftChanged, SentBefore):
            continue  # another tab was faster: add to what was typed there


def step(questionnaire: Questionnaire, typed: Typed, number: int, by: int) -> str:
    """The address of the next page on this person's way, or of the one before.

    The start stands before the first, and the questions about you after the last. Whoever came from the check page goes
    back there.
    """
    if to_check():
        return url_for(".check", slug=questionnaire.slug)
    numbers = [seen.page.number for seen in the_way(questionnaire, typed)]
    onward = [each for each in numbers if (each > number if by > 0 else each < number)]
    if not onward:
        return url_for(".about_you" if by > 0 else ".show", slug=questionnaire.slug)
    return url_for(".page", slug=questionnaire.slug, number=onward[0] if by > 0 else onward[-1])


def is_back() -> bool:
    """Whether "Back" was pressed."""
    return request.form.get("go") == "back"


def to_check() -> bool:
    """Whether the person came from the check page, and goes back there."""
    return "check" in request.args


def status(form: AnswersForm | AboutYouForm) -> int:
    """A form shown again because something is wrong with it, or only to ask; or shown for the first time."""
    return 422 if request.method == "POST" and not form.notice else 200
