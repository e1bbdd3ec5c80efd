"""An invitation, from a desk to a phone with and without scripts; and the pages that come only after others."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from accessibility import problems
from builders import PASSWORD, a_partnership, a_user, an_app, an_engagement, staff_session
from coprod.accounts.second_step import code_now
from coprod.database import db

pytestmark = pytest.mark.browser

NIA = "nia.vale@example.org"


def at_the_desk(page: Page, app: Flask, server: str) -> None:
    """An administrator, signed in with the cookie."""
    cookie = app.session_interface.get_signing_serializer(app).dumps(staff_session(a_user("admin")))
    page.context.add_cookies([{"name": "coprod", "value": cookie, "url": server}])


def looks_right(page: Page) -> None:
    """tests/test_every_page.py does not meet these pages."""
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    if page.locator("body.js-enabled").count():  # axe waits for ever where scripts are off
        assert problems(page) == []


def test_invited_at_a_desk_and_taken_up_on_a_phone(desk: Page, phone: Page, app: Flask, server: str, post):
    a_partnership()
    an_engagement()
    at_the_desk(desk, app, server)
    desk.goto("/staff")
    desk.get_by_role("link", name="People").first.click()
    desk.get_by_label("Name", exact=True).fill("Nia Vale")
    desk.get_by_label("Work email").fill(NIA)
    expect(desk.get_by_text("Moderator may read what waits")).to_be_hidden()
    desk.get_by_role("checkbox", name="Moderator").check()
    expect(desk.get_by_text("Moderator may read what waits")).to_be_visible()
    desk.get_by_role("button", name="Send the invitation").click()
    expect(desk.get_by_role("link", name="Choose what these roles are for")).to_be_visible()
    looks_right(desk)
    desk.get_by_label("For").select_option("The refresh")
    desk.get_by_role("button", name="Send the invitation").click()
    expect(desk.get_by_text("A letter is on its way to Nia Vale.")).to_be_visible()
    looks_right(desk)

    phone.goto(post.last_link(NIA))
    expect(phone.get_by_role("heading", name="You are invited")).to_be_visible()
    looks_right(phone)
    phone.get_by_label("Choose a password", exact=True).fill("short")
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_role("link", name="The password must be 12 characters or more.")).to_be_visible()
    looks_right(phone)
    phone.get_by_label("Choose a password", exact=True).fill("violet kettle on the moor")
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_role("heading", name="Set up your second step")).to_be_visible()
    phone.get_by_text("I cannot scan it").click()
    key = "".join(phone.locator(".pairing__key span").all_inner_texts())
    phone.get_by_label("Six numbers from your app").fill(code_now(key))
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_role("button", name="I have kept them").click()
    expect(phone).to_have_url(re.compile("/staff$"))

    desk.reload()
    row = desk.get_by_role("row", name=re.compile("Nia Vale"))
    expect(row.get_by_text("Here today")).to_be_visible()
    row.get_by_role("link", name="Nia Vale").click()
    expect(desk.get_by_role("checkbox", name="Moderator")).to_be_checked()
    expect(desk.get_by_text("Took up the invitation")).to_be_visible()


def test_a_lost_phone(desk: Page, phone: Page, app: Flask, server: str, post):
    a_partnership()
    maya = a_user("moderator")
    an_app(maya)
    number = maya.id
    at_the_desk(desk, app, server)
    desk.goto(f"/staff/people/{number}")
    desk.get_by_role("button", name="Start to set the second step anew").click()
    expect(desk.get_by_text("It waits for a second yes until")).to_be_visible()
    looks_right(desk)
    phone.goto(post.last_link("moderator@example.org"))
    looks_right(phone)
    phone.get_by_label("Your password", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="Yes, it is me").click()
    expect(phone.get_by_text("Sign in with your password, and set up an app.")).to_be_visible()
    db.session.rollback()
    desk.reload()
    expect(desk.get_by_text("The second step was set anew. Both said yes")).to_be_visible()
