"""For staff: an event is made, changed, and looked at as the public will see it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.accounts.who_changed import put_back, show_clash
from coprod.activities import for_staff
from coprod.activities.engagement import Engagement
from coprod.activities.forms import free_slug
from coprod.activities.life import NotAllowed
from coprod.changes import Clash
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
    engagement = for_staff.engagement(request.args.get("engagement", ""))
    form = EventForm()
    if not form.validate_on_submit():
        return form_page(form, engagement)
    event = Event(engagement=engagement, slug=free_slug(Event, form.title.data or ""), **form.details())
    db.session.add(event)
    event.made(by=current_user.id)
    db.session.commit()
    return redirect(url_for(".preview", slug=event.slug), 303)


@blueprint.route("/staff/events/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def edit(slug: str) -> ResponseReturnValue:
    """Change what is said about an event."""
    event = for_staff.of_kind(Event, slug)
    form = EventForm(activity=put_back(event))
    if not form.validate_on_submit():
        return form_page(form, event.engagement, event)
    try:
        event.edit(form.details(), by=current_user.id, seen=form.seen)
    except NotAllowed as error:
        refuse(form.places, str(error))
        return form_page(form, event.engagement, event)
    except Clash:
        db.session.rollback()
        show_clash(form, EventForm(formdata=None, activity=event), event)
        return form_page(form, event.engagement, event)
    db.session.commit()
    return redirect(url_for(".preview", slug=slug), 303)


def form_page(form: EventForm, engagement: Engagement, event: Event | None = None) -> ResponseReturnValue:
    """The form, for a new event or for one there is."""
    return render_template("events/edit.html", form=form, engagement=engagement, event=event), form.status


@blueprint.get("/staff/events/<slug>/preview")
@requires(Permission.EDIT_ACTIVITIES)
def preview(slug: str) -> ResponseReturnValue:
    """The event as the public will see it, also while it is a draft."""
    return page(for_staff.of_kind(Event, slug), preview=True)
