"""A first sign-in, a second one, and a lost phone, in a real browser: a phone with and without scripts, and a desk."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from browsers import DESKTOP, PHONE
from builders import PASSWORD, a_partnership, a_user
from coprod.accounts.second_step import SecondStep, code_now
from coprod.database import db

pytestmark = pytest.mark.browser

NO_SIDEWAYS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def test_on_a_phone(phone: Page, browser: Browser, server: str):
    whole_way(phone, browser, server, PHONE)


@pytest.mark.long
def test_at_a_desk(desk: Page, browser: Browser, server: str):
    whole_way(desk, browser, server, DESKTOP)


def whole_way(page: Page, browser: Browser, server: str, size: dict[str, int]) -> None:
    a_partnership()
    key, codes = first_sign_in(page)
    elsewhere = browser.new_context(base_url=server, viewport=size, locale="en-GB").new_page()
    elsewhere.set_default_timeout(10_000)
    sign_in_with_code(elsewhere, key)
    end_the_other_session(page, elsewhere)
    come_in_without_phone(elsewhere, codes[0])
    elsewhere.context.close()


def first_sign_in(page: Page) -> tuple[str, list[str]]:
    """Set up an app by the square on the page; gives its key and the codes on paper."""
    a_user("moderator")
    page.goto("/staff/moderation")
    password(page)
    expect(page.get_by_role("heading", name="Set up your second step")).to_be_visible()
    square = page.get_by_role("img", name=re.compile("square code"))
    box = square.bounding_box()
    assert box and box["width"] >= 200 and abs(box["width"] - box["height"]) < 4
    page.get_by_text("I cannot scan it").click()
    key = "".join(page.locator(".pairing__key span").all_inner_texts())
    looks_right(page)
    code(page, key)
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    looks_right(page)
    page.get_by_role("button", name="I have kept them").click()
    expect(page).to_have_url(re.compile("/staff/moderation$"))
    return key, codes


def sign_in_with_code(page: Page, key: str) -> None:
    page.goto("/staff/sign-in")
    password(page)
    expect(page.get_by_role("heading", name="Your code")).to_be_visible()
    looks_right(page)
    allow_this_code_again()
    code(page, key)
    expect(page).to_have_url(re.compile("/staff$"))


def end_the_other_session(page: Page, other: Page) -> None:
    page.get_by_role("link", name="Your sign-in").click()
    expect(page.get_by_role("row", name=re.compile("This one"))).to_have_count(1)
    looks_right(page)
    page.get_by_role("row").filter(has_not_text="This one").get_by_role("button", name="End").click()
    expect(page.get_by_text("Signed out there.")).to_be_visible()
    other.goto("/staff")
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()


def come_in_without_phone(page: Page, recovery_code: str) -> None:
    password(page)
    page.get_by_role("link", name="I do not have my phone").click()
    expect(page.get_by_role("heading", name="Use a recovery code")).to_be_visible()
    looks_right(page)
    page.get_by_label("Recovery code").fill(recovery_code)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("You have 9 codes left.")).to_be_visible()
    page.get_by_role("link", name="set up your app again").click()
    expect(page.get_by_role("heading", name="Use another app or phone")).to_be_visible()
    looks_right(page)


def looks_right(page: Page) -> None:
    """These pages come only after others, so tests/test_every_page.py does not meet them."""
    page.wait_for_load_state("load")
    assert page.evaluate(NO_SIDEWAYS)
    if page.locator("body.js-enabled").count():  # axe waits for ever where scripts are off
        assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []


def password(page: Page) -> None:
    page.get_by_label("Work email").fill("moderator@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def code(page: Page, key: str) -> None:
    page.get_by_label("Six numbers from your app").fill(code_now(key))
    page.get_by_role("button", name="Continue").click()


def allow_this_code_again() -> None:
    """Instead of waiting for thirty seconds."""
    db.session.rollback()
    db.session.query(SecondStep).one().last_step = 0
    db.session.commit()
