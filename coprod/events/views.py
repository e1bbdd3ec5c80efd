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
from coprod.events.models import HAS_ROOM, TAKE_A_PLACE, WAIT_FOR_A_PLACE, Event, Full
from coprod.events.sign_up import PlaceState, SignUp
from coprod.intake import forms
from coprod.intake.door import Said, file, judge
from coprod.intake.judged import Judged
from coprod.intake.many_ticks import ManyTicks, many_ticks
from coprod.partnership.models import Partnership
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
    organiser = Partnership.current().contact.get("email") or mail.sender_address()
    file = calendar_file(event, full_address("events.show", slug=slug), organiser)
    response = Response(file, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.ics"'
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.route("/events/<slug>/sign-up", methods=["GET", "POST"])
@public
def sign_up(slug: str) -> ResponseReturnValue:
    """Say who is coming, and what they need; or wait for a place, where none is left."""
    event = Event.find_public(slug) or abort(404)
    event.must_be_open()
    form = SignUpForm(
        same_code="yes" if request.args.get("same_code") and forms.sent_token() else "",
        waits="yes" if request.args.get("waits") else "",
    )
    form.knows(event)
    if request.method != "POST" and event.is_full and not form.waits.data:
        return full(event, form), 200
    if not form.validate_on_submit() or form.asks_first():
        return render_template("events/sign_up.html", event=event, form=form), 422 if form.errors else 200
    often = form.comes_often("sign-up")  # first: a form that comes too soon comes again, and is one
    many = ManyTicks(event.id) if form.words.data else many_ticks(event.id)
    judged = judge(
        event.id,
        said=[Said(PROMPT, form.words.data or "")],
        context={"Event": event.title},
        private=form.private(),
        unusual=often,
        many_ticks=many.found,
        came=False,  # nobody has confirmed it yet
        **form.one_go(),
    )
    try:
        add_place(judged, event, form)
        file(judged)
    except Full:
        again = Event.find_public(slug) or abort(404)
        again.must_be_open()
        return full(again, form), 409
    many.hold_those_before()
    forms.remember_sent(form.one_go())
    return redirect(url_for(".thanks", slug=slug), 303)


def add_place(judged: Judged, event: Event, form: SignUpForm) -> None:
    """The place, and the letter with its button. Nobody can fill a stranger's letter box; and nothing is held for an
    address that nobody writes to: then the event team says yes, as where there is no address."""
    person = form.person()
    place = SignUp(contribution=judged.sent, event_id=event.id, told_edit=event.edited, **person)
    too_many = rate_limits.over_limit("event letter", LETTERS_TO_ONE_ADDRESS, place.email.casefold())
    if event.is_full and form.waits.data:
        place.state = PlaceState.WAITING
        judged.demand(prepared(WAIT_FOR_A_PLACE, dialect()), {"event": event.id}, Full(event.slug))
    elif not place.email or too_many:
        place.state = PlaceState.ASKED
        judged.demand(prepared(HAS_ROOM, dialect()), {"event": event.id}, Full(event.slug))
    else:
        place.state = PlaceState.HELD
        judged.demand(prepared(TAKE_A_PLACE, dialect()), {"event": event.id}, Full(event.slug))
        more: dict[str, Any] = {"secret": place.new_link(), "hours": Partnership.current().hold_hours}
        letter = mail.letter(place.email, "events/confirm_place", about=judged.sent.public_id, event=event, **more)
        place.letter = letter.public_id
        judged.letters([letter])
    judged.row(place, contribution_id=judged.contribution)


def full(event: Event, form: SignUpForm) -> str:
    """Every place is taken: what was typed, and how else to join."""
    ways = {"other_events": event.other_events(), "other_ways": open_besides_events(event.engagement_id)}
    return render_template("events/full.html", event=event, form=form, **ways)


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
