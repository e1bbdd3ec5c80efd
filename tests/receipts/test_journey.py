"""What happened to my words, on a phone, with and without JavaScript: type the code, see it waits, take it back."""

import re

import pytest
from playwright.sync_api import Page, expect

from builders import a_board, a_partnership
from coprod.boards.models import Note
from coprod.database import db

pytestmark = pytest.mark.browser


def test_types_the_code_sees_it_waiting_and_takes_it_back(phone: Page):
    a_partnership()
    a_board()
    phone.goto("/boards/better/add")
    phone.get_by_label("What would make school better?").fill("Less homework")
    phone.get_by_role("button", name="Put it on the board").click()
    code = phone.locator(".slip__code").inner_text()

    phone.goto("/receipt")
    phone.get_by_label("Your code").fill("otter lantern")
    phone.get_by_role("button", name="Show me").click()
    expect(phone).to_have_title(re.compile("^Error: "))
    expect(phone.get_by_label("Your code")).to_have_value("otter lantern")
    phone.get_by_label("Your code").fill(code.upper())
    phone.get_by_role("button", name="Show me").click()
    expect(phone.get_by_text("Less homework")).to_be_visible()
    expect(phone.get_by_role("heading", name="Waiting to be read")).to_be_visible()

    phone.get_by_role("link", name=re.compile("^Change my words")).click()
    box = phone.get_by_label("What would make school better?")
    expect(box).to_have_value("Less homework")
    box.fill("Homework at school")
    phone.get_by_role("button", name="Send my new words").click()
    expect(phone.get_by_text("Homework at school")).to_be_visible()
    expect(phone.get_by_role("heading", name="Waiting to be read")).to_be_visible()

    phone.get_by_role("link", name=re.compile("^Take it back")).click()
    expect(phone.get_by_text("You cannot undo this.")).to_be_visible()
    phone.get_by_role("button", name="Take it back").click()
    expect(phone.get_by_text(re.compile("^You took this back on"))).to_be_visible()
    expect(phone.get_by_text("Homework at school")).to_have_count(0)
    phone.get_by_role("button", name="Finish").click()
    phone.goto("/receipt/what-happened")
    expect(phone.get_by_label("Your code")).to_be_visible()
    db.session.rollback()
    assert not db.session.query(Note).one().submission.words
