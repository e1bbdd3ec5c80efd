"""From read to published in a real browser: a second coder reads ten texts blind, both compare and settle, a lone voice
is kept, a lead signs, a colleague publishes, and everyone reads what was heard."""

import pytest
from playwright.sync_api import Page, expect

from accessibility import problems
from browsers import PHONE
from builders import a_board, a_partnership, a_theme, a_user, an_engagement, heard, staff_session
from coprod.accounts.models import User
from coprod.activities.life import Life
from coprod.database import db
from coprod.themes.code_text import Said, code_text
from coprod.themes.second_coder.models import Agreed
from coprod.you_said_we_did.heard.models import Heard

pytestmark = pytest.mark.browser

PAGE = "/staff/themes/refresh"
SIZES = ({"width": 320, "height": 568}, PHONE, {"width": 1280, "height": 900})


def sign_in(page: Page, app, server: str, user: User) -> None:
    db.session.rollback()  # what it has read is old: the site has written since
    cookie = app.session_interface.get_signing_serializer(app).dumps(staff_session(user))
    page.context.add_cookies([{"name": "coprod", "value": cookie, "url": server}])


def fits(page: Page) -> None:
    for size in SIZES:
        page.set_viewport_size(size)
        assert problems(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_ten_texts_read_blind_a_lone_voice_kept_signed_and_published(desk: Page, app, server):
    a_partnership()
    board = a_board(engagement=an_engagement(life=Life.OPEN))
    first, second = a_user("analyst"), a_user("analyst", "second.reader@example.org")
    lead, colleague = a_user("engagement_lead"), a_user("engagement_lead", "colleague@example.org")
    waits, teeth = a_theme("Long waits", board.engagement), a_theme("Teeth", board.engagement)
    for number in range(10):
        said = heard(f"We waited for the dentist, number {number}", board)
        themes = {waits.id: None} | ({teeth.id: None} if number == 0 else {})
        code_text(said.id, Said(themes), by=first.id, seen=said.moves_made)
    for theme in (waits, teeth):
        theme.meaning = f"What {theme.title} means."
    db.session.commit()

    sign_in(desk, app, server, lead)
    desk.goto(f"{PAGE}/second")
    fits(desk)
    desk.get_by_label("Who reads them").select_option(str(second.id))
    desk.get_by_label("How many texts").fill("0")
    desk.get_by_role("button", name="Ask them").click()
    expect(desk.get_by_role("alert")).to_contain_text("Enter a number from 1 to 500")
    desk.get_by_label("How many texts").fill("10")
    desk.get_by_role("button", name="Ask them").click()
    expect(desk.get_by_role("status")).to_contain_text("is asked to read 10 texts")

    sign_in(desk, app, server, second)
    desk.goto(f"{PAGE}/sign-off")
    desk.get_by_role("link", name="Go on reading").click()
    fits(desk)
    for number in range(10):
        expect(desk.get_by_text(f"{number} of 10 texts read")).to_be_visible()
        desk.get_by_label("Long waits").check()
        if desk.get_by_text("We waited for the dentist, number 3").count():  # which one comes when is drawn by chance
            desk.get_by_label("Teeth").check()
        desk.get_by_role("button", name="Save and next").click()
    expect(desk.get_by_role("heading", name="All of it is read")).to_be_visible()
    desk.get_by_role("button", name="Compare the two").click()
    fits(desk)
    differ = desk.get_by_role("button", name="Settle it")
    expect(differ).to_have_count(2)  # the first ticked Teeth on number 0, the second on number 3
    assert db.session.query(Agreed).count() == 2
    differ.first.click()
    expect(differ).to_have_count(1)

    sign_in(desk, app, server, lead)
    desk.goto(f"{PAGE}/sign-off")
    fits(desk)
    expect(desk.get_by_text("They can be signed off when all of this is done.")).to_be_visible()
    desk.get_by_role("button", name="Keep as its own").click()
    desk.get_by_role("button", name="Sign off the themes").click()
    expect(desk.get_by_role("status")).to_have_text("The themes are signed off.")
    desk.get_by_role("link", name="Publish what we heard").click()
    expect(desk.get_by_text("a second person publishes them")).to_be_visible()

    sign_in(desk, app, server, colleague)
    desk.goto(f"{PAGE}/publish")
    fits(desk)
    desk.get_by_role("group", name="Teeth").get_by_text("Idea").click()
    desk.get_by_role("button", name="Publish it now").click()
    expect(desk.get_by_role("status")).to_contain_text("It is out.")
    desk.get_by_role("link", name="See what is out").click()
    expect(desk.get_by_role("heading", name="What people want")).to_be_visible()
    expect(desk.get_by_text("A second person read 10 texts")).to_be_visible()
    fits(desk)
    assert db.session.query(Heard).one().people == 10 and desk.troubles == []
