"""One device, many people: a clean start for each, more answers than people marked, and a group that can be found."""

from datetime import timedelta

import pytest
import time_machine

from answering import EVERYTHING, HERE, TOLD, answer, code_on, send, token_on
from builders import a_questionnaire, a_user, saved, staff_session
from coprod import rate_limits
from coprod.concerns.concern import Concern
from coprod.database import db, now
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt
from coprod.prepared import Run
from coprod.questionnaires.answering.drafts.draft import Draft, purge_shared
from coprod.questionnaires.shared_device.shared_session import SharedSession, purge_sessions

STAFF = "/staff/questionnaires/survey/shared-device"
ROOM = {"label": "Room 4, Tuesday", "head_count": "5", "hours": "2"}
WORRYING = "My dad hits me and I am scared to go home"


@pytest.fixture
def lead(app, survey):
    """Staff at their own computer."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(staff_session(a_user("engagement_lead")))
    return client


@pytest.fixture
def room(lead) -> SharedSession:
    assert lead.post(STAFF, data=ROOM).location == STAFF
    return db.session.query(SharedSession).one()


@pytest.fixture
def tablet(client, room):
    assert client.post("/tablet", data={"code": room.start_code}).location == HERE
    return client


def next_person(client):
    assert client.post(f"{HERE}/next-person").location == HERE


def words(text: str) -> dict:
    return {"pages": {1: {"answer-place": "hall"}, 2: {"answer-change": text}}}


def test_staff_make_a_session_and_start_a_device_with_its_code_once(client, lead):
    page = lead.get(STAFF).text
    assert "Your first session" in page and "How it goes" in page
    wrong = lead.post(STAFF, data={"label": " ", "head_count": "many", "hours": "13"})
    assert wrong.status_code == 422
    for said in ("Say which group", "from 1 to 500", "from 1 to 12", 'value="many"'):
        assert said in wrong.text
    assert lead.post(STAFF, data=ROOM).status_code == 303
    shared = db.session.query(SharedSession).one()
    code = shared.start_code
    assert f"{code[:3]} {code[3:]}" in lead.get(STAFF).text
    assert client.post("/tablet", data={"code": f"{code[:3]} {code[3:]}"}).location == HERE
    again = client.post("/tablet", data={"code": code})
    assert again.status_code == 422 and "wrong, has been used" in again.text
    assert "A device has been started" in lead.get(STAFF).text
    lead.post(f"{STAFF}/code", data={"session": str(shared.id)})
    assert shared.start_code not in (None, code)
    lead.post(f"{STAFF}/end", data={"session": str(shared.id)})
    assert shared.is_over and "Sessions that are over" in lead.get(STAFF).text
    assert lead.post(f"{STAFF}/code", data={"session": str(shared.id)}).status_code == 409
    assert lead.post(f"{STAFF}/end", data={"session": "none"}).status_code == 404


def test_a_session_that_is_made_by_two_presses_is_one(lead, room):
    again = lead.post(STAFF, data=ROOM)
    assert "This session is on already." in lead.get(again.location).text
    assert db.session.query(SharedSession).one().start_code == room.start_code
    assert lead.post(STAFF, data=ROOM | {"label": "Room 5, Tuesday"}).location == STAFF
    lead.post(f"{STAFF}/end", data={"session": str(room.id)})
    assert lead.post(STAFF, data=ROOM).location == STAFF  # the first is over
    assert db.session.query(SharedSession).count() == 3


def test_starting_a_device_signs_staff_out_of_it(client, sign_in, survey):
    sign_in("engagement_lead")
    client.post(STAFF, data=ROOM)
    client.post("/tablet", data={"code": db.session.query(SharedSession).one().start_code})
    assert client.get(STAFF).location.startswith("/staff/sign-in")


def test_wrong_codes_make_the_next_wait(client, room, monkeypatch):
    for _ in range(21):
        client.post("/tablet", data={"code": "222 222"})
    page = client.post("/tablet", data={"code": room.start_code})
    assert page.status_code == 422 and "You have tried too many times. Wait 1 minute" in page.text


def test_nobody_finds_anything_of_the_person_before(tablet):
    start = tablet.get(HERE)
    assert "come-back" not in start.text and "after 15 minutes" in start.text
    check = answer(tablet)
    for address in (f"{HERE}/1", f"{HERE}/2", f"{HERE}/about-you", f"{HERE}/check"):
        page = tablet.get(address)
        assert page.headers["Cache-Control"] == "no-store"
        assert "Save and come back" not in page.text and "Other people use this device too" in page.text
    tablet.post(f"{HERE}/2", data=EVERYTHING[2] | {"go": "keep"})
    assert tablet.get(f"{HERE}/saved").location == HERE == tablet.get(f"{HERE}/come-back").location
    assert not db.session.query(Draft).one().code_digest
    tablet.post(f"{HERE}/check", data={"token": token_on(check.text)})
    code = code_on(tablet.get(f"{HERE}/sent").text)
    assert not db.session.query(Draft).count()
    for address in (HERE, f"{HERE}/1", f"{HERE}/check"):  # it stands until the next person says so
        assert tablet.get(address).location == f"{HERE}/sent"
    assert code_on(tablet.get(f"{HERE}/sent").text) == code
    next_person(tablet)
    assert tablet.get(f"{HERE}/sent").location == HERE
    for address in (HERE, f"{HERE}/1", f"{HERE}/2"):
        page = tablet.get(address).text
        assert "The bells" not in page and "checked" not in page and code not in page
    with tablet.session_transaction() as session:
        assert set(session) <= {"shared session", "csrf_token"}


def test_what_is_begun_and_left_is_for_the_next_to_delete_and_goes_by_itself(tablet):
    tablet.post(f"{HERE}/2", data=TOLD | EVERYTHING[2])
    assert "Somebody has begun here" in tablet.get(HERE).text
    next_person(tablet)
    assert not db.session.query(Draft).count() and "Somebody has begun" not in tablet.get(HERE).text
    tablet.post(f"{HERE}/2", data=TOLD | EVERYTHING[2])
    for minutes, there in ((14, True), (28, True), (44, False)):
        with time_machine.travel(now() + timedelta(minutes=minutes), tick=False):
            page = tablet.post(f"{HERE}/2", data={"answer-change": f"I typed at {minutes}"})
            assert page.status_code == (303 if there else 409)
    assert "Nobody pressed anything for 15 minutes" in page.text
    assert "I typed at 44" in page.text and "I typed at 28" not in page.text
    with time_machine.travel(now() + timedelta(minutes=44), tick=False):
        purge_shared()
    assert not db.session.query(Draft).count() and tablet.get(f"{HERE}/2").status_code == 200


def test_more_answers_than_people_are_kept_and_marked(tablet, lead, room):
    room.head_count = 2
    saved(room)
    for number in range(3):
        send(tablet, **words(f"Idea {number}"))
        next_person(tablet)
    every = db.session.query(Contribution).order_by(Contribution.id).all()
    assert [each.unusual for each in every] == [False, False, True]
    assert "More sets of answers came" in str(every[2].context) and "More sets" not in str(every[1].context)
    assert "1 more than there are people" in lead.get(STAFF).text
    assert "Many at once" in lead.get("/staff/moderation").text


def test_thirty_behind_one_address_are_not_slowed(tablet, monkeypatch):
    monkeypatch.setattr(rate_limits, "POSTING", "1 per 10 minutes")
    for _ in range(3):
        send(tablet)
        next_person(tablet)
    assert not any(each.unusual for each in db.session.query(Contribution))


def test_a_concern_knows_the_group_and_nothing_that_was_decided_does(tablet, room, client, sign_in):
    send(tablet, **words(WORRYING))
    next_person(tablet)
    send(tablet, **words("More clubs"))
    next_person(tablet)
    send(tablet, pages={1: EVERYTHING[1]})
    worrying, calm, ticks = db.session.query(Contribution).order_by(Contribution.id)
    assert (worrying.room, calm.room, ticks.room) == (None, "Room 4, Tuesday", None)
    concern = db.session.query(Concern).one()
    assert concern.room == "Room 4, Tuesday" and b"Room 4" not in concern.sealed_room
    worrying.withdraw()
    calm.submissions[0].approve(by=a_user("moderator").id)
    db.session.commit()
    assert (calm.room, calm.received_at) == (None, None)
    sign_in("safeguarding_lead")
    assert "Room 4, Tuesday" in client.get(f"/staff/safeguarding/{concern.id}").text


def test_what_a_moderator_raises_carries_the_group_while_the_words_wait(tablet, room):
    send(tablet, **words("The corridor is too loud"))
    [submission] = db.session.query(Contribution).one().submissions
    assert submission.escalate(by=a_user("moderator").id).room == "Room 4, Tuesday"


def test_at_the_end_nobody_begins_and_whoever_has_begun_finishes(tablet, lead, room):
    check = answer(tablet)
    lead.post(f"{STAFF}/end", data={"session": str(room.id)})
    assert tablet.post(f"{HERE}/check", data={"token": token_on(check.text)}).location == f"{HERE}/sent"
    next_person(tablet)
    for page in (tablet.get(HERE), tablet.post(f"{HERE}/2", data=EVERYTHING[2])):
        assert page.status_code == 409 and "This session is over" in page.text
    assert "The bells" in page.text and not db.session.query(Draft).count()
    assert tablet.post("/tablet/leave").location == "/"
    assert tablet.get(f"{HERE}/2").status_code == 200


def test_a_session_ends_by_itself_and_is_forgotten(tablet, room):
    with time_machine.travel(now() + timedelta(hours=2, seconds=1), tick=False):
        assert tablet.get(HERE).status_code == 409
        assert tablet.post("/tablet", data={"code": room.start_code or "0"}).status_code == 422
    with time_machine.travel(now() + timedelta(hours=15), tick=False):
        assert "Save and come back" in tablet.get(f"{HERE}/1").text
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        purge_sessions()
    assert not db.session.query(SharedSession).count() and tablet.get(HERE).status_code == 200


def test_a_session_is_made_only_while_it_is_open(lead, survey):
    survey.closes_at = now() - timedelta(days=1)
    saved(survey)
    assert 'name="label"' not in lead.get(STAFF).text
    assert lead.post(STAFF, data=ROOM).status_code == 409


def test_other_questionnaires_on_the_device_are_as_ever_and_go_with_the_next_person(tablet):
    a_questionnaire("other")
    tablet.post("/questionnaires/other/2", data=EVERYTHING[2])
    assert "Save and come back" in tablet.get("/questionnaires/other/2").text
    next_person(tablet)
    assert "The bells" not in tablet.get("/questionnaires/other/2").text


def test_two_presses_of_send_count_once(tablet, room):
    token = token_on(answer(tablet).text)
    for _ in range(2):
        tablet.post(f"{HERE}/check", data={"token": token})
    assert room.sent == 1 and db.session.query(Receipt).count() == 1


def test_nobody_reads_a_copy_of_what_the_person_before_sent(tablet):
    send(tablet)
    assert tablet.get(f"{HERE}/copy").location == f"{HERE}/sent"
    assert tablet.post(f"{HERE}/copy", data={"email": "pip@example.org"}).location == f"{HERE}/sent"


def test_the_room_is_counted_in_another_transaction_than_the_answers(tablet, room, monkeypatch):
    ran: list[list[str]] = []
    begin, send_it = Run.__init__, Run._send

    def begins(self, cursor):
        ran.append([])
        begin(self, cursor)

    def sends(self, way, statement, values):
        ran[-1].append(statement.sql)
        send_it(self, way, statement, values)

    token = token_on(answer(tablet).text)
    monkeypatch.setattr(Run, "__init__", begins)
    monkeypatch.setattr(Run, "_send", sends)
    tablet.post(f"{HERE}/check", data={"token": token})
    of_room, of_answers = ran
    assert len(of_room) == 1 and "shared_session" in of_room[0]
    assert not any("shared_session" in sql for sql in of_answers) and any("contribution" in sql for sql in of_answers)


def test_what_could_not_be_filed_is_not_counted(tablet, room, monkeypatch):
    token = token_on(answer(tablet).text)
    monkeypatch.setattr("coprod.questionnaires.shared_device.one_more.file", lambda judged: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tablet.post(f"{HERE}/check", data={"token": token})
    monkeypatch.undo()
    db.session.refresh(room)
    assert room.sent == 0
    assert tablet.post(f"{HERE}/check", data={"token": token}).location == f"{HERE}/sent"
    db.session.refresh(room)
    assert room.sent == 1
