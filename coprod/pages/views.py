"""What is open now, and the pages every site owes its readers."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select, text
from sqlalchemy.orm import joinedload

from coprod.database import db, now
from coprod.participation.activity import Activity
from coprod.permissions import public

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """What people can take part in now."""
    moment = now()
    open_now = db.session.scalars(
        select(Activity)
        .where(Activity.opens_at <= moment, Activity.closes_at > moment)
        .options(joinedload(Activity.engagement))
        .order_by(Activity.closes_at, Activity.id)
    ).all()
    return render_template("pages/home.html", open_now=open_now)


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
