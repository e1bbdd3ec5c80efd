"""What the holder of a receipt reads about their place at an event."""

from datetime import datetime
from typing import Any

from coprod.activities.per_kind import ToCome
from coprod.database import UK
from coprod.events.sign_up import PlaceState
from coprod.rendering import uk_date, uk_date_time, uk_time


def receipt_lines(event: Any, state: PlaceState | None, held_until: datetime | None) -> list[str]:
    """`state` is None once the place is given back."""
    where = f"{event.title} on {uk_date(event.starts_at)}, {uk_time(event.starts_at)}"
    off = (
        [f"{event.title} is called off. It does not take place. {event.called_off_why}"] if event.is_called_off else []
    )
    if state is None:
        return [f"You cancelled your place at {where}.", *off]
    if off:
        return off
    if event.is_over:
        return [f"You had a place at {where}." if state is PlaceState.COMING else f"You asked for a place at {where}."]
    moved = [f"Moved: it was {event.moved_words}."] if event.moved_words else []
    return [_stands(where, state, held_until), *moved, *(_how_to_come(event) if state is PlaceState.COMING else [])]


def steps_to_come(event: Any, state: PlaceState | None) -> list[ToCome]:
    """What the place waits for, and the day itself; nothing once it has been, or does not take place."""
    if state in (None, PlaceState.LAPSED) or event.is_called_off or event.is_over:
        return []
    day = event.starts_at.astimezone(UK).date()
    if state is PlaceState.COMING:
        return [ToCome("You come, and talk or just listen", "talk", day)]
    if state is PlaceState.ASKED:
        return [ToCome("The event team says yes or no", "people"), ToCome("If they say yes, you come", "talk", day)]
    first = (
        "You press the button in our email" if state is PlaceState.HELD else "A place comes free, if somebody cancels"
    )
    return [ToCome(first, "page" if state is PlaceState.HELD else "people"), ToCome("Then you come", "talk", day)]


def _stands(where: str, state: PlaceState, held_until: datetime | None) -> str:
    if state is PlaceState.COMING:
        return f"You have a place at {where}."
    if state is PlaceState.HELD:
        until = f" until {uk_date_time(held_until)}" if held_until else ""
        return f"We hold a place for you{until} at {where}. To keep it, press the button in our email."
    if state is PlaceState.ASKED:
        return f"You asked for a place at {where}. The event team says yes or no. Look here again."
    if state is PlaceState.WAITING:
        return f"You are on the waiting list for {where}. We write to you when a place comes free."
    return f"Your place went back, because nobody pressed the button in our email in time. It was at {where}."


def _how_to_come(event: Any) -> list[str]:
    doors = [f"Doors open at {uk_time(event.doors_at)}."] if event.doors_at else []
    return [*doors, *([f"Join online: {event.online_url}"] if event.online_url else [])]
