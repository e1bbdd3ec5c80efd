"""Whoever holds the code sees what happened to their words, and can take them back. Nobody else can."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from builders import (
    a_board,
    a_partnership,
    a_sign_up,
    a_user,
    an_event,
    saved,
)
from coprod.audit import Record
from coprod.concerns.concern import Concern
from coprod.database import db, now, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.move import Hide
from coprod.participation.submission import Submission
from coprod.rendering import uk_date
from coprod.themes.models import Theme
from coprod.working_days import working_days_after
from holding_codes import CODE, OTHER, a_receipt, a_received_note, look_up, without_tokens


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(app: Flask) -> None:
    app.extensions["limits"].together.storage.reset()


def decide(submission: Submission, verb: str, **how: object) -> None:
    getattr(submission, verb)(by=a_user("moderator").id, **how)
    saved(submission)


def test_the_code_may_be_typed_in_many_ways(client):
    a_partnership()
    a_received_note("A quiet room")
    for typed in ("otter lantern maple 427", "  OTTER, Lantern - maple 427. ", "otter lantern maple427"):
        assert "A quiet room" in look_up(client, typed)


def test_waiting(client):
    a_partnership()
    a_received_note("A quiet room")
    page = look_up(client)
    by = uk_date(working_days_after(uk_today(), 3), year=True)
    assert "Waiting to be read" in page and f"We try to read it by {by}" in page and "A person read it" not in page
    with time_machine.travel(now() + timedelta(days=30)):
        late = look_up(client)
    assert by not in late and "We try to read everything in 3 working days" in late


def test_what_is_to_come_is_dashed_with_its_day(client):
    a_partnership()
    place = a_sign_up(an_event(), receipt=a_receipt())
    day = uk_date(place.event.starts_at, year=True)
    asks = r'<li class="is-next is-now">.*?<h3>You come, and talk or just listen</h3><p class="trail__when">' + day
    assert re.search(asks, look_up(client), re.DOTALL)
    with time_machine.travel(place.event.ends_at + timedelta(hours=1)):
        assert "is-next" not in look_up(client)


def test_shown_and_what_was_hidden_first(client):
    a_partnership()
    decide(a_received_note("Mr Penhallow is kind"), "approve", hide=[Hide(0, 12, "name")])
    page = look_up(client)
    assert "We can show it to other people" in page and "Mr Penhallow is kind" in page
    assert re.search(r"\[name removed\]</span> is kind", page)


def test_used_but_not_shown(client):
    a_partnership()
    board = a_board()
    decide(a_received_note("For you", board, sharing="team"), "approve")
    decide(a_received_note("An idea", board, sharing="idea"), "approve")
    page = look_up(client)
    assert "only the team can see it, as you asked" in page and "do not show your words, as you asked" in page
    assert "We can show it" not in page


def test_not_shown_and_why(client):
    a_partnership()
    decide(a_received_note("About Sam"), "reject", reason="names", note="staff only")
    page = look_up(client)
    assert "We did not show it" in page and "It had somebody&#39;s name in it." in page and "staff only" not in page


def test_the_theme_it_joined(client):
    a_partnership()
    submission = a_received_note("A quiet room")
    decide(submission, "approve")
    engagement = submission.contribution.activity.engagement
    theme = saved(Theme(engagement=engagement, slug="quiet", title="Quiet places"))
    theme.add([submission.id])
    saved(theme)
    assert "Quiet places" not in look_up(client)  # nobody has signed it off
    theme.publish()
    db.session.commit()
    assert "Quiet places" in look_up(client)


def test_what_the_activity_itself_tells(client):
    a_partnership()
    a_sign_up(receipt=a_receipt())
    assert "You have a place at Talk in Tamworth" in look_up(client) and "Cancel my place" in look_up(client)


def test_escalated_looks_exactly_like_waiting_also_after_it_is_taken_back(client):
    a_partnership()
    board = a_board()
    pages = []
    for code, escalate in ((CODE, False), (OTHER, True)):
        submission = a_received_note("I am not safe", board, code)
        if escalate:
            decide(submission, "escalate")
        read = look_up(client, code)
        ask = client.get("/receipt/take-back/1")
        taken = client.post("/receipt/take-back/1")
        pages.append((read, without_tokens(ask.text), taken.status_code, taken.location, look_up(client, code)))
    assert pages[0] == pages[1]
    assert "Waiting to be read" in pages[0][0] and "I am not safe" not in pages[0][4]
    assert db.session.query(Concern).one().words == "I am not safe"


def test_what_was_approved_and_then_escalated_waits_again(client):
    a_partnership()
    submission = a_received_note("I am not safe")
    decide(submission, "approve")
    decide(submission, "escalate")
    page = look_up(client)
    assert "Waiting to be read" in page and "A person read it" not in page


def test_take_it_back(client):
    a_partnership()
    board = a_board()
    decide(a_received_note("A quiet room", board), "approve")
    decide(a_received_note("Stays", board), "approve")
    assert "A quiet room" in client.get("/boards/better").text
    look_up(client)
    assert "A quiet room" in client.get("/receipt/take-back/1").text
    assert client.post("/receipt/take-back/1").location == "/receipt/what-happened"
    page = client.get("/receipt/what-happened").text
    assert "You took this back" in page and "A quiet room" not in page and "Stays" in page
    board = client.get("/boards/better").text
    assert "A quiet room" not in board and "Stays" in board
    assert {row.words for row in db.session.query(Submission)} == {"", "Stays"}
    assert db.session.query(Record).count() == 0  # a row with its moment would say when they were here


def test_taking_it_back_twice_is_once(client):
    a_partnership()
    a_received_note()
    look_up(client)
    client.post("/receipt/take-back/1")
    assert client.post("/receipt/take-back/1").status_code == 303
    assert client.get("/receipt/take-back/1").location == "/receipt/what-happened"
    assert db.session.query(Record).count() == 0


def test_nobody_reaches_what_is_not_under_their_code(client):
    a_partnership()
    a_received_note("Mine")
    a_received_note("Not mine", a_board("other"), OTHER)
    assert "Not mine" not in look_up(client)
    assert client.get("/receipt/take-back/2").status_code == 404
    assert client.post("/receipt/take-back/2").status_code == 404
    assert client.post("/receipt/take-back/0").status_code == 404


def test_without_the_code_there_is_nothing(client):
    a_partnership()
    a_received_note()
    for address in ("/receipt/what-happened", "/receipt/take-back/1"):
        assert client.get(address).location == "/receipt", address
    assert client.post("/receipt/take-back/1").location == "/receipt"
    assert db.session.query(Contribution).one().withdrawn_on is None


def test_the_code_is_forgotten_when_they_finish(client):
    a_partnership()
    a_received_note()
    look_up(client)
    assert client.post("/receipt/finish").location == "/"
    assert client.get("/receipt/what-happened").location == "/receipt"


def test_the_code_is_forgotten_after_half_an_hour(client):
    a_partnership()
    a_received_note()
    with time_machine.travel("2027-01-05 12:00:00Z", tick=False):
        look_up(client)
    with time_machine.travel("2027-01-05 12:29:00Z", tick=False):
        assert client.get("/receipt/what-happened").status_code == 200
    with time_machine.travel("2027-01-05 12:31:00Z", tick=False):
        assert client.get("/receipt/what-happened").location == "/receipt"


def test_a_shared_computer_keeps_no_copy(client):
    a_partnership()
    a_received_note()
    look_up(client)
    assert client.get("/receipt/what-happened").headers["Cache-Control"] == "no-store"


def test_a_wrong_code_is_not_found_and_comes_back_as_typed(client):
    a_partnership()
    a_received_note()
    page = client.post("/receipt", data={"code": OTHER})
    assert page.status_code == 422 and "We cannot find that code" in page.text and OTHER in page.text
    assert "<title>Error: " in page.text and "Location" not in page.headers


def test_what_cannot_be_a_code_gets_a_hint(client):
    for typed in ("otter lantern", "<script>", "x" * 5000):
        page = client.post("/receipt", data={"code": typed})
        assert page.status_code == 422 and "A code is three words and three numbers" in page.text, typed
    assert "Type your code" in client.post("/receipt", data={"code": " "}).text


def test_guessing_is_slowed_and_what_was_typed_stays(client):
    a_partnership()
    answers = [client.post("/receipt", data={"code": OTHER}) for _ in range(62)]
    assert [each.status_code for each in answers] == [422] * 60 + [429] * 2
    assert "Wait 1 minute, then try again" in answers[59].text and OTHER in answers[61].text
    assert 0 < int(answers[61].headers["Retry-After"]) <= 60


def test_statements_do_not_grow_with_what_was_sent(client, statements):
    a_partnership()
    board = a_board()
    counts = []
    for number in (2, 30):
        for i in range(number):
            decide(a_received_note(f"note {number} {i}", board), "approve")
        look_up(client)
        statements.clear()
        assert client.get("/receipt/what-happened").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 18, statements


def test_several_answers_of_one_go(client):
    a_partnership()
    contribution = Contribution(activity=a_board(), receipt=a_receipt())
    Submission(contribution=contribution, prompt="One change?", words="Longer breaks")
    second = Submission(contribution=contribution, prompt="What helps?", words="Being asked")
    saved(contribution)
    decide(second, "approve")
    page = look_up(client)
    assert "One change?" in page and "What helps?" in page
    assert page.count("Waiting to be read") == 1 and page.count("<h3>A person read it</h3>") == 1
    assert page.count("Take it back") == 1 and page.index("Being asked") < page.index("</details>") < page.index(
        "Take it back"
    )
