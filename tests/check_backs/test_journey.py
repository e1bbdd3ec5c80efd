"""Three themes become a check-back. A young person is invited by an earlier receipt, and answers. Staff read it."""

import re
from datetime import timedelta

import pytest
from checking_back import a_listening, spoke_of
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from accessibility import problems
from builders import a_partnership, a_user, receive, staff_session
from coprod.activities.audience import Audience
from coprod.boards.models import Board
from coprod.database import Base, db, uk_today
from coprod.intake.door import Said
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt
from coprod.themes.models import Theme

pytestmark = pytest.mark.browser


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def at_the_desk(browser: Browser, app: Flask, server: str) -> Page:
    """A lead, signed in, at a council's laptop."""
    context = browser.new_context(base_url=server, viewport={"width": 1366, "height": 650}, locale="en-GB")
    value = app.session_interface.get_signing_serializer(app).dumps(staff_session(a_user("engagement_lead")))
    context.add_cookies([{"name": "coprod", "value": value, "url": server}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    return page


def an_earlier_code(themes: list[Theme]) -> str:
    """Of a note that a young person put up before."""
    said = [Said("What?", "I wait for a year")]
    note = receive(db.session.query(Board).one(), token="earlier", said=said, audience=Audience.YOUNG_PERSON)
    note.contribution.submitted_on = uk_today() - timedelta(days=9)
    note.contribution.submissions[0].approve(by=a_user("moderator").id)
    db.session.flush()
    themes[0].add([note.contribution.submissions[0].id])
    db.session.commit()
    return note.code


def test_from_themes_to_a_report(phone: Page, browser: Browser, app: Flask, server: str):
    a_partnership()
    themes = a_listening()
    themes[0].engagement.two_to_open, themes[0].engagement.lawful_basis = False, "public_task"
    for theme, people in zip(themes, (11, 6, 3), strict=True):
        spoke_of(theme, people)
    code = an_earlier_code(themes)

    desk = at_the_desk(browser, app, server)
    desk.goto("/staff/engagements/refresh")
    desk.get_by_role("link", name="New check-back").click()
    for theme in themes:
        desk.get_by_label(theme.title).check()
    assert problems(desk) == []
    press(desk, "Make the check-back")
    expect(desk.get_by_role("heading", name="1. Long waits")).to_be_visible()
    desk.get_by_role("link", name=re.compile("^Change.*Long waits")).click()
    desk.get_by_label("In plain words").fill("Help takes too long.")
    press(desk, "Save")
    expect(desk.get_by_role("heading", name="1. Help takes too long.")).to_be_visible()
    assert problems(desk) == []
    desk.get_by_role("link", name="Get it ready, and open it").click()
    press(desk, "It is ready")
    desk.get_by_role("link", name="Open it").click()
    press(desk, "Open it")
    expect(desk.get_by_text("Open now")).to_be_visible()

    phone.goto("/receipt")
    phone.get_by_label("Your code").fill(code)
    press(phone, "Show me")
    expect(phone.get_by_role("heading", name="Did we get it right?")).to_be_visible()
    phone.get_by_role("link", name="Check it: Did we hear you right?").click()
    assert re.split(r"\W", code)[0] not in phone.url
    expect(phone.get_by_text("From about 10 people who told us about “Long waits”.")).to_be_visible()
    phone.get_by_role("link", name="Start").click()
    expect(phone.get_by_role("heading", name="Help takes too long.")).to_be_visible()
    press(phone, "What have we missed?")
    press(phone, "Back")
    press(phone, "Yes")
    press(phone, "Partly")
    press(phone, "No")
    phone.get_by_label("What have we missed?").fill("The bus")
    press(phone, "Next")
    phone.get_by_label("First choice").select_option("Loud halls")
    phone.get_by_label("Second choice").select_option("Long waits")
    press(phone, "Next")
    phone.get_by_label("A young person").check()
    press(phone, "Check my answers")
    press(phone, "Send my answers")
    expect(phone.get_by_role("heading", name="Thank you. We have got your answers.")).to_be_visible()
    assert " ".join(phone.locator(".slip__code span").all_inner_texts()) != code.replace("-", " ")

    desk.goto("/staff/engagements/refresh")
    desk.get_by_role("link", name="Read the report").click()
    expect(desk.get_by_role("heading", name="3 challenges, 1 person checked")).to_be_visible()
    row = desk.get_by_role("row").filter(has_text="Help takes too long.").first
    expect(row).to_contain_text("100%")
    expect(row).to_contain_text("Down from 1st")
    assert problems(desk) == []
    desk.context.close()
    db.session.rollback()
    nothing_joins(*db.session.query(Contribution).order_by(Contribution.id.desc()).limit(2))


def nothing_joins(after: Contribution, before: Contribution) -> None:
    """What somebody said, and what they answered later: two codes, and no row of any table that knows both."""
    assert after.activity.kind == "questionnaires" and before.activity.kind == "boards"
    assert after.receipt_id != before.receipt_id and db.session.query(Receipt).count() == 22
    theirs = {
        "contribution": ({after.id}, {before.id}),
        "receipt": ({after.receipt_id}, {before.receipt_id}),
        "submission": tuple({each.id for each in one.submissions} for one in (after, before)),
    }
    for table in Base.metadata.sorted_tables:
        points = {key.parent.name: key.column.table.name for key in table.foreign_keys}
        for row in db.session.execute(table.select()).mappings():
            of = [any(row[name] in theirs[to][at] for name, to in points.items() if to in theirs) for at in (0, 1)]
            assert of != [True, True], table.name
            words = " ".join(str(value) for value in row.values())
            assert not (after.receipt.digest in words and before.receipt.digest in words)
