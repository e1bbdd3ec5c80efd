"""The sheet about equality on paper: a sheet of its own, typed in apart, and counted as everyone's are."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlparse

import pytest
import time_machine

from answering import token_on
from builders import a_partnership, a_questionnaire, a_user, an_engagement, one_page, saved, staff_session
from coprod.activities.life import Life
from coprod.audit import Record
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.permissions import Role
from coprod.questionnaires.equality.counting import EqualityAnswer, EqualityCount, count_in_tens
from coprod.questionnaires.equality.questions import QUESTIONS
from coprod.questionnaires.equality.ticket import EqualityTicket

PAGE = "/staff/paper/apart/survey"
PAPER = "/questionnaires/survey/paper"
WORD = {"key": "word", "kind": "short_text", "prompt": "One word?", "longest": 20}
TICKED = {"audience": "parent_carer", "age": "26_44", "disability": "no"}


@pytest.fixture
def survey(app):
    a_partnership()
    how = {"offers_paper": True, "paper_return": "Any school office", "equality": ["age", "disability"]}
    return a_questionnaire(pages=one_page(WORD), **how)


@pytest.fixture
def typist(client, sign_in, survey):
    sign_in("event_team")
    return client


def begun(client) -> dict[str, str]:
    """The ticket of a sheet that is begun."""
    return {"token": token_on(client.get(client.post(f"{PAGE}/begin").location).text)}


def waiting() -> list[tuple[str, str, str]]:
    db.session.expire_all()
    return sorted((row.audience, row.question, row.option) for row in db.session.query(EqualityAnswer))


def test_where_it_asks_there_is_a_sheet_of_its_own_without_a_page_code(client, survey):
    page, sheet = client.get(PAPER).text, client.get(f"{PAPER}?print=apart").text
    assert f"{PAPER}?print=apart" in page and "One more sheet, only if you like" in page
    assert "Hand it in apart from your form" in sheet and "never keep them with your answers" in sheet
    assert QUESTIONS["age"].prompt in sheet and QUESTIONS["sex"].prompt not in sheet
    assert QUESTIONS["age"].prompt not in page and sheet.count("Who are you?") == 1
    assert "page-codes" in page and f"Form {survey.asks.id}-1" in page
    assert "page-codes" not in sheet and f"{survey.asks.id}-1" not in sheet and "One word?" not in sheet
    survey.equality = []
    survey.shown += 1
    saved(survey)
    page = client.get(f"{PAPER}?print=apart").text
    assert "One word?" in page and "print=apart" not in page and "One more sheet" not in page


def test_a_sheet_is_counted_once_and_with_nothing_else(typist, survey):
    assert PAGE in typist.get("/staff/paper").text
    assert "Mix the sheets" in typist.get(PAGE).text
    ticket = begun(typist)
    counted = typist.post(PAGE, data=TICKED | ticket)
    assert "counted=1" in counted.location and "Here is the next one" in typist.get(counted.location).text
    here = [("parent_carer", "age", "26_44"), ("parent_carer", "disability", "no")]
    assert waiting() == here
    again = typist.post(PAGE, data=TICKED | ticket)  # pressed twice
    assert "counted already" in typist.get(again.location).text and waiting() == here
    assert not db.session.query(Contribution).count()
    [ticket] = db.session.query(EqualityTicket)  # the next sheet's, which says nothing
    assert ticket.audience == "not_said"
    [record] = db.session.query(Record).filter_by(action="typed in a sheet about equality")
    assert record.subject == survey.subject and not record.details
    onward = parse_qs(urlparse(counted.location).query)["sheet"][0]
    assert typist.post(PAGE, data={"token": onward, "audience": "young_person", "age": "11_15"}).status_code == 303
    assert len(waiting()) == 3


def test_what_is_wrong_is_said_and_kept(typist, survey):
    ticket = begun(typist)
    nothing = typist.post(PAGE, data=ticket | {"audience": "parent_carer"})
    assert nothing.status_code == 422 and "Nothing is ticked" in nothing.text
    assert re.search(r'value="parent_carer"[^>]*checked', nothing.text)
    wrong = typist.post(PAGE, data=ticket | TICKED | {"age": "200"})
    assert wrong.status_code == 422 and "Pick one of the answers" in wrong.text
    assert typist.post(PAGE, data=ticket | TICKED | {"audience": "everyone"}).status_code == 422
    assert waiting() == [] and db.session.query(EqualityTicket).count() == 1
    assert "counted already" in typist.get(typist.post(PAGE, data=TICKED).location).text and waiting() == []


def test_sheets_are_typed_as_long_as_forms_and_move_by_ten_until_then(typist, sign_in, survey):
    closed = survey.closes_at
    for _ in range(3):
        typist.post(PAGE, data=TICKED | begun(typist))
    with time_machine.travel(closed + timedelta(days=13)):  # nobody answers any more, but sheets still come
        sign_in("event_team")
        count_in_tens()
        assert len(waiting()) == 6 and not db.session.query(EqualityCount).count()
        for _ in range(7):
            assert typist.post(PAGE, data=TICKED | begun(typist)).status_code == 303
        count_in_tens()
        assert waiting() == []
        assert {each.people for each in db.session.query(EqualityCount)} == {10}
    with time_machine.travel(closed + timedelta(days=15)):
        sign_in("event_team")
        assert "not typed in now" in typist.get(PAGE).text and typist.post(f"{PAGE}/begin").status_code == 409
    survey = saved(survey)
    survey.offers_paper = False
    saved(survey)
    with time_machine.travel(closed + timedelta(days=4)):
        sign_in("event_team")
        assert typist.post(f"{PAGE}/begin").status_code == 409  # the last numbers have moved


def test_whoever_types_elsewhere_and_what_is_archived(client, sign_in, survey):
    elsewhere = a_user(email="one@fernshire.example", roles=[(Role.EVENT_TEAM, an_engagement("elsewhere").id)])
    with client.session_transaction() as session:
        session.update(staff_session(elsewhere))
    for answer in (client.get(PAGE), client.post(f"{PAGE}/begin"), client.post(PAGE, data=TICKED)):
        assert answer.status_code == 404
    sign_in("event_team")
    ticket = begun(client)
    survey.engagement.life = Life.ARCHIVED
    saved(survey.engagement)
    for answer in (client.get(PAGE), client.post(f"{PAGE}/begin"), client.post(PAGE, data=TICKED | ticket)):
        assert answer.status_code == 409
    assert waiting() == []
