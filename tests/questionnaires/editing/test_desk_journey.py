"""In a browser: a questionnaire with a branch, from nothing to the public page; then another version of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from accessibility import problems
from browsers import PHONE
from builders import LUNDY, a_partnership, a_questionnaire, a_user, an_engagement, staff_session
from coprod.activities.life import Life
from coprod.database import db
from coprod.questionnaires.models import Questionnaire

pytestmark = pytest.mark.browser


def sign_in(desk: Page, app, server: str) -> None:
    value = app.session_interface.get_signing_serializer(app).dumps(staff_session(a_user("engagement_lead")))
    desk.context.add_cookies([{"name": "coprod", "value": value, "url": server}])


def add(desk: Page, prompt: str, kind: str, answers: str = "", page: str = "") -> None:
    desk.get_by_role("link", name="Question", exact=True).click()
    desk.get_by_label("Question, as people read it").fill(prompt)
    desk.get_by_label("Kind").select_option(kind)
    desk.get_by_label("Answers to pick from").fill(answers)
    if page:
        desk.get_by_label("Page", exact=True).select_option(page)
    desk.get_by_role("button", name="Add it").click()
    expect(desk.get_by_role("heading", name=re.compile(r"Question \d+\. " + re.escape(prompt)))).to_be_visible()


@pytest.mark.long
def test_from_nothing_to_people_who_answer(desk: Page, app, server: str):
    a_partnership()
    engagement = an_engagement(lawful_basis="public_task")
    draft = a_questionnaire(opens_at=None, engagement=engagement, pages=[], minutes=3, **LUNDY)
    assert draft.life is Life.DRAFT
    sign_in(desk, app, server)
    desk.goto("/staff/engagements/refresh")
    desk.get_by_role("link", name="How is school?").click()
    desk.get_by_role("link", name="Write the questions").click()
    expect(desk.get_by_text("Begin with one question")).to_be_visible()
    assert problems(desk) == []

    add(desk, "How do you get to school?", "One choice", "By bus\nI walk\nBy bike")
    desk.get_by_role("button", name="Page", exact=True).click()
    desk.get_by_label("What the page is called").fill("The bus")
    desk.get_by_role("button", name="Only some people see it").click()
    desk.get_by_label("Line 1: about").select_option("How do you get to school?")
    desk.get_by_label("By bus").check()
    expect(desk.get_by_label("What the page is called")).to_have_value("The bus")
    assert problems(desk) == []
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("people who picked “By bus” in question 1").first).to_be_visible()
    expect(desk.get_by_text("Page 2 is empty.", exact=True)).to_be_visible()

    add(desk, "What would make the bus better?", "Long text", page="2. The bus")
    expect(desk.get_by_text("Page 2 is empty.", exact=True)).not_to_be_visible()
    expect(desk.get_by_role("img", name=re.compile("Map of the pages"))).to_be_visible()
    expect(desk.get_by_text("You are somebody who said: question 1: By bus.")).to_be_visible()
    assert problems(desk) == []
    desk.get_by_role("link", name=re.compile("^Easy Read (None|Ready)")).click()
    desk.get_by_label("Short sentence").fill("What would help on the bus?")
    desk.get_by_label("Picture for the question").fill("Getting there")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("1 to do")).to_be_visible()
    assert problems(desk) == []

    desk.get_by_role("link", name="Ready? Open it").click()
    desk.get_by_role("button", name="It is ready").click()
    desk.get_by_role("link", name="Open it").click()
    desk.get_by_role("button", name="Open it").click()
    expect(desk.get_by_text("Open now")).to_be_visible()
    desk.goto("/questionnaires/survey/1")
    desk.get_by_role("button", name="By bus").click()
    expect(desk.get_by_text("What would make the bus better?").first).to_be_visible()
    desk.goto("/questionnaires/survey/1")
    desk.get_by_role("button", name="I walk").click()
    expect(desk.get_by_role("heading", name="About you")).to_be_visible()
    expect(desk.get_by_text("What would make the bus better?")).to_have_count(0)
    assert desk.troubles == []


def test_another_version_is_published(desk: Page, app, server: str):
    a_partnership()
    a_questionnaire()
    sign_in(desk, app, server)
    desk.goto("/staff/questionnaires/survey/edit/change")
    desk.get_by_label("Question, as people read it").fill("What would help?")
    desk.get_by_label("Kind").select_option("One choice")
    expect(desk.get_by_role("button", name="Add an answer")).to_be_visible()
    desk.get_by_label("Answer 1").fill("More time")
    desk.get_by_role("button", name="Add an answer").click()
    desk.get_by_label("Answer 2").fill("More quiet")
    desk.get_by_label("Other, please say").check()
    desk.get_by_role("button", name="Move up: More time").is_disabled()
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_role("status").get_by_text("Saved.", exact=True)).to_be_visible()
    desk.get_by_role("link", name="Publish version 2").click()
    expect(desk.get_by_role("heading", name="What will be different")).to_be_visible()
    assert problems(desk) == []
    desk.get_by_label("No, it is another question now").check()
    desk.get_by_role("button", name="Publish version 2").click()
    expect(desk.get_by_text("Published.", exact=True)).to_be_visible()
    assert problems(desk) == []
    desk.goto("/staff/questionnaires/survey/library")
    assert problems(desk) == []
    desk.goto("/staff/questionnaires/survey/take-in")
    assert problems(desk) == []
    db.session.rollback()
    survey = db.session.query(Questionnaire).one()
    assert [each.number for each in survey.asks.questions if each.key == "change"] == [2]


def test_on_a_phone_the_list_is_one_page_and_the_question_another(desk: Page, app, server: str):
    desk.set_viewport_size(PHONE)
    a_partnership()
    a_questionnaire()
    sign_in(desk, app, server)
    desk.goto("/staff/questionnaires/survey/edit")
    expect(desk.get_by_role("heading", name="Pages and questions")).to_be_visible()
    expect(desk.get_by_role("img", name=re.compile("Map"))).not_to_be_visible()
    assert problems(desk) == []
    desk.get_by_role("link", name=re.compile("What would you change")).click()
    expect(desk.get_by_label("Question, as people read it")).to_be_visible()
    expect(desk.get_by_role("heading", name="Pages and questions")).not_to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert problems(desk) == []
    desk.get_by_role("link", name="Pages and questions").click()
    expect(desk.get_by_role("heading", name="Where to go on")).to_be_visible()
