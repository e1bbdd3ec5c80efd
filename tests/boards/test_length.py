"""The counter under a box for words and the server count the same, whatever is typed."""

import re

import pytest
from playwright.sync_api import Page, expect

from builders import a_board, a_partnership
from coprod.boards.models import Note
from coprod.database import db
from coprod.text import normalise

pytestmark = pytest.mark.browser

FAMILY = "👨\u200d👩\u200d👧"
TYPED = [
    "", "plain", "  outer spaces \n", "one\r\ntwo\rthree\n\nfour", "a\tb", "no\x07thing", "👍👍🏽", FAMILY, "1️⃣ ❤\ufe0f",
    "e\u0301 é",
    "\u202a07700\u202c", "half \ud83d a face", "\u3164", "\u2800\u200d\ufe0f", "\u0301", "\u00a0\u3000x\ufeff\u200b",
    "विद्यालय", "مدرسہ\u200c",
    "a\vb\fc\x85d", "\U000e0041", "\U0001d159", "x\u2028y", "\u061c", "🏴\U000e0067\U000e0062\U000e007f",
]  # fmt: skip

COUNTED = """typed => {
    const box = document.querySelector('textarea');
    box.value = typed;
    box.dispatchEvent(new Event('input'));
    const said = document.querySelector('.govuk-character-count__status') ?? document.querySelector('#words-info');
    return said.textContent;
}"""


@pytest.mark.parametrize("address", ["/boards/better", "/boards/better/add"])
def test_the_page_counts_as_the_server_does(desk: Page, address: str):
    a_partnership()
    a_board()
    desk.goto(address, wait_until="networkidle")
    for typed in TYPED:
        left = re.search(r"\d+", desk.evaluate(COUNTED, typed))
        assert left and 500 - int(left[0]) == len(normalise(typed)), ascii(typed)


@pytest.mark.parametrize("more", ["", "🎉"], ids=["as many as fit", "one too many"])
def test_a_note_of_emoji_and_lines_that_fits_is_sent_and_one_more_is_refused(desk: Page, more: str):
    a_partnership()
    a_board()
    desk.goto("/boards/better/add")
    words = "🎉\n" * 249 + "🎉🎉" + more
    desk.get_by_label("What would make school better?").fill(f"{words}\n ")
    said = "You have 1 character too many" if more else "You have 0 characters remaining"
    expect(desk.locator(".govuk-character-count__status")).to_have_text(said)
    desk.get_by_role("button", name="Put it on the board").click()
    if more:
        expect(desk).to_have_title(re.compile("^Error: "))
        expect(desk.get_by_label("What would make school better?")).to_have_value(words)
        return
    expect(desk.get_by_role("heading", name="Thank you. We have got your note.")).to_be_visible()
    db.session.rollback()
    assert db.session.query(Note).one().submission.words == words
