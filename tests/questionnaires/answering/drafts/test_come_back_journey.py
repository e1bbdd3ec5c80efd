"""A parent begins on a phone, loses it, goes on elsewhere, changes a path, and finishes after the close."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from accessibility import problems
from answering import values
from builders import a_partnership, a_questionnaire, a_user, saved
from coprod.config import ROOT
from coprod.database import db, now
from coprod.questionnaires.answering.drafts.draft import Draft
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.response import Response
from coprod.questionnaires.rules import Condition, Rule

pytestmark = pytest.mark.browser

HERE = "/questionnaires/survey"
KIB = 1024


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def a_questionnaire_with_a_path() -> Questionnaire:
    """Its second page is for those who said the hall."""
    a_partnership()
    survey = a_questionnaire(closes_at=now() + timedelta(days=1))
    draft = survey.begin_draft()
    draft.rules.append(
        Rule(page_key=draft.pages[1].key, conditions=[Condition("is", question="place", options=["hall"])])
    )
    survey.publish(by=a_user("engagement_lead").id)
    return saved(survey)


def test_a_parent_comes_back_elsewhere_and_finishes_after_the_close(phone: Page, browser: Browser, server: str):
    survey = a_questionnaire_with_a_path()
    phone.goto(HERE)
    phone.get_by_role("link", name="Start").click()
    phone.get_by_role("group", name="Where?").get_by_label("The hall").check()
    press(phone, "Next")
    phone.get_by_label("What would you change?").fill("The bells")
    press(phone, "Save and come back")
    expect(phone.get_by_role("heading", name="Your answers are saved")).to_be_visible()
    code = " ".join(phone.locator(".slip__code span").all_inner_texts())
    assert re.fullmatch(r"([a-z]+ ){4}\d{3}", code)
    if phone.locator("body.js-enabled").count():  # axe needs a script
        assert problems(phone) == []

    phone.context.clear_cookies()
    phone.goto(HERE)
    expect(phone.get_by_role("link", name="Go on where you were")).to_have_count(0)
    db.session.rollback()
    survey.opens_at, survey.closes_at = now() - timedelta(days=9), now() - timedelta(days=1)
    saved(survey)

    context = browser.new_context(base_url=server, viewport={"width": 1366, "height": 650}, locale="en-GB")
    elsewhere = context.new_page()
    elsewhere.goto(HERE)
    expect(elsewhere.get_by_text("Did you begin before it closed?")).to_be_visible()
    elsewhere.get_by_role("link", name="Come back with a code").click()
    elsewhere.get_by_label("Your code").fill("maple otter lantern cocoa 428")
    press(elsewhere, "Go on")
    expect(elsewhere.get_by_role("link", name=re.compile("We cannot find answers"))).to_be_visible()
    assert problems(elsewhere) == []
    elsewhere.get_by_label("Your code").fill(code.upper())
    press(elsewhere, "Go on")
    expect(elsewhere.get_by_label("What would you change?")).to_have_value("The bells")
    expect(elsewhere.get_by_text("You can finish what you began until")).to_be_visible()
    press(elsewhere, "Back")
    elsewhere.get_by_role("group", name="Where?").get_by_label("By the gate").check()
    press(elsewhere, "Next")
    expect(elsewhere.get_by_label("First choice")).to_be_visible()
    press(elsewhere, "Next")
    elsewhere.get_by_label("A parent or carer").check()
    press(elsewhere, "Check my answers")
    expect(elsewhere.get_by_role("heading", name="We do not send these")).to_be_visible()
    expect(elsewhere.get_by_text("The bells")).to_be_visible()
    assert problems(elsewhere) == []
    press(elsewhere, "Send my answers")
    expect(elsewhere.get_by_role("heading", name="Thank you. We have got your answers.")).to_be_visible()
    context.close()
    db.session.rollback()
    assert db.session.query(Response).one().contribution.audience == "parent_carer"
    assert values() == {"place": ["gate"]} and not db.session.query(Draft).count()


def test_what_is_typed_is_kept_after_a_rest_and_when_the_page_is_left(desk: Page):
    a_partnership()
    a_questionnaire()
    desk.clock.install()
    desk.goto(f"{HERE}/2")
    desk.get_by_label("What would you change?").fill("The be")
    with desk.expect_response(lambda answer: answer.status == 204):
        desk.clock.fast_forward(10_500)
    desk.get_by_label("What would you change?").fill("The bells")
    desk.goto(HERE)
    desk.get_by_role("link", name="Go on where you were").click()
    expect(desk.get_by_label("What would you change?")).to_have_value("The bells")


def test_deleted_answers_are_not_kept_again_by_the_script(desk: Page):
    a_partnership()
    a_questionnaire()
    desk.goto(f"{HERE}/2")
    desk.get_by_label("What would you change?").fill("The bells")
    press(desk, "Delete my answers")
    expect(desk.get_by_role("link", name="Start")).to_be_visible()
    db.session.rollback()
    assert not db.session.query(Draft).count()


def test_what_is_typed_survives_a_reload_and_goes_when_it_is_sent(desk: Page):
    a_partnership()
    a_questionnaire()
    desk.goto(f"{HERE}/1")
    desk.get_by_role("group", name="Where?").get_by_label("The hall").check()
    press(desk, "Next")
    expect(desk.get_by_label("What would you change?")).to_be_visible()
    desk.wait_for_load_state("load")  # the script is there
    desk.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    desk.get_by_label("What would you change?").fill("The bells")
    desk.reload()
    expect(desk.get_by_label("What would you change?")).to_have_value("The bells")
    assert not problems(desk)
    desk.unroute("**/*")
    press(desk, "Next")
    expect(desk.get_by_label("What would you change?")).to_have_count(0)
    assert desk.evaluate("sessionStorage.length") == 0


def test_a_code_is_copied_and_printed_with_a_script_only(phone: Page):
    a_partnership()
    a_questionnaire()
    phone.goto(f"{HERE}/1")
    press(phone, "Save and come back")
    has_script = phone.evaluate("1") == 1 if phone.locator("body.js-enabled").count() else False
    for name in ("Copy", "Print"):
        expect(phone.get_by_role("button", name=name)).to_have_count(1 if has_script else 0)


def test_the_script_that_keeps_is_small():
    assert (ROOT / "static/js/keep_typed.js").stat().st_size < 2.5 * KIB
