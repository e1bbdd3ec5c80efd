"""Every page of the demonstration in a real browser, on a phone and on a desk: axe, no sideways scroll, no trouble.

And with letters of twice the size, as somebody sets them in the browser, which is not a zoom.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select

from accessibility import problems, with_axe
from addresses import every_address
from browsers import CHROMIUM, CHROMIUM_ARGS, DESKTOP, PHONE, serving, watched
from builders import staff_session
from coprod.accounts.models import User
from coprod.database import db
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.permissions import PUBLIC, Permission, Role, access_of, may

pytestmark = pytest.mark.browser

FOR_MACHINES = {"pages.health", "pages.ready"}
# The smallest phone there is, and a desk; a phone shows what the smallest shows, a laptop what a desk does.
SIZES = {"small": {"width": 320, "height": 568}, "desktop": DESKTOP}
OTHERS = {"phone": PHONE, "laptop": {"width": 1366, "height": 650}}
A4 = {"width": 718, "height": 1046}  # in pixels, without margins of a centimetre


@pytest.fixture(scope="module")
def demo_server(demo_app: Flask) -> Iterator[str]:
    with serving(demo_app) as address:
        yield address


@pytest.fixture(scope="module")
def large(browser: Browser) -> Iterator[Browser]:
    """A browser whose owner set letters of twice the size."""
    args = [*CHROMIUM_ARGS, "--blink-settings=defaultFontSize=32"]
    yield browser.browser_type.launch(executable_path=CHROMIUM, headless=True, args=args)


def pages_by_role(app: Flask) -> dict[Role | None, list[str]]:
    """One address of each kind of page, under the first role that may open it; None for a stranger's."""
    first: dict[str, str] = {}
    pages: dict[Role | None, list[str]] = {role: [] for role in [None, *Role]}
    with app.app_context():
        for endpoint, address in every_address(app):
            if endpoint not in FOR_MACHINES and "." not in address.split("/")[-1]:  # not a download
                # Each part of an engagement is a page of its own, under one endpoint.
                # Results of a board and of a questionnaire have the same address.
                part = address if endpoint == "staff_results.show" else address.partition("/edit/")[2]
                first.setdefault(f"{endpoint} {part}", address)
        for page, address in first.items():
            access = access_of(page.split()[0])
            readers = (
                (role for role in Role if may(role, Permission(str(access)))) if access != PUBLIC else iter([None])
            )
            pages[next(readers)].append(address)
    return pages


@pytest.mark.long
@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "anyone")
def test_every_page(browser: Browser, demo_app: Flask, demo_server: str, role: Role | None):
    demo_app.config["WTF_CSRF_ENABLED"] = True
    context = browser.new_context(base_url=demo_server, viewport=PHONE, reduced_motion="reduce")
    page = watched(context, demo_server)
    with_axe(page)
    if role:
        sign_in(context, demo_app, demo_server, role)
    troubles = []
    for address in pages_by_role(demo_app)[role]:
        page.goto(address)
        for width, size in SIZES.items():
            page.set_viewport_size(size)
            troubles += [f"{address}, {width}: {problem}" for problem in problems(page)]
            if scrolls_sideways(page):
                troubles.append(f"{address}, {width}: scrolls sideways")
        for width, size in OTHERS.items():
            page.set_viewport_size(size)
            if scrolls_sideways(page):
                troubles.append(f"{address}, {width}: scrolls sideways")
        page.set_viewport_size(A4)
        page.emulate_media(media="print")
        if scrolls_sideways(page):
            troubles.append(f"{address}: wider than a sheet of paper")
        page.emulate_media(media="screen")
    # A browser writes every 4xx in its console; here those are pages of things that are full, closed or not there.
    assert troubles + [trouble for trouble in page.troubles if "status of 4" not in trouble] == []
    context.close()


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "anyone")
def test_letters_of_twice_the_size_fit_whatever_is_opened(
    large: Browser, demo_app: Flask, demo_server: str, role: Role | None
):
    context = large.new_context(base_url=demo_server, viewport=PHONE, reduced_motion="reduce")
    if role:
        sign_in(context, demo_app, demo_server, role)
    page = context.new_page()
    addresses = pages_by_role(demo_app)[role]
    if role is Role.MODERATOR:
        with demo_app.app_context():
            waits = select(Submission.public_id).where(Submission.status == Status.PENDING, Submission.words != "")
            addresses += [f"/staff/moderation/{id}" for id in db.session.scalars(waits.limit(3))]
    troubles = []
    for address in addresses:
        page.goto(address)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        page.evaluate("document.fonts.ready.then(() => true)")  # the letters that stand in for ours are wider
        for width in (320, 390):
            page.set_viewport_size({"width": width, "height": 844})
            if scrolls_sideways(page):
                troubles.append(f"{address}, {width}")
            if page.evaluate(
                "[...document.querySelectorAll('.sheet')].some((each) => each.scrollWidth > each.clientWidth)"
            ):
                troubles.append(f"{address}, {width}: a table is cut off")
    assert troubles == []
    context.close()


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def sign_in(context: BrowserContext, demo_app: Flask, demo_server: str, role: Role) -> None:
    """With the cookie of somebody of that role; tests/accounts goes through the sign-in pages."""
    with demo_app.test_request_context():
        user = db.session.scalars(select(User).where(User.holds(role), User.active).order_by(User.id)).first()
        value = demo_app.session_interface.get_signing_serializer(demo_app).dumps(staff_session(user))
    context.add_cookies([{"name": "coprod", "value": value, "url": demo_server}])


def test_axe_can_fail(browser: Browser):
    page = browser.new_page()
    page.set_content("<html><head></head><body><img src='data:,'><input><p style='color: silver'>Pale</body></html>")
    found = {problem.split(":")[0] for problem in problems(page)}
    assert {"document-title", "image-alt", "label", "color-contrast"} <= found
    page.close()


def test_axe_looks_at_what_only_a_desk_shows(browser: Browser):
    page = browser.new_page(viewport=PHONE)
    page.set_content(
        "<html lang=en><title>A page</title><style>@media (width < 600px) { .desk { display: none } }</style>"
        "<main><h1>A page</h1><p class=desk style='color: silver'>Pale</p></main></html>"
    )
    assert problems(page) == []
    page.set_viewport_size(DESKTOP)
    assert [problem.split(":")[0] for problem in problems(page)] == ["color-contrast"]
    page.close()
