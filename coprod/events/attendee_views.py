"""For staff: who is coming, and what they need so that they can take part."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit
from coprod.activities.life import NotAllowed
from coprod.concerns.letters import tell
from coprod.database import db
from coprod.events.blueprint import blueprint
from coprod.events.giving_places import give_place
from coprod.events.models import Event
from coprod.events.needs_by_kind import by_kind
from coprod.events.sign_up import NEEDS, PlaceState, SignUp
from coprod.permissions import Permission, asks_second_step, asks_second_step_on_entering, requires, within


@blueprint.get("/staff/events")
@requires(Permission.SEE_ATTENDEES)
def staff_list() -> ResponseReturnValue:
    """Every event, with how many have signed up and whose needs are still to be met."""
    reached = within(Permission.SEE_ATTENDEES, Event.engagement_id)
    return render_template(
        "events/staff_list.html",
        upcoming=Event.upcoming(reached, drafts=True),
        past=Event.past(reached),
        needs_to_sort=SignUp.needs_to_sort(),
        who_ask=SignUp.who_ask(),
    )


@blueprint.get("/staff/events/<slug>/attendees")
@requires(Permission.SEE_ATTENDEES)
@asks_second_step_on_entering
def attendees(slug: str) -> ResponseReturnValue:
    """Everyone who comes, with what they need. That somebody looked is written down."""
    event = to_look_after(slug)
    only_needs = request.args.get("show") == "needs"
    audit.look("read the attendees", f"event {event.id}", by=current_user, only_needs=only_needs)
    return attendees_page(event, only_needs)


def attendees_page(event: Event, only_needs: bool = False, problem: str = "") -> str:
    """Those who come, or all of them who need something."""
    everyone = event.attendees()
    return render_template(
        "events/attendees.html",
        event=event,
        everyone=everyone,
        listed=[sign_up for sign_up in everyone if sign_up.has_needs or not only_needs],
        only_needs=only_needs,
        needs=by_kind(each for each in everyone if each.state not in (PlaceState.WAITING, PlaceState.LAPSED)),
        problem=problem,
    )


@blueprint.get("/staff/events/<slug>/door-list")
@requires(Permission.SEE_ATTENDEES)
@asks_second_step
def door_list(slug: str) -> ResponseReturnValue:
    """Who is coming, to print for the door: names and nothing else. That somebody looked is written down."""
    event = to_look_after(slug)
    audit.look("read the door list", f"event {event.id}", by=current_user)
    return render_template("events/door_list.html", event=event, everyone=event.attendees())


@blueprint.post("/staff/events/<slug>/attendees/<public_id:id>/give")
@requires(Permission.SEE_ATTENDEES)
def give(slug: str, id: str) -> ResponseReturnValue:
    """This person gets a place, or has confirmed it by telephone."""
    event = to_look_after(slug)
    place = event.attendee(id) or abort(404)
    try:
        give_place(place)
    except NotAllowed as refusal:
        db.session.rollback()
        return attendees_page(to_look_after(slug), problem=str(refusal)), 409
    return decided(slug, place, "gave a place")


@blueprint.post("/staff/events/<slug>/attendees/<public_id:id>/met")
@requires(Permission.SEE_ATTENDEES)
def met(slug: str, id: str) -> ResponseReturnValue:
    """What this person needs is arranged."""
    sign_up = attendee_with_needs(slug, id)
    sign_up.met()
    return decided(slug, sign_up, "met access needs")


@blueprint.post("/staff/events/<slug>/attendees/<public_id:id>/not-met")
@requires(Permission.SEE_ATTENDEES)
def not_met(slug: str, id: str) -> ResponseReturnValue:
    """What this person needs cannot be arranged, or not yet."""
    sign_up = attendee_with_needs(slug, id)
    sign_up.not_met()
    return decided(slug, sign_up, "did not meet access needs")


@blueprint.post("/staff/events/<slug>/attendees/<public_id:id>/escalate")
@requires(Permission.SEE_ATTENDEES)
def escalate(slug: str, id: str) -> ResponseReturnValue:
    """What this person wrote may mean that someone is not safe. Again, and nothing more happens."""
    sign_up = to_look_after(slug).attendee(id) or abort(404)
    contribution = sign_up.contribution
    db.session.refresh(contribution, with_for_update=True)
    db.session.refresh(sign_up)
    if not sign_up.has_needs:
        return back_to(slug, sign_up)
    escalate = contribution.escalate_what_was_provided if sign_up.needs_are_held else contribution.escalate
    escalate(NEEDS, sign_up.access_needs, by=current_user.id)
    tell()
    return decided(slug, sign_up, "escalated access needs")


def to_look_after(slug: str) -> Event:
    """The event at an address; 404 when it is of an engagement that whoever asks has no part in."""
    event = Event.find(slug)
    return event if event and current_user.may(Permission.SEE_ATTENDEES, event.engagement_id) else abort(404)


def attendee_with_needs(slug: str, id: str) -> SignUp:
    """The sign-up an address means; 404 when they have cancelled, or said that they need nothing."""
    event = to_look_after(slug)
    sign_up = event.attendee(id)
    if sign_up is None or not sign_up.has_needs:
        abort(404)
    return sign_up


def decided(slug: str, sign_up: SignUp, action: str) -> ResponseReturnValue:
    """Write down who did it, and back to the same list."""
    audit.record(action, f"sign-up {sign_up.public_id}", by=current_user)
    db.session.commit()
    return back_to(slug, sign_up)


def back_to(slug: str, sign_up: SignUp) -> ResponseReturnValue:
    """The same list, at this person."""
    show = "needs" if request.form.get("show") == "needs" else None
    return redirect(url_for(".attendees", slug=slug, show=show, _anchor=f"s{sign_up.public_id}"), 303)
