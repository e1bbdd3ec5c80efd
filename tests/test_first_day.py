"""A partnership runs it without us: from an empty installation to an engagement that is answered and put away.

Nobody uses a command or the database: letters come from a mail server, codes from an app, everything else from pages.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_string

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from test_mail_server import MailServer, smtp  # noqa: F401 - a mail server of our own

from browsers import DESKTOP, PHONE, watched
from builders import PASSWORD, a_user
from coprod import mail
from coprod.accounts.second_step import code_now
from coprod.database import db, uk_today
from coprod.partnership.opening import OPEN

pytestmark = [pytest.mark.browser, pytest.mark.long]

SAVE = re.compile("^(Save|Make)")

BETH, SAM = "beth.lowry@fernshire.example", "sam.ortega@fernshire.example"
JOAN, KARIM = "joan.pryce@fernshire.example", "karim.doyle@fernshire.example"
TOM, MAYA = "tom.ashby@fernshire.example", "maya.okoro@fernshire.example"
COLLEAGUES = {
    SAM: ("Sam Ortega", "Administrator"),
    JOAN: ("Joan Pryce", "Safeguarding lead"),
    KARIM: ("Karim Doyle", "Safeguarding deputy"),
    TOM: ("Tom Ashby", "Engagement lead"),
    MAYA: ("Maya Okoro", "Moderator"),
}


class Office:
    """Everybody who works there, each at a browser of their own; and the post."""

    def __init__(self, app: Flask, browser: Browser, server: str) -> None:
        self.app, self.browser, self.server = app, browser, server
        self.contexts: list[BrowserContext] = []

    def desk(self, viewport: dict[str, int] = DESKTOP) -> Page:
        context = self.browser.new_context(
            base_url=self.server, viewport=viewport, locale="en-GB", reduced_motion="reduce"
        )
        self.contexts.append(context)
        page = watched(context, self.server)
        page.set_default_timeout(10_000)
        return page

    def link_for(self, address: str) -> str:
        """What the worker sends is sent now; the path of the link in the newest letter to this address."""
        db.session.rollback()
        mail.deliver_due()
        letters = re.split(r"\ndata\n", "\n".join(MailServer.heard), flags=re.I)[1:]
        to = [message_from_string(letter.partition("\n.\n")[0]) for letter in letters if f"To: {address}" in letter]
        assert to, f"no letter for {address}"
        body = to[-1].get_payload(decode=True).decode()
        return re.search(r"https?://[^/\s]+(/\S+)", body)[1]

    def close(self) -> None:
        for context in self.contexts:
            assert all(page.troubles == [] for page in context.pages), [page.troubles for page in context.pages]
            context.close()


@pytest.fixture
def office(app: Flask, smtp: str, browser: Browser, server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:  # noqa: F811
    monkeypatch.setitem(app.config, "COPROD", replace(app.config["COPROD"], mail_url=f"smtp://{smtp}"))
    app.extensions.pop(OPEN)
    office = Office(app, browser, server)
    yield office
    office.close()


def test_from_nothing_to_answered(office: Office):
    first = a_user("admin", BETH)  # whoever installed it gave her this password, and nothing else
    beth = office.desk()
    beth.goto("/staff/sign-in")
    sign_in_first(beth, first.email)
    set_everything(beth, office)
    desks = {email: invite_and_take_up(beth, office, email) for email in COLLEAGUES}
    open_the_site(beth, office)
    engagement_from_template(desks[TOM])
    engagement_from_nothing(desks[TOM])
    a_note_is_sent_and_shown(office, desks[MAYA])
    moved_closed_answered_archived(desks[TOM], office)


def sign_in_first(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    second_step(page)


def second_step(page: Page) -> None:
    """The app is set up, and the codes are put away."""
    page.get_by_text("I cannot scan it").click()
    key = "".join(page.locator(".pairing__key span").all_inner_texts())
    page.get_by_label("Six numbers from your app").fill(code_now(key))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("^Good "))).to_be_visible()


def set_everything(beth: Page, office: Office) -> None:
    """The checklist leads from line to line."""
    expect(beth.get_by_text("The site is not open to the public yet.")).to_be_visible()
    beth.get_by_role("link", name="Go on setting up").click()
    expect(beth.get_by_text("0 of 8 things are done")).to_be_visible()

    beth.get_by_role("link", name="Names and owners").click()
    beth.get_by_label("Name of the partnership").fill("Fernshire SEND Partnership")
    beth.get_by_label("First owner").fill("Fernshire County Council")
    save(beth)
    beth.goto("/staff/set-up")
    beth.get_by_role("link", name="Help numbers").click()
    beth.get_by_role("button", name="Add a number").click()
    row = beth.locator(".rowlist > li").last
    row.get_by_label("Who it is for").fill("Do you want to talk?")
    row.get_by_label("What to do").fill("Call Childline, free,")
    row.get_by_label("Number").fill("0800 1111")
    beth.get_by_label("Phone number").fill("0555 010 200")
    beth.get_by_label("Address for letters").fill("SEND team\nCounty Hall\nFernshire")
    save(beth)
    beth.goto("/staff/set-up")
    beth.get_by_role("link", name="Privacy notice").click()
    beth.get_by_label("Your data protection officer").fill("The data protection officer, Fernshire County Council")
    today(beth)
    save(beth)
    beth.goto("/staff/set-up")
    beth.get_by_role("link", name="Accessibility statement").click()
    today(beth)
    save(beth)
    beth.goto("/staff/set-up")
    beth.get_by_role("link", name="A letter that arrives").click()
    beth.get_by_role("button", name="Send a test letter to me").click()
    beth.goto(office.link_for(BETH))
    beth.get_by_role("button", name="Yes, it arrived").click()
    beth.goto("/staff/set-up")
    expect(beth.get_by_text("6 of 8 things are done")).to_be_visible()


def today(page: Page) -> None:
    """Every date on the page is today."""
    day = uk_today()
    for name, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        for box in page.get_by_label(name, exact=True).all():
            box.fill(str(value))


def save(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Save$")).last.click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def invite_and_take_up(beth: Page, office: Office, email: str) -> Page:
    name, role = COLLEAGUES[email]
    beth.goto("/staff/people")
    form = beth.get_by_role("form", name="Invite somebody")
    form.get_by_label("Name").fill(name)
    form.get_by_label("Work email").fill(email)
    form.get_by_label(re.compile(f"^{role}")).check()
    form.get_by_role("button", name="Send the invitation").click()
    expect(beth.get_by_role("row", name=re.compile(f"^{name}.*Invited"))).to_be_visible()
    desk = office.desk()
    desk.goto(office.link_for(email))
    expect(desk.get_by_role("heading", name="You are invited")).to_be_visible()
    desk.get_by_label(re.compile("[Pp]assword")).first.fill(f"{PASSWORD} of {name}")
    desk.get_by_role("button", name="Continue").click()
    second_step(desk)
    return desk


def open_the_site(beth: Page, office: Office) -> None:
    stranger = office.desk(PHONE)
    stranger.goto("/")
    expect(stranger.get_by_role("heading", name="We are getting this site ready")).to_be_visible()
    stranger.troubles.clear()  # a browser writes 503 in its console
    beth.goto("/staff/set-up")
    expect(beth.get_by_text("8 of 8 things are done")).to_be_visible()
    beth.get_by_role("button", name="Open the site").click()
    expect(beth.get_by_text("The site is open.")).to_be_visible()
    stranger.goto("/")
    expect(stranger.get_by_role("heading", name="We are getting this site ready")).to_have_count(0)


def engagement_from_template(tom: Page) -> None:
    """A draft that is looked at, and left for later."""
    new_engagement(tom, "The new SEND plan", "Listen, check back, decide")
    expect(tom.get_by_role("region", name="Activities").get_by_role("row")).to_have_count(8)


def engagement_from_nothing(tom: Page) -> None:
    """One board, brought from an empty draft to open by what its checklist asks for."""
    new_engagement(tom, "Better break times", "Nothing")
    for _ in range(12):
        if tom.get_by_role("button", name="It is ready").count():
            break
        fill_in_what_is_missing(tom)
    tom.get_by_role("button", name="It is ready").click()
    tom.get_by_role("link", name="Open it").click()
    tom.get_by_role("button", name="Open it").click()
    expect(tom.locator(".life .is-now")).to_contain_text("Open")


def new_engagement(tom: Page, title: str, start: str) -> None:
    tom.goto("/staff")
    tom.get_by_role("link", name="Engagements").first.click()
    tom.get_by_role("link", name=re.compile("New engagement|Begin the first one")).first.click()
    tom.get_by_label("What is it called?").fill(title)
    tom.get_by_label(start, exact=True).check()
    tom.get_by_role("button", name="Make the draft").click()
    expect(tom.get_by_role("heading", level=1, name=title)).to_be_visible()


def fill_in_what_is_missing(tom: Page) -> None:
    """Go to the first thing the checklist misses, write something sensible, save it, and come back."""
    missing = tom.locator(".checks .bad a")
    if tom.get_by_role("region", name="Activities").get_by_role("link", name="Break times", exact=True).count():
        missing = missing.filter(has_not_text="Something to take part in")  # it waits for the rest
    missing = missing.first
    what = missing.inner_text()
    hub = tom.url.partition("?")[0]
    if what == "Something to take part in":
        tom.get_by_role("link", name="New board").click()
        a_board(tom)
    else:
        missing.click()
        answer(tom, what)
    tom.goto(hub)


def a_board(tom: Page) -> None:
    tom.get_by_label("Title").fill("Break times")
    tom.get_by_label("Question").fill("What would make break times better?")
    tom.get_by_label("Summary").fill("One question about break. One word is fine.")
    in_weeks(tom, 6)
    tom.get_by_label("Who reads what people say?").fill("The SEND engagement team")
    tom.locator("[name=audiences][value=young_person]").check()
    tom.get_by_label("How do you make it safe to say something?").fill("No name. A person reads it first.")
    tom.get_by_label("In which ways can people say it?").fill("Here, by phone or by post.")
    tom.get_by_label("What can change because of it?").fill("What break looks like from Easter.")
    tom.get_by_label("Why do you ask?").fill("To find out what to change")
    tom.get_by_role("button", name=SAVE).last.click()
    expect(tom.get_by_role("heading", level=1, name="What would make break times better?")).to_be_visible()


def in_weeks(page: Page, weeks: int) -> None:
    day = uk_today() + timedelta(weeks=weeks)
    for name, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(name, exact=True).fill(str(value))


WRITTEN = {
    "Title and summary": ("Summary", "Tell us what to change about break."),
    "Background": ("Background", "Pupils told us that break is loud and long.\n\n## What we know\n\n- It is loud."),
    "What can still change": ("What can still change?", "Where you can be.\nHow long it is."),
    "What is already decided": ("What is already decided?", "There will be a break."),
    "What happens next": ("What happens, row 1", "We say here what changed."),
    "Purpose": ("Why do you ask?", "To decide with those who are there."),
}


def answer(tom: Page, what: str) -> None:
    if what == "Lawful basis":
        tom.get_by_label("Lawful basis").select_option(index=1)
    else:
        label, words = WRITTEN[what]
        tom.get_by_label(label, exact=True).first.fill(words)
    tom.get_by_role("button", name=SAVE).last.click()
    expect(tom.get_by_text("There is a problem")).to_have_count(0)


def a_note_is_sent_and_shown(office: Office, maya: Page) -> None:
    """A young person on a phone, no account; somebody reads it; everybody sees it."""
    phone = office.desk(PHONE)
    phone.goto("/")
    phone.get_by_role("link", name="Break times").first.click()
    phone.get_by_label("What would make break times better?").fill("Somewhere quiet to sit")
    phone.get_by_role("button", name="Put it on the board").click()
    expect(phone.get_by_role("heading", name="Your code")).to_be_visible()
    maya.goto("/staff/moderation")
    maya.get_by_role("listitem").filter(has_text="Somewhere quiet").get_by_role("button").click()
    maya.get_by_role("form", name=re.compile("^Decide")).get_by_role("button", name="Approve").click()
    expect(maya.get_by_text("Approved.")).to_be_visible()
    phone.goto("/boards/break-times")
    expect(phone.locator(".note__words")).to_have_text(["Somewhere quiet to sit"])


def moved_closed_answered_archived(tom: Page, office: Office) -> None:
    """Each step from the engagement's own page; what people were told of moves with a reason that they read."""
    engagement(tom)
    tom.get_by_role("region", name="Activities").get_by_role("link", name="Break times", exact=True).click()
    tom.get_by_role("link", name="Give people more time").click()
    in_weeks(tom, 8)
    tom.get_by_label("Why do people get more time?").fill("Two schools asked for another week.")
    tom.get_by_role("button", name="Extend").click()
    stranger = office.desk(PHONE)
    stranger.goto("/boards/break-times")
    expect(stranger.get_by_text("Two schools asked for another week.")).to_have_count(1)
    engagement(tom)
    tom.get_by_role("link", name="Close it now").click()
    tom.get_by_label("Why does it close now?").fill("We have heard from everybody who was asked.")
    tom.get_by_role("button", name="Close").click()
    expect(tom.locator(".life .is-now")).to_contain_text("Closed")
    tom.get_by_role("link", name="Say what changed").click()
    tom.get_by_role("textbox", name="What changed?").fill("There is a quiet room from Easter.")
    tom.get_by_role("button", name="Say it, and mark it as answered").click()
    expect(tom.locator(".life .is-now")).to_contain_text("Answered")
    stranger.goto("/engagements/better-break-times")
    expect(stranger.get_by_text("There is a quiet room from Easter.")).to_be_visible()
    tom.get_by_role("link", name="Put it in the archive").click()
    tom.get_by_label("Why?").fill("The plan is out.")
    tom.get_by_role("button", name="Put it in the archive").click()
    expect(tom.locator(".life .is-now")).to_contain_text("Archived")


def engagement(tom: Page) -> None:
    tom.goto("/staff/engagements")
    tom.get_by_role("link", name="Better break times").click()
