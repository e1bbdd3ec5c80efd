"""For staff: an event is made, changed, and looked at as the public will see it."""

from flask.typing import ResponseReturnValue

from coprod.activities import for_staff
from coprod.activities.edit_views import create_page, edit_page
from coprod.events.blueprint import blueprint
from coprod.events.edit_forms import EventForm
from coprod.events.models import Event
from coprod.events.views import page
from coprod.permissions import Permission, requires


@blueprint.route("/staff/events/new", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def create() -> ResponseReturnValue:
    """Make an event for an engagement."""
    return create_page(Event, EventForm, "events/edit.html")


@blueprint.route("/staff/events/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def edit(slug: str) -> ResponseReturnValue:
    """Change what is said about an event."""
    return edit_page(Event, EventForm, "events/edit.html", slug)


@blueprint.get("/staff/events/<slug>/preview")
@requires(Permission.EDIT_ACTIVITIES)
def preview(slug: str) -> ResponseReturnValue:
    """The event as the public will see it, also while it is a draft."""
    return page(for_staff.of_kind(Event, slug), preview=True)
