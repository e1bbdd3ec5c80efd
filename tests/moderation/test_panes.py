"""The desk of a moderator: what is decided together is seen together, and nothing moves under who reads."""

import pytest
from playwright.sync_api import Browser, Page, expect

from accessibility import problems
from browsers import DESKTOP, PHONE, until
from builders import a_board, a_partnership, a_submission, a_user, saved, staff_session
from coprod.database import db
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from moderating import LAPTOP, a_rude_one, notes, sign_in

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 640}
ZOOMED_IN = {"width": 320, "height": 256}  # 1280 pixels wide at 400 %


def is_within(page: Page, selector: str) -> bool:
    """Whether all of it is inside the window."""
    return page.locator(selector).evaluate(
        "e => { const r = e.getBoundingClientRect();"
        " return r.top >= 0 && r.left >= 0 && r.bottom <= innerHeight && r.right <= innerWidth && r.height > 0; }"
    )


def place(page: Page) -> dict[str, float]:
    """Where the page has been scrolled to, and where its decide bar stands."""
    return page.evaluate(
        "() => { const {top, bottom, left, right} = document.querySelector('.decide-bar').getBoundingClientRect();"
        " return {top, bottom, left, right, scrolled: scrollY}; }"
    )


TO_LOOK = 520  # milliseconds: new words are there half a second before a key decides on them


@pytest.mark.long
@pytest.mark.parametrize(("size", "number"), [(LAPTOP, 21), (DESKTOP, 6)], ids=["laptop", "desktop"])
def test_twenty_notes_by_keys_alone_and_nothing_moves(desk: Page, app, server, size, number):
    made = notes(number)
    desk.set_viewport_size(size)
    sign_in(desk, app, server)
    desk.goto("/staff/moderation")
    desk.keyboard.press("n")
    expect(desk).to_have_url(f"{server}/staff/moderation/{made[0].public_id}")
    first = place(desk)
    assert first["scrolled"] == 0
    for done, following in zip(made, made[1:], strict=False):
        if desk.locator(".cover--both:not([open])").count():
            desk.keyboard.press("a")  # the first one only shows the words
            assert place(desk) == first, done.words
        # Of long words one press brings the end into view, and of how they will read another.
        for _ in range(3 if len(done.words) > 500 else 1):
            desk.wait_for_timeout(TO_LOOK)
            if desk.locator(f"#s{done.public_id}").count():
                assert place(desk) == first, done.words
                desk.keyboard.press("a")
        expect(desk.locator(f"#s{following.public_id}")).to_be_visible()
        expect(desk.locator("[aria-keyshortcuts=a]")).to_have_count(1)
        assert place(desk) == first, done.words
    db.session.rollback()
    assert [db.session.get_one(Submission, s.id).status for s in made] == [Status.APPROVED] * (number - 1) + [
        Status.PENDING
    ]


def test_what_was_written_how_it_will_read_and_the_decide_bar_are_in_view_together(desk: Page, app, server):
    [one, *_] = notes(12)
    desk.set_viewport_size(LAPTOP)
    sign_in(desk, app, server)
    desk.goto(f"/staff/moderation/{one.public_id}")
    for selector in (".words", "[data-reads]", ".decide-bar", ".finds li:last-child"):
        assert is_within(desk, selector), selector
    assert desk.locator(".decide-bar").bounding_box()["height"] < 70
    covered = desk.evaluate(
        "() => { const bar = document.querySelector('.decide-bar').getBoundingClientRect();"
        " return document.querySelector('[data-scrolls]').getBoundingClientRect().bottom > bar.top + 1; }"
    )
    assert not covered  # it lies over nothing


def test_ten_rows_beside_the_one_that_is_open(desk: Page, app, server):
    [one, *_] = notes(30)
    desk.set_viewport_size(DESKTOP)
    sign_in(desk, app, server)
    desk.goto(f"/staff/moderation/{one.public_id}")
    rows = desk.locator(".rows > li")
    bottom = desk.locator("[data-list]").evaluate("list => list.getBoundingClientRect().bottom")
    boxes = [row.bounding_box() for row in rows.all()]
    assert sum(box["y"] + box["height"] <= bottom for box in boxes) >= 10
    assert is_within(desk, ".rows > li:nth-child(10)")
    cut = [box["height"] for row, box in zip(rows.all(), boxes, strict=True) if row.locator("input").count() == 0]
    assert set(cut) == {48}


def test_each_pane_scrolls_by_itself_and_takes_the_focus(desk: Page, app, server):
    made = notes(30)
    desk.set_viewport_size(LAPTOP)
    sign_in(desk, app, server)
    desk.goto(f"/staff/moderation/{made[2].public_id}")
    for name in ("The list", "The words, and what was found"):
        pane = desk.get_by_role("region", name=name)
        pane.focus()
        desk.keyboard.press("PageDown")
        until(desk, "pane => pane.scrollTop > 0", pane.element_handle())
    assert desk.evaluate("scrollY") == 0


def test_the_list_stays_where_it_was(desk: Page, app, server):
    notes(40)
    desk.set_viewport_size(LAPTOP)
    sign_in(desk, app, server)
    desk.goto("/staff/moderation")
    scrolled = "list => list.scrollTop"
    desk.locator("[data-list]").evaluate("list => list.scrollTo(0, 300)")
    desk.locator(".rows > li:nth-child(10) .said").click()
    expect(desk.locator(".decide-bar")).to_be_visible()
    assert desk.locator("[data-list]").evaluate(scrolled) == 300
    desk.keyboard.press("j")
    expect(desk.locator(".rows > li:nth-child(11) .said")).to_be_focused()
    desk.keyboard.press("k")
    expect(desk.locator(".rows > li:nth-child(10) .said")).to_be_focused()


def test_x_ticks_and_a_number_hides(desk: Page, app, server):
    made = notes(3)
    sign_in(desk, app, server)
    desk.goto("/staff/moderation")
    for key in "jj":
        desk.keyboard.press(key)
    desk.keyboard.press("x")
    expect(desk.get_by_role("button", name="Approve the 1 ticked")).to_be_visible()
    desk.goto(f"/staff/moderation/{made[0].public_id}")
    number = desk.locator(".finds li").count()
    expect(desk.locator(".finds :checked")).to_have_count(number)
    desk.keyboard.press("1")
    expect(desk.locator(".finds :checked")).to_have_count(number - 1)
    desk.keyboard.press("9")
    expect(desk.locator(".finds :checked")).to_have_count(number - 1)


def test_under_960_pixels_the_list_and_one_of_it_are_two_pages(desk: Page, app, server):
    [one, *_] = notes(5)
    desk.set_viewport_size({"width": 959, "height": 900})
    sign_in(desk, app, server)
    desk.goto("/staff/moderation")
    expect(desk.locator(".rows")).to_be_visible()
    expect(desk.get_by_role("heading", name="Nothing is open")).not_to_be_visible()
    desk.locator(".rows .said").first.click()
    expect(desk.locator(f"#s{one.public_id}")).to_be_visible()
    expect(desk.locator(".rows")).not_to_be_visible()
    desk.get_by_role("link", name="What waits: 5").click()
    expect(desk.locator(".rows")).to_be_visible()


@pytest.mark.parametrize("size", [NARROW, PHONE, DESKTOP, LAPTOP], ids=["320", "390", "1280", "1366"])
def test_axe_finds_nothing(desk: Page, app, server, size):
    made, rude = notes(12), a_rude_one()
    desk.set_viewport_size(size)
    sign_in(desk, app, server)
    troubles = []
    for address in ("", f"/{made[0].public_id}", f"/{rude.public_id}"):
        desk.goto(f"/staff/moderation{address}")
        expect(desk.get_by_text("Keys", exact=True)).to_be_visible()
        troubles += [f"{address}: {problem}" for problem in problems(desk)]
        if desk.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            troubles.append(f"{address}: scrolls sideways")
    assert troubles == []


@pytest.mark.parametrize("colours", ["none", "active"])
def test_at_400_percent_everything_can_be_reached_and_nothing_is_covered(browser: Browser, app, server, colours):
    [one, *_] = notes(3)
    context = browser.new_context(base_url=server, viewport=ZOOMED_IN, forced_colors=colours)
    page = context.new_page()
    sign_in(page, app, server)
    page.goto(f"/staff/moderation/{one.public_id}")
    expect(page.get_by_text("Keys", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED_IN["width"]
    for name in ("Approve", "Reject", "Escalate", "Leave it"):
        button = page.get_by_role("button", name=name, exact=True)
        button.focus()
        expect(button).to_be_in_viewport(ratio=0.9)
    assert page.evaluate(
        "() => [...document.querySelectorAll('main *')].every(e => !['fixed', 'sticky'].includes("
        "getComputedStyle(e).position))"
    )
    context.close()


def test_a_key_struck_many_times_decides_on_nothing_that_nobody_saw(desk: Page, app, server):
    made = notes(6)
    sign_in(desk, app, server)
    desk.goto(f"/staff/moderation/{made[1].public_id}")
    for _ in range(4):
        desk.keyboard.press("a")
    desk.wait_for_timeout(TO_LOOK)
    db.session.rollback()
    assert {db.session.get_one(Submission, s.id).status for s in made} == {Status.PENDING}
    rude = a_rude_one()
    desk.goto(f"/staff/moderation/{rude.public_id}")
    desk.wait_for_timeout(TO_LOOK)
    desk.keyboard.press("a")
    desk.keyboard.press("a")  # the first opened the cover
    desk.wait_for_timeout(TO_LOOK)
    db.session.rollback()
    assert db.session.get_one(Submission, rude.id).status is Status.PENDING


def test_what_stands_as_hidden_after_going_back_is_hidden(desk: Page, app, server):
    [one, *_] = notes(2)
    sign_in(desk, app, server)
    desk.goto(f"/staff/moderation/{one.public_id}")
    desk.locator("[data-start] input").first.uncheck(force=True)
    desk.goto("/staff/moderation")
    desk.go_back()
    shown = "removed" in desk.locator("[data-reads]").inner_text()
    assert shown and all(box.is_checked() for box in desk.locator("[data-start] input").all())


def test_enter_on_a_tick_approves_nothing_and_tick_all_ticks_only_what_was_in_sight(desk: Page, app, server):
    a_partnership()
    board = a_board()
    made = [saved(a_submission(f"Clubs {number}", board)) for number in range(30)]
    desk.set_viewport_size(LAPTOP)
    sign_in(desk, app, server)
    desk.goto("/staff/moderation")
    tick = desk.locator("[name=ticked]").first
    tick.focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name="Tick all I have seen").click()
    ticked = sum(box.is_checked() for box in desk.locator("[name=ticked]").all())
    assert 5 <= ticked < 20
    db.session.rollback()
    assert {db.session.get_one(Submission, s.id).status for s in made} == {Status.PENDING}


def test_whoever_takes_over_words_that_were_covered_finds_them_covered(client, sign_in):
    a_partnership()
    rude = a_rude_one()
    user = sign_in("moderator")
    client.post(f"/staff/moderation/{rude.public_id}/open")
    sign_in_again = a_user("moderator", "second@example.org")
    with client.session_transaction() as session:
        session.update(staff_session(sign_in_again))
    page = client.post(f"/staff/moderation/{rude.public_id}/take-over", data={"seen": "0"}).text
    assert user.id != sign_in_again.id and "cover--both" in page and 'cover--both" open' not in page
