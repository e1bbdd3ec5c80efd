"""What is open now, and the pages every site owes its readers."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import Row, Select, func, select, text
from sqlalchemy.orm import contains_eager

from coprod import kept_pages
from coprod.activities.activity import Activity, easy_first
from coprod.activities.life import State
from coprod.counting import counting, what_pages_show
from coprod.database import db, now
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.partnership.models import District
from coprod.permissions import public

blueprint = Blueprint("pages", __name__)

# The accessibility statement: when it was written, and when a person last went through it. Once a year at least.
STATEMENT_PREPARED = date(2026, 11, 21)
STATEMENT_REVIEWED = date(2026, 11, 21)

PICTURE_NOTES = 4
LOOKED_AT = 100  # of what was approved, to find so many
LONGEST_IN_PICTURE = 90  # characters


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """What people can take part in now, and what others have said. No cookie: the same bytes for everyone."""
    return kept_pages.answer("home", what_pages_show.on_site(), rendered_home)


def rendered_home() -> str:
    """The page as HTML."""
    activities = easy_first(db.session.scalars(public_activities(Activity.closes_at > now())))
    open_now = [activity for activity in activities if activity.is_open]
    took_part, as_of = counting.on_site()
    return render_template(
        "pages/home.html",
        open_now=open_now,
        coming=[activity for activity in activities if activity.state is State.COMING],
        engagements=list(dict.fromkeys(activity.engagement for activity in open_now)),
        notes=latest_notes(),
        took_part=took_part,
        as_of=as_of,
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


def latest_notes() -> list[Row[Any]]:
    """The last few short notes that anyone may read: the picture on the first page.

    They are looked for among what came last, so that it makes no difference how much came before.
    """
    newest = (Submission.submitted_on.desc(), Submission.public_id.desc())
    latest = select(Submission.id).where(Submission.has_status(Status.APPROVED)).order_by(*newest).limit(LOOKED_AT)
    query = (
        select(Submission.id, Submission.published_words, Contribution.audience, District.name.label("district"))
        .join(Contribution, Contribution.id == Submission.contribution_id)
        .join(Activity, Activity.id == Contribution.activity_id)
        .outerjoin(District, District.slug == Contribution.district_slug)
        .where(
            Submission.id.in_(select(latest.subquery().c.id)),
            Submission.shown(),
            Activity.kind == "boards",
            func.length(Submission.published_words) <= LONGEST_IN_PICTURE,
        )
    )
    return list(db.session.execute(query.order_by(*newest).limit(PICTURE_NOTES)))


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
    return render_template("pages/accessibility.html", prepared=STATEMENT_PREPARED, reviewed=STATEMENT_REVIEWED)


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
    """The one cookie: when it is set, and what it is for."""
    return render_template("pages/cookies.html")


@blueprint.get("/health")
@public
def health() -> Response:
    """Alive: for machines."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/ready")
@public
def ready() -> Response:
    """Alive, and the database answers."""
    db.session.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")
