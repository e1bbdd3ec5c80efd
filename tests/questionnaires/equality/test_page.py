"""The page with questions about equality: once for each who sent answers, and never joined with what they said."""

import re

import pytest
import time_machine

from answering import ABOUT, HERE, answer, code_on, send, token_on
from builders import a_partnership, a_questionnaire, saved
from coprod.changes import Change
from coprod.database import db, now
from coprod.intake.filing import Filing
from coprod.participation.contribution import Contribution
from coprod.participation.counted import Ticks
from coprod.prepared import Run
from coprod.questionnaires.answering import sending_views
from coprod.questionnaires.equality.counting import EqualityAnswer, EqualityCount, count_in_tens
from coprod.questionnaires.equality.questions import QUESTIONS
from coprod.questionnaires.equality.ticket import EqualityTicket
from coprod.questionnaires.models import Questionnaire

PAGE = f"{HERE}/equality"
ABOUT_SELF = {"age": "16_25", "sex": "rather_not"}


@pytest.fixture
def survey(client) -> Questionnaire:
    a_partnership()
    return a_questionnaire(equality=[*QUESTIONS])


def waiting() -> list[tuple[str, str, str]]:
    db.session.expire_all()
    return sorted((row.audience, row.question, row.option) for row in db.session.query(EqualityAnswer))


def tokened(client) -> dict[str, str]:
    return {"token": token_on(client.get(PAGE).text)}


def test_a_questionnaire_that_does_not_ask_leads_nowhere(client):
    a_partnership()
    a_questionnaire()
    send(client)
    assert "hear from everyone" not in client.get(f"{HERE}/sent").text
    assert client.get(PAGE).location == f"{HERE}/sent" and not db.session.query(EqualityTicket).count()


def test_nobody_is_asked_who_has_not_sent_anything(client, survey):
    answer(client)
    assert client.get(PAGE).location == f"{HERE}/sent"
    assert client.post(PAGE, data=ABOUT_SELF).status_code == 409 and waiting() == []


def test_every_question_can_be_skipped_and_what_is_said_is_counted_alone(client, survey):
    send(client)
    thanks = client.get(f"{HERE}/sent").text
    assert "4 more questions about you, only if you like" in thanks
    page = client.get(PAGE)
    said = re.sub(r"\s+", " ", page.text)
    assert "never joined with what you said, so you cannot take them back" in said
    assert page.headers["Cache-Control"] == "no-store" and " checked" not in said
    assert said.count("I would rather not say") == 4 and said.count("Skip all of these") == 2
    back = client.post(PAGE, data=ABOUT_SELF | {"token": token_on(page.text)})
    assert back.location == f"{HERE}/sent?counted=1"
    assert waiting() == [("young_person", "age", "16_25"), ("young_person", "sex", "rather_not")]
    thanks = client.get(back.location).text
    assert "We have counted what you said about yourself" in thanks and "only if you like" not in thanks
    assert code_on(thanks), "the receipt stands there still"


def test_reload_back_and_a_second_window_count_nobody_twice(client, survey):
    send(client)
    first, second = tokened(client), tokened(client)
    for sent in (first, first, second):
        assert client.post(PAGE, data=ABOUT_SELF | sent).location == f"{HERE}/sent?counted=1"
    assert client.get(PAGE).location == f"{HERE}/sent"
    assert len(waiting()) == 2 and not db.session.query(EqualityTicket).count()


def test_nothing_picked_counts_nothing_and_one_may_change_ones_mind(client, survey):
    send(client)
    token = tokened(client)
    assert client.post(PAGE, data=token).location == f"{HERE}/sent" and waiting() == []
    wrong = client.post(PAGE, data=token | {"age": "200", "sex": "female"})
    assert wrong.status_code == 422 and "Pick one of the answers on this page" in wrong.text
    assert 'value="female" checked' in wrong.text and token_on(wrong.text)
    client.post(PAGE, data=ABOUT_SELF | token)
    assert len(waiting()) == 2


def test_only_what_this_one_asks_is_counted(client, survey):
    survey.equality = ["age"]
    survey.touch()
    saved(survey)
    send(client)
    assert "What is your sex?" not in client.get(PAGE).text
    client.post(PAGE, data=ABOUT_SELF | tokened(client))
    assert waiting() == [("young_person", "age", "16_25")]


def test_a_page_left_open_is_told_that_it_is_over(client, survey):
    send(client)
    token = tokened(client)
    with time_machine.travel(survey.finish_by, tick=False):
        late = client.post(PAGE, data=ABOUT_SELF | token)
        assert late.status_code == 409 and "We did not count these" in late.text and waiting() == []
        count_in_tens()
    assert not db.session.query(EqualityTicket).count(), "nobody used it"


def test_nothing_leads_from_the_numbers_to_what_was_said(client, survey):
    for _ in range(2):
        send(client, about=ABOUT | {"audience": "parent_carer"})
        client.post(PAGE, data={"age": "26_44", "sex": "male"} | tokened(client))
        client.post("/receipt/finish")
    before = {row.number for row in db.session.query(EqualityAnswer)}
    count_in_tens()
    db.session.expire_all()
    after = [row.number for row in db.session.query(EqualityAnswer)]
    assert len(after) == 4 and not before & {*after}, "each time that they are looked at they are mixed anew"
    if db.engine.dialect.name == "postgresql":
        made_by = db.text("select count(distinct xmin::text) from equality_answer")
        assert db.session.scalar(made_by) == 1, "the database does not say which were written together"
    else:
        order = db.session.scalars(db.text("select number from equality_answer order by rowid")).all()
        assert order == sorted(order), "they stand in no order of their coming"


def test_staff_choose_which_are_asked(client, sign_in, survey):
    sign_in("engagement_lead")
    address = "/staff/questionnaires/survey/details"
    page = client.get(address).text
    assert page.count("checked") >= 4 and "Under 11 · 11 to 15" in page
    survey = Questionnaire.find("survey")
    fields = {"title": "How is school?", "summary": "Say it", "minutes": "5", "readers": "The team", "purpose": "Why",
              "audiences": ["young_person"], "retention_months": "24", "grace_days": "3", "equality": ["age"],
              "edited": survey.edited}  # fmt: skip
    assert client.post(address, data=fields).status_code == 303
    db.session.expire_all()
    assert Questionnaire.find("survey").equality == ["age"]
    assert db.session.query(Change).filter_by(field="equality").one().became == ["age"]


def test_staff_see_what_has_moved_and_by_nothing_but_who_people_are(client, sign_in, survey):
    for option, people in (("16_25", 17), ("11_15", 3)):
        db.session.add(
            EqualityCount(
                questionnaire_id=survey.id, audience="young_person", question="age", option=option, people=people
            )
        )
    db.session.commit()
    sign_in("analyst")

    def shown(filters: str = "") -> str:
        page = client.get(f"/staff/results/{survey.id}?{filters}").text
        return re.sub(r"\s+|<[^>]+>", " ", page.partition('id="equality"')[2])

    assert re.search(r"16 to 25 +17 +\(85%\)", shown()) and "They move by ten" in shown()
    assert "No ten answers have come together yet" in shown("audience=parent_carer")
    assert "16 to 25" in shown("by=audience") and "16 to 25" not in shown("district=north")
    assert "We do not know this of those you asked for" in shown("source=paper")
    looked = db.text("select count(*) from audit_record where action = 'looked at results of'")
    assert db.session.scalar(looked), "there is a number under ten"
    assert now() and "16 to 25" not in client.get(HERE).text


def test_the_ticket_is_used_in_another_transaction_than_what_is_counted(client, survey, monkeypatch):
    ran: list[list[str]] = []
    begin, send_it = Run.__init__, Run._send

    def begins(self, cursor):
        ran.append([])
        begin(self, cursor)

    def sends(self, way, statement, values):
        ran[-1].append(statement.sql)
        send_it(self, way, statement, values)

    send(client)
    token = tokened(client)
    monkeypatch.setattr(Run, "__init__", begins)
    monkeypatch.setattr(Run, "_send", sends)
    client.post(PAGE, data=ABOUT_SELF | token)
    assert [["equality_ticket" in sql for sql in each] for each in ran] == [[True], [False]]
    assert len(waiting()) == 2


def test_a_ticket_comes_back_when_nothing_could_be_counted(client, survey, monkeypatch):
    send(client)
    token = tokened(client)
    monkeypatch.setattr(Filing, "file", once_broken(Filing.file))
    with pytest.raises(ZeroDivisionError):
        client.post(PAGE, data=ABOUT_SELF | token)
    monkeypatch.undo()
    assert client.post(PAGE, data=ABOUT_SELF | token).location == f"{HERE}/sent?counted=1" and len(waiting()) == 2


def once_broken(file):
    tries = iter((True, False))
    return lambda filing: 1 / 0 if next(tries) else file(filing)


@pytest.mark.parametrize("often", [True, False])
def test_whoever_waits_for_staff_is_not_counted_here_for_nobody_could_leave_it_out(client, survey, monkeypatch, often):
    monkeypatch.setattr(sending_views.forms, "comes_often", lambda *_: often)
    send(client)
    db.session.expire_all()
    assert db.session.query(Contribution).one().ticks is (Ticks.WAIT if often else Ticks.USUAL)
    assert db.session.query(EqualityTicket).count() == (0 if often else 1)
