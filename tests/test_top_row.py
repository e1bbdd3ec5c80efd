"""The first row of a public page: small on a phone, a menu without a script, and a name that has room."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.exc import IntegrityError

from browsers import PHONE
from builders import a_board, a_partnership, an_approved_note
from coprod.database import db
from coprod.partnership.models import Partnership

LONG, SHORT = "The Testshire and Otherton SEND Partnership", "Testshire SEND"


def row_height(page: Page) -> float:
    return float(page.locator("header.top").bounding_box()["height"])


def test_both_names_stand_there_and_the_short_one_is_not_read_out(client):
    a_partnership(name=LONG, short_name=SHORT)
    page = client.get("/").text
    assert f'<span class="top__long">{LONG}</span>' in page
    assert f'<span class="top__short" aria-hidden="true">{SHORT}</span>' in page


def test_without_a_short_name_the_long_one_stands(client):
    a_partnership(name=LONG)
    page = client.get("/").text
    assert f"<span>{LONG}</span>" in page and '<span class="top__long">T' not in page


def test_a_short_name_has_sixteen_letters_at_most(app):
    with pytest.raises(ValueError, match="16 letters at most"):
        Partnership(name=LONG, short_name="Testshire and more")
    partnership = a_partnership(short_name="Sixteen letters!")
    partnership.short_name = "Seventeen letters"
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_form_has_no_menu_and_still_help_and_a_way_out(client):
    a_partnership()
    a_board()
    page = client.get("/boards/better/add").text
    assert "top__menu" not in page and "top__nav" not in page
    assert 'class="top__help"' in page and 'class="top__exit"' in page


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_is_one_small_row_that_stays(browser: Browser, server: str, width: int):
    a_partnership(name=LONG, short_name=SHORT)
    board = a_board()
    for number in range(20):
        an_approved_note(f"Note {number}", board)
    context = browser.new_context(base_url=server, viewport={"width": width, "height": 844})
    page = context.new_page()
    for address in ("/", "/boards/better", "/boards/better/add", "/receipt", "/events"):
        page.goto(address)
        assert row_height(page) <= (61 if width > 1000 else 56), address
        page.mouse.wheel(0, 3000)
        expect(page.get_by_role("link", name="Exit this page")).to_be_in_viewport()
        assert page.locator("header.top").bounding_box()["y"] == 0, address
    context.close()


@pytest.mark.browser
def test_the_menu_opens_without_a_script_and_back_shuts_it(phone: Page):
    a_partnership(short_name=SHORT)
    a_board()
    phone.goto("/")
    menu = phone.get_by_role("navigation", name="Main")
    expect(menu).not_to_be_visible()
    phone.get_by_role("link", name="Menu", exact=True).click()
    expect(menu.get_by_role("link", name="My receipt")).to_be_in_viewport()
    phone.go_back()
    expect(menu).not_to_be_visible()
    phone.get_by_role("link", name="Menu", exact=True).click()
    menu.get_by_role("link", name="Close the menu").click()
    expect(menu).not_to_be_visible()
    phone.get_by_role("link", name="Menu", exact=True).click()
    menu.get_by_role("link", name="Events").click()
    expect(phone).to_have_url(re.compile("/events$"))


@pytest.mark.browser
def test_the_menu_does_not_move_the_page_and_all_of_it_can_be_reached_when_zoomed_in(browser: Browser, server: str):
    a_partnership(short_name=SHORT)
    board = a_board()
    for number in range(20):
        an_approved_note(f"Note {number}", board)
    context = browser.new_context(base_url=server, viewport={"width": 320, "height": 256})
    page = context.new_page()
    page.goto("/boards/better")
    page.evaluate("scrollTo(0, 600)")
    page.get_by_role("link", name="Menu", exact=True).click()
    close = page.get_by_role("link", name="Close the menu")
    expect(close).to_be_visible()
    assert page.evaluate("scrollY") == 600
    close.scroll_into_view_if_needed()
    expect(close).to_be_in_viewport()
    close.click()
    expect(close).not_to_be_visible()
    assert page.evaluate("scrollY") == 600
    context.close()


@pytest.mark.browser
def test_on_a_wide_screen_the_links_stand_in_the_row(desk: Page):
    a_partnership(name=LONG, short_name=SHORT)
    desk.goto("/")
    expect(desk.get_by_role("link", name="Menu", exact=True)).not_to_be_visible()
    here = desk.get_by_role("navigation", name="Main").get_by_role("link", name="Have your say")
    expect(here).to_be_in_viewport()
    expect(here).to_have_attribute("aria-current", "page")
    expect(desk.get_by_text(LONG, exact=True)).to_be_visible()
    desk.set_viewport_size(PHONE)
    expect(desk.get_by_text(SHORT, exact=True)).to_be_visible()
