"""Help and a way out are within reach on every public page: also on a phone, without scripts, and zoomed in."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from addresses import public_addresses
from builders import a_board, a_partnership, an_approved_note

NEUTRAL = "https://www.bbc.co.uk/weather"
EXIT = "Exit this page"
# 1280 pixels wide at 400 %: what is left for the page.
ZOOMED_IN = {"width": 320, "height": 256}


def test_every_public_page_has_both(demo_client):
    link = f'<a class="top__exit" href="{NEUTRAL}" rel="noreferrer">Exit<span class="top__rest"> this page</span></a>'
    without = []
    for address in public_addresses(demo_client.application):
        page = demo_client.get(address).text
        wanted = (link, '<a class="top__help" href="#help-title">', 'id="help-title"')
        if "<main" in page and not address.startswith("/staff/") and not all(each in page for each in wanted):
            without.append(address)
    assert without == []


def test_an_error_page_too(client):
    a_partnership()
    assert f'href="{NEUTRAL}"' in client.get("/no-such-page").text


def away(page: Page) -> list[dict[str, str]]:
    """Stand in for the neutral page; the headers of each request for it."""
    asked: list[dict[str, str]] = []

    def answer(route: Route) -> None:
        asked.append(route.request.headers)
        route.fulfill(content_type="text/html", body="<title>Weather</title>")

    page.route(f"{NEUTRAL}**", answer)
    return asked


def is_away(page: Page, asked: list[dict[str, str]]) -> None:
    expect(page).to_have_title("Weather")
    assert [headers.get("referer") for headers in asked] == [None]
    page.troubles[:] = [trouble for trouble in page.troubles if not trouble.startswith(NEUTRAL)]


@pytest.mark.browser
@pytest.mark.parametrize("address", ["/boards/better", "/boards/better/add"])
def test_one_press_and_the_page_is_gone(phone: Page, address: str):
    a_partnership()
    a_board()
    asked = away(phone)
    phone.goto(address)
    phone.mouse.wheel(0, 2000)
    phone.get_by_role("link", name=EXIT).click()
    is_away(phone, asked)


@pytest.mark.browser
def test_back_does_not_lead_to_it(desk: Page):
    a_partnership()
    a_board()
    asked = away(desk)
    desk.goto("/events")
    desk.goto("/boards/better/add")
    desk.get_by_role("link", name=EXIT).click()
    is_away(desk, asked)
    desk.go_back()
    expect(desk).to_have_url(re.compile("/events$"))


@pytest.mark.browser
def test_shift_three_times_and_not_when_somebody_writes(desk: Page):
    a_partnership()
    a_board()
    asked = away(desk)
    desk.goto("/boards/better/add")
    expect(desk.get_by_text("Press Shift three times, or")).to_be_visible()
    box = desk.get_by_label("What would make school better?")
    box.press_sequentially("ABCDE")
    for _ in range(4):
        desk.keyboard.press("Shift+A")
    for _ in range(2):
        desk.keyboard.press("Shift")
    box.click()
    desk.keyboard.press("Shift")
    expect(box).to_have_value("ABCDEAAAA")
    for _ in range(2):
        desk.keyboard.press("Shift")
    is_away(desk, asked)


@pytest.mark.browser
def test_need_help_now_leads_to_the_numbers(phone: Page):
    a_partnership(help_numbers=[{"who": "In danger?", "words": "Call", "number": "999"}])
    board = a_board()
    for number in range(30):
        an_approved_note(f"Note {number}", board)
    phone.goto("/boards/better")
    phone.get_by_role("link", name="Need help now?").click()
    expect(phone.get_by_role("heading", name="Need help now?")).to_be_in_viewport()
    expect(phone.get_by_role("link", name="999")).to_be_in_viewport()


@pytest.mark.browser
@pytest.mark.parametrize("address", ["/boards/better", "/boards/better/add"])
def test_what_has_the_focus_is_never_hidden_behind_it(browser: Browser, server: str, address: str):
    a_partnership(help_numbers=[{"who": "In danger?", "words": "Call", "number": "999"}])
    board = a_board()
    for number in range(20):
        an_approved_note(f"Note {number}", board)
    context = browser.new_context(base_url=server, viewport=ZOOMED_IN)
    page = context.new_page()
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED_IN["width"]
    hidden = """() => {
        const here = document.activeElement, bar = document.querySelector(".top").getBoundingClientRect();
        if (here.closest(".top") || here === document.body || here.matches(".govuk-skip-link")) return null;
        const box = (here.matches("[type=radio]") ? here.parentElement : here).getBoundingClientRect();
        return box.bottom <= bar.bottom || box.top >= innerHeight ? here.outerHTML : null;
    }"""
    for key in ["Tab"] * 40 + ["Shift+Tab"] * 38:
        page.keyboard.press(key)
        assert page.evaluate(hidden) is None, key
    for link in page.locator(".top__in > a").all():
        box = link.bounding_box()
        assert box["height"] >= 24 and box["width"] >= 24
    context.close()
