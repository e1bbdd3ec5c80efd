"""An engagement lead makes an event: what they type is what people see, and nobody sees it before it is opened."""

import re
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from builders import a_partnership, a_sign_up, an_engagement, an_event, saved, uk_evening
from coprod.changes import Change
from coprod.database import UK, db, uk_today
from coprod.events.access_points import access_lines, read_access
from coprod.events.models import Event

NEXT_YEAR = str(uk_today().year + 1)
FILLED: dict[str, Any] = {
    "title": "Talk in Leek",
    "summary": "Tea and talk.",
    "on": ["11", "7", NEXT_YEAR],
    "doors": "5:30pm",
    "starts": "18:00",
    "ends": "7.45pm",
    "venue": "The Button Works",
    "address": "Nowhere Lane, Leek",
    "district_slug": "north",
    "places": "12",
    "cost": "Free",
    "for_whom": "Everyone",
    "access_points": "A ramp to the door\r\n\r\nTwo BSL signers",
    "map_url": "https://maps.example.org/button-works",
    "getting_there": "The 18 stops outside",
    "plan-at": ["5:30pm", "18:00", ""],
    "plan-title": ["Tea", "One round", ""],
    "plan-words": ["", "Five minutes each: no more.", ""],
    "closes_on": ["10", "7", NEXT_YEAR],
    "closes_time": "11:59pm",
    "readers": "The event team",
    "audiences": ["young_person"],
    "purpose": "To talk",
    "retention_months": "12",
    "edited": "1",
}


def create(client: FlaskClient, **changes: Any) -> Any:
    return client.post("/staff/events/new?engagement=refresh", data=FILLED | changes)


@pytest.fixture
def lead(client, sign_in):
    a_partnership()
    an_engagement()
    return sign_in("engagement_lead")


def test_a_new_event_is_a_draft_with_everything_that_was_typed(client, lead):
    assert client.get("/staff/events/new?engagement=refresh").status_code == 200
    made = create(client)
    assert (made.status_code, made.location) == (303, "/staff/events/talk-in-leek/preview")
    event = db.session.query(Event).one()
    assert event.starts_at == datetime(int(NEXT_YEAR), 7, 11, 18, tzinfo=UK) and event.minutes == 105
    assert (event.state, event.places, event.district_slug) == ("draft", 12, "north")
    assert event.access[0] == {"icon": "step-free", "words": "A ramp to the door"}
    assert event.what_happens[1] == {"at": "18:00", "title": "One round", "words": "Five minutes each: no more."}
    preview = client.get(made.location).text
    assert "Only staff can see this" in preview and "6pm to 7:45pm. Doors open at 5:30pm" in preview
    assert client.get("/events/talk-in-leek").status_code == 404


def test_a_line_of_the_plan_is_read_by_the_hours_of_its_event(client, lead):
    lines = {"plan-at": ["5.30", "half past six", "7-7.30"], "plan-title": ["Tea", "Talk", "Home"]}
    assert create(client, doors="", starts="5-7.45pm", ends="", **lines).status_code == 303
    event = db.session.query(Event).one()
    assert (event.starts_at.astimezone(UK).hour, event.ends_at.astimezone(UK).hour, event.minutes) == (17, 19, 165)
    assert [step["at"] for step in event.what_happens] == ["17:30", "18:30", "19:00"]
    page = client.get("/staff/events/talk-in-leek/edit").text
    assert 'value="7pm to 7:30pm"' in page and 'value="7:45pm"' in page
    assert "7pm to 7:30pm" in client.get("/staff/events/talk-in-leek/preview").text


def test_an_event_may_end_at_midnight(client, lead):
    assert create(
        client,
        starts="8pm-midnight",
        doors="",
        ends="",
        **{"plan-at": ["11"], "plan-title": ["Home"], "plan-words": [""]},
    )
    event = db.session.query(Event).one()
    assert event.minutes == 240 and event.what_happens[0]["at"] == "23:00"
    assert 'value="midnight"' in client.get("/staff/events/talk-in-leek/edit").text


def test_changing_nothing_changes_nothing(client, lead):
    create(client)
    page = client.get("/staff/events/talk-in-leek/edit").text
    for typed in ("Five minutes each: no more.", 'value="6pm"', "A ramp to the door\nTwo BSL signers"):
        assert typed in page
    before = columns(db.session.query(Event).one())
    assert client.post("/staff/events/talk-in-leek/edit", data=FILLED).status_code == 303
    assert columns(db.session.query(Event).one()) == before


def columns(event: Event) -> dict[str, Any]:
    return {column.key: getattr(event, column.key) for column in Event.__mapper__.columns}


def test_a_change_is_seen_and_who_made_it_is_written_down(client, lead):
    create(client)
    client.post("/staff/events/talk-in-leek/edit", data=FILLED | {"title": "Talk in the hills"})
    event = db.session.query(Event).one()
    assert (event.slug, event.title, event.edited) == ("talk-in-leek", "Talk in the hills", 2)
    rows = [(c.field, c.was, c.became, c.by_id) for c in db.session.query(Change).order_by(Change.id)]
    assert rows == [("made", None, None, lead.id), ("title", "Talk in Leek", "Talk in the hills", lead.id)]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Enter a title"),
        ({"on": ["31", "2", NEXT_YEAR]}, "must be a real date"),
        ({"starts": "soon"}, "must be a time"),
        ({"starts": "5.30"}, "5:30am or 5:30pm"),
        ({"ends": "half past 7"}, "7:30am or 7:30pm"),
        ({"doors": "5"}, "5am or 5pm"),
        ({"doors": "5-6pm"}, "is two times"),
        ({"starts": "5:45-7pm"}, "This says that it ends at 7pm, and below it ends at 7:45pm"),
        ({"on": ["28", "3", "2027"], "doors": "", "starts": "1:30am", "ends": "4am"}, "12:30am or 2:30am"),
        ({"on": ["31", "10", "2027"], "doors": "", "starts": "1:30am", "ends": "4am"}, "1:30am BST or 1:30am GMT"),
        ({"closes_on": ["28", "3", "2027"], "closes_time": "1:10am"}, "12:10am or 2:10am"),
        ({"closes_time": "11.59"}, "11:59am or 11:59pm"),
        ({"plan-at": ["9.15am"], "plan-title": ["Tea"], "plan-words": [""]}, "does not lie between 5:30pm and 7:45pm"),
        ({"ends": "5pm"}, "It must end after it starts"),
        ({"doors": "7pm"}, "Doors must open before it starts"),
        ({"closes_on": ["12", "7", NEXT_YEAR]}, "Sign-up must close before the event starts"),
        ({"places": "0"}, "Enter a number of places"),
        ({"places": "many"}, "Enter a number of places"),
        ({"plan-at": ["first"], "plan-title": ["Tea"], "plan-words": [""]}, "Row 1 needs a time"),
        ({"plan-at": [""], "plan-title": ["Tea"], "plan-words": [""]}, "row 1: time is missing"),
        ({"plan-at": ["9am"], "plan-title": [""], "plan-words": ["Toast"]}, "row 1: what is missing"),
        ({"map_url": "javascript:alert(1)"}, "begins with https://"),
        ({"getting_there": "x" * 601}, "600"),
        ({"district_slug": "atlantis"}, "There is a problem"),
        ({"title": "x" * 121}, "120 letters or fewer"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, lead, changes, message):
    sent = create(client, **{"summary": "Tea & <talk>", **changes})
    assert sent.status_code == 422 and message in sent.text and "Tea &amp; &lt;talk&gt;" in sent.text
    assert db.session.query(Event).count() == 0


def meant(page: str, name: str) -> list[str]:
    """What the buttons beneath a time offer."""
    return re.findall(rf'<button class="govuk-button govuk-button--secondary" name="{name}" value="([^"]+)"', page)


@pytest.mark.parametrize(
    ("typed", "name", "could_be"),
    [
        ({"starts": "half past 5", "doors": ""}, "starts", ["5:30am", "5:30pm"]),
        ({"starts": "5.30", "doors": ""}, "starts", ["5:30am", "5:30pm"]),
        ({"starts": "5-7", "doors": "", "ends": ""}, "starts", ["5am to 7am", "5pm to 7pm"]),
        ({"closes_time": "11.59"}, "closes_time", ["11:59am", "11:59pm"]),
        ({"on": ["31", "10", "2027"], "doors": "", "starts": "1:30am"}, "starts", ["1:30am BST", "1:30am GMT"]),
    ],
)
def test_which_of_two_times_is_meant_is_answered_with_one_press_or_by_typing(client, lead, typed, name, could_be):
    typed = typed | {"plan-at": "", "plan-title": "", "plan-words": ""}
    asked = create(client, **typed)
    assert asked.status_code == 422 and meant(asked.text, name) == could_be and f'value="{typed[name]}"' in asked.text
    for answer in could_be:
        # A browser sends the box, which stands first in the page, and then the button that was pressed.
        for answered in ([typed[name], answer], [answer]):
            assert create(client, **typed | {name: answered}).status_code == 303
    events = db.session.query(Event).order_by(Event.id).all()
    moments = [(event.starts_at, event.ends_at, event.closes_at) for event in events]
    assert len({*moments}) == len(could_be) and moments[0] == moments[1] and moments[2] == moments[3]


def test_what_can_be_one_time_only_or_none_has_no_buttons(client, lead):
    for typed in ("soon", "17:30", "25:00"):
        page = create(client, starts=typed, title="").text
        assert meant(page, "starts") == []


def test_a_press_answers_and_what_else_is_wrong_is_still_said_with_it(client, lead):
    page = create(client, starts=["5.30", "5:30pm"], title="", doors="").text
    assert "Enter a title" in page and 'value="5:30pm"' in page and meant(page, "starts") == []


def test_nobody_who_has_a_place_loses_it(client, lead):
    event = an_event(places=5)
    for _ in range(3):
        a_sign_up(event)
    day = [str(event.starts_at.day), str(event.starts_at.month), str(event.starts_at.year)]
    for places, status in (("2", 422), ("3", 303)):
        sent = client.post("/staff/events/tamworth/edit", data=FILLED | {"on": day, "places": places})
        assert sent.status_code == status
    assert db.session.query(Event).one().places == 3


def test_an_open_event_cannot_move_to_before_its_sign_up_closes(client, lead):
    event = an_event(closes_at=uk_evening(8))
    sooner = uk_evening(4)
    day = [str(sooner.day), str(sooner.month), str(sooner.year)]
    sent = client.post("/staff/events/tamworth/edit", data=FILLED | {"on": day})
    assert sent.status_code == 422 and "It cannot start before that" in sent.text
    assert saved(event).starts_at == uk_evening(10)


@pytest.mark.parametrize("role", ["moderator", "analyst", "event_team", "admin", "safeguarding_lead"])
def test_only_those_who_edit_activities_come_in(client, sign_in, role):
    an_event()
    sign_in(role)
    addresses = ("new?engagement=for-tamworth", "tamworth/edit", "tamworth/preview")
    assert {client.get(f"/staff/events/{address}").status_code for address in addresses} == {403}


def test_an_event_or_engagement_that_is_not_there(client, sign_in):
    sign_in("engagement_lead")
    addresses = ("new", "new?engagement=nothing", "nothing/edit", "nothing/preview")
    assert {client.get(f"/staff/events/{address}").status_code for address in addresses} == {404}


def test_a_line_that_stays_keeps_its_picture_and_a_new_one_gets_one():
    before = [{"icon": "camera", "words": "Quiet room"}]
    after = read_access("Quiet room\nLoop at every table\nSomething else", before)
    assert [point["icon"] for point in after] == ["camera", "sound", "tick"]
    assert access_lines(after) == "Quiet room\nLoop at every table\nSomething else"


def test_people_read_how_to_find_it(client, lead):
    create(client)
    page = client.get("/staff/events/talk-in-leek/preview").text
    assert '<a href="https://maps.example.org/button-works"' in page and "The 18 stops outside" in page


def test_another_row_is_asked_for_without_saving(client, lead):
    grown = create(client, rows="plan:more")
    assert grown.status_code == 200 and grown.text.count('name="plan-at"') == 2 + 5
    assert db.session.query(Event).count() == 0
