"""Words to read first in a real browser: covered, read, decided; and the safeguarding lead's pages, at three sizes."""

import pytest
from playwright.sync_api import Browser, expect
from worrying import CERTAIN, WEAK, screen

from at_a_desk import at_the_desk, is_well
from builders import a_board, a_note, a_partnership, a_sign_up, a_user, receive
from coprod.database import db
from coprod.intake.door import Said
from coprod.moderation.decision_forms import NO_WORRY
from coprod.participation.move import Status
from coprod.screening import screen as screening

pytestmark = pytest.mark.browser

NEEDS = f"A quiet room, it is {WEAK}"


def sent(words: str, form: str):
    [submission] = receive(a_board(form), token=form, said=[Said("What?", words)]).contribution.submissions
    return submission


def test_a_moderator_reads_it_and_only_then_may_decide(browser: Browser, app, server, monkeypatch):
    a_partnership()
    monkeypatch.setattr(screening, "screen", screen)
    first, plain = sent(f"At home it is {WEAK}", "one"), a_note("More clubs").submission
    desk = at_the_desk(browser, app, server, a_user("moderator"))
    desk.goto("/staff/moderation")
    expect(desk.get_by_text("Read by").first).to_be_visible()
    is_well(desk)
    desk.get_by_role("button", name="Start with what to read first").click()
    approve = desk.get_by_role("button", name="Approve", exact=False).filter(has_not_text="ticked")
    expect(desk.get_by_text("Show the words, read all of them")).to_be_visible()
    expect(approve).to_be_hidden()
    desk.get_by_text("Show the words and how they will read").click()
    expect(approve).to_be_hidden()
    is_well(desk)
    desk.get_by_label(NO_WORRY).check()
    approve.click()
    expect(desk.get_by_text("Approved.")).to_be_visible()
    expect(desk.get_by_role("heading", name=plain.prompt)).to_be_visible()
    db.session.rollback()
    assert first.status is Status.APPROVED and first.moves[0].no_worry
    desk.context.close()


def test_the_lead_sees_how_sure_and_what_each_level_does(browser: Browser, app, server, monkeypatch):
    a_partnership()
    monkeypatch.setattr(screening, "screen", screen)
    sent(f"I am {CERTAIN}", "one")
    a_sign_up().contribution.hold({"Access needs": NEEDS}, {"Access needs": screen(NEEDS)})
    db.session.commit()
    desk = at_the_desk(browser, app, server, a_user("safeguarding_lead"))
    desk.goto("/staff/safeguarding")
    expect(desk.get_by_text("fairly sure (61%)")).to_be_visible()
    is_well(desk)
    desk.get_by_role("link", name="Concern 2").click()
    expect(desk.get_by_role("heading", name="It was to be read first")).to_be_visible()
    is_well(desk)
    desk.get_by_role("link", name="How sure, and what happens then").click()
    expect(desk.get_by_role("heading", name="At once")).to_be_visible()
    is_well(desk)
    desk.context.close()
