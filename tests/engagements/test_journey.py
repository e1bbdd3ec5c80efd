"""A lead begins an engagement from a template, writes it, opens it, closes it and answers it: as a person would."""

import re

import pytest
from playwright.sync_api import Page, expect

from accessibility import problems
from builders import a_partnership, a_user, staff_session
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.database import db

pytestmark = pytest.mark.browser


def sign_in(desk: Page, app, server: str) -> None:
    value = app.session_interface.get_signing_serializer(app).dumps(staff_session(a_user("engagement_lead")))
    desk.context.add_cookies([{"name": "coprod", "value": value, "url": server}])


def test_from_a_template_to_an_answer(desk: Page, app, server: str):
    a_partnership()
    sign_in(desk, app, server)
    desk.goto("/staff/engagements")
    desk.get_by_role("link", name="Begin the first one").click()
    desk.get_by_label("What is it called?").fill("Better lunchtimes")
    desk.get_by_label("One question, quickly").check()
    desk.get_by_role("button", name="Make the draft").click()

    expect(desk.get_by_text("It is not ready yet. Still missing:")).to_be_visible()
    desk.get_by_role("link", name="Fill in the first").click()
    desk.get_by_role("textbox", name="What can still change?").fill("How long lunch is")
    desk.get_by_role("textbox", name="What is already decided?").fill("Nothing yet")
    desk.get_by_label("When, row 1").fill("8 January")
    desk.get_by_role("button", name="More rows").click()
    expect(desk.get_by_role("textbox", name="What can still change?")).to_have_value("How long lunch is")
    expect(desk.get_by_label("When, row 1")).to_have_value("8 January")
    assert problems(desk) == []
    desk.get_by_role("button", name="Save").click()

    desk.get_by_role("link", name="Change the words").click()
    desk.get_by_role("textbox", name="Background").fill("## Why now\n\nWe will utilise what **you** say.")
    looks = desk.get_by_role("region", name="How it reads: Background")
    expect(looks.get_by_role("heading", name="Why now")).to_be_visible()  # the server says it while one types
    expect(looks).to_contain_text(re.compile("utilise use"))
    desk.get_by_role("button", name="Save").click()

    desk.get_by_role("button", name="It is ready").click()
    expect(desk.get_by_text("1 activity in it will open too.")).to_be_visible()
    desk.get_by_role("link", name="Open it").click()
    desk.get_by_role("button", name="Open it").click()
    expect(desk.get_by_text("Open now")).to_be_visible()
    desk.get_by_role("link", name="See it as the public").click()
    expect(desk.get_by_role("heading", name="Better lunchtimes")).to_be_visible()
    expect(desk.get_by_text("8 January")).to_be_visible()

    desk.goto("/staff/engagements/better-lunchtimes")
    desk.get_by_role("link", name="Close it now").click()
    desk.get_by_label("Why does it close now?").fill("We have heard enough")
    desk.get_by_role("button", name="Close").click()
    desk.get_by_role("link", name="Say what changed").click()
    desk.get_by_role("textbox", name="What changed?").fill("Lunch is longer.")
    desk.get_by_role("button", name="Say it, and mark it as answered").click()
    expect(desk.get_by_text("Answered now")).to_be_visible()
    db.session.rollback()
    assert db.session.query(Engagement).one().stage is Life.ANSWERED
    desk.goto("/engagements/better-lunchtimes")
    expect(desk.get_by_text("Lunch is longer.")).to_be_visible()
