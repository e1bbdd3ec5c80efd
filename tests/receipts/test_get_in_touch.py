"""Somebody asks for a safe adult: it is sealed with a concern, opens one if need be, and shows nowhere afterwards."""

import re

import pytest
import time_machine
from flask.testing import FlaskClient

from answering import proof, send
from asking import PLEDGE, SIGN_UP
from builders import (
    a_board,
    a_note,
    a_partnership,
    a_promise,
    a_questionnaire,
    a_user,
    an_event,
    contribution_of,
    letters_about_concerns,
    saved,
)
from coprod.audit import Record
from coprod.concerns.concern import Concern, Origin
from coprod.concerns.letters import PAUSE
from coprod.concerns.step import StepKind
from coprod.database import db, now
from coprod.participation import receipt
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.receipt import Receipt
from coprod.sealing import ring

HOW = "Text 07700 900 417 on Tuesday before 3"
STOP = "Do not ring"
CODE = "otter-lantern-maple-427"
ADDRESS = "/receipt/get-in-touch"


def send_a_note(client: FlaskClient, words: str = "More clubs", **fields) -> None:
    data = {"words": words, "audience": "young_person", "sharing": "show", "colour": "1"} | fields
    data = proof(client, "/boards/better/add") | data
    assert client.post("/boards/better/add", data=data).location == "/boards/better/thanks"


def ask(client: FlaskClient, sent: str = "?sent=1", **fields):
    return client.post(f"{ADDRESS}{sent}", data={"how": HOW, "do_not": STOP} | fields)


def look_up(client: FlaskClient, code: str = CODE) -> str:
    assert client.post("/receipt", data={"code": code}).location == "/receipt/what-happened"
    return client.get("/receipt/what-happened").text


def under_the_code(**more) -> Contribution:
    digests = receipt.digests(ring(), CODE)
    return a_note(receipt=Receipt.find(digests) or saved(Receipt(digests[0])), **more).contribution


def concern() -> Concern:
    return db.session.query(Concern).one()


def test_from_the_thank_you_page_it_opens_a_concern_and_the_words_go_on_waiting(client):
    a_partnership()
    a_board()
    lead = a_user("safeguarding_lead").email
    send_a_note(client)
    link = re.search(r'href="(/receipt/get-in-touch[^"]*)"', client.get("/boards/better/thanks").text)[1]
    assert client.get(link).status_code == 200
    answer = client.post(link, data={"how": HOW, "do_not": STOP})
    assert answer.location == f"{ADDRESS}/sent"
    opened = concern()
    assert (opened.origin, opened.words, opened.submission_id) == (Origin.AUTHOR, "", None)
    [step] = opened.steps
    assert (step.what, step.by_id, step.words) == (StepKind.ASKED, None, f"{HOW}\n\nWhat we should not do: {STOP}")
    assert HOW.encode() not in step.sealed_words and opened.asked_at
    assert [s.status for s in contribution_of(opened).submissions] == [Status.PENDING]
    [letter] = letters_about_concerns()
    assert letter.to == lead and "07700" not in letter.body
    assert "07700" not in str(db.session.query(Record.details, Record.subject).all())


def test_the_confirmation_comes_once_and_the_receipt_says_nothing(client):
    a_partnership()
    under_the_code()
    before = look_up(client)
    assert ask(client, "").location == f"{ADDRESS}/sent"
    page = client.get(f"{ADDRESS}/sent")
    assert "A safe adult will read it" in page.text and HOW not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert client.get(f"{ADDRESS}/sent").location == "/receipt"
    token = r'name="csrf_token"[^>]*value="[^"]*"'
    assert re.sub(token, "", look_up(client)) == re.sub(token, "", before)
    again = client.get(ADDRESS).text
    assert HOW not in again and "again" not in re.sub(r"<[^>]*>", "", again)


def test_it_goes_to_the_concern_there_is(client):
    a_partnership()
    a_user("safeguarding_lead")
    a_board()
    send_a_note(client)
    db.session.query(Contribution).one().submissions[0].escalate(by=a_user().id)
    db.session.commit()
    ask(client)
    ask(client, how="No, on Friday")
    assert [step.words.split("\n")[0] for step in concern().ways_to_reach] == ["No, on Friday", HOW]
    [letter] = letters_about_concerns()
    assert "There is something new in it." in letter.body


def test_a_closed_concern_is_not_opened_again_but_a_new_one_is(client):
    a_partnership()
    contribution = under_the_code()
    old = contribution.submissions[0].escalate(by=a_user().id)
    old.close(by=a_user("safeguarding_lead").id)
    saved(old)
    look_up(client)
    ask(client, "")
    assert [one.origin for one in db.session.query(Concern).order_by(Concern.id)] == [Origin.STAFF, Origin.AUTHOR]


def test_a_lead_who_has_it_may_be_away_so_a_new_one_is_opened_with_its_own_clock(client):
    a_partnership()
    contribution = under_the_code()
    had = contribution.submissions[0].escalate(by=a_user().id)
    had.acknowledge(by=a_user("safeguarding_lead").id)
    saved(had)
    look_up(client)
    ask(client, "")
    new = db.session.query(Concern).order_by(Concern.id.desc()).first()
    assert new.id != had.id and new.acknowledged_at is None and new.ways_to_reach and not had.ways_to_reach


def test_from_the_receipt_page_it_is_for_all_that_is_under_the_code(client):
    a_partnership()
    board = a_board()
    first = under_the_code(board=board)
    first.submissions[0].escalate(by=a_user().id)
    saved(first)
    under_the_code(board=board, words="Another")
    look_up(client)
    ask(client, "")
    assert concern().contribution_id == first.id and concern().asked_at


def test_it_works_after_taking_everything_back(client):
    a_partnership()
    under_the_code()
    look_up(client)
    client.post("/receipt/take-back/1")
    assert ask(client, "").status_code == 303 and concern().ways_to_reach


def test_without_a_code_there_is_nothing_to_ask_for(client):
    a_partnership()
    under_the_code()
    for sent in ("", "?sent=1"):
        assert client.get(f"{ADDRESS}{sent}").location == "/receipt"
        assert ask(client, sent).location == "/receipt"
    assert db.session.query(Concern).count() == 0


def test_it_can_be_asked_while_the_browser_knows_the_code_and_writing_may_take_longer(client):
    with time_machine.travel("2027-01-05 12:00:00Z", tick=False) as clock:
        a_partnership()
        a_board()
        send_a_note(client)
        clock.move_to("2027-01-05 12:14:00Z")
        assert client.get(f"{ADDRESS}?sent=1").status_code == 200
        clock.move_to("2027-01-05 12:16:00Z")
        assert client.get(f"{ADDRESS}?sent=1").location == "/receipt"
        clock.move_to("2027-01-05 13:30:00Z")
        assert ask(client).location == f"{ADDRESS}/sent"
        clock.move_to("2027-01-05 15:00:00Z")
        assert ask(client).location == "/receipt"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"how": " "}, "Write how we can reach you"),
        ({"how": "x" * 1001}, "Use 1,000 characters or fewer"),
        ({"do_not": "x" * 501}, "Use 500 characters or fewer"),
    ],
)
def test_what_cannot_be_sent_comes_back_as_it_was_typed(client, fields, says):
    a_partnership()
    a_board()
    send_a_note(client)
    page = ask(client, **({"do_not": "Kept as typed"} | fields))
    assert page.status_code == 422 and says in page.text and "<title>Error: " in page.text
    assert "do_not" in fields or "Kept as typed</textarea>" in page.text
    assert db.session.query(Concern).count() == 0


def test_nobody_fills_the_leads_letter_box_and_nothing_that_is_asked_stays_untold(client):
    a_partnership()
    a_board()
    a_user("safeguarding_lead")
    with time_machine.travel(now(), tick=False) as clock:
        send_a_note(client)
        for number in range(8):
            assert ask(client, how=f"Way {number}").status_code == 303
            letters = letters_about_concerns()  # the worker is quick
        assert len(letters) == 1 and len(concern().ways_to_reach) == 8
        clock.shift(PAUSE.total_seconds() + 1)
        assert len(letters_about_concerns()) == 2


def test_every_thank_you_page_offers_it_to_everyone(client):
    a_partnership()
    a_board()
    an_event()
    a_promise()
    a_questionnaire()
    send_a_note(client)
    assert f"{ADDRESS}?sent=1" in client.get("/boards/better/thanks").text
    client.post(SIGN_UP.address, data=SIGN_UP.fields)
    assert f"{ADDRESS}?sent=1" in client.get("/events/tamworth/thanks").text
    client.post(PLEDGE.address, data=PLEDGE.fields | {"words": "Pupils plan move-up week"})
    assert f"{ADDRESS}?sent=1" in client.get("/promise/promise/thanks").text
    assert f"{ADDRESS}?sent=1" in client.get(send(client).location).text


def test_a_message_stands_on_the_receipt_until_it_is_taken_off(client):
    a_partnership()
    contribution = under_the_code()
    opened = contribution.submissions[0].escalate(by=a_user().id)
    lead = a_user("safeguarding_lead").id
    with time_machine.travel("2027-03-10 10:00Z", tick=False):
        contribution_of(opened).leave_message(opened, by=lead, words="Call us & ask for <Ada>.\n\nAny day.")
        saved(opened)
    page = look_up(client)
    assert "A message for you" in page and "Call us &amp; ask for &lt;Ada&gt;." in page
    assert (
        "Wednesday\u00a010\u00a0March\u00a02027" in page and "oncern" not in page.split("<main")[1].split("</main")[0]
    )
    client.post("/receipt/take-back/1")
    assert "Any day." in client.get("/receipt/what-happened").text
    opened = db.session.query(Concern).one()
    contribution_of(opened).take_off_message(opened, by=lead)
    saved(opened)
    assert "A message for you" not in client.get("/receipt/what-happened").text
