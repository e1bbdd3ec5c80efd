"""What the board costs a phone, in bytes on the wire: the first visit with nothing kept, and the next one."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from browsers import PHONE
from builders import a_board, a_note, a_partnership, a_user
from coprod.config import ROOT
from coprod.database import db

pytestmark = pytest.mark.browser

KIB = 1024
WORDS = ROOT / "coprod" / "demo_content" / "words" / "board_young_person.txt"  # as long as people write


class Answer(NamedTuple):
    """Something that came from the server: what it was to the page, and its bytes, headers too."""

    kind: str
    size: float


class Wire:
    """Every answer a page gets from the server. What the browser had kept is not among them."""

    def __init__(self, page: Page) -> None:
        self.answers: list[Answer] = []
        self._kinds: dict[str, str] = {}
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.on("Network.responseReceived", self._began)
        devtools.on("Network.loadingFinished", self._ended)

    def _began(self, event: dict[str, Any]) -> None:
        self._kinds[event["requestId"]] = event["type"]

    def _ended(self, event: dict[str, Any]) -> None:
        if event["encodedDataLength"]:
            self.answers.append(Answer(self._kinds[event["requestId"]], event["encodedDataLength"]))

    def size(self, but: str = "") -> float:
        return sum(answer.size for answer in self.answers if answer.kind != but)


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A phone that has never been here."""
    context = browser.new_context(base_url=server, viewport=PHONE)
    yield context.new_page()
    context.close()


def a_full_board() -> None:
    """Forty notes, on the site of a partnership with colours of its own."""
    a_partnership(colours={"brand": "#4b2a6b", "brand-deep": "#2e1745"})
    board, moderator = a_board(), a_user("moderator").id
    for line in WORDS.read_text().splitlines()[:40]:
        a_note(line, board).submission.approve(by=moderator)
    db.session.commit()


def test_the_first_visit_is_six_requests_and_seventy_kibibytes(page: Page):
    a_full_board()
    wire = Wire(page)
    board = page.goto("/boards/better", wait_until="networkidle")
    assert page.locator(".note__words").count() == 40
    kinds = [answer.kind for answer in wire.answers]
    assert len(kinds) <= 6 and "Script" not in kinds and kinds.count("Font") == 1
    assert 20 * KIB < wire.size(but="Font") <= 40 * KIB  # less would mean that something was not counted
    assert wire.size() <= 70 * KIB
    assert "set-cookie" not in board.all_headers() and page.context.cookies() == []


def test_the_next_visit_is_one_small_request(page: Page):
    a_full_board()
    page.goto("/boards/better", wait_until="networkidle")
    page.goto("about:blank")
    wire = Wire(page)
    page.goto("/boards/better", wait_until="networkidle")
    assert page.locator(".note__words").count() == 40
    assert [answer.kind for answer in wire.answers] == ["Document"]
    assert wire.size() < KIB
