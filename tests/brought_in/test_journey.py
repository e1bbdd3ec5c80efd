"""From a file to the feedback log: looked at, brought in, one text approved, put into a theme, and found in the log."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accessibility import problems
from builders import a_board, a_partnership, a_theme, a_user, an_engagement, staff_session
from coprod.database import db

pytestmark = [pytest.mark.browser, pytest.mark.long]

FILE = (
    "Compliment;Date;Who said it;E-mail\r\n"
    '"The driver was kind.\r\nShe waited for us.";3/4/2026;Mum;a@example.org\r\n'
    ";3/4/2026;Mum;b@example.org\r\n"
    "Quick answer;soon;Teacher;c@example.org\r\n"
    "Somebody listened to us;5/4/2026;Teacher;d@example.org\r\n"
)


def test_from_a_file_to_the_feedback_log(desk: Page, app, server: str, tmp_path: Path):
    a_partnership()
    a_board(engagement=an_engagement())
    a_theme("Kindness")
    cookie = app.session_interface.get_signing_serializer(app).dumps(staff_session(a_user("engagement_lead")))
    desk.context.add_cookies([{"name": "coprod", "value": cookie, "url": server}])
    cards = tmp_path / "cards.csv"
    cards.write_bytes(FILE.encode("cp1252"))

    desk.goto("/staff/engagements/refresh")
    desk.get_by_role("link", name="Bring in what people said elsewhere").click()
    expect(desk.get_by_role("heading", name="What people said elsewhere")).to_be_visible()
    assert_good_at_every_width(desk)
    desk.get_by_label("The file").set_input_files(cards)
    desk.get_by_role("button", name="Look at it first").click()
    expect(desk.get_by_role("link", name="Give it a name")).to_be_visible()
    desk.get_by_label("The file").set_input_files(cards)
    desk.get_by_label("What is it called?").fill("Short breaks cards")
    desk.get_by_label("What kind of thing is it?").select_option("Compliments")
    desk.get_by_label("Who collected it, and how?").fill("The short breaks team, on cards")
    desk.get_by_role("button", name="Look at it first").click()

    expect(desk.get_by_role("heading", name="2 texts would come in")).to_be_visible()
    expect(desk.get_by_text("Line 4: There are no words in it")).to_be_visible()
    expect(desk.get_by_text("Line 5: Its date cannot be read")).to_be_visible()
    expect(desk.get_by_text("who somebody is: E-mail")).to_be_visible()
    assert_good_at_every_width(desk)
    desk.get_by_role("button", name="Bring them in").click()
    expect(desk.get_by_text("2 texts are in.")).to_be_visible()
    assert problems(desk) == []

    desk.get_by_role("link", name="Read what waits: compliments").click()
    desk.get_by_role("button", name="Start with the oldest").click()
    expect(desk.get_by_text("She waited for us.").first).to_be_visible()
    desk.get_by_role("button", name="Approve", exact=True).click()
    expect(desk.get_by_text("Somebody listened to us").first).to_be_visible()
    db.session.rollback()

    desk.goto("/staff/themes/refresh?source=compliments")
    desk.get_by_role("link", name="The driver was kind.").click()
    desk.get_by_role("combobox", name="Themes").fill("Kindness")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Take off: Kindness")).to_be_visible()
    desk.get_by_role("button", name="Save and next").click()
    expect(desk.get_by_text("Everything here is read.")).to_be_visible()
    desk.goto("/staff/feedback-log?source=compliments")
    row = desk.get_by_role("row", name="The driver was kind.")
    expect(row).to_contain_text("Brought in")
    expect(row).to_contain_text("compliments")
    expect(row).to_contain_text("Kindness")


def assert_good_at_every_width(desk: Page) -> None:
    for width in (320, 390, 1280):
        desk.set_viewport_size({"width": width, "height": 800})
        assert desk.evaluate("document.documentElement.scrollWidth") <= width, (width, desk.url)
    assert problems(desk) == []
