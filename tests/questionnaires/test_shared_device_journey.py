"""A class of five on one tablet, one child after another; and a tablet that somebody walks away from."""

import pytest
from playwright.sync_api import Page, expect

from accessibility import problems
from builders import a_partnership, a_questionnaire, a_user, one_page
from coprod.concerns.concern import Concern
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.questionnaires.answering.drafts.draft import Draft
from coprod.questionnaires.shared_device.shared_session import SharedSession

pytestmark = pytest.mark.browser

HERE = "/questionnaires/survey"
ASKS = "What would you change?"
CLASS = ["Quieter corridors", "My dad hits me and I am scared", "Longer breaks", "More clubs", "Warmer rooms"]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def a_class(people: int) -> SharedSession:
    a_partnership()
    survey = a_questionnaire(pages=one_page({"key": "change", "kind": "long_text", "prompt": ASKS, "longest": 300}))
    by = a_user("engagement_lead").id
    shared = SharedSession.begin(survey, label="Room 4, Tuesday", head_count=people, hours=2, by=by)
    db.session.commit()
    return shared


def answers(page: Page, words: str) -> None:
    """One child, from the start to the receipt."""
    page.get_by_role("link", name="Start").click()
    expect(page.get_by_label(ASKS)).to_have_value("")
    page.get_by_label(ASKS).fill(words)
    press(page, "Next")
    expect(page.get_by_label("I would rather not say").first).not_to_be_checked()
    page.get_by_label("A young person").check()
    press(page, "Check my answers")
    expect(page.get_by_text(words)).to_be_visible()
    press(page, "Send my answers")
    expect(page.get_by_role("heading", name="Thank you. We have got your answers.")).to_be_visible()
    expect(page.locator(".slip__code")).to_be_visible()


def test_a_class_of_five_on_one_tablet(phone: Page):
    shared = a_class(people=5)
    has_script = bool(phone.goto("/tablet") and phone.locator("body.js-enabled").count())
    phone.get_by_label("The code").fill("12")
    press(phone, "Start")
    expect(phone.get_by_role("link", name="This code is wrong, has been used, or its session is over")).to_be_visible()
    phone.get_by_label("The code").fill(shared.start_code or "")
    if has_script:
        assert problems(phone) == []
    press(phone, "Start")
    for words in CLASS:
        answers(phone, words)
        if has_script and words == CLASS[0]:
            assert problems(phone) == []
        press(phone, "Next person")
        expect(phone.get_by_role("link", name="Start")).to_be_visible()
        for _ in range(4 if words in CLASS[:2] else 0):  # Back, and again: nothing of the child before
            phone.go_back()
            boxes = [box.input_value() for box in phone.get_by_role("textbox").all()]
            assert words not in phone.content() and words not in boxes
            expect(phone.locator(".slip__code")).to_have_count(0)
        phone.goto(HERE)
    if has_script:
        assert phone.evaluate("localStorage.length + sessionStorage.length") == 0
    answers(phone, "A sixth for five")
    db.session.rollback()
    sent = db.session.query(Contribution).order_by(Contribution.id).all()
    assert [each.unusual for each in sent] == [False] * 5 + [True]
    assert db.session.query(Concern).one().room == "Room 4, Tuesday"
    assert not db.session.query(Draft).count()


def test_a_tablet_that_somebody_walked_away_from_is_clean(desk: Page):
    shared = a_class(people=5)
    desk.goto("/tablet")
    desk.get_by_label("The code").fill(shared.start_code or "")
    press(desk, "Start")
    desk.clock.install()
    desk.get_by_role("link", name="Start").click()
    desk.get_by_label(ASKS).fill("Only I may read this")
    desk.clock.run_for("14:10")
    expect(desk.get_by_role("alert")).to_contain_text("Are you still there?")
    assert problems(desk) == []
    desk.get_by_label(ASKS).press("End")
    expect(desk.get_by_role("alert")).to_have_count(0)
    desk.clock.run_for("15:10")
    expect(desk.get_by_role("link", name="Start")).to_be_visible()
    db.session.rollback()
    assert not db.session.query(Draft).count()
    desk.go_back()
    assert "Only I may read this" not in desk.content()
