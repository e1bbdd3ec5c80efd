"""The .ics file, as a calendar reads it."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from builders import a_partnership, a_sign_up, a_user, an_event, saved
from coprod.database import UK


def meeting(client, slug: str = "tamworth"):
    answer = client.get(f"/events/{slug}.ics")
    assert answer.status_code == 200
    return icalendar.Calendar.from_ical(answer.data).events[0]


def test_it_is_a_calendar_file_without_a_cookie(client):
    an_event()
    answer = client.get("/events/tamworth.ics")
    assert answer.mimetype == "text/calendar" and "Set-Cookie" not in answer.headers
    assert answer.headers["Content-Disposition"] == 'attachment; filename="tamworth.ics"'


def test_times_are_uk_times_in_winter_and_in_summer(client):
    winter = datetime(2031, 12, 11, 17, 30, tzinfo=UTC)
    summer = datetime(2031, 7, 11, 17, 30, tzinfo=UTC)
    for slug, at, clock in (("winter", winter, 17), ("summer", summer, 18)):
        an_event(slug, starts_at=at, ends_at=at + timedelta(hours=2), doors_at=None)
        start = meeting(client, slug).start
        assert (start.hour, start.minute, start.tzinfo.key) == (clock, 30, "Europe/London") and start == at
        assert meeting(client, slug).end - start == timedelta(hours=2)


def test_it_carries_the_rules_for_when_clocks_change(client):
    an_event()
    calendar = icalendar.Calendar.from_ical(client.get("/events/tamworth.ics").data)
    zone = calendar.timezones[0].to_tz()
    assert datetime(2031, 3, 30, 0, 59, tzinfo=zone).utcoffset() == timedelta(0)
    assert datetime(2031, 3, 30, 2, 1, tzinfo=zone).utcoffset() == timedelta(hours=1)
    assert datetime(2031, 10, 26, 2, 1, tzinfo=zone).utcoffset() == timedelta(0)


def test_what_it_says(client):
    event = an_event(
        title="Tea, talk; and \U0001f600", summary="Line one\nline two", address="1, Pretend Lane; Stafford"
    )
    found = meeting(client)
    assert found["summary"] == event.title and found["location"] == event.address
    assert found["url"] == "http://127.0.0.1:5000/events/tamworth" and event.summary in found["description"]
    assert "Doors open at 5:30pm" in found["description"]


def test_a_change_moves_the_entry_and_does_not_add_one(client):
    event = an_event()
    before = meeting(client)
    event.change({"venue": "Town Hall"}, by=a_user("engagement_lead").id)
    saved(event)
    after = meeting(client)
    assert before["uid"] == after["uid"] and after["sequence"] > before["sequence"]
    assert client.get("/events/tamworth.ics").data == client.get("/events/tamworth.ics").data


def test_it_is_the_same_file_when_somebody_gives_up_their_place(client):
    """Else whoever looks at it from time to time would learn when somebody did."""
    event = an_event()
    place = a_sign_up(event)
    before = client.get("/events/tamworth.ics").data
    place.contribution.withdraw()
    saved(place.contribution)
    assert client.get("/events/tamworth.ics").data == before


def test_its_addresses_are_not_what_a_browser_says(client):
    a_partnership()
    an_event()
    answer = client.get("/events/tamworth.ics", headers={"Host": "evil.example"})
    assert b"evil" not in answer.data


def test_no_calendar_for_a_draft_or_an_unknown_event(client):
    an_event("draft", opens_at=None)
    assert client.get("/events/draft.ics").status_code == client.get("/events/nothing.ics").status_code == 404


def test_on_the_days_when_clocks_change_it_is_the_moment_that_was_meant(client):
    for slug, at in (
        ("forward", datetime(2027, 3, 28, 2, 30, tzinfo=UK)),
        ("back", datetime(2027, 10, 31, 1, 30, tzinfo=UK)),
    ):
        an_event(slug, starts_at=at, ends_at=at.astimezone(UTC) + timedelta(hours=3), doors_at=None)
        found = meeting(client, slug)
        assert found.start == at and found.end.astimezone(UTC) - found.start.astimezone(UTC) == timedelta(hours=3)


@pytest.mark.parametrize(
    "words", [',;"\\', "a\\nb", "END:VEVENT\nBEGIN:VEVENT\nSUMMARY:Not ours", "\\,\\;", "BEGIN:VALARM\rACTION:AUDIO"]
)
def test_what_somebody_typed_begins_no_event_and_ends_none(client, words):
    event = an_event(title=f"Tea {words}", summary=f"{words}\n{words}", address=f"1, Lane; {words}", venue=words)
    answer = client.get("/events/tamworth.ics")
    calendar = icalendar.Calendar.from_ical(answer.data)
    [found] = calendar.events
    assert (answer.data.count(b"\r\nBEGIN:VEVENT"), answer.data.count(b"\r\nEND:VEVENT")) == (1, 1)
    assert b"\r\nBEGIN:VALARM" not in answer.data and not found.subcomponents
    assert str(found["summary"]).replace("\r", "\n") == event.title.replace("\r", "\n")


def test_a_called_off_event_is_taken_out_of_calendars(client):
    event = an_event()
    before = meeting(client)
    event.call_off(by=a_user("engagement_lead").id, reason="No heating")
    saved(event)
    calendar = icalendar.Calendar.from_ical(client.get("/events/tamworth.ics").data)
    after = calendar.events[0]
    assert (calendar["method"], after["status"]) == ("CANCEL", "CANCELLED") and before["status"] == "CONFIRMED"
    assert before["uid"] == after["uid"] and after["sequence"] > before["sequence"] and "organizer" in after
    assert "No heating" in after["description"]
