"""What is on, each event for anyone to read, and the way to a place at it."""

from typing import Any

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from coprod import rate_limits
from coprod.activities.activity import Activity
from coprod.database import db, now
from coprod.events import letters
from coprod.events.blueprint import blueprint
from coprod.events.calendar import calendar_file
from coprod.events.forms import PROMPT, SignUpForm
from coprod.events.models import Event, Full
from coprod.events.sign_up import SignUp
from coprod.participation import forms
from coprod.participation.intake import Said, receive
from coprod.partnership.models import Partnership
from coprod.permissions import public

# A family signs up for a place each; whose address was typed by somebody else gets no more than this.
LETTERS_TO_ONE_ADDRESS = "10 per day"


@blueprint.get("/events", endpoint="list")
@public
def timetable() -> ResponseReturnValue:
    """Every event, the next one first."""
    return render_template("events/list.html", upcoming=Event.upcoming(), past=Event.past())


@blueprint.get("/events/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """All about one event."""
    event = Event.find_public(slug) or abort(404)
    return page(event)


def page(event: Event, preview: bool = False) -> str:
    """The page of an event, as everyone sees it."""
    return render_template(
        "events/preview.html" if preview else "events/show.html",
        event=event,
        other_events=event.other_events(),
        other_ways=open_besides_events(event.engagement_id),
        preview=preview,
    )


def open_besides_events(engagement_id: int) -> list[Activity]:
    """Ways to take part in an engagement without going anywhere."""
    moment = now()
    query = select(Activity).where(
        Activity.engagement_id == engagement_id,
        Activity.kind != "events",
        Activity.opens_at <= moment,
        Activity.closes_at > moment,
    )
    return list(db.session.scalars(query.order_by(Activity.closes_at, Activity.id).limit(2)))


@blueprint.get("/events/<slug>.ics")
@public
def ics(slug: str) -> Response:
    """The event for a calendar."""
    event = Event.find_public(slug) or abort(404)
    response = Response(calendar_file(event, address("events.show", slug=slug)), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.ics"'
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.route("/events/<slug>/sign-up", methods=["GET", "POST"])
@public
def sign_up(slug: str) -> ResponseReturnValue:
    """Say who is coming, and what they need."""
    event = Event.find_public(slug) or abort(404)
    event.must_be_open()
    form = SignUpForm(same_code="yes" if request.args.get("same_code") and forms.sent_token() else "")
    if request.method == "GET" and event.is_full:
        return full(event, form), 200
    if not form.validate_on_submit() or form.asks_first():
        return render_template("events/sign_up.html", event=event, form=form), 422 if form.errors else 200
    received = receive(
        event,
        said=[Said(PROMPT, form.words.data or "")],
        context={"Event": event.title},
        private=form.private(),
        unusual=rate_limits.over_limit("sign-up", rate_limits.POSTING),
        **form.one_go(),
    )
    if received.new:
        try:
            place = event.sign_up(received.contribution, **form.person())
        except Full:
            db.session.rollback()
            return full(event, form), 409
        confirm(event, place)
    db.session.commit()
    forms.remember_sent(form.one_go())
    return redirect(url_for(".thanks", slug=slug), 303)


def full(event: Event, form: SignUpForm) -> str:
    """Every place is taken: what was typed, and how else to join."""
    ways = {"other_events": event.other_events(), "other_ways": open_besides_events(event.engagement_id)}
    return render_template("events/full.html", event=event, form=form, **ways)


def confirm(event: Event, place: SignUp) -> None:
    """Send the letter, in the same transaction as the place itself; but nobody can fill a stranger's letter box."""
    if rate_limits.over_limit("event letter", LETTERS_TO_ONE_ADDRESS, place.email.casefold()):
        return
    letters.confirm(
        place,
        page=address("events.show", slug=event.slug),
        calendar=address("events.ics", slug=event.slug),
        receipt=address("receipts.look_up")
        if "receipts.look_up" in current_app.view_functions
        else address("pages.home"),
        partnership=Partnership.current(),
    )


@blueprint.get("/events/<slug>/thanks")
@public
def thanks(slug: str) -> ResponseReturnValue:
    """The place, and its receipt code, once."""
    event = Event.find_public(slug) or abort(404)
    sent = forms.sent()
    place = sent and SignUp.of(sent.contribution.id)
    if place is None or place.event_id != event.id:
        return redirect(url_for(".show", slug=slug), 303)
    return render_template("events/thanks.html", event=event, sent=sent, place=place)


def address(endpoint: str, **values: Any) -> str:
    """The full address of a page, as it stands in letters and calendars: never from what a browser sent."""
    base_url: str = current_app.config["COPROD"].base_url
    return base_url + url_for(endpoint, **values)
