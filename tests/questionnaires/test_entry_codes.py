"""One answer each: a code works once, is nowhere afterwards, and nothing joins it to what was said."""

import csv
import re
from datetime import timedelta

import pytest
import time_machine

from answering import ABOUT, EVERYTHING, HERE, answer, code_on, token_on
from builders import a_questionnaire, a_user, saved, staff_session
from coprod.database import db, now
from coprod.prepared import Run
from coprod.questionnaires.answering.drafts.draft import Draft
from coprod.questionnaires.entry_codes import code_views
from coprod.questionnaires.entry_codes.entry_code import EntryCode, forget_codes
from coprod.questionnaires.response import Response

STAFF = "/staff/questionnaires/survey/codes"
GONE = "This code is wrong or has been used"


@pytest.fixture
def lead(app, survey):
    """Staff at their own computer."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(staff_session(a_user("engagement_lead")))
    return client


@pytest.fixture
def codes(lead, survey) -> list[str]:
    """Three, on slips; and nobody answers without one."""
    page = lead.post(STAFF, data={"number": "3", "seen": "0", "as": "slips"})
    lead.post("/staff/questionnaires/survey/by-code", data={"only": "yes", "edited": str(survey.edited)})
    return re.findall(r'cut-slips__code">([^<]+)<', page.text)


def enter(client, code: str):
    return client.post(f"{HERE}/code", data={"code": code})


def test_staff_make_slips_and_a_file_and_see_tens_only(lead, survey):
    assert "Make your first codes" in lead.get(STAFF).text
    assert "from 1 to 1,000" in lead.post(STAFF, data={"number": "1001", "seen": "0"}).text
    slips = lead.post(STAFF, data={"number": "12", "seen": "0", "as": "slips"})
    codes = re.findall(r'cut-slips__code">([a-z]+ [a-z]+ [a-z]+ \d{3})<', slips.text)
    assert len(set(codes)) == 12 and slips.headers["Cache-Control"] == "no-store"
    assert "/questionnaires/survey" in slips.text
    assert "Codes have been made since" in lead.post(STAFF, data={"number": "12", "seen": "0"}).text
    file = lead.post(STAFF, data={"number": "2", "seen": "12", "as": "csv"})
    rows = list(csv.reader(file.text.removeprefix("\ufeff").splitlines()))
    assert rows[0] == ["Code", "Questionnaire", "Address", "Until"] and len(rows) == 3
    page = lead.get(STAFF).text
    assert "14 made" in page and "About 10 are left" in page
    kept = db.session.query(EntryCode.digest).all()
    assert len(kept) == 14 and not any(code.split()[0] in str(kept) for code in codes)


def test_nobody_begins_without_a_code_and_one_works_once(client, app, codes):
    assert f'href="{HERE}/code"' in client.get(HERE).text
    for address in (f"{HERE}/1", f"{HERE}/about-you"):
        assert client.get(address).location == f"{HERE}/code"
    early = client.post(f"{HERE}/2", data=EVERYTHING[2])
    assert early.status_code == 409 and "The bells" in early.text and not db.session.query(Draft).count()
    page = client.get(f"{HERE}/code").text
    assert "Ask whoever gave you the slip" in page
    assert "three words and three numbers" in enter(client, "otter").text
    wrong = enter(client, "otter lantern maple 427")
    assert wrong.status_code == 422 and GONE in wrong.text
    assert enter(client, codes[0].upper()).location == f"{HERE}/1"
    other = app.test_client()
    assert enter(other, codes[0]).location == f"{HERE}/1"  # not sent yet: a lost phone loses no code
    token = token_on(answer(client).text)
    for _ in range(2):
        assert client.post(f"{HERE}/check", data={"token": token}).location == f"{HERE}/sent"
    assert code_on(client.get(f"{HERE}/sent").text)
    assert db.session.query(EntryCode).count() == 2
    late = token_on(answer(other).text)
    page = other.post(f"{HERE}/check", data={"token": late})
    assert page.status_code == 409 and GONE in page.text and "Your answers are still here" in page.text
    assert enter(app.test_client(), codes[0]).status_code == 422
    assert db.session.query(Response).count() == 1
    assert enter(other, codes[1]).location == f"{HERE}/check"
    assert other.post(f"{HERE}/check", data={"token": late}).location == f"{HERE}/sent"
    assert db.session.query(Response).count() == 2 and db.session.query(EntryCode).count() == 1


def test_the_code_is_used_in_another_transaction_and_no_row_knows_it(client, codes, monkeypatch):
    ran: list[list[str]] = []
    begin, send = Run.__init__, Run._send

    def begins(self, cursor):
        ran.append([])
        begin(self, cursor)

    def sends(self, way, statement, values):
        ran[-1].append(statement.sql)
        send(self, way, statement, values)

    enter(client, codes[0])
    token = token_on(answer(client).text)
    monkeypatch.setattr(Run, "__init__", begins)
    monkeypatch.setattr(Run, "_send", sends)
    client.post(f"{HERE}/check", data={"token": token})
    with_code = [each for each in ran if any("entry_code" in sql for sql in each)]
    with_answers = [each for each in ran if any("contribution" in sql for sql in each)]
    assert len(with_code) == 1 == len(with_answers) and len(with_code[0]) == 1
    assert with_code[0] != with_answers[0]


def test_a_code_comes_back_when_the_answers_could_not_be_filed(client, codes, survey, monkeypatch):
    enter(client, codes[0])
    token = token_on(answer(client).text)
    monkeypatch.setattr("coprod.questionnaires.answering.sending_views.file", lambda judged: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.post(f"{HERE}/check", data={"token": token})
    monkeypatch.undo()
    assert db.session.query(EntryCode).count() == 3
    assert client.post(f"{HERE}/check", data={"token": token}).location == f"{HERE}/sent"


def test_of_two_windows_that_send_together_the_slower_is_thanked_too(client, codes, monkeypatch):
    """The faster has used the code, and its answers are filed a moment later."""
    enter(client, codes[0])
    token = token_on(answer(client).text)
    db.session.query(EntryCode).delete()
    db.session.commit()
    looks = iter([False, False, True])
    monkeypatch.setattr(code_views, "was_sent", lambda *of: next(looks))
    monkeypatch.setattr(code_views, "BETWEEN", 0)
    assert client.post(f"{HERE}/check", data={"token": token}).location == f"{HERE}/sent"


def test_a_code_comes_along_on_any_device(client, app, codes):
    enter(client, codes[0])
    client.post(f"{HERE}/1", data=EVERYTHING[1] | {"go": "keep"})
    come_back = code_on(client.get(f"{HERE}/saved").text)
    other = app.test_client()
    other.post(f"{HERE}/come-back", data={"code": come_back})
    assert other.post(f"{HERE}/check", data={"token": token_on(answer(other).text)}).location == f"{HERE}/sent"


def test_what_was_begun_before_is_asked_for_a_code_at_the_end(client, lead, survey):
    client.post(f"{HERE}/1", data=EVERYTHING[1])
    lead.post("/staff/questionnaires/survey/by-code", data={"only": "yes", "edited": str(survey.edited)})
    assert client.post(f"{HERE}/about-you", data=ABOUT).location == f"{HERE}/check"
    assert client.get(f"{HERE}/check").location == f"{HERE}/code"


def test_wrong_tries_are_slowed_by_network_and_right_ones_are_not(client, codes, app):
    for _ in range(62):
        assert enter(client, codes[0]).status_code == 303
    for _ in range(61):
        wrong = enter(client, "otter lantern maple 427")
    assert "Wait 1 minute" in wrong.text
    assert "You have tried too many times" in enter(client, codes[0]).text


def test_a_code_is_for_its_own_questionnaire_and_goes_when_that_has_closed(client, codes, survey):
    other = a_questionnaire("other")
    other.by_code_only = True
    saved(other)
    assert client.post("/questionnaires/other/code", data={"code": codes[0]}).status_code == 422
    with time_machine.travel(survey.finish_by + timedelta(days=1), tick=False):
        forget_codes()
    assert not db.session.query(EntryCode).count()


def test_everybody_can_answer_again(client, lead, codes, survey):
    db.session.refresh(survey)
    lead.post("/staff/questionnaires/survey/by-code", data={"only": "no", "edited": str(survey.edited)})
    assert client.get(f"{HERE}/code").location == HERE and client.get(f"{HERE}/1").status_code == 200
    assert lead.post("/staff/questionnaires/survey/by-code", data={"only": "yes", "edited": "1"}).status_code == 409


def test_codes_are_not_made_for_what_has_closed(lead, survey):
    survey.opens_at, survey.closes_at = now() - timedelta(days=19), now() - timedelta(days=9)
    saved(survey)
    assert lead.post(STAFF, data={"number": "3", "seen": "0"}).status_code == 409
