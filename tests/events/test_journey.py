"""A family books a place at an event, on a phone, with and without JavaScript; and gives it back."""

import re

import pytest
from playwright.sync_api import Page, expect

from builders import a_partnership, an_event
from coprod.database import db
from coprod.events.models import Event, SignUp

pytestmark = pytest.mark.browser


def test_books_a_place_and_gives_it_back(phone: Page):
    a_partnership()
    an_event()
    phone.goto("/events")
    phone.get_by_role("link", name="Talk in Tamworth").click()
    phone.get_by_role("link", name="Sign up").click()
    phone.get_by_label("Your name").fill("Ada")
    phone.get_by_label("Your email address").fill("ada at example")
    phone.get_by_label("What do you need so that you can take part?").fill("A quiet place to sit")
    phone.get_by_label("A parent or carer").check()
    phone.get_by_role("button", name="Book my place").click()
    expect(phone).to_have_title(re.compile("^Error: "))
    phone.get_by_role("link", name="Enter an email address like name@example.com").click()
    expect(phone.get_by_label("Your email address")).to_be_focused()
    expect(phone.get_by_label("What do you need so that you can take part?")).to_have_value("A quiet place to sit")
    expect(phone.get_by_label("A parent or carer")).to_be_checked()
    phone.get_by_label("Your email address").fill("ada@example.org")
    phone.get_by_role("button", name="Book my place").click()
    expect(phone.get_by_role("heading", name="You have a place.")).to_be_visible()
    code = phone.locator(".slip__code").inner_text()
    db.session.rollback()
    place = db.session.query(SignUp).one()
    assert (place.name, place.email, place.access_needs) == ("Ada", "ada@example.org", "A quiet place to sit")
    phone.get_by_role("link", name="Back to the event").click()
    expect(phone.get_by_text("Places left", exact=True)).to_be_visible()  # never how many: that would tell who came
    assert db.session.query(Event).one().taken == 1

    phone.goto("/receipt")
    phone.get_by_label("Your code").fill(code)
    phone.get_by_role("button", name="Show me").click()
    phone.get_by_role("link", name=re.compile("^Cancel my place")).click()
    phone.get_by_role("button", name="Cancel my place").click()
    expect(phone.get_by_text(re.compile("^You took this back on"))).to_be_visible()
    phone.goto("/events/tamworth")
    expect(phone.get_by_text("Places left", exact=True)).to_be_visible()
    db.session.rollback()
    assert db.session.query(Event).one().taken == 0
    assert db.session.query(SignUp).filter_by(email="ada@example.org").count() == 0
