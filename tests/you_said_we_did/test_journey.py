"""A lead decides three themes three ways, one with a colleague; everyone reads the register on a phone."""

from datetime import date, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from at_a_desk import is_well
from builders import a_board, a_partnership, a_theme, a_user, closed, heard, saved, staff_session
from coprod.accounts.models import User
from coprod.database import db, uk_today
from coprod.permissions import Role
from deciding_on import signed_off

pytestmark = pytest.mark.browser
HERE = "/staff/decisions/for-better"


def at_the_desk(browser: Browser, app: Flask, server: str, user: User) -> Page:
    """Somebody signed in, at a council's laptop."""
    context = browser.new_context(base_url=server, viewport={"width": 1366, "height": 650}, locale="en-GB")
    value = app.session_interface.get_signing_serializer(app).dumps(staff_session(user))
    context.add_cookies([{"name": "coprod", "value": value, "url": server}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    return page


def fill_day(page: Page, legend: str, day: date) -> None:
    group = page.get_by_role("group", name=legend)
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(label).fill(str(number))


def say_why(page: Page, why: str) -> None:
    page.get_by_role("textbox", name="Why? In plain words, for everyone").fill(why)
    page.get_by_label("Which meeting decided it?").fill("SEND Partnership Board")
    fill_day(page, "The day of that meeting", uk_today() - timedelta(days=2))


def test_three_ways_one_with_a_second_person(phone: Page, browser: Browser, app: Flask, server: str):
    a_partnership()
    a_board(**closed())
    lead, second = a_user(Role.ENGAGEMENT_LEAD), a_user(Role.ENGAGEMENT_LEAD, "second@example.org")
    waits, sibs, buses = (a_theme(title) for title in ("Long waits", "Brothers and sisters", "Buses"))
    sibs.meaning = "We do not want to be forgotten."
    waits.add([heard("I wait for a year", audience="young_person").id], by=lead.id)
    signed_off(waits.engagement, by=lead.id)
    for theme in (waits, sibs, buses):
        theme.publish()
    saved(sibs)

    desk, colleague = (at_the_desk(browser, app, server, each) for each in (lead, second))
    desk.goto("/staff/decisions")
    is_well(desk)
    desk.get_by_role("main").get_by_role("link", name="The refresh").click()
    expect(desk.get_by_text("0 of 3 themes decided")).to_be_visible()
    is_well(desk)

    desk.get_by_role("link", name="Decide Long waits, for everyone").click()
    expect(desk.get_by_label("Who keeps it, as everyone reads it")).to_be_hidden()
    desk.get_by_label("Now", exact=True).check()
    desk.get_by_role("button", name="Decide").click()
    expect(desk.get_by_role("alert")).to_contain_text("Say which priority it leads to")
    is_well(desk)
    desk.get_by_label("Which priority does it lead to?").fill("Shorter waits, the same everywhere")
    say_why(desk, "Most of you said that waiting is the hardest part.")
    desk.get_by_role("button", name="Decide").click()
    expect(desk.get_by_text("“Long waits” is decided.")).to_be_visible()

    desk.get_by_role("link", name="Decide Buses, for everyone").click()
    desk.get_by_label("Not ours").check()
    desk.get_by_label("Whose is it?").fill("The bus firms")
    desk.get_by_label("How do people get there?").fill("We sent them your words. You can ask them too.")
    desk.get_by_label("A link").fill("https://bus.example.org/ask")
    say_why(desk, "Buses belong to the bus firms.")
    desk.get_by_role("button", name="Decide").click()
    expect(desk.get_by_text("“Buses” is decided.")).to_be_visible()

    desk.goto("/staff/engagements/for-better/edit/duties")
    desk.get_by_label("Two people agree to each decision on a theme").check()
    desk.get_by_role("button", name="Save").first.click()
    desk.goto(HERE)
    desk.get_by_role("link", name="Decide Brothers and sisters, for everyone").click()
    desk.get_by_label("Not now").check()
    desk.get_by_label("Who keeps it, as everyone reads it").fill("Family Support lead")
    desk.get_by_label("Who is reminded").select_option(str(second.id))
    fill_day(desk, "When somebody looks again", uk_today() + timedelta(days=140))
    say_why(desk, "It matters. We have no money for it before April.")
    desk.get_by_role("button", name="Propose this").click()
    expect(desk.get_by_text("You proposed it. A colleague who decides here has to agree.")).to_be_visible()
    is_well(desk)
    phone.goto("/not-now")
    expect(phone.get_by_text("Nothing is on this list now.")).to_be_visible()

    colleague.goto(HERE)
    colleague.get_by_role("button", name="I agree to the proposal on Brothers and sisters").click()
    expect(colleague.get_by_text("3 of 3 themes decided")).to_be_visible()
    colleague.get_by_role("link", name="Look again at Brothers and sisters, for everyone").click()
    is_well(colleague)
    colleague.get_by_role("textbox", name="What happened?").fill("We asked for money. We hear in March.")
    fill_day(colleague, "When somebody looks next", uk_today() + timedelta(days=170))
    colleague.get_by_role("button", name="Put it on the register").click()
    expect(colleague.get_by_text("It stands on the register, for everyone to read.")).to_be_visible()

    phone.goto("/not-now")
    expect(phone.get_by_role("heading", name="Brothers and sisters")).to_be_visible()
    for words in ("We do not want to be forgotten.", "Family Support lead", "We asked for money. We hear in March."):
        expect(phone.get_by_text(words)).to_be_visible()
    colleague.goto("/not-now")
    is_well(colleague)
    for each in (desk, colleague):
        each.context.close()
    db.session.rollback()
