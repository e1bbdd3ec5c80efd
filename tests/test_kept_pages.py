"""Pages that are kept: the same bytes for everyone, made anew when what they show has moved, and only pages of ours."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from builders import (
    a_board,
    a_note,
    a_partnership,
    a_sign_up,
    a_user,
    an_approved_note,
    an_engagement,
    an_event,
    at_midnight,
    saved,
)
from coprod import kept_pages
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.boards.models import Board, Note
from coprod.database import db, now, uk_today
from coprod.events.models import Event
from coprod.kept_pages import KeptPage, KeptPages
from coprod.partnership.models import Partnership
from coprod.public_ids import ListPlace

ADDRESSES = ("/", "/engagements/refresh")


@pytest.fixture
def there(client) -> None:
    """A board with a note, one more that waits, an event, and another board that opens in an hour."""
    a_partnership()
    engagement = an_engagement()
    board = a_board("better", engagement)
    an_approved_note("a lift that works", board)
    a_note("a quiet room", board)
    an_event("tamworth", engagement)
    a_board(
        "later", engagement, title="Later", opens_at=now() + timedelta(hours=1), closes_at=now() + timedelta(days=9)
    )


def a_note_is_approved() -> None:
    waiting = db.session.query(Note).order_by(Note.id.desc()).first()
    waiting.submission.approve(by=a_user("moderator").id)
    saved(waiting)


def somebody_signs_up() -> None:
    a_sign_up(db.session.query(Event).one())


def the_last_place_is_taken() -> None:
    event = db.session.query(Event).one()
    event.taken = event.places
    saved(event)


def the_banner_changes() -> None:
    partnership = db.session.get(Partnership, 1)
    partnership.banner = "New times"
    partnership.version += 1
    saved(partnership)


def what_it_is_about_changes() -> None:
    engagement = Engagement.find("refresh")
    engagement.title = "Refreshed"
    saved(engagement)


MOVES = [at_midnight, the_last_place_is_taken, the_banner_changes, a_note_is_approved, what_it_is_about_changes]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unchanged_page_is_kept_and_not_sent_again(client, there, address, statements):
    first = client.get(address, headers={"Accept-Encoding": "gzip"})
    statements.clear()
    again = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert again.data == first.data and again.headers["Content-Encoding"] == "gzip" and statements == []
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert "Set-Cookie" not in first.headers and first.headers["Cache-Control"] == "no-cache"
    assert first.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("move", MOVES)
def test_a_page_moves_with_what_it_shows(client, there, address, move: Callable[[], None]):
    before = client.get(address).headers["ETag"]
    move()
    assert client.get(address).headers["ETag"] != before


@pytest.mark.parametrize("address", ["/", "/engagements/refresh"])
def test_no_page_tells_when_somebody_signs_up(client, there, address):
    before = client.get(address)
    somebody_signs_up()
    after = client.get(address)
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("later", [timedelta(hours=2), timedelta(days=1), timedelta(days=20)])
def test_a_page_moves_with_the_clock(client, there, address, later):
    before = client.get(address)
    with time_machine.travel(now() + later):
        after = client.get(address)
    assert after.headers["ETag"] != before.headers["ETag"] and after.data != before.data


@pytest.mark.parametrize("query", ["?before={}", "?audience=professional&before={}", "?audience=x{}", "?utm={}"])
def test_nobody_fills_the_memory_with_pages_of_their_own(client, app, there, query):
    client.get("/boards/better")
    for number in range(1, 9):
        place = ListPlace(uk_today(), str(number) * 13)
        assert client.get("/boards/better" + query.format(place)).status_code == 200
    assert len(app.extensions["kept_pages"]) == 1


def test_one_page_an_audience_or_week_with_notes_is_kept(client, app, there):
    board = db.session.query(Board).filter_by(slug="better").one()
    days = [uk_today() - timedelta(days=7 * number) for number in range(len(Audience))]
    for audience, day in zip(Audience, days, strict=True):
        assert client.get(f"/boards/better?audience={audience}").status_code == 200
        an_approved_note("A lift", board, audience=audience, submitted_on=day)
    kept_pages.init_app(app)
    for audience, day in zip(Audience, days, strict=True):
        client.get(f"/boards/better?audience={audience}")
        client.get(f"/boards/better?week={day}")
    assert len(app.extensions["kept_pages"]) == 2 * len(Audience)


@pytest.mark.parametrize("query", ["week=1999-01-04", "audience=organisation", "q=lift", "q=lift&week={today}"])
def test_a_page_without_notes_or_with_a_search_is_not_kept(client, app, there, query):
    assert client.get(f"/boards/better?{query.format(today=uk_today())}").status_code == 200
    assert len(app.extensions["kept_pages"]) == 0


def test_what_was_used_least_recently_goes_first(monkeypatch):
    monkeypatch.setattr(kept_pages, "MOST", 2)
    pages = KeptPages()
    for address in ("first", "second"):
        pages.keep(address, KeptPage("tag", b"", b""))
    assert pages.get("first", "tag") and pages.get("first", "another tag") is None
    pages.keep("third", KeptPage("tag", b"", b""))
    assert pages.get("first", "tag") and pages.get("second", "tag") is None and len(pages) == 2


def test_many_threads_share_them():
    pages = KeptPages()

    def use(number: int) -> bool:
        address = f"page {number % 90}"
        pages.keep(address, KeptPage(address, b"", b""))
        found = pages.get(address, address)
        return found is None or found.etag == address

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(use, range(4000)))
    assert len(pages) == kept_pages.MOST


def test_no_page_moves_with_what_only_staff_see(client, there):
    before = [client.get(address).headers["ETag"] for address in ADDRESSES]
    draft = an_engagement("not-yet", life="draft")
    a_board("not-yet", draft)
    assert [client.get(address).headers["ETag"] for address in ADDRESSES] == before
    assert client.get("/engagements/not-yet", headers={"If-None-Match": "*"}).status_code == 404
