"""Two members of staff have the same board open: the slower one sees both texts, and loses nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from builders import a_board, a_partnership, a_user, staff_session
from coprod.boards.models import Board
from coprod.database import db

pytestmark = pytest.mark.browser


def test_a_clash_is_seen_and_then_saved_over(app: Flask, desk: Page, server: str):
    a_partnership()
    a_board(summary="Tell us.", purpose="To find out", audiences=["young_person"])
    cookie = app.session_interface.get_signing_serializer(app).dumps(staff_session(a_user("engagement_lead")))
    desk.context.add_cookies([{"name": "coprod", "value": cookie, "url": server}])
    desk.goto("/staff/boards/better/edit")
    desk.get_by_label("Summary").fill("Mine: tell us what you like.")
    colleague = a_user("engagement_lead", "colleague@example.org")
    db.session.query(Board).one().edit({"summary": "Theirs: tell us all."}, by=colleague.id)
    db.session.commit()

    desk.get_by_role("button", name="Save and preview").click()
    clash = desk.get_by_role("alert")
    expect(clash.get_by_role("heading", name="Somebody else changed this")).to_be_visible()
    expect(clash).to_contain_text("Theirs: tell us all.")
    expect(clash).to_contain_text("Mine: tell us what you like.")
    expect(desk.get_by_label("Summary")).to_have_value("Mine: tell us what you like.")
    assert Axe().run(desk).response["violations"] == []

    clash.get_by_role("button", name="Save mine over it").click()
    expect(desk.get_by_label("Preview")).to_contain_text("Preview.")
    db.session.rollback()
    assert db.session.query(Board).one().summary == "Mine: tell us what you like."
