"""The letter that confirms a place. A letter travels far and stays long: no name, no access needs, no receipt code."""

from coprod import mail
from coprod.events.models import Event
from coprod.events.sign_up import SignUp
from coprod.partnership.models import Partnership
from coprod.rendering import uk_date, uk_time

SUBJECT = "Your place is booked"


def confirm(place: SignUp, page: str, calendar: str, receipt: str, partnership: Partnership) -> None:
    """Put the letter in the outbox. `page`, `calendar` and `receipt` are the full addresses to link to."""
    words = body(place.event, page, calendar, receipt, partnership)
    mail.send(place.email, SUBJECT, words, about=place.contribution.public_id)


def body(event: Event, page: str, calendar: str, receipt: str, partnership: Partnership) -> str:
    """Where and when, how to put it in a calendar, how to cancel, whom to ask."""
    doors = f" Doors open at {uk_time(event.doors_at)}." if event.doors_at else ""
    contact = [partnership.contact.get("email", ""), partnership.contact.get("phone", "")]
    ask = " or ".join(way for way in contact if way)
    lines = [
        "Hello,",
        "",
        f"You have a place at: {event.title}",
        "",
        f"When: {uk_date(event.starts_at, year=True)}, {uk_time(event.starts_at)} to {uk_time(event.ends_at)}.{doors}",
        f"Where: {event.address or event.venue}",
        *([f"Cost: {event.cost}"] if event.cost else []),
        "",
        f"All about it: {page}",
        f"Put it in your calendar: {calendar}",
        "",
        "Can you not come any more? Please cancel, so that someone else can have your place. Type the code that we",
        f"showed you when you signed up here: {receipt}",
        *([f"If you do not have the code any more, ask us: {ask}"] if ask else []),
        "",
        "If you did not sign up, you can ignore this email.",
        "",
        partnership.name,
    ]
    return "\n".join(lines).replace("\u00a0", " ") + "\n"
