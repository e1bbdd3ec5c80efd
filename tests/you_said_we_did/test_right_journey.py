"""A young person answers "not yet" beneath our reply; it is read, staff see it, and everyone once there are enough."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from answering_replies import some_answers
from at_a_desk import at_the_desk, is_well
from builders import a_user, saved
from coprod.boards.models import Board
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.permissions import Role
from coprod.themes.code_text import Said, code_text
from holding_codes import CODE, a_received_note
from replying import a_decided_theme, a_published_reply

pytestmark = pytest.mark.browser


def test_not_yet_is_heard(phone: Page, browser: Browser, app: Flask, server: str, request: pytest.FixtureRequest):
    # Without a script nothing can look for what axe finds; the pages are the same.
    well = (lambda page: None) if "nojs" in request.node.name else is_well
    waits = a_decided_theme("Long waits")
    note = a_received_note("I was 11 when we asked", db.session.query(Board).first(), audience="young_person")
    note.approve(by=a_user("moderator").id)
    saved(note)
    code_text(note.id, Said({waits.id: None}), by=a_user("analyst").id, seen=note.moves_made)
    reply = a_published_reply(waits)

    phone.goto("/receipt")
    phone.get_by_label("Your code").fill(CODE)
    phone.get_by_role("button", name="Show me").click()
    expect(phone.get_by_role("heading", name="Our reply to you")).to_be_visible()
    well(phone)
    phone.get_by_role("link", name="Not yet").click()
    expect(phone.get_by_role("radio", name="Not yet")).to_be_checked()
    expect(phone.get_by_role("radio", checked=True)).to_have_count(1)
    well(phone)
    phone.get_by_label("What did we miss?").fill("The new team is not in our area yet")
    phone.get_by_label("Yes, with no name").check()
    phone.get_by_label("I am (you can skip this)").select_option("young_person")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", name="Thank you. We have got your answer.")).to_be_visible()
    well(phone)
    code = "-".join(phone.locator(".slip__code span").all_inner_texts())

    phone.goto(f"/you-said-we-did/{reply.public_id}/right?answer=yes")  # and again, from the same phone
    expect(phone.get_by_text("Is this another person?")).to_be_visible()
    well(phone)

    moderator = at_the_desk(browser, app, server, a_user(Role.MODERATOR))
    said = db.session.query(Submission).filter(Submission.prompt.contains("Did we get")).one()
    moderator.goto(f"/staff/moderation/{said.public_id}")
    expect(moderator.get_by_text("The new team is not in our area yet").first).to_be_visible()
    expect(moderator.get_by_text("Our reply: Two new teams").first).to_be_visible()
    is_well(moderator)
    moderator.get_by_role("button", name="Approve", exact=True).click()
    expect(moderator.get_by_text("Approved.")).to_be_visible()

    lead = at_the_desk(browser, app, server, a_user(Role.ENGAGEMENT_LEAD))
    lead.goto("/staff/replies")
    lead.get_by_role("link", name="Did we get it right?").click()
    expect(lead.get_by_role("heading", name="Did we get this right?", exact=True)).to_be_visible()
    expect(lead.get_by_text("The new team is not in our area yet")).to_be_visible()
    expect(lead.get_by_text("Too few people have answered to show numbers.")).to_be_visible()
    is_well(lead)

    here = f"/you-said-we-did/{reply.public_id}"
    phone.goto(here)
    expect(phone.get_by_text("The new team is not in our area yet")).to_be_visible()
    expect(phone.get_by_role("heading", name="What people say")).to_have_count(0)
    db.session.rollback()
    some_answers(reply, yes=30, not_yet=29)
    lead.reload()
    expect(lead.get_by_text("about 30 (50%)").first).to_be_visible()
    lead.get_by_role("button", name="Show these figures to everyone").click()
    expect(lead.get_by_text("It is out.")).to_be_visible()
    is_well(lead)
    phone.goto(here)
    expect(phone.get_by_text("About 60 people have answered.")).to_be_visible()
    expect(phone.get_by_text("fewer than 10").first).to_be_visible()
    well(phone)
    phone.goto("/you-said-we-did")
    expect(phone.get_by_text("About 60 people have answered.")).to_be_visible()
    well(phone)

    phone.goto("/receipt")
    phone.get_by_label("Your code").fill(code)
    phone.get_by_role("button", name="Show me").click()
    expect(phone.get_by_text(re.compile("You said: not yet"))).to_be_visible()
    well(phone)
    moderator.context.close(), lead.context.close()
