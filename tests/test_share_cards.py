"""Share cards: each public page has a picture for its link, drawn by the worker; what it says moves, and so does it."""

import io
import re
from html import unescape

import pytest
import time_machine
from PIL import Image
from playwright.sync_api import expect

from builders import a_board, a_partnership, a_promise, a_user, an_engagement, an_event, open_now, saved
from coprod import jobs, share_cards
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.boards.models import Board
from coprod.database import db, now
from coprod.files import on_disk, uses
from coprod.files.models import StoredFile
from coprod.partnership.models import Partnership
from coprod.questionnaires.models import Questionnaire
from coprod.share_cards import ROOM, in_lines, width


def meta(page: str) -> dict[str, str]:
    """What a page tells to those who show links."""
    tags = re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)"', page)
    return {name: unescape(value) for name, value in tags}


def work() -> list[str]:
    """What waits in the queue is done by a worker; the names of what was done."""
    done = []
    while task := jobs.huey.dequeue():
        done.append(task.name)
        jobs.huey.execute(task)
    db.session.rollback()
    return done


@pytest.fixture
def pages(client, monkeypatch) -> list[str]:
    monkeypatch.setattr(jobs.huey, "app", client.application)  # another test may have made one since
    jobs.huey.storage.flush_all()
    a_partnership()
    engagement = an_engagement()
    a_board("better", engagement, title="Make <it> & better")
    an_event("tamworth", engagement)
    a_promise("promise", engagement)
    saved(Questionnaire(engagement=engagement, slug="survey", title="Survey", intro="", **open_now()))
    return [
        "/",
        "/engagements/refresh",
        "/boards/better",
        "/events/tamworth",
        "/promise/promise",
        "/questionnaires/survey",
    ]


def test_there_is_nothing_until_the_worker_has_drawn_it(client, pages):
    assert [address for address in pages if "og:" in client.get(address).text] == []
    tags = {address: client.get(address).headers["ETag"] for address in pages[:3]}
    assert set(work()) == {"draw_cards"}
    for address in pages:
        told = meta(client.get(address).text)
        assert re.fullmatch(r"http://127.0.0.1:5000/files/[0-9a-f]{64}\.png", told["og:image"]), address
        assert told["og:url"] == f"http://127.0.0.1:5000{address}" and told["twitter:card"] == "summary_large_image"
        assert told["og:title"] in told["og:image:alt"] and "Testshire SEND Partnership" in told["og:image:alt"]
        with client.get(told["og:image"].removeprefix("http://127.0.0.1:5000")) as shown:
            assert shown.status_code == 200 and Image.open(io.BytesIO(shown.data)).size == (1200, 630)
            assert len(shown.data) < 100 * 1024
    assert meta(client.get("/boards/better").text)["og:title"] == "Make <it> & better"
    assert all(client.get(address).headers["ETag"] != tag for address, tag in tags.items())


def test_the_pages_are_the_same_bytes_for_everyone(client, pages, sign_in):
    work()
    before = {address: client.get(address).data for address in pages[:3]}
    sign_in("admin")
    assert {address: client.get(address).data for address in pages[:3]} == before


def test_another_title_is_another_picture_and_nothing_else_draws_again(client, pages):
    work()
    before = {address: meta(client.get(address).text)["og:image"] for address in pages}
    board = db.session.query(Board).one()
    board.change({"title": "Something else"}, by=a_user("admin").id)
    db.session.commit()
    assert work() == ["draw_cards"]
    after = {address: meta(client.get(address).text)["og:image"] for address in pages}
    assert [address for address in pages if before[address] != after[address]] == ["/boards/better"]


def test_other_colours_draw_all_again(client, pages):
    work()
    before = meta(client.get("/boards/better").text)["og:image"]
    db.session.get_one(Partnership, 1).change({"colours": {"brand": "#5b2a6e"}}, by=a_user("admin").id)
    db.session.commit()
    assert work() == ["draw_cards"]
    address = meta(client.get("/boards/better").text)["og:image"]
    assert address != before
    with client.get(address.removeprefix("http://127.0.0.1:5000")) as shown:
        assert Image.open(io.BytesIO(shown.data)).convert("RGB").getpixel((5, 5)) == (0x5B, 0x2A, 0x6E)


def test_what_a_card_does_not_show_wakes_nobody(client, pages):
    work()
    board = db.session.query(Board).one()
    board.change({"minutes": 9}, by=a_user("admin").id)
    db.session.commit()
    assert work() == []
    stamps = {path.name: path.stat().st_mtime_ns for path in on_disk.folder().iterdir()}
    share_cards.draw_cards()
    assert {path.name: path.stat().st_mtime_ns for path in on_disk.folder().iterdir()} == stamps


def test_a_draft_has_none(client, pages):
    saved(Engagement(slug="draft", title="Not yet", life=Life.DRAFT))
    work()
    assert db.session.query(Engagement).filter_by(slug="draft").one().share_card == ""


def test_a_card_whose_bytes_are_gone_is_drawn_again(client, pages):
    work()
    card = db.session.query(Board).one().share_card
    on_disk.path_of(card).unlink()
    share_cards.draw_cards()
    assert on_disk.path_of(card).exists()


def test_the_card_of_before_goes_at_night(client, pages):
    work()
    board = db.session.query(Board).one()
    before = board.share_card
    board.change({"title": "Something else"}, by=a_user("admin").id)
    db.session.commit()
    work()
    with time_machine.travel(now() + uses.STAYS * 2, tick=False):
        uses.remove_unused()
    kept = set(db.session.scalars(db.select(StoredFile.hash)))
    assert before not in kept and db.session.query(Board).one().share_card in kept


@pytest.mark.parametrize("words", ["A", "Łódź, Café, naïve", "x" * 200, "word " * 80, "Make it better " * 3, ""])
def test_a_title_of_any_length_has_room(words):
    size, lines = in_lines(words)
    assert 1 <= len(lines) <= 3 and all(width(line) * size <= ROOM for line in lines)


def test_letters_that_cannot_be_drawn_are_left_out():
    assert in_lines("Talk العربية now")[1] == ["Talk now"] and in_lines("中文")[1] == [""]


def test_an_engagement_can_be_shared_where_people_are(client, pages):
    page = client.get("/engagements/refresh").text
    for where in ("mailto:?subject=", "https://wa.me/", "facebook.com/sharer", "linkedin.com/sharing/share-offsite/"):
        assert where in page, where
    assert re.search(r'<button[^>]*data-copy="http://127.0.0.1:5000/engagements/refresh" hidden>', page)


@pytest.mark.browser
def test_the_button_that_copies_is_there_where_it_works(phone, request, pages):
    db.session.rollback()
    phone.goto("/engagements/refresh")
    button = phone.get_by_role("button", name="Copy the address")
    if request.node.callspec.params["phone"]:
        phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
        expect(button).to_be_visible()
        button.click()
        expect(phone.locator("#copied")).to_have_text("Copied")
        assert phone.evaluate("navigator.clipboard.readText()") == "http://127.0.0.1:5000/engagements/refresh"
    else:
        expect(button).to_be_hidden()
    expect(phone.locator("code.address")).to_be_visible()
