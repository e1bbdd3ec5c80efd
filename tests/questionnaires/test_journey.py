"""A whole questionnaire on a phone, with and without JavaScript: page by page, back without loss, check, send."""

import re

import pytest
from playwright.sync_api import Page, expect

from answering import values
from builders import a_partnership, a_questionnaire
from coprod.database import db
from coprod.questionnaires.response import Response

pytestmark = pytest.mark.browser


def press(phone: Page, name: str) -> None:
    phone.get_by_role("button", name=name, exact=True).click()


def test_answers_goes_back_checks_and_sends(phone: Page):
    a_partnership()
    a_questionnaire()
    phone.goto("/questionnaires/survey")
    phone.get_by_role("link", name="Start").click()
    place, who = phone.get_by_role("group", name="Where?"), phone.get_by_role("group", name="With whom?")
    who.get_by_label("By the gate").check()
    press(phone, "Next")
    expect(phone).to_have_title(re.compile("^Error: "))
    expect(phone.get_by_role("link", name="Pick an answer to: Where?")).to_be_visible()
    expect(who.get_by_label("By the gate")).to_be_checked()
    place.get_by_label("The hall").check()
    press(phone, "Next")

    phone.get_by_label("One word?").fill("loud")
    press(phone, "Back")
    expect(place.get_by_label("The hall")).to_be_checked()
    press(phone, "Next")
    expect(phone.get_by_label("One word?")).to_have_value("loud")
    phone.get_by_label("What would you change?").fill("The bells\nand the smell")
    press(phone, "Next")

    expect(phone.get_by_role("heading", name="The hall", exact=True)).to_be_visible()
    press(phone, "Skip this one")
    expect(phone.get_by_role("heading", name="The field", exact=True)).to_be_visible()
    press(phone, "Partly")
    expect(phone.get_by_role("heading", name="By the gate", exact=True)).to_be_visible()
    press(phone, "Back")
    expect(phone.get_by_role("button", name="Partly", exact=True)).to_have_accessible_description("Your answer")
    press(phone, "No")
    press(phone, "Back")
    press(phone, "Partly")
    press(phone, "Skip this one")

    phone.get_by_label("First choice").select_option("By the gate")
    phone.get_by_label("Second choice").select_option("By the gate")
    press(phone, "Next")
    expect(phone.get_by_role("link", name=re.compile("the same as your first choice"))).to_be_visible()
    phone.get_by_label("Second choice").select_option("The hall")
    press(phone, "Move up your second choice")
    expect(phone.get_by_label("First choice")).to_have_value("hall")
    press(phone, "Move up your second choice")
    expect(phone.get_by_label("First choice")).to_have_value("gate")
    press(phone, "Next")

    phone.get_by_label("A young person").check()
    press(phone, "Check my answers")
    phone.get_by_role("link", name="Change your answer to: One word?").click()
    phone.get_by_label("One word?").fill("calm")
    press(phone, "Save and check my answers")
    expect(phone.get_by_role("heading", name="Check your answers")).to_be_visible()
    expect(phone.get_by_text("calm")).to_be_visible()
    press(phone, "Send my answers")

    expect(phone.get_by_role("heading", name="Thank you. We have got your answers.")).to_be_visible()
    expect(phone.locator(".slip__code")).to_have_text(re.compile(r"[a-z]+ +[a-z]+ +[a-z]+ +\d{3}"))
    db.session.rollback()
    assert db.session.query(Response).one().contribution.audience == "young_person"
    assert values() == {
        "place": ["hall"],
        "who": ["gate"],
        "word": "calm",
        "true": {"field": "partly"},
        "change": "The bells\nand the smell",
        "first": ["gate", "hall"],
    }
