"""A lead writes a reply with a quote, a colleague publishes it, a young person reads what came of their words."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from at_a_desk import at_the_desk, is_well
from builders import a_user, saved
from coprod.boards.models import Board
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.permissions import Role
from coprod.themes.code_text import Said, code_text
from holding_codes import CODE, a_received_note
from replying import a_decided_theme, colleague, said_in

pytestmark = pytest.mark.browser


def test_from_words_to_what_came_of_them(
    phone: Page, browser: Browser, app: Flask, server: str, request: pytest.FixtureRequest
):
    # Without a script nothing can look for what axe finds; the pages are the same.
    well = (lambda page: None) if "nojs" in request.node.name else is_well
    waits = a_decided_theme("Long waits")
    for number in range(20):
        said_in(waits, f"Waiting is hard, {number}", good=False)
    said = on_the_board("I was 11 when we asked for help and now im 13")
    code_text(said.id, Said({waits.id: None}, good_quote=True), by=a_user("analyst").id, seen=said.moves_made)
    db.session.commit()
    colleague()
    lead, second = a_user(Role.ENGAGEMENT_LEAD), a_user(Role.ENGAGEMENT_LEAD, "second@example.org")

    phone.goto("/you-said-we-did")
    expect(phone.get_by_role("heading", name="There is nothing here yet")).to_be_visible()
    well(phone)

    desk = at_the_desk(browser, app, server, lead)
    desk.goto("/staff/replies")
    is_well(desk)
    desk.get_by_role("main").get_by_role("link", name="The refresh").click()
    desk.get_by_label("What did you do? In one line").fill("Two new teams, so that the wait is shorter")
    desk.get_by_role("button", name="Begin").click()
    expect(desk.get_by_role("alert")).to_contain_text("Choose one theme or more")
    is_well(desk)
    desk.get_by_label("Long waits: now").check()
    desk.get_by_role("button", name="Begin").click()
    desk.get_by_role("textbox", name="What did you do, in plain words?").fill(
        "The wait was **104 weeks** in April. It is 97 now."
    )
    desk.get_by_label("Does it run late? Say why").fill("We could not find enough speech therapists. That is on us.")
    first = desk.get_by_role("checkbox").nth(1)
    expect(desk.locator(".quotes-to-pick label").first).to_contain_text("I was 11 when we asked")
    first.check()
    desk.get_by_label("Picture, row 1").select_option("clock")
    desk.get_by_label("Sentence, row 1").fill("You wait less than before.")
    is_well(desk)
    desk.get_by_role("button", name="Save and look at it").click()
    expect(desk.get_by_role("heading", name="How it will look")).to_be_visible()
    is_well(desk)
    desk.get_by_role("button", name="It is ready: ask a colleague").click()
    expect(desk.get_by_text("You wrote it last, so a colleague publishes it")).to_be_visible()

    other = at_the_desk(browser, app, server, second)
    other.goto("/staff/replies")
    expect(other.get_by_text("Waits for a second person")).to_be_visible()
    is_well(other)
    other.get_by_role("link", name="Two new teams, so that the wait is shorter").click()
    other.get_by_role("button", name="Publish it").click()
    expect(other.get_by_text("Everyone can read it now.")).to_be_visible()
    is_well(other)

    phone.goto("/you-said-we-did")
    expect(phone.get_by_text("I was 11 when we asked for help")).to_be_visible()
    expect(phone.get_by_text("A young person", exact=True)).to_be_visible()
    well(phone)
    phone.get_by_role("link", name="Two new teams, so that the wait is shorter", exact=True).click()
    expect(phone).to_have_url(re.compile("/you-said-we-did/[0-9a-z]{13}$"))
    expect(phone.get_by_text("You wait less than before.")).to_be_visible()
    well(phone)

    phone.goto("/boards/better")
    expect(phone.get_by_text("What came of it: Two new teams, so that the wait is shorter")).to_be_visible()
    well(phone)

    phone.goto("/receipt")
    phone.get_by_label("Your code").fill(CODE)
    phone.get_by_role("button", name="Show me").click()
    expect(phone.locator(".headline")).to_have_text(
        "Your words are in Long waits. We decided: now. We are doing it, and it is late."
    )
    expect(phone.get_by_role("heading", name="Our reply to you")).to_be_visible()
    well(phone)
    phone.get_by_role("link", name="Read our reply").click()
    expect(phone.get_by_role("heading", name="Two new teams, so that the wait is shorter")).to_be_visible()
    for page in ("/", "/engagements/for-better"):
        phone.goto(page)
        expect(phone.get_by_role("link", name="Two new teams, so that the wait is shorter", exact=True)).to_be_visible()
        well(phone)
    desk.context.close(), other.context.close()


def on_the_board(words: str) -> Submission:
    """A young person's note, approved."""
    said = a_received_note(words, db.session.query(Board).first(), audience="young_person")
    said.approve(by=a_user("moderator").id)
    return saved(said)
