"""What is on, each event for anyone to read, and the way to a place at it."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from coprod import mail, rate_limits
from coprod.activities.activity import Activity
from coprod.database import db, now
from coprod.events.blueprint import blueprint
from coprod.events.calendar import calendar_file
from coprod.events.forms import PROMPT, SignUpForm
from coprod.events.models import TAKE_A_PLACE, Event, Full
from coprod.events.sign_up import SignUp
from coprod.intake import forms
from coprod.intake.door import Said, file, judge
from coprod.mail import Message
from coprod.permissions import public
from coprod.prepared import dialect, prepared
from coprod.rendering import full_address

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
        Activity.public(),
    )
    return list(db.session.scalars(query.join(Activity.engagement).order_by(Activity.closes_at, Activity.id).limit(2)))


@blueprint.get("/events/<slug>.ics")
@public
def ics(slug: str) -> Response:
    """The event for a calendar."""
    event = Event.find_public(slug) or abort(404)
    response = Response(calendar_file(event, full_address("events.show", slug=slug)), mimetype="text/calendar")
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
    judged = judge(
        event.id,
        said=[Said(PROMPT, form.words.data or "")],
        context={"Event": event.title},
        private=form.private(),
        unusual=rate_limits.over_limit("sign-up", rate_limits.POSTING),
        **form.one_go(),
    )
    person: dict[str, Any] = form.person()
    judged.demand(prepared(TAKE_A_PLACE, dialect()), {"event": event.id}, Full(slug))
    judged.row(SignUp(contribution=judged.sent, event_id=event.id, **person), contribution_id=judged.contribution)
    judged.letters(confirmation(event, person["email"], judged.sent.public_id))
    try:
        file(judged)
    except Full:
        return full(Event.find_public(slug) or abort(404), form), 409
    forms.remember_sent(form.one_go())
    return redirect(url_for(".thanks", slug=slug), 303)


def full(event: Event, form: SignUpForm) -> str:
    """Every place is taken: what was typed, and how else to join."""
    ways = {"other_events": event.other_events(), "other_ways": open_besides_events(event.engagement_id)}
    return render_template("events/full.html", event=event, form=form, **ways)


def confirmation(event: Event, email: str, contribution: str) -> list[Message]:
    """The letter, to be filed with the place itself; but nobody can fill a stranger's letter box."""
    if rate_limits.over_limit("event letter", LETTERS_TO_ONE_ADDRESS, email.casefold()):
        return []
    # No name, no access needs, no receipt code.
    return [mail.letter(email, "events/place_booked", about=contribution, event=event)]


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
