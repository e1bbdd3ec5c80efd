"""Staff at a council's laptop in a real browser, for journeys of several people; and whether a page is well."""

from flask import Flask
from playwright.sync_api import Browser, Page

from accessibility import problems
from builders import staff_session
from coprod.accounts.models import User
from coprod.database import db

SIZES = ({"width": 320, "height": 568}, {"width": 390, "height": 844}, {"width": 1280, "height": 800})


def at_the_desk(browser: Browser, app: Flask, server: str, user: User) -> Page:
    """Somebody signed in, at a council's laptop."""
    db.session.rollback()  # what it has read is old: the site has written since
    context = browser.new_context(base_url=server, viewport={"width": 1366, "height": 650}, locale="en-GB")
    value = app.session_interface.get_signing_serializer(app).dumps(staff_session(user))
    context.add_cookies([{"name": "coprod", "value": value, "url": server}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    return page


def is_well(page: Page) -> None:
    """Axe, and nothing to scroll sideways, at three sizes."""
    was = page.viewport_size
    for size in SIZES:
        page.set_viewport_size(size)
        assert problems(page) == [], size
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), size
    page.set_viewport_size(was)
