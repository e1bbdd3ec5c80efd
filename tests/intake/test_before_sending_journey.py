"""A parent on a phone is asked about a name in their words, with and without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from asking import LOUD, NOTE, PIP, says
from builders import a_board, a_partnership
from coprod.boards.models import Note
from coprod.database import db
from coprod.screening import screen as screening

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def finds_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening, "screen", says(PIP))


def test_on_a_phone_the_question_is_seen_first_and_both_ways_on_work(phone: Page):
    a_partnership()
    a_board()
    for way in ("change", "send"):
        phone.goto(NOTE.address)
        phone.get_by_label("What would make school better?").fill(LOUD)
        phone.get_by_label("I am").select_option("A parent or carer")
        phone.get_by_role("button", name="Put it on the board").click()
        notice = phone.get_by_role("region", name="Is there a name in your words?")
        expect(notice).to_be_focused()
        expect(notice.get_by_text("Pip Pretend")).to_be_visible()
        expect(phone.get_by_label("I am")).to_have_value("parent_carer")
        if way == "change":
            notice.get_by_role("link", name="Change my words").click()
            expect(phone.get_by_label("What would make school better?")).to_be_focused()
            phone.get_by_label("What would make school better?").fill("The hall is loud")
            phone.get_by_role("button", name="Put it on the board").click()
        else:
            notice.get_by_role("button", name="Send it as it is").click()
        expect(phone.get_by_role("heading", name="Thank you. We have got your note.")).to_be_visible()
    db.session.rollback()
    assert [note.submission.words for note in db.session.query(Note).order_by(Note.id)] == ["The hall is loud", LOUD]


@pytest.mark.parametrize("phone", [True], indirect=True, ids=["js"])  # axe is a script
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_question_has_no_barriers_at_any_width(phone: Page, width: int):
    a_partnership(moderation_rules=["We keep your spelling."])
    a_board()
    phone.set_viewport_size({"width": width, "height": 800})
    phone.goto(NOTE.address)
    phone.get_by_label("What would make school better?").fill(LOUD)
    phone.get_by_role("button", name="Put it on the board").click()
    expect(phone.get_by_role("button", name="Send it as it is")).to_be_visible()
    phone.wait_for_load_state("load")
    assert [found["id"] for found in Axe().run(phone).response["violations"]] == []
    assert not phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
