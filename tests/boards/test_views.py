"""A young person reads a board and puts a note on it."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from flask.testing import FlaskClient

from answering import code_on, token_on
from builders import a_board, a_note, a_partnership, an_approved_note, closed, saved
from coprod.activities.audience import Audience
from coprod.boards import notes_to_read
from coprod.boards.models import Note
from coprod.database import db, now, uk_today
from coprod.participation.contribution import Contribution, Sharing


def add(client: FlaskClient, words: str = "A quiet room", **fields: str):
    """Open the form, fill it in, send it."""
    page = client.get("/boards/better/add" + fields.pop("query", "")).text
    same = 'name="same_code" type="hidden" value="yes"' in page
    about = {"token": token_on(page), "same_code": "yes" if same else "", "audience": "not_said", "sharing": "show"}
    return client.post("/boards/better/add", data={"words": words} | about | fields)


def test_shows_approved_notes_and_no_others(client):
    a_partnership()
    board = a_board()
    an_approved_note("a lift that works", board, audience="young_person", district="north")
    an_approved_note("kept for some", board, sharing="team")
    a_note("not read yet", board)
    page = client.get("/boards/better").text
    assert "a lift that works" in page and "A young person, North Test" in page
    assert "kept for some" not in page and "not read yet" not in page
    assert "1 note." in page


def test_only_words_are_needed(client):
    a_partnership()
    a_board()
    sent = add(client, "A quiet room")
    assert (sent.status_code, sent.location) == (303, "/boards/better/thanks")
    note = db.session.query(Note).one()
    assert note.submission.words == "A quiet room" and note.contribution.audience is Audience.NOT_SAID
    assert "A quiet room" not in client.get("/boards/better").text


def test_everything_said_about_it_is_kept(client):
    a_partnership()
    a_board()
    add(client, audience="parent_carer", district="south", sharing="idea", colour="4")
    note = db.session.query(Note).one()
    went = note.contribution
    assert (went.audience, went.district_slug, went.sharing) == (Audience.PARENT_CARER, "south", Sharing.IDEA)
    assert note.colour == 4


def test_thanks_page_shows_the_code_and_what_was_written(client):
    a_partnership()
    a_board()
    page = client.get(add(client, "A <b>quiet</b> room").location).text
    assert re.fullmatch(r"[a-z]+-[a-z]+-[a-z]+-\d{3}", code_on(page))
    assert "A &lt;b&gt;quiet&lt;/b&gt; room" in page


def test_a_form_sent_twice_makes_one_note_with_the_same_code(client):
    a_partnership()
    a_board()
    page = client.get("/boards/better/add").text
    token = re.search(r'name="token" type="hidden" value="([^"]+)"', page)[1]
    codes = set()
    for _ in range(2):
        client.post(
            "/boards/better/add", data={"token": token, "words": "Once", "audience": "not_said", "sharing": "show"}
        )
        codes.add(code_on(client.get("/boards/better/thanks").text))
    assert len(codes) == 1 and db.session.query(Note).count() == 1


def test_another_note_under_the_same_code(client):
    a_partnership()
    a_board()
    first = code_on(client.get(add(client, "One").location).text)
    second = code_on(client.get(add(client, "Two", query="?same_code=1").location).text)
    assert first == second
    assert len({row.receipt_id for row in db.session.query(Contribution)}) == 1
    third = code_on(client.get(add(client, "Three").location).text)
    assert third != first


def test_an_empty_note_is_refused_and_what_was_typed_stays(client):
    a_partnership()
    a_board()
    sent = add(client, "   ", audience="parent_carer")
    assert sent.status_code == 422 and "Write something on your note" in sent.text
    assert "<title>Error: " in sent.text and re.search(r'value="parent_carer"[^>]*selected', sent.text)


def test_a_long_note_is_refused_and_comes_back_whole(client):
    a_partnership()
    a_board()
    sent = add(client, "x" * 501)
    assert sent.status_code == 422 and "x" * 501 in sent.text
    assert add(client, "line\r\n" * 100).status_code == 303  # 499 characters, however a browser sends line ends


def test_a_closed_board_says_so_and_gives_the_words_back(client):
    a_partnership()
    board = a_board()
    page = client.get("/boards/better/add").text
    token = re.search(r'name="token" type="hidden" value="([^"]+)"', page)[1]
    for name, value in closed().items():
        setattr(board, name, value)
    saved(board)
    sent = client.post("/boards/better/add", data={"token": token, "words": "I came too late with this idea"})
    assert sent.status_code == 409 and "I came too late with this idea" in sent.text and "has closed" in sent.text
    assert "Add your note" not in client.get("/boards/better").text


def test_a_board_that_is_not_there_or_not_open_yet(client):
    a_board("draft", opens_at=None)
    for address in ("/boards/nothing", "/boards/nothing/add", "/boards/draft", "/boards/draft/add"):
        assert client.get(address).status_code == 404, address


def test_the_board_sets_no_cookie_and_is_the_same_for_everyone(client, app):
    a_partnership()
    an_approved_note("hello", a_board())
    first = client.get("/boards/better")
    assert "Set-Cookie" not in first.headers and "Cookie" not in first.headers["Vary"]
    client.get("/boards/better/add")  # this one may set a cookie
    assert client.get("/boards/better").data == first.data


def test_a_board_that_closes_between_two_conditional_requests_says_so_and_gives_a_late_note_back(client):
    """A browser asks whether its copy still holds: by the clock alone it does not, though nobody changed anything."""
    a_partnership()
    board = a_board(opens_at=now() - timedelta(days=2), closes_at=now() + timedelta(hours=1))
    an_approved_note("hello", board)
    form = {"token": token_on(client.get("/boards/better/add").text), "sharing": "show"}
    etags = {}
    for address in ("/boards/better", "/", f"/engagements/{board.engagement.slug}"):
        etags[address] = client.get(address).headers.get("ETag", "")
        assert client.get(address, headers={"If-None-Match": etags[address]}).status_code == 304
    with time_machine.travel(now() + timedelta(hours=2), tick=False):
        for address, etag in etags.items():
            page = client.get(address, headers={"If-None-Match": etag})
            assert page.status_code == 200 and page.headers["ETag"] != etag
            assert 'name="sharing"' not in page.text and "Put it on the board" not in page.text
        late = client.post("/boards/better/add", data=form | {"words": "One more thing, if I may"})
        assert late.status_code == 409 and "has closed" in late.text and "One more thing, if I may" in late.text
    assert db.session.query(Note).count() == 1


def test_an_unchanged_board_is_not_sent_again(client):
    a_partnership()
    board = a_board()
    an_approved_note("hello", board)
    first = client.get("/boards/better")
    again = client.get("/boards/better", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    an_approved_note("hello again", board)
    changed = client.get("/boards/better", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200 and "hello again" in changed.text


def test_statements_do_not_grow_with_the_notes(client, statements):
    a_partnership()
    board = a_board()
    client.get("/help")  # reads the partnership, which is then kept
    counts = []
    for number in (2, 30):
        for i in range(number):
            an_approved_note(f"note {number} {i}", board)
        statements.clear()
        assert client.get("/boards/better").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 3  # and one from the driver itself, which is not counted: see one_question.py
    statements.clear()
    client.get("/boards/better")
    assert statements == []


def test_taking_a_note_costs_six_statements_at_most(client, statements):
    a_partnership()
    a_board()
    for _ in "the first reads the partnership's own screening words, which are then kept for a minute", "counted":
        page = client.get("/boards/better/add").text
        token = re.search(r'name="token" type="hidden" value="([^"]+)"', page)[1]
        statements.clear()
        sent = client.post(
            "/boards/better/add", data={"token": token, "words": "Hi", "audience": "not_said", "sharing": "show"}
        )
        assert sent.status_code == 303
    assert len(statements) <= 6, statements


def test_older_notes_newest_notes_and_jumps_are_links_that_lead_there(client, monkeypatch):
    monkeypatch.setattr(notes_to_read, "PAGE", 2)
    a_partnership()
    board = a_board()
    for number in range(5):
        an_approved_note(f"note {number}", board, submitted_on=uk_today() - timedelta(days=7 * number))
    page = client.get("/boards/better").text
    read = []
    while True:
        read += re.findall(r"note \d(?=<)", page)
        older = re.search(r'href="([^"]+)">Older notes', page)
        if older is None:
            break
        page = client.get(unescape(older[1]).partition("#")[0]).text
    assert read == [f"note {number}" for number in range(5)] and "Notes 5 to 5 of 5." in page
    newest = re.search(r'href="([^"]+)">Newest notes', page)[1]
    assert "note 0" in client.get(newest.partition("#")[0]).text
    week = re.search(r'href="([^"]+)">Last week', page)[1]
    assert re.findall(r"note \d(?=<)", client.get(unescape(week).partition("#")[0]).text) == ["note 1", "note 2"]


@pytest.mark.parametrize("query", ["week=9999-12-31", "week=0001-01-01", "week=x", "q=" + "x" * 5000, "q=%F0%9F%99%82"])
def test_whatever_stands_in_the_address_a_board_is_shown(client, query):
    a_partnership()
    an_approved_note("a lift that works", a_board())
    assert client.get(f"/boards/better?{query}").status_code == 200


def test_what_somebody_looks_for_stands_in_the_box_and_goes_with_the_filters(client):
    a_partnership()
    an_approved_note("a lift that works", a_board(), audience="young_person")
    page = client.get("/boards/better?q=lift").text
    assert (
        'value="lift"' in page
        and "1 note with" in page
        and "q=lift&amp;audience="
        in page.replace("audience=young_person&amp;q=lift", "q=lift&amp;audience=young_person")
    )
    nothing = client.get("/boards/better?q=bus").text
    assert "No note fits" in nothing and "show all notes" in nothing


def test_a_place_where_no_note_stands_any_more_leads_back_to_the_newest(client, monkeypatch):
    monkeypatch.setattr(notes_to_read, "PAGE", 2)
    a_partnership()
    board = a_board()
    for number in range(3):
        an_approved_note(f"note {number}", board)
    for query in ("week=2000-01-03", "before=2000-01-01_0000000000000", "audience=not_said&week=2000-01-03"):
        page = client.get(f"/boards/better?{query}")
        assert page.status_code == 200 and "No notes this far back" in page.text, query
        assert "Show the newest notes" in page.text


def test_a_short_note_to_a_board_that_closed_meanwhile_is_given_back(client):
    a_partnership()
    saved(a_board(**closed()))
    sent = client.post("/boards/better/add", data={"words": "Chairs", "sharing": "show"})
    assert sent.status_code == 409 and "Chairs" in sent.text
