"""The first screen of a receipt shows what people came for: what they sent, and what has become of it."""

import pytest
from checking_back import a_draft, a_listening, opened
from playwright.sync_api import Page, expect

from browsers import PHONE
from builders import a_board, a_partnership, a_user, saved
from coprod.activities.activity import Activity
from coprod.database import db
from holding_codes import CODE, a_received_note
from moderating import LAPTOP

pytestmark = pytest.mark.browser

SIZES = pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])


def read(page: Page, size: dict[str, int]) -> None:
    page.set_viewport_size(size)
    page.goto("/receipt")
    page.get_by_label("Your code").fill(CODE)
    page.get_by_role("button", name="Show me").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What happened")


@SIZES
def test_what_was_decided_stands_on_it_and_the_invitation_after(desk: Page, size: dict[str, int]):
    a_partnership()
    theme, *others = a_listening()
    board = db.session.query(Activity).filter(Activity.is_listed).first()
    for words in ("I waited two years", "And my sister too", "What is said last"):
        note = a_received_note(words, board, audience="young_person")
        note.approve(by=a_user("moderator").id)
        theme.add([note.id])
        saved(note)
    opened(a_draft([theme, *others]))
    read(desk, size)
    expect(desk.locator(".headline").first).to_be_in_viewport(ratio=1)
    expect(desk.get_by_text("I waited two years")).to_be_in_viewport(ratio=1)
    tops = [
        desk.get_by_text("What is said last").bounding_box()["y"],
        desk.get_by_role("heading", name="We wrote down what we heard").bounding_box()["y"],
        desk.get_by_role("button", name="Finish").bounding_box()["y"],
    ]
    assert tops == sorted(tops)


@SIZES
def test_what_waits_says_so_on_it_and_by_when(desk: Page, size: dict[str, int]):
    a_partnership()
    board = a_board()
    a_received_note("More clubs", board)
    a_received_note("And a quiet room", board)
    read(desk, size)
    expect(desk.get_by_text("It waits to be read.").first).to_be_in_viewport(ratio=1)
    expect(desk.get_by_role("heading", name="Waiting to be read")).to_be_in_viewport(ratio=1)
    # What was sent after it is folded, and says by when in its first line.
    expect(desk.get_by_text("It waits to be read. We try to read it by")).to_have_count(1)
    expect(desk.get_by_text("Each step, and what comes next")).to_have_count(1)


def test_what_is_folded_unfolds_without_a_script_and_on_paper(phone: Page):
    a_partnership()
    board = a_board()
    a_received_note("More clubs", board)
    a_received_note("And a quiet room", board)
    read(phone, PHONE)
    steps = phone.locator("details .trail")
    expect(steps).not_to_be_visible()
    phone.get_by_text("Each step, and what comes next").click()
    expect(steps).to_be_visible()
    phone.get_by_text("Each step, and what comes next").click()
    phone.emulate_media(media="print")
    assert steps.evaluate("each => each.checkVisibility({contentVisibilityAuto: true})")
    expect(phone.get_by_text("Change my words").first).not_to_be_visible()
