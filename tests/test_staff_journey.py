"""A day of the staff, at a desk: reading, deciding, safeguarding, the log, and a board from draft to closed."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Download, Locator, Page, expect

from builders import PASSWORD, a_board, a_note, a_partnership, a_user, an_app, an_approved_note, an_engagement
from coprod.accounts.second_step import code_now
from coprod.audit import Record
from coprod.database import db, uk_today

pytestmark = pytest.mark.browser


def sign_in(desk: Page, role: str) -> None:
    """By the form, as that role."""
    db.session.rollback()  # the server has written since
    user = a_user(role)
    key = an_app(user)
    desk.goto("/staff/sign-in")
    desk.get_by_label("Email").fill(user.email)
    desk.get_by_label("Password", exact=True).fill(PASSWORD)
    desk.get_by_role("button", name="Sign in").click()
    desk.get_by_label("Six numbers from your app").fill(code_now(key))
    desk.get_by_role("button", name="Continue").click()
    expect(desk.get_by_role("heading", name=re.compile(f", {user.name}$"))).to_be_visible()


def sign_out(desk: Page) -> None:
    desk.goto("/staff")
    desk.get_by_role("button", name="Sign out").click()
    expect(desk.get_by_role("button", name="Sign out")).to_have_count(0)


def start_reading(desk: Page, words: str) -> Locator:
    """Open the contribution that starts with these words, from the queue; gives the form to decide."""
    desk.goto("/staff/moderation")
    desk.get_by_role("listitem").filter(has_text=words).get_by_role("button").click()
    return desk.get_by_role("form", name=re.compile("^Decide"))


@pytest.mark.long
def test_moderator_reads_and_decides(desk: Page):
    a_partnership()
    board = a_board()
    for words in ("Mia cries at lunch. It is too loud", "Buy my book", "He hits me at home"):
        a_note(words, board)
    sign_in(desk, "moderator")
    desk.get_by_role("link", name="Start reading").click()
    expect(desk.get_by_text("3 waiting. Oldest first.")).to_be_visible()

    decide = start_reading(desk, "cries at lunch")
    decide.get_by_text("Hide other words").click()
    decide.get_by_label("Other words to hide").fill("Mia")
    decide.get_by_role("button", name="Approve").click()
    expect(desk.get_by_text("Approved.")).to_be_visible()

    decide = start_reading(desk, "Buy my book")
    decide.get_by_role("button", name="Reject").click()
    expect(desk.get_by_role("link", name="Choose why it cannot be used")).to_be_visible()
    decide.get_by_label("Why it cannot be used").select_option("Not about this")
    decide.get_by_role("button", name="Reject").click()
    expect(desk.get_by_text("Rejected.")).to_be_visible()

    start_reading(desk, "Covered until you open it").get_by_role("button", name="Escalate").click()
    desk.get_by_role("link", name="what you just decided").click()
    expect(desk.get_by_text("This is with the safeguarding lead.")).to_be_visible()
    expect(desk.get_by_text("He hits me")).to_have_count(0)
    desk.goto("/staff/moderation")
    expect(desk.get_by_text("Everything has been read.")).to_be_visible()

    desk.goto("/boards/better")
    expect(desk.locator(".note__words")).to_have_text(["[name removed] cries at lunch. It is too loud"])
    sign_out(desk)
    sign_in(desk, "safeguarding_lead")
    desk.get_by_role("link", name="Safeguarding", exact=True).click()
    expect(desk.get_by_text("He hits me")).to_have_count(0)
    desk.get_by_role("link", name=re.compile("^Concern")).click()
    expect(desk.locator(".words")).to_have_text(re.compile("^He hits me.* at home"))


def test_analyst_sorts_and_downloads_what_was_heard(desk: Page, tmp_path: Path):
    a_partnership()
    board = a_board()
    an_approved_note("Quiet rooms, naïve or not", board, audience="young_person")
    an_approved_note("=More buses", board, audience="parent_carer")
    a_note("Nobody read this yet", board)
    sign_in(desk, "analyst")
    desk.get_by_role("link", name="Feedback log").click()
    rows = desk.get_by_role("row").filter(has=desk.get_by_role("checkbox"))
    expect(rows).to_have_count(2)
    desk.get_by_role("link", name="Themes, and reading one by one").click()
    desk.get_by_role("link", name="The refresh").click()
    desk.get_by_role("link", name="Make one").click()
    desk.get_by_label("Name of the theme").fill("Calm places")
    desk.get_by_role("button", name="Make this theme").click()
    expect(desk.get_by_text("“Calm places” is ready.")).to_be_visible()

    desk.get_by_role("link", name="Feedback log").first.click()
    desk.get_by_label("Who said it").select_option("A young person")
    desk.get_by_role("button", name="Show these").click()
    expect(rows).to_have_count(1)
    rows.get_by_role("checkbox").check()
    desk.get_by_role("button", name="Add to theme").click()
    expect(rows).to_contain_text("Calm places")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="CSV", exact=True).click()
    assert downloaded(download.value, tmp_path) == [["Quiet rooms, naïve or not", "Calm places"]]

    desk.get_by_role("link", name="Clear all").click()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="CSV", exact=True).click()
    heard = {words for words, _ in downloaded(download.value, tmp_path)}  # those of one day stand by chance
    assert heard == {"'=More buses", "Quiet rooms, naïve or not"}
    db.session.rollback()
    records = db.session.query(Record).filter_by(action="downloaded").order_by(Record.id)
    assert [record.details["filters"] for record in records] == [{"audience": "young_person"}, {}]


def downloaded(download: Download, folder: Path) -> list[list[str]]:
    """The words and the themes in a CSV file, as a spreadsheet reads it."""
    download.save_as(folder / "log.csv")
    with (folder / "log.csv").open(encoding="utf-8-sig", newline="") as file:
        return [[row["What was said"], row["Themes"]] for row in csv.DictReader(file)]


def test_engagement_lead_makes_opens_extends_and_closes_a_board(desk: Page):
    a_partnership()
    an_engagement()
    next_year = uk_today().year + 1
    sign_in(desk, "engagement_lead")
    desk.get_by_role("navigation", name="Staff", exact=True).get_by_role("link", name="Engagements").click()
    desk.get_by_role("link", name="The refresh").click()
    desk.get_by_role("link", name="New board").click()
    for label, typed in {
        "Question": "What would make lunch better?",
        "Title": "Better lunchtimes",
        "Summary": "Tell us about lunch.",
        "Who reads what people say?": "The SEND engagement team",
        "Why do you ask?": "To find out what to change",
        "How do you make it safe to say something?": "No name is asked for",
        "In which ways can people say it?": "Write it, or ring us",
        "What can change because of it?": "What comes first",
    }.items():
        desk.get_by_label(label).fill(typed)
    desk.get_by_label("Children and young people").check()
    desk.get_by_role("button", name="Save and preview").click()
    expect(desk.get_by_role("link", name="Enter the last day")).to_be_visible()
    expect(desk.get_by_label("Title")).to_have_value("Better lunchtimes")
    fill_date(desk, 11, 12, next_year)
    desk.get_by_role("button", name="Save and preview").click()
    expect(desk.get_by_text("Only staff can see this.")).to_be_visible()
    expect(desk.get_by_role("heading", name="What would make lunch better?")).to_be_visible()

    desk.get_by_role("link", name="Back to its page").click()
    expect(desk.get_by_text("Draft now")).to_be_visible()
    desk.get_by_role("link", name="Fill in the first").click()
    desk.get_by_label("Lawful basis").select_option("public_task")
    desk.get_by_role("button", name="Save").click()
    desk.get_by_role("link", name="Better lunchtimes", exact=True).click()
    desk.get_by_role("button", name="It is ready").click()
    desk.get_by_role("link", name="Open it").click()
    desk.get_by_label("Now", exact=True).check()
    desk.get_by_role("button", name="Open it").click()
    expect(desk.get_by_text(f"11 December {next_year}").first).to_be_visible()
    desk.get_by_role("link", name="Give people more time").click()
    fill_date(desk, 18, 12, next_year)
    desk.get_by_label("Why do people get more time?").fill("Two schools asked for another week")
    desk.get_by_role("button", name="Extend").click()
    expect(desk.get_by_text(f"18 December {next_year}").first).to_be_visible()
    desk.goto("/boards/better-lunchtimes/add")
    expect(desk.get_by_role("button", name="Put it on the board")).to_be_visible()

    desk.goto("/staff/engagements/refresh")
    desk.get_by_role("link", name="Better lunchtimes", exact=True).click()
    desk.get_by_role("link", name="Close it now").click()
    desk.get_by_label("Why does it close now?").fill("The hall is no longer free")
    desk.get_by_role("button", name="Close").click()
    expect(desk.get_by_text("Closed now")).to_be_visible()
    desk.goto("/boards/better-lunchtimes")
    expect(desk.get_by_text("Closed at")).to_be_visible()
    expect(desk.get_by_text("Why: The hall is no longer free")).to_be_visible()
    expect(desk.get_by_role("button", name="Put it on the board")).to_have_count(0)


def fill_date(desk: Page, *numbers: int) -> None:
    for label, number in zip(("Day", "Month", "Year"), numbers, strict=True):
        desk.get_by_label(label, exact=True).fill(str(number))
