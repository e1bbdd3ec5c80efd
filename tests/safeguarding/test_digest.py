"""At nine and at two on working days the lead hears how many weaker worries wait, once, and never about what."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.exc import IntegrityError
from worrying import WEAK, screen

from builders import a_board, a_partnership, a_sign_up, a_user, receive
from coprod.audit import Record
from coprod.concerns.concern import Concern
from coprod.database import db
from coprod.intake.door import Said
from coprod.mail import Message
from coprod.participation.contribution import Contribution
from coprod.safeguarding import digest
from coprod.safeguarding.digest import LeadDigest, WrittenAlready, send_digest
from coprod.screening import screen as screening
from coprod.transactions import write_transaction

MONDAY = datetime(2026, 11, 30, 9, 5, tzinfo=UTC)
NEEDS = f"A quiet room, {WEAK}"


@pytest.fixture
def monday(app, monkeypatch, office_hours):
    monkeypatch.setattr(screening, "screen", screen)
    with time_machine.travel(MONDAY, tick=False) as clock:
        a_partnership()
        yield clock


def one_waits(form: str = "t") -> Contribution:
    return receive(a_board(form), token=form, said=[Said("What?", f"my secret, {WEAK}")]).contribution


def one_is_quiet() -> None:
    place = a_sign_up()
    place.contribution.hold({"Access needs": NEEDS}, {"Access needs": screen(NEEDS)})
    db.session.commit()


def letters() -> list[Message]:
    db.session.rollback()
    return db.session.query(Message).order_by(Message.id).all()


def test_the_lead_hears_how_many_and_until_when(monday):
    lead = a_user("safeguarding_lead").email
    a_user("moderator")
    one_waits()
    one_waits("2")
    one_is_quiet()
    send_digest()
    send_digest()
    [letter] = letters()
    assert (letter.to, letter.subject) == (lead, "What waits to be read first")
    assert "2 contributions wait to be read first" in letter.body and "the next at 1:05pm" in letter.body
    assert "1 concern stands on the safeguarding list, without a letter so far" in letter.body
    assert "/staff/moderation\n" in letter.body and "/staff/safeguarding\n" in letter.body
    assert "secret" not in letter.subject + letter.body and "quiet room" not in letter.body
    record = db.session.query(Record).filter_by(action="sent the digest to the safeguarding lead").one()
    assert record.details == {"read_first": 2, "quiet": 1, "letters": 1}


def test_it_comes_again_at_two_and_not_in_between(monday):
    a_user("safeguarding_lead")
    one_waits()
    for hours, sent in ((0, 1), (4, 1), (5, 2), (6, 2)):
        monday.move_to(MONDAY + timedelta(hours=hours))
        one_waits(f"at {hours}")
        send_digest()
        assert len(letters()) == sent, hours


def test_when_nothing_waits_none_is_sent_and_what_comes_later_waits_for_the_next(monday):
    a_user("safeguarding_lead")
    send_digest()
    one_waits()
    send_digest()
    assert letters() == [] and db.session.query(LeadDigest).one().letters == 0


@pytest.mark.parametrize(
    ("moment", "hour"),
    [
        ("2026-11-30T08:59Z", None),
        ("2026-11-30T09:00Z", 9),
        ("2026-11-30T13:59Z", 9),
        ("2026-11-30T14:00Z", 14),
        ("2026-11-30T17:00Z", None),
        ("2026-11-29T14:00Z", None),  # a Sunday
        ("2026-12-28T14:00Z", None),  # in place of Boxing Day
        ("2026-07-01T08:00Z", 9),  # in summer
        ("2026-07-01T13:00Z", 14),
    ],
)
def test_by_the_clock_in_the_united_kingdom(moment, hour):
    assert digest.due(datetime.fromisoformat(moment)) == hour


def test_where_there_is_no_lead_whoever_hears_is_told_whom_to_ask(monday):
    admin = a_user("admin").email
    one_waits()
    send_digest()
    [letter] = letters()
    assert letter.to == admin and "Tell the safeguarding lead or a deputy" in letter.body
    assert "/staff/" not in letter.body


def test_what_is_taken_on_is_quiet_no_more(monday):
    lead = a_user("safeguarding_lead").id
    one_is_quiet()
    db.session.query(Concern).one().acknowledge(by=lead)
    db.session.commit()
    send_digest()
    assert letters() == []


def test_two_workers_at_once_write_one(app, monday):
    a_user("safeguarding_lead")
    one_waits()
    both = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            both.wait()
            digest.write_digest(9)

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(work) for _ in range(2)]:
            each.result()
    assert len(letters()) == 1


def test_what_was_sent_stays_as_it_was_written(monday):
    send_digest()
    with pytest.raises(WrittenAlready):
        db.session.delete(db.session.query(LeadDigest).one())
        db.session.flush()
    db.session.remove()
    with pytest.raises(IntegrityError), write_transaction():
        db.session.add(LeadDigest(hour=9, read_first=0, quiet=0, letters=0))
