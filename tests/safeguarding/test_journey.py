"""A child hints at something, and a safe adult takes it up: from the note to the message, with and without scripts."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from builders import a_board, a_partnership, a_user, staff_session
from coprod.concerns.concern import Concern, Outcome
from coprod.database import db
from coprod.screening import screen as screening
from coprod.screening.finding import Finding, FindingKind

pytestmark = pytest.mark.browser

WORDS = "i sleep in my shoes in case we have to go"


def sign_in(desk: Page, app: Flask, server: str) -> None:
    """As the safeguarding lead."""
    with app.test_request_context():
        value = app.session_interface.get_signing_serializer(app).dumps(staff_session(a_user("safeguarding_lead")))
    desk.context.add_cookies([{"name": "coprod", "value": value, "url": server}])


@pytest.mark.long
def test_from_a_note_to_a_message(app, server, phone: Page, desk: Page, monkeypatch):
    why = Finding(FindingKind.CONCERN, 2, 19, "Somebody may have to leave home in a hurry")
    monkeypatch.setattr(screening, "screen", lambda text, *how: [why] if text == WORDS else [])
    a_partnership(help_numbers=[{"who": "In danger?", "words": "Call", "number": "999"}])
    a_board()
    phone.goto("/boards/better/add")
    phone.get_by_label("What would make school better?").fill(WORDS)
    phone.get_by_role("button", name="Put it on the board").click()
    code = phone.locator(".slip__code").inner_text()
    phone.get_by_role("link", name="Tell us how and when it is safe").click()
    phone.get_by_role("button", name="Send it to a safe adult").click()
    expect(phone).to_have_title(re.compile("^Error: "))
    phone.get_by_label("How and when can a safe adult reach you?").fill("At school, on Tuesday")
    phone.get_by_role("button", name="Send it to a safe adult").click()
    expect(phone.get_by_role("heading", name="Thank you. A safe adult will read it.")).to_be_visible()

    sign_in(desk, app, server)
    desk.goto("/staff/safeguarding")
    expect(desk.get_by_text("1 concern that nobody has yet.")).to_be_visible()
    desk.get_by_role("button", name="I have this").click()
    expect(desk.get_by_text("Safeguarding_lead has this")).to_be_visible()
    expect(desk.locator("mark")).to_have_text("sleep in my shoes1")
    expect(desk.get_by_text(why.why)).to_be_visible()
    desk.get_by_role("link", name="See how to reach them").click()
    expect(desk.get_by_text("At school, on Tuesday")).to_be_visible()
    desk.get_by_role("link", name="Concern").click()
    desk.get_by_label("A note", exact=True).fill("Rang the school")
    desk.get_by_role("button", name="Add this note").click()
    expect(desk.get_by_role("listitem").filter(has_text="added a note")).to_contain_text("Rang the school")

    desk.get_by_role("link", name="Leave a message on it").click()
    desk.get_by_label("Your message").fill("Call us on 01632 960 118")
    desk.get_by_role("button", name="Show me how it looks").click()
    expect(desk.get_by_role("region", name="A message for you")).to_contain_text("01632 960 118")
    desk.get_by_role("button", name="Put it on the receipt").click()
    expect(desk.get_by_role("link", name=re.compile("Tick that it is safe"))).to_be_visible()
    desk.get_by_label("It is safe if someone else").check()
    desk.get_by_role("button", name="Put it on the receipt").click()
    expect(desk.get_by_text("left a message on the receipt")).to_be_visible()
    desk.get_by_label("Referred").check()
    desk.get_by_label("What was decided, and with whom?").fill("Told social care, with Sage")
    desk.get_by_role("button", name="Close and keep the words").click()
    expect(desk.get_by_text("is closed.")).to_be_visible()

    phone.goto("/receipt")
    phone.get_by_label("Your code").fill(code)
    phone.get_by_role("button", name="Show me").click()
    expect(phone.get_by_role("region", name="A message for you")).to_contain_text("01632 960 118")
    expect(phone.get_by_role("heading", name="Waiting to be read")).to_be_visible()
    db.session.rollback()
    assert db.session.query(Concern).one().outcome is Outcome.REFERRED
