"""The desk of a moderator in little room, on paper, in large letters and in an old browser: the words stay in sight."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from browsers import CHROMIUM, CHROMIUM_ARGS, PHONE
from builders import a_partnership
from moderating import LAPTOP, a_rude_one, notes, sign_in

pytestmark = pytest.mark.browser


def test_a_reason_that_is_missing_is_said_and_the_bar_stays_as_high_as_it_was(desk: Page, app, server):
    [one, *_] = notes(3)
    desk.set_viewport_size(LAPTOP)
    sign_in(desk, app, server)
    desk.goto(f"/staff/moderation/{one.public_id}")
    desk.get_by_role("button", name="Reject").click()
    expect(desk.locator(".govuk-error-summary")).to_be_focused()
    expect(desk.get_by_role("link", name="Choose why it cannot be used")).to_be_in_viewport()
    reason = desk.get_by_label("Why it cannot be used")
    expect(reason).to_have_accessible_description("Error: Choose why it cannot be used")
    assert reason.locator(":checked").inner_text() == "Choose a reason"
    assert desk.locator(".decide-bar").bounding_box()["height"] < 70


def test_the_words_stay_in_sight_beside_all_that_can_be_opened_beneath_them(desk: Page, app, server):
    [one, *_] = notes(3)
    desk.set_viewport_size(LAPTOP)
    sign_in(desk, app, server)
    desk.goto(f"/staff/moderation/{one.public_id}")
    for name in ("Hide other words", "Add a note for the team"):
        desk.get_by_text(name, exact=True).click()
    pane = desk.locator("[data-scrolls]").bounding_box()
    for field in ("Other words to hide", "A note for the team"):
        desk.get_by_label(field).fill("Penhallow")
        words, typed = desk.locator(".words").bounding_box(), desk.get_by_label(field).bounding_box()
        assert pane["y"] <= words["y"], field
        assert words["y"] + words["height"] <= typed["y"], (
            field
        )  # the end of the words too, and no field lies under them
        assert typed["y"] + typed["height"] <= pane["y"] + pane["height"], field


def test_on_paper_stand_the_words_and_no_buttons_and_what_is_covered_stays_covered(desk: Page, app, server):
    [one, *_], rude = notes(3), a_rude_one()
    sign_in(desk, app, server)
    desk.emulate_media(media="print")
    desk.goto(f"/staff/moderation/{one.public_id}")
    expect(desk.locator(".words")).to_be_visible()
    for left_out in ("main button:not(.said)", "main select", ".hide-it", ".list-pane", ".more-to-hide"):
        assert desk.locator(left_out).filter(visible=True).count() == 0, left_out
    desk.goto("/staff/moderation")
    expect(desk.locator(".rows .said")).to_have_count(4)
    for row in desk.locator(".rows .said").all():
        expect(row).to_be_visible()
    expect(desk.get_by_text("Nothing is open")).not_to_be_visible()
    desk.goto(f"/staff/moderation/{rude.public_id}")
    expect(desk.locator(".words")).not_to_be_visible()
    expect(desk.get_by_text("Show the words and how they will read")).to_be_visible()


def test_with_letters_of_twice_the_size_a_row_of_the_list_still_says_something(browser: Browser, app, server):
    notes(3)
    args = [*CHROMIUM_ARGS, "--blink-settings=defaultFontSize=32"]
    large = browser.browser_type.launch(executable_path=CHROMIUM, args=args)
    page = large.new_context(base_url=server, viewport=PHONE).new_page()
    sign_in(page, app, server)
    page.goto("/staff/moderation")
    for said in page.locator(".rows .said").all():
        assert said.evaluate("said => said.scrollWidth <= said.clientWidth")
    large.close()


@pytest.mark.parametrize("script", [True, False], ids=["js", "nojs"])
def test_a_browser_without_has_does_not_offer_to_approve_what_is_covered(browser: Browser, app, server, script):
    a_partnership()
    rude = a_rude_one()
    context = browser.new_context(base_url=server, viewport=LAPTOP, java_script_enabled=script)
    page = context.new_page()

    def as_old_as_that(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(":has(", ":knows-nothing-of("))

    page.route("**/*.css", as_old_as_that)
    sign_in(page, app, server)
    page.goto(f"/staff/moderation/{rude.public_id}")
    approve, sentence = (
        page.get_by_role("button", name="Approve", exact=True),
        page.get_by_text("Show the words to app"),
    )
    expect(sentence).to_be_visible()
    expect(approve).not_to_be_visible()
    if script:
        page.get_by_text("Show the words and how").click()
    else:
        page.get_by_role("button", name="See how it will read").click()
    expect(page.locator(".words")).to_be_visible()
    expect(approve).to_be_visible()
    expect(sentence).not_to_be_visible()
    context.close()
