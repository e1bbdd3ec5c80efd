"""Letters to everybody with a place when an event moves, is called off, or takes place after all: one for one save."""

from typing import Any

from sqlalchemy import select, update

from coprod import mail
from coprod.changes import Change
from coprod.database import db, now
from coprod.events.models import AS_IT_STANDS, Event
from coprod.events.moves import TOLD
from coprod.events.sign_up import PlaceState, SignUp
from coprod.rendering import kept_moment, uk_date, uk_time
from coprod.sealing import Broken
from coprod.transactions import write_transaction

SOME = 50  # at a time
NAMES = {
    "day": "Day",
    "time": "Time",
    "doors_at": "Doors open",
    "venue": "Place",
    "address": "Address",
    "online_url": "To join online",
}


def tell_of_changes() -> None:
    """Every minute: whoever has a place, or waits for one, and knows an event only as it was before."""
    last = 0
    while behind := db.session.scalars(_behind().where(SignUp.id > last).order_by(SignUp.id).limit(SOME)).all():
        last = behind[-1]
        for id in behind:
            try:
                with write_transaction():
                    _tell(id)
            except Broken:
                continue  # its key may come back: then they are told


def _behind() -> Any:
    return (
        select(SignUp.id)
        .join(SignUp.event)
        .where(
            SignUp.told_edit < Event.news_edit,
            Event.ends_at > now(),
            SignUp.sealed_email.is_not(None),
            SignUp.state != PlaceState.LAPSED,
        )
    )


def _tell(id: int) -> None:
    place = db.session.scalar(select(SignUp).where(SignUp.id == id, SignUp.id.in_(_behind())))
    if place is None:
        return
    event, knew = place.event, place.told_edit
    told = update(SignUp).where(SignUp.id == id, SignUp.told_edit == knew).values(told_edit=event.news_edit)
    if not db.session.execute(told.returning(SignUp.id), execution_options=AS_IT_STANDS).first():
        return  # another worker is faster
    was = first_values(event, knew)
    if event.is_called_off:
        letter, lines = "events/called_off", list[tuple[str, str, str]]()
    elif not was.get("called_off_at"):
        letter, lines = "events/moved", what_moved(event, was)
        if not lines:
            return  # it moved, and moved back, before anybody was told
    else:
        letter, lines = "events/takes_place", what_moved(event, was)
    more = {"event": event, "lines": lines, "waits": place.state is PlaceState.WAITING}
    mail.send_letter(place.email, letter, about=place.contribution.public_id, **more)


def first_values(event: Event, edit: int) -> dict[str, Any]:
    """What whoever knows an event as of this edit was told of it, where it has changed since."""
    since = select(Change).where(Change.subject == event.subject, Change.edit > edit)
    since = since.where(Change.field.in_((*TOLD, "called_off_at")))
    was: dict[str, Any] = {}
    for change in db.session.scalars(since.order_by(Change.id)):
        was.setdefault(change.field, change.was)
    return was


def what_moved(event: Event, was: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What it is, what it was, and what it is now, for whatever is another."""
    before = _in_words(event, was)
    after = _in_words(event, {})
    return [(NAMES[name], before[name], after[name]) for name in NAMES if before[name] != after[name]]


def _in_words(event: Event, was: dict[str, Any]) -> dict[str, str]:
    def moment(name: str) -> Any:
        kept = was.get(name, getattr(event, name))
        return kept_moment(kept) if isinstance(kept, str) else kept

    starts, ends, doors = moment("starts_at"), moment("ends_at"), moment("doors_at")
    words = {
        "day": uk_date(starts, year=True),
        "time": f"{uk_time(starts)} to {uk_time(ends)}",
        "doors_at": uk_time(doors) if doors else "not said",
    }
    texts = ("venue", "address", "online_url")
    return words | {name: was.get(name, getattr(event, name)) or "not said" for name in texts}
