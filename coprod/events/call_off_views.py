"""For staff: an event does not take place, or takes place after all."""

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.accounts.who_changed import show_clash
from coprod.activities import for_staff
from coprod.activities.life import NotAllowed
from coprod.changes import Clash
from coprod.database import db
from coprod.date_fields import refuse
from coprod.events.blueprint import blueprint
from coprod.events.call_off_forms import CallOffForm, TakePlaceForm
from coprod.events.models import Event
from coprod.forms import EditForm
from coprod.permissions import Permission, requires


@blueprint.route("/staff/events/<slug>/call-off", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def call_off(slug: str) -> ResponseReturnValue:
    """It does not take place: everyone reads why, and who has a place gets a letter."""
    event = to_change(slug)
    return asked(
        "events/call_off.html",
        event,
        CallOffForm,
        lambda form, **who: event.call_off(reason=form.reason.data or "", **who),
    )


@blueprint.route("/staff/events/<slug>/take-place", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def take_place(slug: str) -> ResponseReturnValue:
    """It takes place after all."""
    event = to_change(slug)
    return asked("events/take_place.html", event, TakePlaceForm, lambda form, **who: event.take_place(**who))


def to_change(slug: str) -> Event:
    """The event at an address; nothing is changed in what is archived."""
    event: Event = for_staff.of_kind(Event, slug)
    event.must_not_be_archived()
    return event


def asked(page: str, event: Event, form_type: type[EditForm], take: Callable[..., None]) -> ResponseReturnValue:
    """A step that asks first, on its own page."""
    form = form_type(obj=event)
    if form.validate_on_submit():
        try:
            take(form, by=current_user.id, seen=form.seen)
            db.session.commit()
            return redirect(url_for("engagements.activity", id=event.id), 303)
        except NotAllowed as refusal:
            db.session.rollback()
            refuse(next(iter(form)), str(refusal))
        except Clash:
            db.session.rollback()
            show_clash(form, form_type(formdata=None, obj=event), event)
    return render_template(page, event=event, form=form), form.status
