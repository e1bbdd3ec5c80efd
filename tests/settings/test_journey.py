"""In a browser: a logo from the file to the foot of every page and back; and the previews, as the pages are."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from builders import a_board, a_partnership, a_user, staff_session
from uploads import a_picture, svg

LOGOS, NAMES = "/staff/settings/logos", "/staff/settings/names"
LOGO = {"name": "council.svg", "mimeType": "image/svg+xml", "buffer": svg()}
pytestmark = pytest.mark.browser


def come_in(page: Page, app, server: str) -> Page:
    """As an administrator."""
    cookie = app.session_interface.get_signing_serializer(app).dumps(staff_session(a_user("admin")))
    page.context.add_cookies([{"name": "coprod", "value": cookie, "url": server}])
    return page


def is_drawn(picture: Locator) -> bool:
    """Whether the browser had the picture, and could draw it."""
    return picture.evaluate("each => each.decode().then(() => each.naturalWidth > 0, () => false)")


def test_a_logo_is_chosen_seen_saved_shown_and_taken_back(phone: Page, app, server):
    a_partnership()
    come_in(phone, app, server).goto(LOGOS)
    phone.get_by_label("Choose a picture").set_input_files(LOGO)
    phone.get_by_role("button", name="See how it looks").click()
    expect(phone.get_by_text("council.svg")).to_be_visible()
    phone.get_by_label("Said aloud as").first.fill("Testshire Council")
    phone.get_by_role("button", name="See how it looks").click()
    preview = phone.locator("#seen").get_by_role("img", name="Testshire Council")
    expect(preview).to_be_visible()
    assert is_drawn(preview)
    phone.get_by_role("button", name="Save").first.click()
    expect(phone.get_by_text("Saved. It is seen at once")).to_be_visible()

    phone.goto("/")
    logo = phone.get_by_role("contentinfo").get_by_role("img", name="Testshire Council")
    expect(logo).to_be_visible()
    assert is_drawn(logo)

    phone.goto(LOGOS)
    phone.get_by_role("link", name="What was changed here before").click()
    phone.get_by_role("link", name="Put back").click()
    expect(phone.get_by_text("There is none yet")).to_be_visible()
    phone.get_by_role("button", name="Save").first.click()
    expect(phone.get_by_text("Saved. It is seen at once")).to_be_visible()
    phone.goto("/")
    expect(phone.get_by_role("contentinfo")).to_be_visible()
    expect(logo).to_have_count(0)


def test_what_is_no_picture_is_refused_and_the_words_stay(phone: Page, app, server):
    a_partnership()
    come_in(phone, app, server).goto(LOGOS)
    phone.get_by_label("Choose a picture").set_input_files(
        {"name": "council.png", "mimeType": "image/png", "buffer": a_picture()[:60]}
    )
    phone.get_by_label("Said aloud as").fill("Testshire Council")
    phone.get_by_role("button", name="Save").first.click()
    expect(phone.get_by_role("alert")).to_be_visible()
    expect(phone.get_by_label("Said aloud as")).to_have_value("Testshire Council")


def test_the_preview_in_print_is_as_pages_are_printed(phone: Page, app, server):
    a_partnership(short_name="Testshire", colours={"brand": "#5b2a6e"})
    a_board()
    come_in(phone, app, server).goto(NAMES)
    preview = phone.locator("#seen")
    phone.get_by_label("In print").check()
    expect(preview.get_by_text("are not printed")).to_be_visible()
    drawn = {name: looks(preview.locator(f".demo{part}")) for name, part in PARTS.items()}
    colour = looks(preview.locator(".demo__link").first)["color"]
    phone.emulate_media(media="print")
    phone.goto("/boards/better")
    printed = {"button": looks(phone.locator(".govuk-button").first)}
    phone.goto("/")
    assert drawn == printed | {name: looks(phone.locator(of_page).first) for name, of_page in PAGE.items()}
    assert colour == "rgb(91, 42, 110)" == looks(phone.get_by_role("link", name="another format"))["color"]


PARTS = {"head": "__head", "icon": "__head .icon", "hero": "__hero", "button": " .govuk-button", "foot": "__foot"}
PAGE = {"head": ".top", "icon": ".top__name .icon", "hero": ".hero", "foot": ".foot"}


def looks(part: Locator) -> dict[str, str]:
    """Whether something is there, and if so in which colours; white is as good as none."""
    found = part.evaluate(
        "each => { const style = getComputedStyle(each); return [style.display, style.color, style.backgroundColor] }"
    )
    if found[0] == "none":
        return {"color": ""}
    return {"color": found[1], "behind": re.sub(r"^rgba\(0, 0, 0, 0\)$", "rgb(255, 255, 255)", found[2])}


def test_the_preview_on_a_phone_has_the_short_name_as_phones_have(phone: Page, app, server):
    a_partnership(short_name="Testshire")
    come_in(phone, app, server).goto(NAMES)
    head = phone.locator(".demo__head")
    expect(head.get_by_text("Testshire SEND Partnership")).to_be_visible()
    phone.get_by_label("On a phone").check()
    expect(head.get_by_text("Testshire SEND Partnership")).to_be_hidden()
    expect(head.get_by_text("Testshire", exact=True)).to_be_visible()
    phone.goto("/")
    expect(phone.get_by_role("banner").get_by_text("Testshire", exact=True)).to_be_visible()


def test_the_preview_stays_as_it_was_chosen_while_one_types(desk: Page, app, server):
    a_partnership()
    come_in(desk, app, server).goto(NAMES)
    desk.get_by_label("In print").check()
    desk.get_by_label("Name of the partnership").fill("Fernshire")
    expect(desk.locator(".demo__head")).to_have_text("Fernshire")
    expect(desk.locator(".demo__foot")).to_be_hidden()
