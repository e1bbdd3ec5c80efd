"""An event moves or is called off: whoever has a place is told what changed, once for one save."""

from datetime import timedelta
from typing import Any

import pytest

from answering import token_on
from builders import a_partnership, a_sign_up, a_user, an_event, saved, uk_evening
from coprod.activities.life import NeedsReason, NotAllowed
from coprod.changes import Change
from coprod.database import db
from coprod.events.letters_of_changes import tell_of_changes
from coprod.events.models import Event
from coprod.mail import Message

LATER = uk_evening(17)
MOVES = [
    ({"venue": "Town Hall"}, "Place: Town Hall", "Marigold Hall"),
    ({"address": "Town Hall, Elsewhere Road"}, "Address: Town Hall, Elsewhere Road", "Imaginary Row"),
    ({"online_url": "https://meet.example.org/x"}, "To join online: https://meet.example.org/x", "not said"),
    ({"doors_at": uk_evening(10) - timedelta(minutes=15)}, "Doors open: 5:45pm", "5:30pm"),
    ({"ends_at": uk_evening(10) + timedelta(hours=3)}, "Time: 6pm to 9pm", "6pm to 7:30pm"),
    ({"starts_at": LATER, "ends_at": LATER + timedelta(minutes=90), "doors_at": None}, "Day: ", "Doors open: not said"),
]


def letters() -> list[Message]:
    tell_of_changes()
    db.session.rollback()
    return db.session.query(Message).order_by(Message.id).all()


def change(event: Event, values: dict[str, Any]) -> None:
    event.change(values, by=a_user("engagement_lead").id)
    saved(event)


@pytest.mark.parametrize(("values", "now", "before"), MOVES)
def test_everybody_with_a_place_gets_one_letter_that_says_what_is_other_than_before(app, values, now, before):
    a_partnership()
    event = an_event()
    a_sign_up(event, "Ann")
    a_sign_up(event, "Bertram")
    change(event, values)
    sent = letters()
    assert sorted(letter.to for letter in sent) == ["3@example.org", "7@example.org"]
    assert sent[0].subject == "An event has changed" and "Ann" not in sent[0].body
    assert now in sent[0].body and before in sent[0].body
    assert len(letters()) == 2  # once


@pytest.mark.parametrize(
    "values", [{"title": "Talk in Tamwort"}, {"summary": "Soup."}, {"cost": "Free"}, {"places": 50}]
)
def test_nobody_gets_a_letter_for_a_typo(app, values):
    a_partnership()
    event = an_event()
    a_sign_up(event)
    change(event, values)
    assert letters() == []


def test_of_two_saves_before_the_letters_leave_one_letter_says_what_came_of_both(app):
    a_partnership()
    event = an_event()
    a_sign_up(event)
    change(event, {"venue": "Town Hall"})
    change(event, {"venue": "Guild Hall", "address": "Guild Hall, High Lane"})
    [letter] = letters()
    assert "Guild Hall" in letter.body and "Marigold Hall" in letter.body and "Town Hall" not in letter.body


def test_whoever_signs_up_after_it_moved_knows_it_already(app):
    a_partnership()
    event = an_event()
    change(event, {"venue": "Town Hall"})
    a_sign_up(event)
    assert letters() == []


def test_a_draft_moves_without_a_word(app):
    event = an_event(opens_at=None)
    change(event, {"venue": "Town Hall"})
    assert (event.news_edit, event.moved_words) == (0, "")


def test_the_page_and_the_receipt_say_that_it_moved_and_from_where(client):
    a_partnership()
    event = an_event()
    place = a_sign_up(event)
    was = event.starts_at
    change(
        event, {"starts_at": LATER, "ends_at": LATER + timedelta(minutes=90), "doors_at": None, "venue": "Town Hall"}
    )
    page = client.get("/events/tamworth").text.replace("\u00a0", " ")
    assert "Moved." in page and f"{was.day} {was:%B}, 6pm to 7:30pm, Marigold Hall" in page
    assert "Moved" in client.get("/events").text
    lines = event.receipt_lines(place.contribution_id, is_withdrawn=False)
    assert any(line.startswith("Moved: it was") and "Marigold Hall" in line for line in lines)


def test_called_off_is_a_state_with_a_public_reason_and_everybody_is_told(client, sign_in):
    a_partnership()
    event = an_event()
    place = a_sign_up(event)
    token = token_on(client.get("/events/tamworth/sign-up").text)
    sign_in("engagement_lead")
    assert client.get("/staff/events/tamworth/call-off").status_code == 200
    assert "Say why" in client.post("/staff/events/tamworth/call-off", data={"edited": "1"}).text
    sent = client.post("/staff/events/tamworth/call-off", data={"edited": "1", "reason": "No <heating>"})
    assert sent.status_code == 303
    [letter] = letters()
    assert letter.subject == "An event is called off" and "Why: No <heating>" in letter.body
    page = client.get("/events/tamworth").text
    assert "Called off" in page and "No &lt;heating&gt;" in page and "/sign-up" not in page
    assert "Called off" in client.get("/events").text
    late = client.post(
        "/events/tamworth/sign-up",
        data={"token": token, "name": "Late", "email": "late@example.org", "audience": "not_said", "sharing": "show"},
    )
    assert late.status_code == 409
    event = db.session.get(Event, event.id)
    assert event.taken == 1 and event.state == "closed"
    assert "is called off" in event.receipt_lines(place.contribution_id, is_withdrawn=False)[0]
    assert db.session.query(Change).filter_by(field="called_off_why").one().became == "No <heating>"


def test_it_takes_place_after_all(client, sign_in):
    a_partnership()
    event = an_event()
    a_sign_up(event)
    event.call_off(by=a_user("engagement_lead").id, reason="No heating")
    saved(event)
    assert len(letters()) == 1
    sign_in("engagement_lead")
    assert client.post("/staff/events/tamworth/take-place", data={"edited": str(event.edited)}).status_code == 303
    assert [letter.subject for letter in letters()] == ["An event is called off", "An event takes place after all"]
    assert "Called off" not in client.get("/events/tamworth").text


def test_called_off_and_back_before_the_letters_left_is_no_news(app):
    a_partnership()
    event = an_event()
    a_sign_up(event)
    staff = a_user("engagement_lead").id
    event.call_off(by=staff, reason="No heating")
    saved(event)
    event.take_place(by=staff)
    saved(event)
    assert letters() == []


def test_what_cannot_be_called_off(app):
    staff = a_user("engagement_lead").id
    draft = an_event("draft", opens_at=None)
    past = {"starts_at": uk_evening(-3), "ends_at": uk_evening(-2), "doors_at": None}
    for event in (draft, an_event("past", **past)):
        with pytest.raises(NotAllowed):
            event.call_off(by=staff, reason="Rain")
    event = an_event()
    with pytest.raises(NeedsReason):
        event.call_off(by=staff, reason="")
    event.call_off(by=staff, reason="Rain")
    saved(event)
    for again in (
        lambda: event.call_off(by=staff, reason="Snow"),
        lambda: event.extend(uk_evening(9), by=staff, reason="More"),
    ):
        with pytest.raises(NotAllowed):
            again()
