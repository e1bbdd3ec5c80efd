"""A family books a place at an event, on a phone, with and without JavaScript; and gives it back."""

import re

import pytest
from playwright.sync_api import Page, expect

from accessibility import problems
from builders import a_partnership, an_event
from coprod.database import db
from coprod.events.models import Event, SignUp
from coprod.mail import Message

pytestmark = pytest.mark.browser


def test_books_a_place_and_gives_it_back(phone: Page, request: pytest.FixtureRequest):
    with_script = request.node.callspec.params["phone"]
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
    expect(phone.get_by_role("heading", name="Nearly done: press the button in our email.")).to_be_visible()
    code = phone.locator(".slip__code").inner_text()
    db.session.rollback()
    place = db.session.query(SignUp).one()
    assert (place.name, place.email, place.access_needs) == ("Ada", "ada@example.org", "A quiet place to sit")
    button = re.search(r"/confirm-place/\S+", db.session.query(Message).one().body)
    phone.goto(button[0])
    expect(phone.get_by_role("heading", name="Do you want this place?")).to_be_visible()
    if with_script:  # axe needs one
        assert problems(phone) == []
    phone.get_by_role("button", name="Yes, I come").click()
    expect(phone.get_by_role("heading", name="You have a place")).to_be_visible()
    phone.goto("/events/tamworth")
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


def test_what_is_typed_survives_a_reload_and_goes_when_it_is_sent(desk: Page):
    a_partnership()
    an_event()
    desk.goto("/events/tamworth/sign-up")
    desk.wait_for_load_state("load")  # the script is there
    desk.get_by_label("Your name").fill("Ada")
    desk.get_by_label("What do you need so that you can take part?").fill("A quiet place to sit")
    desk.get_by_label("A parent or carer").check()
    desk.reload()
    expect(desk.get_by_label("Your name")).to_have_value("Ada")
    expect(desk.get_by_label("What do you need so that you can take part?")).to_have_value("A quiet place to sit")
    expect(desk.get_by_label("A parent or carer")).to_be_checked()
    desk.get_by_role("button", name="Book my place").click()
    expect(desk.get_by_role("heading", name="You have asked for a place.")).to_be_visible()
    assert desk.evaluate("sessionStorage.length") == 0
    db.session.rollback()
    assert db.session.query(SignUp).one().access_needs == "A quiet place to sit"
