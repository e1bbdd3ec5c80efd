"""The header of staff pages: one row, whatever a role may open and however long the partnership's name is."""

import pytest
from playwright.sync_api import Page, expect

from browsers import PHONE
from builders import a_partnership, a_user, staff_session
from coprod.permissions import Role

pytestmark = pytest.mark.browser

LONG = "Staffordshire and Stoke-on-Trent SEND and Inclusion Partnership"
WIDTHS = (768, 960, 1024, 1088, 1200, 1280, 1366)


@pytest.mark.parametrize("role", Role)
def test_one_row_on_a_desk_and_today_here_and_all_pages_on_a_phone(desk: Page, app, server, role: Role):
    a_partnership(name=LONG)
    cookie = app.session_interface.get_signing_serializer(app).dumps(staff_session(a_user(role)))
    desk.context.add_cookies([{"name": "coprod", "value": cookie, "url": server}])
    desk.goto("/staff/your-sign-in")
    expect(desk.get_by_role("link", name=LONG)).to_be_visible()
    for width in WIDTHS:
        desk.set_viewport_size({"width": width, "height": 700})
        assert desk.locator(".head").evaluate("head => head.offsetHeight") == 51, width
        assert desk.evaluate("document.documentElement.scrollWidth") == width
    header = desk.get_by_role("navigation", name="Staff", exact=True)
    expect(header.get_by_role("link", name="Your sign-in")).to_have_attribute("aria-current", "page")

    desk.set_viewport_size(PHONE)
    expect(header.get_by_role("link")).to_have_text(["Today", "All pages"])
    desk.goto("/staff")
    places = desk.get_by_role("navigation", name="All staff pages").get_by_role("link")
    shown = places.all_inner_texts()
    assert shown[0] == "Today" and shown[-1].endswith(a_user(role).name)
    header.get_by_role("link", name="All pages").click()
    expect(places.first).to_be_in_viewport()
    if len(shown) > 2:
        places.nth(1).click()
        expect(header.get_by_role("link")).to_have_count(3)
        expect(header.get_by_role("link").nth(1)).to_have_attribute("aria-current", "page")
