"""Coding in a real browser: forty texts by keys, a theme that is made, one that is split, two that are merged; and ten
that a second person reads, blind."""

import re

import pytest
from playwright.sync_api import Page, expect

from accessibility import problems
from browsers import PHONE
from builders import a_board, a_partnership, a_theme, a_user, an_engagement, heard, staff_session
from coprod.database import db
from coprod.participation.contribution import Sharing
from coprod.themes.code_text import said_of
from coprod.themes.coding import Reading, Tone, in_themes
from coprod.themes.models import Theme
from coprod.themes.second_coder.models import agreed_on
from coprod.themes.suggesting.suggestions import Suggested
from heard_people import spoke_of

pytestmark = pytest.mark.browser

PAGE = "/staff/themes/refresh"
TO_LOOK = 320  # milliseconds: a new text is there a moment before a key saves what is said of it
SIZES = ({"width": 320, "height": 568}, PHONE, {"width": 1280, "height": 900})


def sign_in(page: Page, app, server: str, email: str = "analyst@example.org") -> None:
    db.session.rollback()
    cookie = app.session_interface.get_signing_serializer(app).dumps(staff_session(a_user("analyst", email)))
    page.context.add_cookies([{"name": "coprod", "value": cookie, "url": server}])


def fits(page: Page) -> None:
    for size in SIZES:
        page.set_viewport_size(size)
        assert problems(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def inside(title: str) -> int:
    theme = db.session.query(Theme).filter_by(title=title, ended_on=None).one()
    return len(db.session.execute(in_themes.select().where(in_themes.c.theme_id == theme.id)).all())


def test_forty_texts_by_keys_a_split_a_merge_and_ten_read_blind(desk: Page, app, server, monkeypatch):
    a_partnership()
    board = a_board(engagement=an_engagement())
    rows = sorted((each.submissions[0] for each in spoke_of([], 40)), key=lambda row: row.public_id)
    first, last, order = rows[0].id, rows[39].id, [row.public_id for row in rows]
    rows[39].contribution.sharing = Sharing.TEAM
    waits = a_theme("Long waits", board.engagement)
    offered = [Suggested(waits.id, waits.title, ["long"], 0.9)]
    monkeypatch.setattr("coprod.themes.workbench.text_views.suggestions_for", lambda ids: dict.fromkeys(ids, offered))
    db.session.commit()
    sign_in(desk, app, server)
    desk.clock.install()
    desk.goto(PAGE)
    desk.get_by_role("link", name="Read the next one").click()
    box, save = desk.get_by_role("combobox", name="Others"), desk.get_by_role("button", name="Save and next")
    expect(save).to_be_visible()

    desk.keyboard.press("t")
    expect(box).to_be_focused()
    box.press_sequentially("nhg Letters")  # in the box a key is a letter
    desk.get_by_role("button", name="Make this theme").click()
    expect(desk.get_by_role("button", name="Take off: nhg Letters")).to_be_visible()
    for id in order[:39]:
        desk.wait_for_url(
            re.compile(f"{id}(/make)?$"), wait_until="load"
        )  # a key means nothing before the script is there
        for key in "1hq":
            desk.keyboard.press(key)
        expect(desk.get_by_role("button", name="Taken : Long waits")).to_be_visible()
        expect(desk.get_by_label("Good quote")).to_be_checked()
        desk.clock.fast_forward(TO_LOOK)
        desk.keyboard.press("n")
    expect(desk).to_have_url(re.compile(order[39]))
    expect(desk.get_by_text("No quote: the words are for the team alone.")).to_be_visible()
    box.fill("nhg letters")
    box.press("Enter")
    expect(desk.get_by_role("button", name="Take off: nhg Letters")).to_be_visible()
    desk.get_by_role("button", name="Take off: nhg Letters").click()
    expect(desk.get_by_role("button", name="Take off: nhg Letters")).to_have_count(0)
    desk.get_by_text("Keys", exact=True).click()
    desk.get_by_role("button", name="Turn the keys off").click()
    desk.get_by_text("Keys", exact=True).click()
    desk.clock.fast_forward(TO_LOOK)
    desk.keyboard.press("n")
    desk.get_by_label("Says nothing").check()
    save.click()
    expect(desk.get_by_text("Everything here is read.")).to_be_visible()
    db.session.rollback()
    said = said_of(first)
    assert (said.tone, said.good_quote, len(said.themes)) == (Tone.HARD, True, 2)
    assert said.themes[waits.id] == 1 and said_of(last).says_nothing and db.session.query(Reading).count() == 40
    assert (inside("Long waits"), inside("nhg Letters")) == (39, 1)

    desk.get_by_role("link", name="It takes long").first.click()
    desk.get_by_role("button", name="Undo the last").click()
    expect(desk.get_by_text("Undone. This is the text")).to_be_visible()
    fits(desk)

    desk.goto(f"{PAGE}/theme/long-waits/split")
    desk.get_by_label("Names of the parts").fill("Waiting for a plan\nWaiting for a call")
    desk.get_by_role("button", name="Make these parts").click()
    fits(desk)
    desk.get_by_label("Waiting for a call").first.check()
    for left in (19, 0):
        for box in desk.get_by_label("Waiting for a plan").all():
            box.check()
        desk.get_by_role("button", name="Move the ticked ones").click()
        expect(desk.get_by_text(f"{left} texts left." if left else "All its texts are in its parts")).to_be_visible()

    desk.goto(f"{PAGE}/themes")
    desk.get_by_label("Merge: Waiting for a call").check()
    desk.get_by_label("Merge: nhg Letters").check()
    desk.get_by_role("button", name="Merge the ticked ones").click()
    expect(desk.get_by_text("1 text will be in the new theme.")).to_be_visible()
    fits(desk)
    desk.get_by_label("Name of the theme").fill("Calls and letters")
    desk.get_by_role("button", name="Merge them").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Calls and letters")
    fits(desk)
    db.session.rollback()
    assert (inside("Waiting for a plan"), inside("Calls and letters")) == (39, 1)

    second = a_user("analyst", "second.reader@example.org").id
    desk.goto(f"{PAGE}/second")
    desk.get_by_label("Who reads them").select_option(str(second))
    desk.get_by_label("How many texts").fill("10")
    desk.get_by_role("button", name="Ask them").click()
    sign_in(desk, app, server, "second.reader@example.org")
    desk.goto(f"{PAGE}/sign-off")
    desk.get_by_role("link", name="Go on reading").click()
    for number in range(10):
        expect(desk.get_by_text(f"{number} of 10 texts read")).to_be_visible()
        desk.get_by_label("Waiting for a plan").check()
        desk.get_by_role("button", name="Save and next").click()
    desk.get_by_role("button", name="Compare the two").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("see differently")
    db.session.rollback()
    plan = db.session.query(Theme).filter_by(title="Waiting for a plan").one()
    assert agreed_on(plan.engagement_id)[plan.id].texts == 10


def test_a_text_is_coded_on_a_phone_with_and_without_scripts(phone: Page, app, server):
    a_partnership()
    board = a_board(engagement=an_engagement())
    row = heard("Too loud at lunch", board)
    id, lunch = row.id, a_theme("Lunch", board.engagement).id
    sign_in(phone, app, server)
    phone.goto(PAGE)
    phone.get_by_role("link", name="Read the next one").click()
    phone.get_by_role("combobox", name="Themes").fill("lunch")
    phone.get_by_role("button", name="Add", exact=True).click()
    expect(phone.get_by_role("button", name="Take off: Lunch")).to_be_visible()
    phone.get_by_label("Idea").check(force=True)
    phone.get_by_role("button", name="Save and next").click()
    expect(phone.get_by_text("Everything here is read.")).to_be_visible()
    db.session.rollback()
    assert said_of(id).themes == {lunch: None} and said_of(id).tone is Tone.IDEA
