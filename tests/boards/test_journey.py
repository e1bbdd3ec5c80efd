"""A young person's thirty seconds, on a phone, with and without JavaScript; and what stands on the first screen."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from browsers import PHONE, until
from builders import a_board, a_partnership, an_approved_note
from coprod.boards.models import Note
from coprod.database import db

pytestmark = pytest.mark.browser

IDEA = "More clubs that are ok with wheelchairs"
SMALL = {"width": 320, "height": 256}  # a laptop at 400 %


def the_note() -> Note:
    db.session.rollback()
    return db.session.query(Note).one()


def top(page: Page, what: str) -> float:
    """How far below the top of the window it begins, in pixels."""
    return page.locator(what).first.bounding_box()["y"]


def test_writes_on_the_board_itself_and_gets_a_code(phone: Page):
    a_partnership()
    a_board()
    phone.goto("/boards/better")
    phone.get_by_label("What would make school better?").fill(IDEA)
    phone.get_by_label("I am").select_option("A young person")
    phone.get_by_role("button", name="Put it on the board").click()
    if phone.get_by_role("heading", name="Is your note right?").count():  # without a script it is shown back once
        phone.get_by_role("button", name="Put it on the board").first.click()
    expect(phone.get_by_role("heading", name="Thank you. We have got your note.")).to_be_visible()
    expect(phone.locator(".slip__code")).to_have_text(re.compile(r"[a-z]+ +[a-z]+ +[a-z]+ +\d{3}"))
    note = the_note()
    assert (note.submission.words, note.contribution.sharing) == (IDEA, "show")


def test_from_the_link_to_thank_you_in_five_actions(browser: Browser, server: str):
    a_partnership()
    a_board()
    context = browser.new_context(base_url=server, viewport=PHONE)
    page = context.new_page()
    page.goto("/boards/better")
    page.get_by_label("What would make school better?").click()
    page.keyboard.type(IDEA)
    page.get_by_label("Green").check(force=True)
    page.get_by_role("button", name="Only for the team").click()
    expect(page.get_by_role("heading", name="Thank you. We have got your note.")).to_be_visible()
    until(page, "Object.keys(sessionStorage).every(key => !key.startsWith('note'))")  # nothing of it stays
    note = the_note()
    assert (note.submission.words, note.colour, note.contribution.sharing) == (IDEA, 4, "team")
    context.close()


def test_a_press_before_the_token_came_sends_it_once(browser: Browser, server: str):
    a_partnership()
    a_board()
    context = browser.new_context(base_url=server, viewport=PHONE)
    page = context.new_page()
    page.route("**/token", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.goto("/boards/better")
    page.get_by_label("What would make school better?").fill(IDEA)
    page.get_by_role("button", name="Put it on the board").dblclick()
    expect(page.get_by_role("heading", name="Thank you. We have got your note.")).to_be_visible()
    assert the_note().submission.words == IDEA
    context.close()


def test_when_the_token_does_not_come_it_is_shown_back_and_nothing_is_lost(browser: Browser, server: str):
    a_partnership()
    a_board()
    context = browser.new_context(base_url=server, viewport=PHONE)
    page = context.new_page()
    page.route("**/token", lambda route: route.abort())
    page.goto("/boards/better")
    page.get_by_label("What would make school better?").fill(IDEA)
    page.get_by_role("button", name="Only for the team").click()
    expect(page.get_by_role("heading", name="Is your note right?")).to_be_visible()
    page.get_by_role("button", name="Only for the team").first.click()
    expect(page.get_by_role("heading", name="Thank you. We have got your note.")).to_be_visible()
    assert the_note().contribution.sharing == "team"
    context.close()


def test_what_is_typed_waits_when_the_page_is_left_and_counts_what_is_left(browser: Browser, server: str):
    a_partnership()
    a_board()
    context = browser.new_context(base_url=server, viewport=PHONE)
    page = context.new_page()
    page.goto("/boards/better")
    box = page.get_by_label("What would make school better?")
    box.fill("x" * 100)
    assert page.locator("#words-info").bounding_box()["height"] <= 1
    box.fill("🙂" * 450)
    expect(page.locator("#words-info")).to_have_text("You have 50 characters remaining")
    page.reload()
    assert box.input_value() == "🙂" * 450
    context.close()


def test_box_and_send_are_on_the_first_screen_and_a_note_peeps_in(browser: Browser, server: str):
    a_partnership()
    an_approved_note("a lift that works", a_board())
    context = browser.new_context(base_url=server, viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    for address in ("/boards/better", "/boards/better/add"):
        page.goto(address)
        assert top(page, "#words") <= 230, address
        send = page.locator(".ask__send").bounding_box()
        assert send["y"] + send["height"] <= 640, address
        assert top(page, "#safe") < send["y"]
    page.goto("/boards/better")
    assert top(page, ".note") < PHONE["height"]
    page.set_viewport_size(SMALL)
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    context.close()


def test_is_told_what_is_missing_and_loses_nothing(phone: Page):
    a_partnership()
    a_board()
    phone.goto("/boards/better/add")
    phone.get_by_label("I am").select_option("A parent or carer")
    phone.get_by_role("button", name="Put it on the board").click()
    expect(phone).to_have_title(re.compile("^Error: "))
    phone.get_by_role("link", name="Write something on your note").click()
    expect(phone.get_by_label("What would make school better?")).to_be_focused()
    expect(phone.get_by_label("I am")).to_have_value("parent_carer")


@pytest.fixture
def writer(browser: Browser, server: str) -> Iterator[Page]:
    """A phone with the board open, and something typed in its box."""
    a_partnership()
    a_board()
    a_board("other", question="What else?")
    context = browser.new_context(base_url=server, viewport=PHONE)
    page = context.new_page()
    page.goto("/boards/better")
    page.get_by_label("What would make school better?").fill(IDEA)
    yield page
    context.close()


def test_exit_leaves_nothing_of_what_was_typed(writer: Page):
    writer.route("**/weather", lambda route: route.fulfill(body="Sunny"))
    writer.wait_for_load_state("networkidle")
    writer.get_by_role("link", name="Exit").click()
    expect(writer.get_by_text("Sunny")).to_be_visible()
    writer.goto("/boards/better")
    expect(writer.get_by_label("What would make school better?")).to_have_value("")
    assert writer.evaluate("Object.keys(sessionStorage)") == []


def test_enter_on_a_colour_sends_nothing(writer: Page):
    writer.get_by_label("Green").focus()
    writer.keyboard.press("Enter")
    writer.wait_for_timeout(300)
    assert writer.url.endswith("/boards/better") and db.session.query(Note).count() == 0
    writer.get_by_role("button", name="Only for the team").click()
    expect(writer.get_by_role("heading", name="Thank you. We have got your note.")).to_be_visible()
    assert the_note().contribution.sharing == "team"


def test_what_was_pressed_last_counts_while_the_token_is_awaited(browser: Browser, server: str):
    a_partnership()
    a_board()
    context = browser.new_context(base_url=server, viewport=PHONE)
    page = context.new_page()
    page.route("**/token", lambda route: (page.wait_for_timeout(600), route.continue_()))
    page.goto("/boards/better")
    page.get_by_label("What would make school better?").fill(IDEA)
    page.evaluate("for (const way of ['show', 'team']) document.querySelector(`[name=sharing][value=${way}]`).click()")
    expect(page.get_by_role("heading", name="Thank you. We have got your note.")).to_be_visible()
    assert the_note().contribution.sharing == "team"
    context.close()


def test_back_from_thank_you_finds_an_empty_box_and_another_board_keeps_its_words(writer: Page):
    writer.goto("/boards/other")
    writer.get_by_label("What else?").fill("Nothing")
    writer.get_by_role("button", name="Put it on the board").click()
    expect(writer.get_by_role("heading", name="Thank you. We have got your note.")).to_be_visible()
    until(writer, "sessionStorage['sent /boards/other question']")
    writer.go_back()
    expect(writer.get_by_label("What else?")).to_have_value("")
    writer.goto("/boards/better")
    expect(writer.get_by_label("What would make school better?")).to_have_value(IDEA)


def three_questions() -> None:
    a_partnership()
    board = a_board(questions=["What helps?", "What gets in the way?", "What is missing?"])
    an_approved_note("a lift that works", board)
    an_approved_note("stairs everywhere", board, part="question-2")


def test_goes_from_one_question_to_the_next(phone: Page):
    three_questions()
    phone.goto("/boards/better")
    phone.get_by_role("link", name=re.compile("2.*What gets in the way")).click()
    box = phone.get_by_label("What gets in the way?")
    expect(box).to_be_visible()
    expect(phone.get_by_text("Question 2 of 3")).to_be_visible()
    expect(phone.get_by_text("stairs everywhere")).to_be_visible()
    expect(phone.get_by_text("a lift that works")).to_have_count(0)
    box.fill(IDEA)
    phone.get_by_role("button", name="Only for the team").click()
    if phone.get_by_role("heading", name="Is your note right?").count():  # without a script it is shown back once
        phone.get_by_role("button", name="Only for the team").first.click()
    expect(phone.get_by_role("heading", name="Thank you. We have got your note.")).to_be_visible()
    assert the_answer().submission.prompt == "What gets in the way?"
    phone.get_by_role("link", name="Answer the next question").click()
    expect(phone.get_by_label("What is missing?")).to_be_visible()
    expect(phone.get_by_text("Question 3 of 3")).to_be_visible()


def the_answer() -> Note:
    db.session.rollback()
    return db.session.query(Note).order_by(Note.id.desc()).limit(1).one()


def test_what_is_typed_under_one_question_waits_there_and_does_not_move_to_another(browser: Browser, server: str):
    three_questions()
    context = browser.new_context(base_url=server, viewport=PHONE)
    page = context.new_page()
    page.goto("/boards/better")
    page.get_by_label("What helps?").fill(IDEA)
    page.get_by_role("link", name=re.compile("2.*What gets in the way")).click()
    expect(page.get_by_label("What gets in the way?")).to_have_value("")
    page.get_by_role("link", name=re.compile("1.*What helps")).click()
    expect(page.get_by_label("What helps?")).to_have_value(IDEA)
    context.close()


@pytest.mark.parametrize("address", ["/boards/better", "/boards/better?question=question-2", "/boards/better/add"])
def test_the_first_screen_of_several_questions(browser: Browser, server: str, address: str):
    three_questions()
    context = browser.new_context(base_url=server, viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    assert top(page, "#words") <= 300
    send = page.locator(".ask__send").bounding_box()
    assert send["y"] + send["height"] <= 740
    for link in page.locator(".which a").all():
        assert min(link.bounding_box()["width"], link.bounding_box()["height"]) >= 44
    assert Axe().run(page).response["violations"] == []
    page.set_viewport_size(SMALL)
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    context.close()
