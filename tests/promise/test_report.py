"""Every six months an organisation is asked what it did; everyone reads the answer, or that the pledge has lapsed."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from builders import a_partnership, a_pledge, a_promise, a_shown_pledge, a_user, saved
from coprod.concerns.concern import Concern
from coprod.database import db, now, uk_today
from coprod.mail import Message
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.promise.pledge import Pledge
from coprod.promise.pledge_letters import ask_what_was_done
from coprod.promise.report import EVERY, LAPSES_AFTER, REMINDED_AFTER, Report

DID = "Thirty pupils planned the open day"
WORRYING = "My uncle hits me and I want to die"


@pytest.fixture
def old(app) -> Pledge:
    """A pledge that was made six months ago, on the register."""
    a_partnership()
    promise = a_promise(closes_at=now() + timedelta(days=400))
    return a_shown_pledge(promise=promise, submitted_on=uk_today() - EVERY, by_when=uk_today() + timedelta(days=300))


def letters() -> list[Message]:
    return list(db.session.scalars(select(Message).order_by(Message.id)))


def link_in(letter: Message) -> str:
    return re.search(r"/promise/change/[\w-]+/report", letter.body)[0]


def on_the_list(client) -> str:
    return client.get("/promise/promise/pledges").text


def asked(pledge: Pledge) -> str:
    """The link in the letter that asks."""
    ask_what_was_done()
    return link_in(letters()[-1])


def the_report() -> Submission:
    return db.session.scalars(select(Submission).join(Report, Report.submission_id == Submission.id)).one()


def test_it_is_asked_after_six_months_and_once(client, old):
    a_shown_pledge("Young", old.promise, "Wood Clinic")
    a_pledge("Not approved", old.promise, submitted_on=uk_today() - EVERY, email_confirmed_at=now())
    for _ in range(2):
        ask_what_was_done()
    [letter] = letters()
    assert letter.to == "ottilie@hill.example" and "Hill School" not in letter.body + letter.subject
    assert "Pupils plan move-up week" in client.get(link_in(letter)).text
    assert "Asked what they did" in on_the_list(client)


def test_without_an_answer_it_is_reminded_once_and_lapses_and_an_answer_brings_it_back(client, old):
    ask_what_was_done()
    with time_machine.travel(now() + REMINDED_AFTER - timedelta(days=1)):
        ask_what_was_done()
    assert len(letters()) == 1
    with time_machine.travel(now() + REMINDED_AFTER):
        ask_what_was_done()
        ask_what_was_done()
        assert len(letters()) == 2 and "shown as lapsed" in letters()[1].body
    with time_machine.travel(now() + REMINDED_AFTER + LAPSES_AFTER - timedelta(days=1)):
        assert "Lapsed" not in on_the_list(client)
    with time_machine.travel(now() + REMINDED_AFTER + LAPSES_AFTER):
        assert "Lapsed" in on_the_list(client) and "Pupils plan move-up week" in on_the_list(client)
        ask_what_was_done()
        assert len(letters()) == 2
        secret = old.new_change_link()
        saved(old)
        client.post(f"/promise/change/{secret}/report", data={"words": DID, "told": "yes"})
        assert "Lapsed" not in on_the_list(client)
        ask_what_was_done()
        assert len(letters()) == 2
    with time_machine.travel(now() + REMINDED_AFTER + LAPSES_AFTER + EVERY):
        ask_what_was_done()
        assert len(letters()) == 3


def test_what_was_done_is_shown_with_its_month_once_approved(client, old):
    link = asked(old)
    answer = client.post(link, data={"words": DID, "told": "yes"})
    assert answer.location == "/promise/promise/reported" and "A person reads it" in client.get(answer.location).text
    assert DID not in on_the_list(client) and client.get(link).status_code == 410
    said = the_report()
    assert (said.status, said.prompt, said.contribution_id) == (Status.PENDING, "What did you do?", old.contribution_id)
    assert said.contribution.received_at is not None
    said.approve(by=a_user("moderator").id)
    saved(said)
    listed = on_the_list(client)
    assert DID in listed and f"What we did, {uk_today():%B}" in listed and "Told us in" in listed
    assert "Pupils plan move-up week" in listed


def test_opening_the_link_answers_nothing(client, old):
    link = asked(old)
    assert client.get(link).status_code == 200
    assert db.session.query(Report).count() == 0 and old.asked_on == uk_today()


@pytest.mark.parametrize(
    ("words", "said"), [("", "Enter what your organisation did"), ("x" * 1001, "1,000 characters")]
)
def test_what_cannot_be_saved_is_said(client, old, words, said):
    link = asked(old)
    answer = client.post(link, data={"words": words, "told": "yes"})
    assert answer.status_code == 422 and said in answer.text and client.get(link).status_code == 200


def test_words_that_worry_are_sealed_from_the_first_and_the_page_is_the_same(client, old):
    answer = client.post(asked(old), data={"words": WORRYING, "told": "yes"})
    assert answer.location == "/promise/promise/reported"
    assert (the_report().status, the_report().words) == (Status.ESCALATED, None)
    assert [concern.words for concern in db.session.scalars(select(Concern))] == [WORRYING]
    assert "Pupils plan move-up week" in on_the_list(client)


def test_what_was_done_is_withdrawn_with_the_pledge(client, old):
    client.post(asked(old), data={"words": DID, "told": "yes"})
    old.contribution.withdraw()
    saved(old)
    assert the_report().words == ""


def test_staff_see_who_owes_an_answer(client, old, sign_in):
    a_shown_pledge("Young", old.promise, "Wood Clinic")
    sign_in("engagement_lead")
    assert "Nobody owes you an answer" in client.get("/staff/pledges?show=unanswered").text
    ask_what_was_done()
    page = client.get("/staff/pledges?show=unanswered").text
    assert "Hill School" in page and "Wood Clinic" not in page and "Asked what they did" in page
    with time_machine.travel(now() + REMINDED_AFTER):
        ask_what_was_done()
    sign_in("engagement_lead")
    old.reminded_on = uk_today() - LAPSES_AFTER
    saved(old)
    assert "Lapsed" in client.get("/staff/pledges?show=unanswered").text


def test_the_register_costs_the_same_with_many_reports(client, old, statements):
    counts = []
    for number in (1, 12):
        for i in range(number):
            pledge = a_shown_pledge(f"{number} {i}", old.promise, f"School {number} {i}")
            secret = pledge.new_change_link()
            saved(pledge)
            client.post(f"/promise/change/{secret}/report", data={"words": DID, "told": "yes"})
        for said in db.session.scalars(select(Submission).where(Submission.status == Status.PENDING)):
            said.approve(by=a_user("moderator").id)
        db.session.commit()
        on_the_list(client)
        statements.clear()
        assert DID in on_the_list(client)
        counts.append(len(statements))
    assert counts[0] == counts[1], statements
