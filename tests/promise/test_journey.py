"""An organisation pledges on a phone, with and without JavaScript: the form, the email, the public list."""

import re

import pytest
from playwright.sync_api import Page, expect

from builders import a_partnership, a_promise, a_user
from coprod.database import db, uk_today
from coprod.mail import Message
from coprod.promise.pledge import Pledge

pytestmark = pytest.mark.browser


def test_pledges_confirms_and_is_on_the_list(phone: Page):
    a_partnership()
    a_promise()
    phone.goto("/promise")
    phone.get_by_role("link", name="Make a pledge").first.click()
    phone.get_by_label("Name of your organisation").fill("Hill School")
    phone.get_by_label("Education").check()
    phone.get_by_label("We ask first").check()
    phone.get_by_label("What will you do?").fill("Pupils plan move-up week")
    when = phone.get_by_role("group", name="By when?")
    for part, typed in (("Day", "31"), ("Month", "2"), ("Year", str(uk_today().year + 1))):
        when.get_by_label(part).fill(typed)
    phone.get_by_label("Your name").fill("Ottilie Chalk")
    phone.get_by_label("Your email address").fill("ottilie@hill.example.org")
    phone.get_by_role("button", name="Send our pledge").click()
    expect(phone).to_have_title(re.compile("^Error: "))
    phone.get_by_role("link", name=re.compile("must be a real date")).click()
    expect(when.get_by_label("Day")).to_be_focused()
    expect(when.get_by_label("Day")).to_have_value("31")
    expect(phone.get_by_label("We ask first")).to_be_checked()
    expect(phone.get_by_label("What will you do?")).to_have_value("Pupils plan move-up week")
    when.get_by_label("Day").fill("28")
    phone.get_by_role("button", name="Send our pledge").click()
    expect(phone.get_by_role("heading", name="Thank you. Now check your email")).to_be_visible()
    expect(phone.locator(".slip__code")).to_have_text(re.compile(r"[a-z]+ +[a-z]+ +[a-z]+ +\d{3}"))

    phone.goto(link_in_the_letter())
    phone.get_by_role("button", name="Yes, confirm our pledge").click()
    expect(phone.get_by_role("heading", name="Your email address is confirmed")).to_be_visible()
    phone.get_by_role("link", name="See who has pledged").click()
    expect(phone.get_by_text("No pledges here yet.")).to_be_visible()
    db.session.rollback()
    db.session.query(Pledge).one().submission.approve(by=a_user("moderator").id)
    db.session.commit()
    phone.reload()
    expect(phone.get_by_role("heading", name="Hill School")).to_be_visible()
    expect(phone.get_by_text("Pupils plan move-up week")).to_be_visible()
    expect(phone.get_by_text("Ottilie")).to_have_count(0)


def link_in_the_letter() -> str:
    """Where the email leads, on the server of this test."""
    db.session.rollback()
    [letter] = [each for each in db.session.query(Message) if each.to == "ottilie@hill.example.org"]
    return re.search(r"/promise/confirm/\S+", letter.body)[0]


def test_what_is_typed_survives_a_reload_and_nothing_else(desk: Page):
    a_partnership()
    slug = a_promise().slug
    desk.goto(f"/promise/{slug}/pledge")
    desk.wait_for_load_state("load")  # the script is there
    desk.get_by_label("Name of your organisation").fill("Hill School")
    desk.get_by_label("We ask first").check()
    desk.get_by_role("group", name="By when?").get_by_label("Month").fill("5")
    desk.reload()
    expect(desk.get_by_label("Name of your organisation")).to_have_value("Hill School")
    expect(desk.get_by_label("We ask first")).to_be_checked()
    for part, typed in (("Day", ""), ("Month", "5"), ("Year", "")):
        expect(desk.get_by_role("group", name="By when?").get_by_label(part)).to_have_value(typed)
    desk.goto("/promise")
    desk.goto(f"/promise/{slug}/pledge")
    expect(desk.get_by_label("Name of your organisation")).to_have_value("")
