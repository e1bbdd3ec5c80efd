"""For staff: an event is made, changed, and looked at as the public will see it."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit
from coprod.activities.activity import NotAllowed
from coprod.activities.engagement import Engagement
from coprod.activities.forms import free_slug
from coprod.database import db
from coprod.date_fields import refuse
from coprod.events.blueprint import blueprint
from coprod.events.forms import EventForm
from coprod.events.models import Event
from coprod.events.views import page
from coprod.permissions import Permission, requires


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
