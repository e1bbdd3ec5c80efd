"""Whoever holds the code changes their words: they wait to be read again, and nothing tells what was decided."""

import pytest
from flask import Flask

from builders import a_board, a_partnership, a_pledge, a_user, saved
from coprod.concerns.concern import Concern
from coprod.concerns.duty_letter import DutyLetter
from coprod.database import db
from coprod.participation.move import Move, Status
from coprod.participation.submission import Submission
from holding_codes import CODE, OTHER, a_receipt, a_received_note, look_up, without_tokens

HERE = "/receipt/change/1/1"
UNSAFE = "My uncle hits me at night and I am scared to go home"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(app: Flask) -> None:
    app.extensions["limits"].together.storage.reset()


def decide(submission: Submission, verb: str, **how: object) -> None:
    getattr(submission, verb)(by=a_user("moderator").id, **how)
    saved(submission)


def the_note() -> Submission:
    db.session.expire_all()
    return db.session.query(Submission).one()


def test_changed_words_wait_to_be_read_again_and_the_old_ones_are_shown_no_more(client):
    a_partnership()
    decide(a_received_note("A quiet room"), "approve")
    assert "A quiet room" in client.get("/boards/better").text
    assert f'href="{HERE}"' in look_up(client) and "A quiet room" in client.get(HERE).text
    before = [(move.id, move.to_status) for move in db.session.query(Move)]
    assert client.post(HERE, data={"words": "A quiet room,\r\nand lamps"}).location == "/receipt/what-happened#sent-1"
    note = the_note()
    assert (note.words, note.status, note.published_words) == ("A quiet room,\nand lamps", Status.PENDING, None)
    assert [(move.id, move.to_status) for move in note.moves[:1]] == before, "moves are never edited"
    assert note.moves[1].by_id is None and note.contribution.received_at is not None
    assert "A quiet room" not in client.get("/boards/better").text
    page = client.get("/receipt/what-happened").text
    assert "and lamps" in page and "Waiting to be read" in page and "A person read it" not in page
    decide(note, "approve")
    assert "and lamps" in client.get("/boards/better").text


@pytest.mark.parametrize("verb", ["reject", None])
def test_words_that_were_turned_down_or_wait_are_changed_too(client, verb):
    a_partnership()
    note = a_received_note("About Sam")
    if verb:
        decide(note, verb, reason="names")
    look_up(client)
    client.post(HERE, data={"words": "About somebody"})
    assert (the_note().words, the_note().status) == ("About somebody", Status.PENDING)


def test_a_concern_stays_a_concern_and_its_author_sees_what_anyone_sees(client):
    a_partnership()
    board = a_board()
    pages = []
    for code, escalate in ((CODE, False), (OTHER, True)):
        submission = a_received_note("I am not safe", board, code)
        if escalate:
            decide(submission, "escalate")
        before = look_up(client, code)
        asked = client.get(HERE)
        changed = client.post(HERE, data={"words": "It was a joke"})
        pages.append((before, without_tokens(asked.text), changed.status_code, changed.location, look_up(client, code)))
    assert pages[0] == pages[1] and "It was a joke" in pages[0][4]
    held = db.session.query(Submission).filter_by(status=Status.ESCALATED).one()
    assert held.words is None and held.as_written == "It was a joke"
    assert [concern.words for concern in db.session.query(Concern).order_by(Concern.id)] == [
        "I am not safe", "It was a joke"
    ]  # fmt: skip
    assert db.session.query(DutyLetter).count() >= 1, "the lead is told"


def test_worrying_words_go_to_the_safeguarding_lead_at_once_and_stand_nowhere_in_clear(client):
    a_partnership()
    decide(a_received_note("A quiet room"), "approve")
    look_up(client)
    client.post(HERE, data={"words": UNSAFE})
    note = the_note()
    assert note.status is Status.ESCALATED and note.words is None and note.as_written == UNSAFE
    assert db.session.query(Concern).one().words == UNSAFE and db.session.query(DutyLetter).count() >= 1
    assert "Waiting to be read" in client.get("/receipt/what-happened").text


def test_the_same_words_change_nothing(client):
    a_partnership()
    decide(a_received_note("A quiet room"), "approve")
    look_up(client)
    client.post(HERE, data={"words": "A quiet room"})
    assert the_note().status is Status.APPROVED and len(the_note().moves) == 1


def test_what_is_too_long_or_nothing_is_refused_and_stays_in_the_box(client):
    a_partnership()
    a_received_note("A quiet room")
    look_up(client)
    for typed, words in (
        ("x" * 501, "Use 500 letters or fewer"),
        ("", "Write something"),
        ("\u3164", "Write something"),
    ):
        answer = client.post(HERE, data={"words": typed})
        assert answer.status_code == 422 and words in answer.text and (len(typed) < 2 or typed in answer.text)
    assert the_note().words == "A quiet room"


def test_a_name_is_asked_about_once_before_anything_is_kept(client):
    a_partnership()
    a_received_note("A quiet room")
    look_up(client)
    asked = client.post(HERE, data={"words": "Mrs Penhallow is kind. Ring 01632 960199"})
    assert asked.status_code == 200 and "Before you send it" in asked.text and the_note().words == "A quiet room"
    client.post(HERE, data={"words": "Mrs Penhallow is kind. Ring 01632 960199", "told": "yes"})
    assert the_note().words.startswith("Mrs Penhallow")


def test_only_with_the_code_and_only_what_is_there(client):
    a_partnership()
    submission = a_received_note("A quiet room")
    assert client.get(HERE).location == "/receipt"
    lost = client.post(HERE, data={"words": "Lamps"})
    assert lost.status_code == 403 and "Lamps" in lost.text and the_note().words == "A quiet room"
    look_up(client)
    for address in ("/receipt/change/1/2", "/receipt/change/2/1", "/receipt/change/0/1", "/receipt/change/1/0"):
        assert client.get(address).status_code == client.post(address, data={"words": "x"}).status_code == 404
    client.post("/receipt/take-back/1")
    for answer in (client.get(HERE), client.post(HERE, data={"words": "Back again"})):
        assert answer.location == "/receipt/what-happened"
    assert db.session.get(Submission, submission.id).words == ""


def test_so_many_changes_a_day(client):
    a_partnership()
    a_received_note("A quiet room")
    look_up(client)
    answers = [client.post(HERE, data={"words": f"Room {number}"}).status_code for number in range(21)]
    assert answers == [303] * 20 + [429] and the_note().words == "Room 19"


def test_a_pledge_that_is_changed_and_read_again_is_told_of_again(client):
    a_partnership()
    pledge = a_pledge()
    pledge.contribution.receipt = a_receipt()
    pledge.told()
    saved(pledge)
    look_up(client)
    client.post(HERE, data={"words": "Pupils plan every week", "told": "yes"})
    assert pledge.told_on is None and pledge.submission.words == "Pupils plan every week"


def test_it_takes_the_same_statements_whatever_was_decided(client, statements):
    a_partnership()
    board = a_board()
    taken = []
    for code, escalate in ((CODE, False), (OTHER, True)):
        submission = a_received_note("I am not safe", board, code)
        if escalate:
            decide(submission, "escalate")
        look_up(client, code)
        statements.clear()
        client.get(HERE)
        taken.append([*statements])
    assert taken[0] == taken[1] and len(taken[0]) <= 18
