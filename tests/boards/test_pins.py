"""Notes that staff put on top of a board."""

import pytest
from playwright.sync_api import Page, expect

from browsers import DESKTOP, PHONE
from builders import a_board, a_note, a_partnership, an_approved_note, saved
from coprod.boards.models import Board
from coprod.changes import Change
from coprod.database import db
from moderating import sign_in as sign_in_on

PINS = "/staff/boards/better"


def the_board() -> Board:
    return db.session.query(Board).one()


def press(client, verb, note, **more):
    return client.post(f"{PINS}/{verb}", data={"note": note.public_id, "edited": str(the_board().edited)} | more)


def test_a_pinned_note_stands_on_top_until_it_is_taken_down(client, sign_in):
    a_partnership()
    board = a_board()
    note, other = an_approved_note("a quiet room", board), an_approved_note("more buses", board)
    before = client.get("/boards/better")
    lead = sign_in("engagement_lead")
    assert "a quiet room" in client.get(f"{PINS}/pins").text
    assert press(client, "pin", other).location == press(client, "pin", note).location == f"{PINS}/pins"
    page = client.get("/boards/better", headers={"If-None-Match": before.headers["ETag"]}).text
    on_top = page.partition("Pinned by the team")[2].partition("</section>")[0]
    assert on_top.index("more buses") < on_top.index("a quiet room") and page.count("more buses") == 2
    assert "Pinned by the team" not in client.get("/boards/better?q=room").text
    changes = [(change.was, change.became, change.by_id) for change in db.session.query(Change).order_by(Change.id)]
    assert changes == [("0 notes", "1 note", lead.id), ("1 note", "2 notes", lead.id)]
    assert press(client, "unpin", other).status_code == 303
    assert client.get("/boards/better").text.count("more buses") == 1


def test_what_is_hidden_again_is_pinned_no_longer(client, sign_in, statements):
    a_partnership()
    board = a_board()
    note = an_approved_note("a quiet room", board)
    lead = sign_in("engagement_lead")
    board.pin(note.public_id, by=lead.id)
    note.submission.return_to_queue(by=lead.id)
    saved(board)
    assert "a quiet room" not in client.get("/boards/better").text
    assert "No note is pinned" in client.get(f"{PINS}/pins").text


def test_what_is_shown_no_longer_takes_no_place_on_top(client, sign_in):
    a_partnership()
    board = a_board()
    notes = [an_approved_note(f"note {number}", board) for number in range(5)]
    lead = sign_in("engagement_lead")
    for note in notes[:3]:
        press(client, "pin", note)
    for note in notes[:2]:
        db.session.merge(note).submission.return_to_queue(by=lead.id)
    db.session.commit()
    assert press(client, "pin", notes[3]).status_code == press(client, "pin", notes[4]).status_code == 303
    assert the_board().pinned == [note.public_id for note in notes[2:]]


def test_what_cannot_be_is_refused(client, sign_in):
    a_partnership()
    board = a_board()
    notes = [an_approved_note(f"note {number}", board) for number in range(4)]
    waiting, elsewhere = a_note("not read yet", board), an_approved_note("other", a_board("other"))
    sign_in("engagement_lead")
    edited = db.session.query(Board).filter_by(slug="better").one().edited
    for note, why in ((waiting, "everyone can read"), (elsewhere, "everyone can read")):
        refused = client.post(f"{PINS}/pin", data={"note": note.public_id, "edited": str(edited)})
        assert refused.status_code == 422 and why in refused.text and "not read yet" not in refused.text
    for place, note in enumerate(notes):
        sent = client.post(f"{PINS}/pin", data={"note": note.public_id, "edited": str(edited + place)})
        assert sent.status_code == (303 if place < 3 else 422)
    assert "Take one down first" in sent.text
    clash = client.post(f"{PINS}/unpin", data={"note": notes[0].public_id, "edited": "0"})
    assert clash.status_code == 409 and "Somebody else changed this first" in clash.text


@pytest.mark.parametrize("verb", ["pin", "unpin"])
def test_marks_that_no_database_takes_are_no_part_of_a_note(client, sign_in, verb):
    a_partnership()
    board = a_board()
    note = an_approved_note("a quiet room", board)
    sign_in("engagement_lead")
    if verb == "unpin":
        press(client, "pin", note)
    edited = str(the_board().edited)
    assert client.post(f"{PINS}/{verb}", data={"note": f"{note.public_id}\0", "edited": edited}).status_code == 303
    assert the_board().pinned == ([note.public_id] if verb == "pin" else [])


@pytest.mark.parametrize("role", ["moderator", "analyst"])
def test_only_those_who_edit_activities_come_in(client, sign_in, role):
    a_board()
    sign_in(role)
    assert client.get(f"{PINS}/pins").status_code == 403
    assert client.post(f"{PINS}/pin").status_code == client.post(f"{PINS}/unpin").status_code == 403


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
def test_one_word_that_fills_a_note_does_not_push_the_page_aside(desk: Page, app, server, size):
    a_partnership()
    an_approved_note("x" * 500, a_board(questions=["y" * 200, "Why?"]))
    desk.set_viewport_size(size)
    sign_in_on(desk, app, server, "engagement_lead")
    desk.goto(f"{PINS}/pins")
    expect(desk.get_by_role("button", name="Pin")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") <= size["width"]
