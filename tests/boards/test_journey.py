"""A young person's thirty seconds, on a phone, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from builders import a_board, a_partnership
from coprod.boards.models import Note
from coprod.database import db

pytestmark = pytest.mark.browser


def test_posts_an_idea_and_gets_a_code(phone: Page):
    a_partnership()
    a_board()
    phone.goto("/boards/better")
    phone.get_by_role("link", name="Add your note").first.click()
    phone.get_by_label("Your note", exact=True).fill("More clubs that are ok with wheelchairs")
    phone.get_by_label("A young person").check()
    phone.get_by_role("button", name="Send my note").click()
    expect(phone.get_by_role("heading", name="Thank you. We have got your note.")).to_be_visible()
    expect(phone.locator(".slip__code")).to_have_text(re.compile(r"[a-z]+ +[a-z]+ +[a-z]+ +\d{3}"))
    db.session.rollback()
    assert db.session.query(Note).one().submission.words == "More clubs that are ok with wheelchairs"


def test_is_told_what_is_missing_and_loses_nothing(phone: Page):
    a_partnership()
    a_board()
    phone.goto("/boards/better/add")
    phone.get_by_label("A parent or carer").check()
    phone.get_by_role("button", name="Send my note").click()
    expect(phone).to_have_title(re.compile("^Error: "))
    phone.get_by_role("link", name="Write something on your note").click()
    expect(phone.get_by_label("Your note", exact=True)).to_be_focused()
    expect(phone.get_by_label("A parent or carer")).to_be_checked()
