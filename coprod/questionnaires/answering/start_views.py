"""A questionnaire before its first question: what it is, how long it takes, who reads it, and how to go on."""

from typing import Any

from flask import current_app, get_flashed_messages, render_template, request
from flask.typing import ResponseReturnValue

from coprod import kept_pages
from coprod.activities.life import State
from coprod.database import uk_today
from coprod.permissions import public
from coprod.questionnaires.answering.drafts.keeping_views import must_begin_clean, where_they_were
from coprod.questionnaires.answering.drafts.this_browser import mine
from coprod.questionnaires.answering.page_views import on_the_address
from coprod.questionnaires.as_asked import AsAsked, found
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.shared_device import this_tablet
from coprod.questionnaires.shared_device.shared_session import SharedSession
from coprod.results.published import Published


@blueprint.get("/questionnaires/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """What it is, how long it takes, who reads it. No cookie yet; whoever has begun is told how to go on."""
    asked = found(slug)
    if current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
        draft, shared = mine(asked.questionnaire), this_tablet.here(asked.questionnaire)
        begun = {"began": draft.kept.began_at, "go_on": where_they_were(asked.questionnaire, draft)} if draft else {}
        if shared:
            return on_shared_device(asked, shared, begun)
        if told := get_flashed_messages():
            begun["told"] = told
        if begun:
            return about_it(asked, **begun)
    shows = (asked.head, asked.questionnaire.state, asked.questionnaire.can_be_finished, uk_today())
    return kept_pages.answer(("questionnaire", slug, *on_the_address()), shows, lambda: about_it(asked))


def on_shared_device(asked: AsAsked, shared: SharedSession, begun: dict[str, Any]) -> ResponseReturnValue:
    """The start for one person after another. A receipt stands until the next says that it is their turn."""
    if not begun:
        must_begin_clean(asked.questionnaire, shared)
    return about_it(asked, shared=shared, **begun)


def about_it(asked: AsAsked, **begun: Any) -> str:
    """The page before the first question; for whoever has `begun`, when that was and where they go on."""
    questionnaire = asked.questionnaire
    is_closed = questionnaire.state is State.CLOSED  # who still answers is not led to what others have said
    has_results = is_closed and Published.last_of(questionnaire.id) is not None
    return render_template(
        "questionnaires/show.html",
        questionnaire=questionnaire,
        has_results=has_results,
        came_from_here=asked.came_from,
        **begun,
    )
