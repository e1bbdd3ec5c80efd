"""The event team gives somebody a place who asked without an address, who waits, or whose place went back."""

from typing import Any

from sqlalchemy import update

from coprod import mail
from coprod.activities.life import NotAllowed
from coprod.database import db
from coprod.events.models import AS_IT_STANDS, Event
from coprod.events.sign_up import PlaceState, SignUp
from coprod.participation.receipt import Receipt

_event: Any = Event.__table__


def give_place(place: SignUp) -> None:
    """They come, and a letter says so if they gave an address. Raises `NotAllowed` when there is no place to give.

    Their receipt first, then their row and the event's after it, as when somebody gives a place up.
    """
    was, had = place.state, place.has_place
    if was is PlaceState.COMING:
        return
    if place.event.is_called_off or place.event.is_over:
        raise NotAllowed("The event is called off." if place.event.is_called_off else "The event has been.")
    Receipt.lock(Receipt.id == place.contribution.receipt_id)
    mine = update(SignUp).where(SignUp.id == place.id, SignUp.state == was)
    given = mine.values(state=PlaceState.COMING, held_until=None).returning(SignUp.id)
    if not db.session.execute(given, execution_options=AS_IT_STANDS).first():
        raise NotAllowed("Something has changed meanwhile. Look again.")
    if not had:
        room = _event.c.id == place.event_id, _event.c.taken < _event.c.places, _event.c.called_off_at.is_(None)
        waited = int(was is PlaceState.WAITING)
        takes = update(_event).where(*room).values(taken=_event.c.taken + 1, waiting=_event.c.waiting - waited)
        if not db.session.execute(takes.returning(_event.c.id), execution_options=AS_IT_STANDS).first():
            raise NotAllowed("There is no place to give. Make room first: change how many places there are.")
    db.session.refresh(place)
    db.session.refresh(place.contribution)
    place.contribution.comes()
    place.told_edit = place.event.edited
    if place.email:
        about = place.contribution.public_id
        mail.send_letter(place.email, "events/place_booked", about=about, event=place.event)
