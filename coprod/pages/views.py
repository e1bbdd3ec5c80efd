"""What is open now, and the pages every site owes its readers."""

import logging
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from coprod import kept_pages
from coprod.activities.activity import Activity, easy_first
from coprod.activities.life import State
from coprod.cookies import full_name
from coprod.counting import counting, what_pages_show
from coprod.database import db, now
from coprod.examination import can_serve
from coprod.pages import first_page
from coprod.pages.first_page import READERS
from coprod.permissions import public
from coprod.results.disclosure import HIDDEN, in_words, shown
from coprod.screening.how_good import how_good
from coprod.you_said_we_did.replies import published_replies

log = logging.getLogger(__name__)

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """What people can take part in now, and what others have said. No cookie: the same bytes for everyone.

    `?for=` is one of `READERS`; what is none of them is no answer, so that only pages of ours are kept.
    """
    reader = request.args.get("for", "")
    reader = reader if reader in READERS else ""
    return kept_pages.answer(("home", reader), what_pages_show.on_site(), lambda: rendered_home(reader))


def rendered_home(reader: str) -> str:
    """The page as HTML, with what fits this reader first; "" is a reader who has not said."""
    activities = easy_first(db.session.scalars(public_activities(Activity.closes_at > now())))
    open_now = [activity for activity in activities if activity.is_open]
    figures = counting.on_site()
    took_part = shown(figures.people)
    finished, finished_before = first_page.finished()
    events: list[Any] = [activity for activity in activities if activity.kind == "events"]
    return render_template(
        "pages/home.html",
        readers=READERS,
        reader=reader,
        fitting=first_page.fitting(open_now, READERS[reader].audience) if reader else [],
        open_now=[activity for activity in open_now if activity not in events],
        coming=[each for each in activities if each.state is State.COMING and each not in events],
        dates=sorted(events, key=lambda event: (event.starts_at, event.id))[: first_page.DATES_SHOWN],
        engagements=list(dict.fromkeys(activity.engagement for activity in open_now)),
        finished=finished,
        finished_before=finished_before,
        notes=first_page.latest_notes(),
        replies=published_replies.latest(1),
        took_part=in_words(took_part),
        is_few=took_part is HIDDEN,
        as_of=figures.as_of,
        who_counts=counting.WHO_COUNTS,
    )


def public_activities(*conditions: Any) -> Select[Any]:
    """Activities that anyone may see, of every kind, with their engagements, in one statement."""
    every = Activity.all_kinds()
    return (
        select(every)
        .join(every.engagement)
        .options(contains_eager(every.engagement))
        .where(Activity.public(), *conditions)
    )


@blueprint.get("/help")
@public
def help() -> ResponseReturnValue:
    """How it works, and how to reach a person."""
    return render_template("pages/help.html")


@blueprint.get("/another-format")
@public
def another_format() -> ResponseReturnValue:
    """How to get any page in another format, or take part without a screen."""
    return render_template("pages/another_format.html")


@blueprint.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """The accessibility statement, in the form that the law sets for public bodies."""
    return render_template("pages/accessibility.html")


@blueprint.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept, what is not, for how long, and whom to ask."""
    activities = db.session.scalars(
        public_activities().order_by(Activity.closes_at.desc(), Activity.id).limit(50)
    ).all()
    return render_template("pages/privacy.html", activities=activities)


@blueprint.get("/cookies")
@public
def cookies() -> ResponseReturnValue:
    """Each cookie: when it is set, and what it is for."""
    return render_template("pages/cookies.html", cookie_name=full_name)


@blueprint.get("/screening")
@public
def screening() -> ResponseReturnValue:
    """What the check for worrying words does, and how good it is: the record that government asks of such programs."""
    return render_template("pages/screening.html", figures=how_good())


@blueprint.get("/health")
@public
def health() -> Response:
    """Alive: for machines. Nothing is asked and nothing is waited for, whatever else is stuck."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/ready")
@public
def ready() -> Response:
    """Pages can be served and what people send can be stored: for machines that decide who is sent here."""
    wrong = can_serve()
    for part in wrong:
        log.error("not ready: %s. %s", part.name, part.sentence)
    words = "".join(f"not ready: {part.name}\n" for part in wrong) or "ok\n"  # why is for the log, not for everybody
    return Response(words, 503 if wrong else 200, {"Cache-Control": "no-store"}, mimetype="text/plain")
