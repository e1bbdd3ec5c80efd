"""What can be measured of how public pages look: one column, large figures, paper, forced colours."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from browsers import DESKTOP
from builders import (
    a_board,
    a_partnership,
    a_promise,
    a_questionnaire,
    an_approved_note,
    an_engagement,
    an_event,
    closed,
)
from coprod.config import ROOT

MEASURE = 38 * 16  # pixels: as long as a line may be
# A questionnaire has a layout of its own: tests/questionnaires/test_looks.py.
FORMS = ["/events/tamworth/sign-up", "/promise/promise/pledge", "/receipt"]


@pytest.fixture
def there(server: str) -> str:
    """A site with one thing of each kind; its address."""
    a_partnership(
        short_name="Testshire",
        contact={"phone": "01632 960120", "email": "send@example.org"},
        help_numbers=[{"who": "In danger?", "words": "Call", "number": "999"}],
    )
    engagement = an_engagement()
    an_approved_note("More clubs", a_board("better", engagement))
    a_questionnaire("survey", engagement)
    a_promise("promise", engagement)
    access = [{"icon": "step-free", "words": "No steps from the street to any room"}]
    plan = [{"at": f"{hour}:00", "title": "Talk", "words": "Small tables."} for hour in (18, 19)]
    an_event("tamworth", engagement, access=access, what_happens=plan, cost="Free", for_whom="Everyone")
    an_event("stafford", engagement, title="Somewhere else")
    a_board("over", an_engagement("over"), **closed())
    return server


def opened(browser: Browser, home: str, address: str, **how: object) -> Page:
    page = browser.new_context(base_url=home, **({"viewport": DESKTOP} | how)).new_page()  # type: ignore[arg-type]
    page.goto(address)
    return page


def test_large_figures_are_the_readers_own_and_nothing_is_downloaded_for_them():
    css = (ROOT / "static" / "vendor" / "coprod.css").read_text("utf-8")
    [font] = re.findall(r'@font-face\{font-family:"Coprod figures".*?\}', css)
    assert "U+30-39" in font and 'local("Arial Bold")' in font and "url(" not in font


@pytest.mark.browser
@pytest.mark.parametrize("address", FORMS)
def test_a_form_on_a_wide_screen_is_one_column_with_what_to_know_beside_it(browser: Browser, there: str, address: str):
    page = opened(browser, there, address)
    groups = page.locator("main form .govuk-form-group").filter(visible=True)
    outer = [box for box in (group.bounding_box() for group in groups.all()) if box]
    assert outer and len({round(box["x"]) for box in outer if box["width"] > MEASURE / 2}) == 1
    assert max(box["width"] for box in outer) <= MEASURE
    panel = page.locator("main .panel").filter(visible=True).first.bounding_box()
    assert panel["x"] > max(box["x"] + box["width"] for box in outer) and panel["x"] + panel["width"] > 1200
    page.context.close()


@pytest.mark.browser
def test_an_event_is_printed_on_one_sheet_and_leads_nowhere_else(browser: Browser, there: str):
    page = opened(browser, there, "/events/tamworth")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for shown in ("When and where", "What happens", "Access"):
        expect(page.get_by_role("heading", name=shown)).to_be_visible()
    expect(page.get_by_text("Testshire SEND Partnership").first).to_be_visible()
    for hidden in (".top__nav", ".top__exit", ".back", ".ticket", ".more", ".help", ".foot", ".cards", ".govuk-button"):
        assert page.locator(hidden).filter(visible=True).count() == 0, hidden
    for ground in ("html", "body"):
        expect(page.locator(ground)).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    sheet = page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "1cm"))
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    page.context.close()


@pytest.mark.browser
def test_forced_colours_keep_the_mark_and_show_drawings_and_what_is_chosen(browser: Browser, there: str):
    page = opened(browser, there, "/?for=young", forced_colors="active", color_scheme="dark")
    expect(page.locator(".top__name svg")).to_be_visible()
    ground, drawing, chosen, other = page.evaluate("""() => [
      getComputedStyle(document.body).backgroundColor,
      getComputedStyle(document.querySelector(".facts .icon")).stroke,
      ...["[aria-current]", "a:not([aria-current])"].map(
        (which) => getComputedStyle(document.querySelector(`.who ${which}`)).outlineStyle)]""")
    assert drawing != ground and drawing != "rgb(20, 80, 62)"
    assert (chosen, other) == ("solid", "none")
    page.context.close()
