"""An event as an .ics file, so that it can stand in anybody's calendar."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from coprod.database import UK
from coprod.events.models import Event
from coprod.loaded_when_used import when_used
from coprod.rendering import uk_time

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = when_used("icalendar")

# When clocks change in the United Kingdom. Written out, because a calendar may not know the zone by its name.
UK_ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZNAME:BST
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:GMT
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
"""


def calendar_file(event: Event, url: str, organiser: str) -> bytes:
    """The .ics file of one event; `url` is its page, `organiser` the address of whoever holds it.

    The same event always has the same UID, and a higher SEQUENCE after a change: a calendar then moves what it
    has, and does not add a second one.
    """
    meeting = icalendar.Event()
    meeting.add("uid", f"{event.slug}.events@{urlsplit(url).hostname}")
    # Both move with what staff do alone: not when somebody takes back what they sent.
    meeting.add("sequence", event.edited)
    meeting.add("dtstamp", event.opens_at or event.closes_at)
    meeting.add("dtstart", event.starts_at.astimezone(UK))
    meeting.add("dtend", event.ends_at.astimezone(UK))
    meeting.add("status", "CANCELLED" if event.is_called_off else "CONFIRMED")
    meeting.add("summary", f"Called off: {event.title}" if event.is_called_off else event.title)
    meeting.add("organizer", icalendar.vCalAddress(f"mailto:{organiser}"))
    meeting.add("location", event.address or event.venue)
    meeting.add("description", "\n".join([*_first(event), event.summary, url]))
    meeting.add("url", url)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Coprod//Events//EN")
    calendar.add("version", "2.0")
    # Programs take an entry out by METHOD and STATUS together, and only for a SEQUENCE above the one they have.
    calendar.add("method", "CANCEL" if event.is_called_off else "PUBLISH")
    calendar.add_component(icalendar.Timezone.from_ical(UK_ZONE))
    calendar.add_component(meeting)
    return calendar.to_ical()


def _first(event: Event) -> list[str]:
    if event.is_called_off:
        return [f"It is called off. Why: {event.called_off_why}"]
    return [f"Doors open at {uk_time(event.doors_at)}."] if event.doors_at else []
