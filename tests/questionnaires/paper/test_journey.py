"""By keyboard alone: a pile is begun, a sheet with every kind of question is typed and saved, another is taken back."""

import re

import pytest
from every_kind import every_kind
from playwright.sync_api import Page, expect

from accessibility import problems
from builders import a_partnership, a_questionnaire, a_user, staff_session
from coprod.database import db, uk_today
from coprod.participation.contribution import Contribution, Source
from coprod.questionnaires.paper.page_code import PageCode
from coprod.questionnaires.response import Answer, Pick

pytestmark = pytest.mark.browser

# In the order of the sheet, after the date: what is typed, each time Enter. "" is left empty.
SHEET = (
    "1", "1 3", "my nans", "4", "2", "", "3", "loud", "The bells", "11", "3 9 2024",
    "1", "too full", "12", "", "4", "", "2", "", "1", "1", "2", "1", "1", "12",
)  # fmt: skip


def test_a_sheet_with_every_kind_is_typed_without_a_mouse(desk: Page, app, server: str):
    a_partnership()
    survey = a_questionnaire(pages=every_kind(), offers_paper=True, paper_return="Any school office")
    code = str(PageCode(survey.asks.id, 3))
    cookie = app.session_interface.get_signing_serializer(app).dumps(staff_session(a_user("event_team")))
    desk.context.add_cookies([{"name": "coprod", "value": cookie, "url": server}])
    keys = desk.keyboard

    desk.goto("/staff/paper")
    assert problems(desk) == []
    keys.type(code)
    keys.press("Tab")
    keys.type("Elmsey youth club")
    keys.press("Enter")
    expect(desk.get_by_role("heading", name="Form 1")).to_be_visible()
    assert problems(desk) == []
    keys.press("Enter")  # the day on the pile
    for typed in SHEET:
        keys.type(typed)
        keys.press("Enter")
    expect(desk.get_by_role("button", name="Save and next")).to_be_focused()
    assert not db.session.query(Contribution).count()
    db.session.rollback()
    keys.press("Enter")
    expect(desk.get_by_text("Form 1 is saved.")).to_be_visible()
    expect(desk.get_by_text("10 Lunch: more was ticked than is allowed")).to_be_visible()
    sent = db.session.query(Contribution).one()
    assert (sent.source, sent.submitted_on, sent.audience) == (Source.PAPER, uk_today(), "young_person")
    assert db.session.query(Answer).count() == 4 and db.session.query(Pick).count() == 12
    db.session.rollback()

    keys.press("Enter")
    keys.type("2")
    keys.press("Control+Enter")
    expect(desk.get_by_text("Form 2 is saved.")).to_be_visible()
    assert problems(desk) == []
    desk.get_by_role("button", name=re.compile("Take back.*form 2")).focus()
    keys.press("Enter")
    expect(desk.get_by_text("That form is taken back")).to_be_visible()
    assert db.session.query(Contribution).filter(Contribution.withdrawn_on.is_(None)).count() == 1
    db.session.rollback()
    for width in (320, 390, 1024):
        desk.set_viewport_size({"width": width, "height": 700})
        assert desk.evaluate("document.documentElement.scrollWidth") == width

    desk.context.clear_cookies()
    for looks in ("", "?print=easy"):
        desk.goto(f"/questionnaires/survey/paper{looks}")
        assert problems(desk) == []
    desk.set_viewport_size({"width": 320, "height": 700})
    assert desk.evaluate("document.documentElement.scrollWidth") == 320
