"""Places that are held until a button in a letter is pressed, and who moves up when one comes free.

Everything here runs by the clock, and may run twice at once: each step is one statement that says what must still be
so. Whoever gives a place up changes their own row first and the event's after it, and so do these.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, update

from coprod import mail
from coprod.database import db, now
from coprod.events.models import AS_IT_STANDS, Event
from coprod.events.sign_up import PlaceState, SignUp
from coprod.mail import Message
from coprod.participation.contribution import Contribution
from coprod.partnership.models import Partnership
from coprod.transactions import write_transaction

SOME = 50  # at a time
_event: Any = Event.__table__


def see_to_places() -> None:
    """Every minute: clocks start for letters that have left, what ran out goes back, who waits moves up."""
    start_clocks()
    let_go()
    move_up()


def start_clocks() -> None:
    """A place is held for so many hours from when its letter has left, or was given up, and not after the start."""
    hours = timedelta(hours=_hours())
    gone = or_(Message.id.is_(None), Message.next_try_at.is_(None))  # while it is due, it has not left
    held = select(SignUp.id, _event.c.starts_at).join(_event, _event.c.id == SignUp.event_id)
    held = held.outerjoin(Message, Message.public_id == SignUp.letter)
    due = held.where(SignUp.state == PlaceState.HELD, SignUp.held_until.is_(None), gone)
    for id, starts_at in db.session.execute(due.order_by(SignUp.id)).all():
        until = min(now() + hours, max(starts_at, now()))
        with write_transaction():
            mine = SignUp.id == id, SignUp.state == PlaceState.HELD, SignUp.held_until.is_(None)
            db.session.execute(update(SignUp).where(*mine).values(held_until=until), execution_options=AS_IT_STANDS)


def let_go() -> None:
    """What nobody confirmed in time goes back, and whoever it was held for is told."""
    ran_out = SignUp.state == PlaceState.HELD, SignUp.held_until <= now()
    takes_place = _event.c.called_off_at.is_(None)
    due = select(SignUp.id).join(_event, _event.c.id == SignUp.event_id).where(*ran_out, takes_place)
    for id in db.session.scalars(due.order_by(SignUp.held_until).limit(SOME)).all():
        with write_transaction():
            lapsed = update(SignUp).where(SignUp.id == id, *ran_out).values(state=PlaceState.LAPSED, held_until=None)
            event_id = db.session.execute(lapsed.returning(SignUp.event_id), execution_options=AS_IT_STANDS).scalar()
            if event_id is None:
                continue
            free = update(_event).where(_event.c.id == event_id).values(taken=_event.c.taken - 1)
            db.session.execute(free, execution_options=AS_IT_STANDS)
            _write(id, "events/place_gone_back")


def move_up() -> None:
    """Who has waited longest is held a place that is free, as long as the event has still to come."""
    has_room = and_(_event.c.waiting > 0, _event.c.taken < _event.c.places)
    coming = and_(_event.c.called_off_at.is_(None), _event.c.starts_at > now())
    for id in db.session.scalars(select(_event.c.id).where(has_room, coming).order_by(_event.c.id)).all():
        while _next_moves_up(id):
            pass


def _next_moves_up(event_id: int) -> bool:
    waits = SignUp.event_id == event_id, SignUp.state == PlaceState.WAITING
    first = db.session.scalar(select(func.min(SignUp.id)).where(*waits))
    if first is None:
        return False
    with write_transaction():
        held = update(SignUp).where(SignUp.id == first, *waits).values(state=PlaceState.HELD, held_until=None)
        if not db.session.execute(held.returning(SignUp.id), execution_options=AS_IT_STANDS).first():
            return False
        room = _event.c.id == event_id, _event.c.taken < _event.c.places, _event.c.called_off_at.is_(None)
        takes = update(_event).where(*room).values(taken=_event.c.taken + 1, waiting=_event.c.waiting - 1)
        if not db.session.execute(takes.returning(_event.c.id), execution_options=AS_IT_STANDS).first():
            db.session.rollback()
            return False
        _write(first, "events/place_for_you")
    return True


def _write(id: int, letter: str) -> None:
    """A letter to somebody, if they gave an address. Where it has a button, the clock starts when it has left."""
    place = db.session.scalar(_known().where(SignUp.id == id))
    if place is None or not place.email:
        return
    more = {"secret": place.new_link(), "hours": _hours()} if place.state is PlaceState.HELD else {}
    sent = mail.send_letter(place.email, letter, about=place.contribution.public_id, event=place.event, **more)
    if more:
        place.letter, place.told_edit = sent.public_id, place.event.edited


def _known() -> Select[Any]:
    known = select(SignUp).join(SignUp.contribution).where(~Contribution.forgotten)
    return known.execution_options(populate_existing=True)


def _hours() -> int:
    found = db.session.scalar(select(Partnership.hold_hours))
    return Partnership.stand_in().hold_hours if found is None else found
