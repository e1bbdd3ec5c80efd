"""For staff: who is coming and what they need; and the events themselves, made and changed."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit
from coprod.activities.activity import NotAllowed
from coprod.activities.engagement import Engagement
from coprod.activities.forms import free_slug
from coprod.database import db, write_transaction
from coprod.date_fields import refuse
from coprod.events.blueprint import blueprint
from coprod.events.forms import EventForm
from coprod.events.models import Event
from coprod.events.sign_up import NEEDS, SignUp
from coprod.events.views import page
from coprod.permissions import Permission, requires


@blueprint.get("/staff/events")
@requires(Permission.SEE_ATTENDEES)
def staff_list() -> ResponseReturnValue:
    """Every event, with how many have signed up and whose needs are still to be met."""
    return render_template(
        "events/staff_list.html",
        upcoming=Event.upcoming(drafts=True),
        past=Event.past(),
        needs_to_sort=SignUp.needs_to_sort(),
    )


@blueprint.get("/staff/events/<slug>/attendees")
@requires(Permission.SEE_ATTENDEES)
def attendees(slug: str) -> ResponseReturnValue:
    """Everyone who comes, with what they need. That somebody looked is written down."""
    event = Event.find(slug) or abort(404)
    only_needs = request.args.get("show") == "needs"
    with write_transaction():
        audit.record("read the attendees", f"event {event.id}", by=current_user, only_needs=only_needs)
    everyone = event.attendees()
    return render_template(
        "events/attendees.html",
        event=event,
        everyone=everyone,
        listed=[sign_up for sign_up in everyone if sign_up.access_needs or not only_needs],
        only_needs=only_needs,
    )


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
    sign_up = attendee_with_needs(slug, id)
    db.session.refresh(sign_up.contribution, with_for_update=True)
    if not sign_up.needs_are_held:
        sign_up.contribution.escalate(NEEDS, sign_up.access_needs, by=current_user.id)
    return decided(slug, sign_up, "escalated access needs")


def attendee_with_needs(slug: str, id: str) -> SignUp:
    """The sign-up an address means; 404 when they have cancelled, or said that they need nothing."""
    event = Event.find(slug) or abort(404)
    sign_up = event.attendee(id)
    if sign_up is None or not sign_up.access_needs:
        abort(404)
    return sign_up


def decided(slug: str, sign_up: SignUp, action: str) -> ResponseReturnValue:
    """Write down who did it, and back to the same list."""
    audit.record(action, f"sign-up {sign_up.public_id}", by=current_user)
    db.session.commit()
    show = "needs" if request.form.get("show") == "needs" else None
    return redirect(url_for(".attendees", slug=slug, show=show, _anchor=f"s{sign_up.public_id}"), 303)


@blueprint.route("/staff/events/new", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def create() -> ResponseReturnValue:
    """Make an event for an engagement. It stays a draft until somebody opens it."""
    engagement = Engagement.find(request.args.get("engagement", "")) or abort(404)
    form = EventForm()
    if not form.validate_on_submit():
        return form_page(form, engagement)
    event = Event(engagement=engagement, slug=free_slug(Event, form.title.data or ""), **form.details())
    db.session.add(event)
    db.session.flush()
    audit.record("created", f"activity {event.id}", by=current_user, kind=event.kind)
    db.session.commit()
    return redirect(url_for(".preview", slug=event.slug), 303)


@blueprint.route("/staff/events/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def edit(slug: str) -> ResponseReturnValue:
    """Change what is said about an event."""
    event = Event.find(slug) or abort(404)
    form = EventForm(activity=event)
    if not form.validate_on_submit():
        return form_page(form, event.engagement, event)
    try:
        event.edit(form.details())
    except NotAllowed as error:
        refuse(form.places, str(error))
        return form_page(form, event.engagement, event)
    audit.record("edited", f"activity {event.id}", by=current_user, kind=event.kind)
    db.session.commit()
    return redirect(url_for(".preview", slug=slug), 303)


def form_page(form: EventForm, engagement: Engagement, event: Event | None = None) -> ResponseReturnValue:
    """The form, for a new event or for one there is."""
    body = render_template("events/edit.html", form=form, engagement=engagement, event=event)
    return body, 422 if form.errors else 200


@blueprint.get("/staff/events/<slug>/preview")
@requires(Permission.EDIT_ACTIVITIES)
def preview(slug: str) -> ResponseReturnValue:
    """The event as the public will see it, also while it is a draft."""
    return page(Event.find(slug) or abort(404), preview=True)
